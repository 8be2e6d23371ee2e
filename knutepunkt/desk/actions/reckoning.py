"""Which levels apply to a ticket, and what their clocks show: computed anew with every change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from knutepunkt.agreement.queries import terms
from knutepunkt.agreement.rules.level import LevelTerms
from knutepunkt.agreement.rules.vocabulary import CountsFrom
from knutepunkt.desk.models import Clock, Participation, Ticket
from knutepunkt.desk.queries.ticket import Answers, answers
from knutepunkt.desk.rules.clock import ClockState, Reading, read_clock
from knutepunkt.desk.rules.custody import Mode, Span
from knutepunkt.party.queries import local_day

_READ = ("applies_until", "state", "elapsed", "due_at", "stopped_at", "breached_at", "computed_at")


def reckon(ticket: Ticket, spans: Sequence[Span], *, at: datetime, terms_changed: bool = False) -> dict[str, Any]:
    """Read the ticket's clocks at `at`, store what changed, return the columns that the ticket mirrors.

    With `terms_changed` it first gets a clock for each level that applies now, and those that no longer do are
    released. Two queries, and one more for new clocks.
    """
    clocks = list(ticket.clocks.all())
    if terms_changed:
        _release_and_add(clocks, applying(ticket, _holders(ticket), terms.present_book(), at=at), ticket, at=at)
    levels = terms.terms_of({clock.level_id for clock in clocks})
    answered = answers(ticket, levels.values())
    for clock in clocks:
        show(clock, fresh(clock, levels[clock.level_id], spans, ticket, answered, at=at), at=at)
    _store(clocks)
    return mirrored(clocks)


def first_clocks(ticket: Ticket, span: Span, suppliers: set[int], book: terms.Book, *, at: datetime) -> list[Clock]:
    """Return the clocks of a ticket that opens now, as they show; nothing is stored, and nothing asked but terms."""
    clocks = [_new_clock(ticket, level, at=at) for level in sorted(applying(ticket, suppliers, book, at=at))]
    levels = terms.terms_of({clock.level_id for clock in clocks})
    for clock in clocks:
        show(clock, fresh(clock, levels[clock.level_id], (span,), ticket, {}, at=at), at=at)
    return clocks


def applying(ticket: Ticket, suppliers: set[int], book: terms.Book, *, at: datetime) -> set[int]:
    """Return the ids of the levels that apply to the ticket as it stands."""
    return book.levels_for(
        service_id=ticket.service_id,
        group_id=ticket.service.group_id,
        customer_id=ticket.customer_id,
        supplier_ids=suppliers,
        priority=ticket.priority,
        day=local_day(at),
    )


def _holders(ticket: Ticket) -> set[int]:
    parts = Participation.objects.filter(ticket=ticket, part=Participation.Part.HOLDER.value)
    return set(parts.values_list("organisation_id", flat=True))


def _release_and_add(clocks: list[Clock], wanted: set[int], ticket: Ticket, *, at: datetime) -> None:
    present = {clock.level_id: clock for clock in clocks if clock.applies_until is None}
    for level_id, clock in present.items():
        if level_id not in wanted and not clock.stopped_at:
            clock.applies_until = at
    for clock in clocks:
        if clock.applies_until == at and clock.level_id in wanted - present.keys():
            clock.applies_until = None  # given up and wanted again in one moment: it never ceased
            present[clock.level_id] = clock
    # Recorded from elsewhere, a clock that stopped may have been left since; a level measures a ticket once.
    stopped = {clock.level_id for clock in clocks if clock.stopped_at}
    clocks += [_new_clock(ticket, level, at=at) for level in sorted(wanted - present.keys() - stopped)]


def _store(clocks: Sequence[Clock]) -> None:
    """Write new clocks and what known ones show now, in two statements at most."""
    Clock.objects.bulk_create(clock for clock in clocks if clock.pk is None)
    columns = ", ".join(f"{name} = shown.{name}" for name in _READ)
    rows = [[clock.pk, *(getattr(clock, name) for name in _READ)] for clock in clocks if clock.pk is not None]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                _SHOW.format(columns=columns, names=", ".join(_READ)), [list(one) for one in zip(*rows, strict=True)]
            )


_SHOW = """update desk_clock c set {columns}
from unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::interval[], %s::timestamptz[], %s::timestamptz[],
 %s::timestamptz[], %s::timestamptz[]) as shown(id, {names}) where c.id = shown.id"""


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
