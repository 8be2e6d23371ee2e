"""Tickets, who holds them, the clocks that run on them, and what is said about them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.catalogue.models import Service
from knutepunkt.party.models import Organisation, Person, Team

OPEN = Q(closed_at__isnull=True)


class Ticket(models.Model):
    """Work that a party asked for: an incident or a request (problem, change and others come later).

    `team`, `mode`, `reason`, `assignee` repeat the open custody span; `due_at` the nearest moment a
    running clock is due: a queue page reads this one row.
    """

    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    channel = models.CharField(max_length=10, default="portal")
    requester = models.ForeignKey(Person, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    impact = models.CharField(max_length=6)
    urgency = models.CharField(max_length=6)
    priority = models.PositiveSmallIntegerField()
    is_restricted = models.BooleanField(default=False)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, help_text="first answer the requester can see")
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    mode = models.CharField(max_length=7, blank=True)
    reason = models.CharField(max_length=12, blank=True)
    held_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    is_breached = models.BooleanField(default=False)
    resolution = models.TextField(blank=True)
    handovers = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    source = models.CharField(max_length=40, blank=True, help_text="the log it was read from")
    reference = models.CharField(max_length=80, blank=True, help_text="its name there")
    version = models.PositiveIntegerField(default=1, help_text="goes up with every action: two people cannot collide")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["source", "reference"], condition=~Q(source=""), name="ticket_once_per_source"
            ),
            models.CheckConstraint(condition=Q(closed_at__isnull=True) ^ Q(team__isnull=True), name="ticket_held"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="ticket_closes_after_open",
            ),
            models.CheckConstraint(condition=Q(priority__range=(1, 4)), name="ticket_priority_1_to_4"),
        )
        indexes = (
            # All that the numbers of the queues are counted from, its policy included: the table is not read for them.
            models.Index(
                fields=["team", "due_at", "id"],
                include=["state", "assignee", "requester", "is_restricted"],
                condition=OPEN,
                name="ticket_queue",
            ),
            models.Index(fields=["assignee", "due_at"], condition=OPEN, name="ticket_mine"),
            models.Index(fields=["due_at"], condition=OPEN, name="ticket_due"),
            models.Index(fields=["due_at", "id"], name="ticket_by_due"),
            models.Index(fields=["requester", "-opened_at"], name="ticket_requester"),
            models.Index(fields=["customer", "-opened_at"], name="ticket_customer"),
            models.Index(fields=["-opened_at", "-id"], name="ticket_newest"),
            models.Index(fields=["service", "-opened_at"], name="ticket_service"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it."""
        return f"KP-{self.pk}"


class TicketText(models.Model):
    """What full-text search reads: apart from the ticket, so that a ticket's changes do not touch the index.

    A restricted ticket has none: so the integrator may read all of them, and the index serves its searches.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="text")
    document = SearchVectorField()

    class Meta:
        indexes = (GinIndex(fields=["document"], name="tickettext_document"),)


class Custody(models.Model):
    """A half-open span in which one team held a ticket, in one mode. Contiguous from opening to closing."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="custody")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField(null=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=7)
    reason = models.CharField(max_length=12, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ticket", "start_at"], name="custody_one_start"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(end_at__isnull=True), name="custody_one_open"),
            models.CheckConstraint(
                condition=Q(end_at__isnull=True) | Q(end_at__gt=F("start_at")), name="custody_not_empty"
            ),
            models.CheckConstraint(
                condition=(Q(mode="waiting") & ~Q(reason="")) | (~Q(mode="waiting") & Q(reason="")),
                name="custody_waits_for_a_reason",
            ),
        )


class Clock(models.Model):
    """A service level at work on one ticket: as computed at `computed_at` from custody and the level."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks")
    level = models.ForeignKey(ServiceLevel, models.PROTECT, related_name="+")
    applies_from = models.DateTimeField()
    applies_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=8)
    elapsed = models.DurationField()
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ticket", "level", "applies_from"], name="clock_once"),)
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state="running"), name="clock_running"),
            models.Index(fields=["level", "stopped_at"], name="clock_level"),
        )


class Participation(models.Model):
    """An organisation's part in a ticket: what lets it see the ticket at all."""

    class Part(models.TextChoices):
        """Why it takes part."""

        CUSTOMER = "customer"
        AFFECTED = "affected"
        HOLDER = "holder"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part.choices)
    since_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, help_text="a holder's: first answer to the requester since then")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ticket", "organisation", "part"], name="participation_once"),)
        indexes = (models.Index(fields=["organisation", "ticket"], name="participation_organisation"),)


class Follow(models.Model):
    """A person who wants to hear what happens with a ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="follows")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ticket", "person"], name="follow_once"),)


class Note(models.Model):
    """Something said or done on a ticket, and the parties that may read it."""

    class Kind(models.TextChoices):
        """What it is: an answer in the conversation, a working note, or an event that an action wrote."""

        ANSWER = "answer"
        NOTE = "note"
        EVENT = "event"

    class Audience(models.TextChoices):
        """Who may read it: the requester's side, every party of the ticket, or chosen organisations."""

        REQUESTER = "requester"
        PARTIES = "parties"
        CHOSEN = "chosen"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    at = models.DateTimeField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="the author's")
    body = models.TextField(blank=True)
    event = models.CharField(max_length=20, blank=True)
    details = models.JSONField(default=dict, blank=True)
    ticket_version = models.PositiveIntegerField(default=0, help_text="of the ticket after what happened")
    audience = models.CharField(max_length=9, choices=Audience.choices)
    chosen = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="organisations")
    files: "list[Attachment]"  # of the reader's, where a timeline is read

    class Meta:
        indexes = (models.Index(fields=["ticket", "at", "id"], name="note_timeline"),)


class Attachment(models.Model):
    """A file on a ticket, read by those who may read the note it came with."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="attachments")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256, and its name on disk")


class Notification(models.Model):
    """Something a person is told about a ticket, in the application and perhaps by mail."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    event = models.CharField(max_length=20)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["person", "-at"], name="notification_person"),
            models.Index(fields=["person", "ticket"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(fields=["at"], condition=Q(mailed_at__isnull=True), name="notification_unmailed"),
        )


class SavedView(models.Model):
    """A queue's filters under a name of the person's own."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "name"], name="savedview_once"),)


class StoredReport(models.Model):
    """A report over the last `days`, as a job computed it: read in a moment, however many tickets stand behind it."""

    name = models.CharField(max_length=20)
    by = models.CharField(max_length=12)
    days = models.PositiveSmallIntegerField()
    as_of = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "by", "days"], name="storedreport_once"),)
