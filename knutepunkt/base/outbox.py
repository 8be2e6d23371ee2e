"""The outbox: mail written in the transaction that causes it, sent after, once, and tried again when it fails."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from knutepunkt.base.models import OutboxMessage

_BATCH = 50
_GIVE_UP_AFTER = 8


def post(*, key: str, recipient: str, subject: str, body: str, at: datetime) -> None:
    """Leave a mail to be sent; a second one with the same key is the same mail."""
    OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "subject": " ".join(subject.split())[:300],
            "body": body,
            "created_at": at,
            "next_attempt_at": at,
        },
    )


def deliver(*, now: Callable[[], datetime]) -> int:
    """Send what is due, each message in a transaction of its own; return how many left."""
    sent = 0
    for _ in range(_BATCH):
        with transaction.atomic():
            message = (
                OutboxMessage.objects.select_for_update(skip_locked=True)
                .filter(state=OutboxMessage.State.WAITING.value, next_attempt_at__lte=now())
                .order_by("next_attempt_at")
                .first()
            )
            if message is None:
                return sent
            sent += _send(message, at=now())
    return sent


def _send(message: OutboxMessage, *, at: datetime) -> bool:
    message.attempts += 1
    # The same at each attempt: should we stop between sending and noting it, mailboxes know the second for the first.
    headers = {"Message-ID": f"<{message.key}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    try:
        EmailMessage(message.subject, message.body, to=[message.recipient], headers=headers).send()
    except (OSError, ValueError) as error:  # SMTPException is an OSError; an address that cannot be is a ValueError
        message.last_error = str(error)[:2000]
        message.next_attempt_at = at + timedelta(minutes=2**message.attempts)
        if message.attempts >= _GIVE_UP_AFTER:
            message.state = OutboxMessage.State.FAILED.value
        message.save(update_fields=["attempts", "last_error", "next_attempt_at", "state"])
        return False
    message.state = OutboxMessage.State.SENT.value
    message.sent_at = at
    message.save(update_fields=["attempts", "state", "sent_at"])
    return True


def _domain() -> str:
    """Return what stands after the @ of the address that mail comes from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
