"""Keeps what is a person's own at the desk: saved views, and what has been read."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number
from knutepunkt.desk.models import Notification, SavedView
from knutepunkt.party.models import Person


@transaction.atomic
def keep_view(*, name: str, query: str, by: Person) -> SavedView:
    """Keep a filter under a name; the same name again replaces it."""
    name = cleaned(name, field="name", label=_("The name"), longest=60, required=True)
    for text in (name, query):
        refuse_identity_number(text, field="name")
    with as_system():
        view, _is_new = SavedView.objects.update_or_create(person=by, name=name, defaults={"query": query[:500]})
    return view


@transaction.atomic
def forget_view(view_id: int, *, by: Person) -> None:
    """Remove a view of the person's own."""
    with as_system():
        SavedView.objects.filter(pk=view_id, person=by).delete()


@transaction.atomic
def read_notifications(*, by: Person, at: datetime, ticket_id: int | None = None) -> None:
    """Mark what the person was told as read, all of it or that of one ticket."""
    with as_system():
        unread = Notification.objects.filter(person=by, read_at__isnull=True)
        if ticket_id is not None:
            unread = unread.filter(ticket_id=ticket_id)
        unread.update(read_at=at)
