"""What happened to a ticket, as the rest of a sentence that begins with who did it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.desk.models import Note

_HAPPENED = {
    "taken": gettext_noop("took the ticket"),
    "handed_over": gettext_noop("handed it over from %(before)s to %(after)s"),
    "waiting": gettext_noop("let it wait %(reason)s"),
    "resumed": gettext_noop("went on with it"),
    "resolved": gettext_noop("marked it as solved"),
    "reopened": gettext_noop("opened it again"),
    "closed": gettext_noop("closed it"),
    "withdrawn": gettext_noop("withdrew it"),
    "merged": gettext_noop("closed it as the same as %(into)s"),
    "priority_changed": gettext_noop("changed the priority from P%(before)s to P%(after)s"),
    "service_changed": gettext_noop("changed the service from %(before)s to %(after)s"),
    "affected_changed": gettext_noop("changed who else is hit from %(before)s to %(after)s"),
    "restricted": gettext_noop("restricted who can read it"),
    "unrestricted": gettext_noop("lifted the restriction on who can read it"),
}
_WAITS = {
    WaitingReason.CUSTOMER.value: gettext_noop("for an answer from the one who asked"),
    WaitingReason.SUPPLIER.value: gettext_noop("for a supplier"),
    WaitingReason.SCHEDULED.value: gettext_noop("for a scheduled time"),
    WaitingReason.PROBLEM.value: gettext_noop("for the cause behind it to be solved"),
    WaitingReason.EVIDENCE.value: gettext_noop("for it to happen again"),
    WaitingReason.CONFIRMATION.value: gettext_noop("for a confirmation that it is solved"),
}
_UNKNOWN = dict.fromkeys(("before", "after", "into", "reason"), "?")


def happened(note: Note) -> str:
    """Return an event of the timeline in words: "took the ticket". An event that has no words here is its code."""
    if note.event not in _HAPPENED:
        return note.event
    told: dict[str, str] = _UNKNOWN | note.details
    return str(_(_HAPPENED[note.event]) % (told | {"reason": waits_for(told["reason"])}))


def waits_for(reason: str) -> str:
    """Return in words what a ticket waits for."""
    return _(_WAITS[reason]) if reason in _WAITS else reason
