"""Where a ticket stands, as two plain sentences: who has it, and what happens next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.desk.actions.ending import CONFIRMED_AFTER
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries.promises import Promises, promises_on
from knutepunkt.desk.rules.ticket import State
from knutepunkt.party.models import Organisation

Tone = Literal["calm", "ours", "yours", "late", "done"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has the ticket, and what comes next, perhaps `by` a moment: it is written after `next`."""

    who: str
    next: str
    by: datetime | None = None
    tone: Tone = "calm"


def standing(ticket: Ticket, promises: Promises, *, reader_id: int, at: datetime) -> Standing:
    """Say where the ticket stands, and what was promised on it: to the one who asked, or to somebody else."""
    state = State(ticket.state)
    if state is State.CLOSED:
        return _closed(ticket)
    if ticket.requester_id != reader_id:
        return _for_others(ticket, promises, at=at)
    if state is State.RESOLVED:
        closes_at = ticket.resolved_at + CONFIRMED_AFTER if ticket.resolved_at else None
        return Standing(_("The ticket is solved."), _("Does it work? Else reopen it before"), closes_at, "yours")
    if state is State.WAITING and ticket.reason == WaitingReason.CUSTOMER:
        return Standing(_("We are waiting for you."), _("Answer below, and we go on."), None, "yours")
    if state is State.WAITING:
        return Standing(_who(ticket), _waits_for(ticket.reason), None, "calm")
    return _at_work(ticket, promises, at=at)


def with_standing(tickets: Iterable[Ticket], *, reader_id: int, at: datetime) -> list[tuple[Ticket, Standing]]:
    """Return each ticket of a list beside where it stands."""
    return [(ticket, standing(ticket, promises_on(ticket), reader_id=reader_id, at=at)) for ticket in tickets]


def _at_work(ticket: Ticket, promises: Promises, *, at: datetime) -> Standing:
    who = _who(ticket)
    answer_by = None if ticket.answered_at else promises.answer_by
    by = answer_by or promises.solve_by
    if by is not None and by < at:
        late = _("You should have had an answer by") if answer_by else _("It should have been solved by")
        return Standing(who, late, by, "late")
    if answer_by is not None:
        return Standing(who, _("You get an answer by"), answer_by, "ours")
    if by is not None:
        return Standing(who, _("It is to be solved by"), by, "ours")
    return Standing(who, _("You hear from us here."), None, "ours")


def _for_others(ticket: Ticket, promises: Promises, *, at: datetime) -> Standing:
    if ticket.state == State.RESOLVED:
        return Standing(_("The ticket is solved."), _("It closes when the one who asked confirms it."), None, "done")
    if ticket.state == State.WAITING:
        return Standing(_who(ticket), _waits_for(ticket.reason), None, "calm")
    by = (None if ticket.answered_at else promises.answer_by) or promises.solve_by
    if by is None:
        return Standing(_who(ticket), "", None, "ours")
    is_late = by < at
    if by == promises.solve_by:
        words = _("It should have been solved by") if is_late else _("It is to be solved by")
    else:
        words = _("An answer should have come by") if is_late else _("An answer is due by")
    return Standing(_who(ticket), words, by, "late" if is_late else "ours")


def _who(ticket: Ticket) -> str:
    team = ticket.team
    if team is None:
        return _("Nobody has the ticket.")
    name = team.name
    if team.organisation.kind == Organisation.Kind.SUPPLIER:
        name = f"{team.name} ({team.organisation.name})"
    if ticket.state == State.WORKING:
        return _("%(team)s is working on it.") % {"team": name}
    return _("%(team)s has the ticket.") % {"team": name}


def _waits_for(reason: str) -> str:
    return {
        WaitingReason.CUSTOMER.value: _("It waits for an answer from the one who asked."),
        WaitingReason.SUPPLIER.value: _("It waits for a supplier."),
        WaitingReason.SCHEDULED.value: _("The work is scheduled for later."),
        WaitingReason.PROBLEM.value: _("It waits until the cause behind it is solved."),
        WaitingReason.EVIDENCE.value: _("It waits until we see it happen again."),
    }.get(reason, _("It waits."))


def _closed(ticket: Ticket) -> Standing:
    if ticket.merged_into_id:
        number = f"KP-{ticket.merged_into_id}"
        return Standing(_("The ticket is closed."), _("It goes on as %(ticket)s.") % {"ticket": number}, None, "done")
    if ticket.resolved_at is None:
        return Standing(_("The ticket was withdrawn."), _("Closed"), ticket.closed_at, "done")
    return Standing(_("The ticket is solved and closed."), _("Closed"), ticket.closed_at, "done")
