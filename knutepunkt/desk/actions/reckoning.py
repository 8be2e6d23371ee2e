"""Which levels apply to a ticket, and what their clocks show: computed anew with every change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from knutepunkt.agreement import queries as terms
from knutepunkt.agreement.rules.level import LevelTerms
from knutepunkt.agreement.rules.vocabulary import CountsFrom
from knutepunkt.desk.models import Clock, Participation, Ticket
from knutepunkt.desk.queries.ticket import Answers, answers
from knutepunkt.desk.rules.clock import ClockState, Reading, read_clock
from knutepunkt.desk.rules.custody import Mode, Span

_READ = ("state", "elapsed", "due_at", "stopped_at", "breached_at", "computed_at")


def apply_levels(ticket: Ticket, *, at: datetime) -> None:
    """Give the ticket a clock for each level that applies now, and release those that no longer do."""
    suppliers = Participation.objects.filter(ticket=ticket, part=Participation.Part.HOLDER.value)
    wanted = terms.levels_for(
        service=ticket.service,
        customer_id=ticket.customer_id,
        supplier_ids=set(suppliers.values_list("organisation_id", flat=True)),
        priority=ticket.priority,
        at=at,
    )
    present = {clock.level_id: clock for clock in ticket.clocks.filter(applies_until__isnull=True)}
    gone = [clock.pk for level, clock in present.items() if level not in wanted and not clock.stopped_at]
    Clock.objects.filter(pk__in=gone).update(applies_until=at)
    Clock.objects.bulk_create(_new_clock(ticket, level, at=at) for level in sorted(wanted - present.keys()))


def reckon(ticket: Ticket, spans: Sequence[Span], *, at: datetime) -> dict[str, Any]:
    """Read the ticket's clocks at `at`, store what changed, return the columns that the ticket mirrors."""
    clocks = list(ticket.clocks.all())
    levels = terms.terms_of({clock.level_id for clock in clocks})
    answered = answers(ticket, levels.values())
    for clock in clocks:
        show(clock, fresh(clock, levels[clock.level_id], spans, ticket, at=at, answered=answered), at=at)
    Clock.objects.bulk_update(clocks, _READ)
    return mirrored(clocks)


def fresh(
    clock: Clock,
    level: LevelTerms,
    spans: Sequence[Span],
    ticket: Ticket,
    answered: Answers | None = None,
    *,
    at: datetime,
) -> Reading:
    """Compute the clock from custody and its level, as of `at`."""
    since = ticket.opened_at if level.counts_from is CountsFrom.OPENING else clock.applies_from
    answered_at = (answers(ticket, [level]) if answered is None else answered).get(level.holder_id)
    return read_clock(level, spans, answered_at=answered_at, since=since, until=clock.applies_until, at=at)


def show(clock: Clock, reading: Reading, *, at: datetime) -> None:
    """Copy a reading onto the stored clock."""
    clock.state = reading.state.value
    clock.elapsed = reading.elapsed
    clock.due_at = reading.due_at
    clock.stopped_at = reading.stopped_at
    clock.breached_at = reading.breached_at
    clock.computed_at = at


def mirrored(clocks: Sequence[Clock]) -> dict[str, Any]:
    """Return the ticket's columns that repeat its clocks: the nearest due moment, and whether one is broken."""
    running = [clock.due_at for clock in clocks if clock.due_at and not clock.stopped_at]
    return {
        "due_at": min(running, default=None),
        "is_breached": any(clock.state == ClockState.BREACHED.value for clock in clocks),
    }


def next_due(*, after: datetime) -> datetime | None:
    """Return the next moment at which a running clock comes due."""
    return (
        Clock.objects.filter(state=ClockState.RUNNING.value, due_at__gt=after)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )


@transaction.atomic
def reckon_due(*, at: datetime, most: int = 2_000) -> int:
    """Reckon the tickets on which a clock has come due since it was last read; return how many."""
    due = Clock.objects.filter(state=ClockState.RUNNING.value, due_at__lt=at).order_by("due_at")
    ticket_ids = sorted(set(due.values_list("ticket_id", flat=True)[:most]))
    tickets = Ticket.objects.select_for_update(skip_locked=True).filter(pk__in=ticket_ids).order_by("pk")
    for ticket in tickets:
        mirror = reckon(ticket, spans_of(ticket), at=at)
        Ticket.objects.filter(pk=ticket.pk).update(**mirror)
    return len(ticket_ids)


def spans_of(ticket: Ticket) -> tuple[Span, ...]:
    """Return the ticket's custody as values, oldest first."""
    rows = ticket.custody.order_by("start_at").values_list(
        "start_at", "end_at", "team_id", "organisation_id", "mode", "reason", "person_id"
    )
    return tuple(
        Span(start, end, team, organisation, Mode(mode), reason or None, person)
        for start, end, team, organisation, mode, reason, person in rows
    )


def _new_clock(ticket: Ticket, level_id: int, *, at: datetime) -> Clock:
    return Clock(
        ticket=ticket,
        level_id=level_id,
        applies_from=at,
        state=ClockState.PENDING.value,
        elapsed=timedelta(0),
        computed_at=at,
    )
