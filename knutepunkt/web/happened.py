"""What happened to a ticket, as the rest of a sentence that begins with who did it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.desk.models import Note


def happened(note: Note) -> str:
    """Return an event of the timeline in words: "took the ticket". An event without words of ours is its code."""
    told = _told(note.details)
    told_by_code = {
        "taken": _("took the ticket"),
        "handed_over": _("handed it over from %(before)s to %(after)s") % told,
        "waiting": _("let it wait: %(reason)s") % {"reason": waits_for(told["reason"])},
        "resumed": _("went on with it"),
        "resolved": _("marked it as solved"),
        "reopened": _("opened it again"),
        "closed": _("closed it"),
        "withdrawn": _("withdrew it"),
        "merged": _("closed it as the same as %(into)s") % told,
        "priority_changed": _("changed the priority from P%(before)s to P%(after)s") % told,
        "service_changed": _("changed the service from %(before)s to %(after)s") % told,
        "restricted": _("restricted who can read it"),
        "unrestricted": _("lifted the restriction on who can read it"),
    }
    return told_by_code.get(note.event, note.event)


def waits_for(reason: str) -> str:
    """Return in words what a ticket waits for."""
    return {
        WaitingReason.CUSTOMER.value: _("for an answer from the one who asked"),
        WaitingReason.SUPPLIER.value: _("for a supplier"),
        WaitingReason.SCHEDULED.value: _("for a scheduled time"),
        WaitingReason.PROBLEM.value: _("for the cause behind it to be solved"),
        WaitingReason.EVIDENCE.value: _("for it to happen again"),
        WaitingReason.CONFIRMATION.value: _("for a confirmation that it is solved"),
    }.get(reason, reason)


def _told(details: Mapping[str, Any]) -> dict[str, Any]:
    return {"before": "", "after": "", "reason": "", "into": ""} | dict(details)
