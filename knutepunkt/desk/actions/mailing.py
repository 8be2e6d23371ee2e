"""Gathers unmailed notifications into one mail a person: at once, or hourly as a digest."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knutepunkt.base import outbox
from knutepunkt.desk.models import Notification
from knutepunkt.party.models import Person

# A moment to let an answer and a resolution that come together leave in one mail.
_SETTLE = timedelta(seconds=30)
_DIGEST_EVERY = timedelta(hours=1)


@transaction.atomic
def mail_notifications(*, at: datetime, address: str) -> int:
    """Post one mail to each person who has something to hear and wants it now; return how many."""
    waiting: dict[int, list[Notification]] = defaultdict(list)
    rows = (
        Notification.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(mailed_at__isnull=True, at__lte=at - _SETTLE)
        .select_related("ticket", "person")
        .order_by("pk")
    )
    for row in rows:
        waiting[row.person_id].append(row)
    posted = 0
    for notifications in waiting.values():
        if _is_time(notifications, at=at):
            posted += _post(notifications, at=at, address=address)
            Notification.objects.filter(pk__in=[one.pk for one in notifications]).update(mailed_at=at)
    return posted


def _is_time(notifications: list[Notification], *, at: datetime) -> bool:
    wish = notifications[0].person.mail
    return wish != Person.Mail.DIGEST or notifications[0].at <= at - _DIGEST_EVERY


def _post(notifications: list[Notification], *, at: datetime, address: str) -> bool:
    """Leave one mail in the outbox; what the person has read in the meantime is left out."""
    person = notifications[0].person
    unread = [one for one in notifications if one.read_at is None]
    if person.mail == Person.Mail.NEVER or not person.is_active or not unread:
        return False
    with translation.override(person.language):
        tickets = {one.ticket_id: one.ticket for one in unread}
        count = len(tickets)
        subject = ngettext("News on %(count)d ticket", "News on %(count)d tickets", count) % {"count": count}
        if count == 1:
            subject = f"{unread[0].ticket.number}: {_WORDS[unread[-1].event]()}"
        # The title stays inside: mail passes through systems that are not the parties'.
        lines = [f"{tickets[key].number}: {_happened(unread, key)}\n{address}/sak/{key}/" for key in tickets]
        outbox.post(
            key=f"notifications-{unread[-1].pk}",
            recipient=person.email,
            subject=subject,
            body="\n\n".join(lines) + "\n",
            at=at,
        )
    return True


def _happened(notifications: list[Notification], ticket_id: int) -> str:
    """Say once each what happened to the ticket, in its order."""
    events = dict.fromkeys(one.event for one in notifications if one.ticket_id == ticket_id)
    return ", ".join(_WORDS[event]() for event in events)


_WORDS = {
    "opened": lambda: _("registered"),
    "answered": lambda: _("has a new answer"),
    "waiting": lambda: _("is waiting"),
    "handed_over": lambda: _("was handed over"),
    "resolved": lambda: _("is resolved"),
    "reopened": lambda: _("was reopened"),
    "closed": lambda: _("is closed"),
    "withdrawn": lambda: _("was withdrawn"),
    "merged": lambda: _("continues in another ticket"),
}
