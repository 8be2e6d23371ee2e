"""Tells people what happened on a ticket that concerns them: in the application now, by mail from a job."""

from datetime import datetime

from knutepunkt.desk.models import Follow, Notification, Ticket
from knutepunkt.party.models import Person

# Whom each event concerns, beside those who follow the ticket. The one who did it is never told.
_CONCERNS: dict[str, tuple[str, ...]] = {
    "opened": ("requester",),
    "answered": ("requester", "assignee"),
    "waiting": ("requester",),
    "handed_over": (),
    "resolved": ("requester",),
    "reopened": ("assignee", "requester"),
    "closed": ("requester", "assignee"),
    "withdrawn": ("assignee", "requester"),
    "merged": ("requester",),
}


def tell(ticket: Ticket, event: str, *, by: Person | None, at: datetime, also: tuple[int, ...] = ()) -> None:
    """Notify everybody whom `event` concerns, but the person who caused it."""
    if event not in _CONCERNS:
        return
    people = {getattr(ticket, f"{role}_id") for role in _CONCERNS[event]} | set(also)
    if event != "opened":  # nobody follows it yet but who opened it
        people |= set(Follow.objects.filter(ticket=ticket).values_list("person_id", flat=True))
    people -= {None, by.pk if by else None}
    Notification.objects.bulk_create(
        Notification(person_id=person, ticket=ticket, event=event, at=at) for person in sorted(people)
    )
