"""What a person was told and has not read yet."""

from django.db.models import QuerySet

from knutepunkt.base.compiled import Compiled
from knutepunkt.desk.models import Notification

MOST = 100  # nobody counts further


def unread(person_id: int) -> int:
    """Return how many notifications the person has not read, a hundred at most."""
    return len(_unread(person_id))


@Compiled
def _unread(person_id: int) -> "QuerySet[Notification, tuple[int]]":
    return Notification.objects.filter(person_id=person_id, read_at__isnull=True).values_list("pk")[:MOST]


@Compiled
def unread_of_ticket(person_id: int, ticket_id: int) -> "QuerySet[Notification, tuple[int]]":
    """Return the keys of the person's unread notifications of a ticket."""
    return Notification.objects.filter(person_id=person_id, ticket_id=ticket_id, read_at__isnull=True).values_list("pk")
