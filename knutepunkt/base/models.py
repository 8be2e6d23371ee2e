"""Tables that belong to no concept: the trail of changes and the outbox."""

from django.db import models


class Trail(models.Model):
    """One change of one row: who, when, from where. Written by a trigger; nobody may change or delete it."""

    at = models.DateTimeField()
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    action = models.CharField(max_length=6)
    person_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=200)
    changes = models.JSONField(help_text="column -> [before, after]; null where there was none")

    class Meta:
        indexes = (models.Index(fields=["table_name", "row_id", "id"], name="trail_row"),)


class OutboxMessage(models.Model):
    """A mail to be sent after the transaction that wrote it; the key keeps it from being sent twice."""

    class State(models.TextChoices):
        """Where the message stands."""

        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    key = models.CharField(max_length=120, unique=True)
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="waiting"), name="outbox_waiting"),
        )
