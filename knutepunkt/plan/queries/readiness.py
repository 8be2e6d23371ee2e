"""Whether each application is ready to move: asked of the registers, and by hand where they are silent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from knutepunkt.agreement.models import Contract, Licence, Processing
from knutepunkt.agreement.queries.register import in_force
from knutepunkt.assessment.queries.placement import ACCEPTED, MAY_STAND, Placed, placements, said_of_risk
from knutepunkt.catalogue.models import Application, Component, Integration
from knutepunkt.catalogue.queries.systems import of_wholes
from knutepunkt.plan.models import Clarification, Move, Wave
from knutepunkt.plan.rules.wave import MOVED, Answer, Course, Demand, Gap, Lack, Readiness, apart, settled

_DONE = {Processing.State.SIGNED.value, Processing.State.NOT_NEEDED.value}
_NOTHING_ASKED = Readiness({demand: Answer() for demand in Demand})
Said = Mapping[tuple[str, int | None], str]  # by hand: demand and integration, and the reason


@dataclass(frozen=True, slots=True)
class Agreed:
    """The agreements in force that an application is delivered under, with what each says of data processing."""

    contracts: Sequence[Contract]
    processing: Mapping[int, Processing]


@dataclass(frozen=True, slots=True)
class Linked:
    """An integration of an application, and what is at its other end."""

    integration: Integration
    other: Application | Component | None


def moves() -> QuerySet[Move]:
    """Return all moves that the viewer sees, with what their readiness is asked of."""
    return Move.objects.select_related("application__supplier", "application__sector", "wave")


def courses(every: Iterable[Move]) -> dict[int, Course]:
    """Return when each application moves, by its id: those that stay, and those of a wave rolled back, do not."""
    return {
        move.application_id: Course(
            MOVED if move.wave.state == Wave.State.ACCEPTED else move.wave.number, ends=move.way == Move.Way.RETIRE
        )
        for move in every
        if move.wave.state != Wave.State.ROLLED_BACK and move.way != Move.Way.RETAIN
    }


def readiness(asked: Iterable[Move], *, every: Iterable[Move], on: date) -> dict[int, Readiness]:
    """Return what is in place for each move on a day, by its id; `every` is all moves. Eleven queries.

    Of what stays where it is nothing is asked.
    """
    asked = list(asked)
    moving = [move for move in asked if move.way != Move.Way.RETAIN]
    known = courses(every)
    placed = placements((move.application_id for move in moving), on=on)
    agreed = _agreed(moving, on)
    linked = links_of(move.application for move in moving)
    said = _said(moving)
    found = {move.pk: _NOTHING_ASKED for move in asked}
    for move in moving:
        key, by_hand = move.application_id, said.get(move.pk, {})
        judged = placed.get(key, Placed())
        answers = {
            Demand.PLACEMENT: Answer(tuple(_placement(move, judged))),
            Demand.PROCESSING: settled(_processing(move, agreed[key]), by_hand.get((Demand.PROCESSING, None), "")),
            Demand.RISK: settled(_risk(move, judged), by_hand.get((Demand.RISK, None), "")),
            Demand.INTEGRATIONS: _integrations(move, linked[key], known, by_hand),
        }
        found[move.pk] = Readiness(answers)
    return found


def links_of(applications: Iterable[Application]) -> dict[int, list[Linked]]:
    """Return the integrations that are there of each application and its parts, by its id. One query."""
    found: dict[int, list[Linked]] = {one.pk: [] for one in applications}
    for row in of_wholes(found).filter(state=Integration.State.EXISTS.value):
        for here, there in ((row.start, row.end), (row.end, row.start)):
            whole = whole_of(here)
            if whole in found and whole != whole_of(there):
                found[whole].append(Linked(row, there))
    return found


def whole_of(one: Application | Component | None) -> int | None:
    """Return the id of the application that something is, or is part of; None where it is neither."""
    return one.application_id if isinstance(one, Component) else one.pk if one else None


def _agreed(moving: Sequence[Move], on: date) -> dict[int, Agreed]:
    """Return, by application, its supplier's agreements in force; those alone that a licence of it names, if any."""
    contracts = {one.pk: one for one in in_force(on) if one.kind == Contract.Kind.UNDERPINNING}
    processing = {row.contract_id: row for row in Processing.objects.filter(contract__in=contracts)}
    named: dict[int, list[Contract]] = defaultdict(list)
    rows = Licence.objects.filter(application__in=[move.application_id for move in moving], contract__in=contracts)
    for application, contract in rows.order_by("contract").values_list("application", "contract").distinct():
        named[application].append(contracts[contract])
    return {
        move.application_id: Agreed(
            named.get(move.application_id)
            or [one for one in contracts.values() if one.provider_id == move.application.supplier_id],
            processing,
        )
        for move in moving
    }


def _said(moving: Sequence[Move]) -> dict[int, dict[tuple[str, int | None], str]]:
    said: dict[int, dict[tuple[str, int | None], str]] = defaultdict(dict)
    for one in Clarification.objects.filter(move__in=[move.pk for move in moving]):
        said[one.move_id][one.demand, one.integration_id] = one.reason
    return said


def _placement(move: Move, placed: Placed) -> list[Gap]:
    if placed.decided is None:
        if placed.open is None:
            return [Gap(Lack.NOT_JUDGED, move.application)]
        return [Gap(Lack.UNFINISHED if placed.open.is_unfinished else Lack.UNDECIDED, placed.open)]
    if gap := _stands(move, placed):
        return [gap]
    outcome = placed.decided.decided
    allowed = MAY_STAND.get(outcome.key) if outcome else None
    fits = move.way == Move.Way.RETIRE if allowed == frozenset() else allowed is None or move.target in allowed
    return [] if fits else [Gap(Lack.ELSEWHERE, placed.decided, outcome)]


def _stands(move: Move, placed: Placed) -> Gap | None:
    """Return what is wrong with a decision in time: it no longer stands, or not as long as it is needed."""
    assert placed.decided is not None
    if placed.decided.stale:
        return Gap(Lack.STALE, placed.decided)
    begins, until = move.wave.starts_on, placed.lasts_until
    if begins and until and begins > until:
        return Gap(Lack.RUNS_OUT, placed.decided, until)
    return None


def _risk(move: Move, placed: Placed) -> list[Gap]:
    """A newer answer that is open counts against the decided one, and for nothing until it is decided."""
    newest = placed.open if placed.risk_open else placed.decided
    answer = placed.risk_open or placed.risk_decided
    if newest is None or not answer:
        return [Gap(Lack.RISK_UNKNOWN, placed.open or placed.decided or move.application)]
    if answer != ACCEPTED:
        return [Gap(Lack.RISK_OPEN, newest, said_of_risk(newest, answer))]
    if placed.risk_decided != ACCEPTED:
        return [Gap(Lack.UNDECIDED, newest)]
    gap = _stands(move, placed)
    return [gap] if gap else []


def _processing(move: Move, agreed: Agreed) -> list[Gap]:
    """One signed agreement is enough; that none is needed must be said of each."""
    if move.application.supplier_id is None and not agreed.contracts:
        return [Gap(Lack.NO_SUPPLIER, move.application)]
    if not agreed.contracts:
        return [Gap(Lack.NO_AGREEMENT, move.application)]
    rows = [agreed.processing.get(one.pk) for one in agreed.contracts]
    if any(row is not None and row.state == Processing.State.SIGNED for row in rows):
        return []
    pairs = zip(agreed.contracts, rows, strict=True)
    return [
        Gap(Lack.NO_PROCESSING, one) if row is None else Gap(Lack.NOT_SIGNED, one, row)
        for one, row in pairs
        if row is None or row.state not in _DONE
    ]


def _integrations(move: Move, linked: Sequence[Linked], known: Mapping[int, Course], said: Said) -> Answer:
    """Each integration whose other end does not move along or has moved is to say how it is kept."""
    if not linked:
        return settled([Gap(Lack.NOT_RECORDED, move.application)], said.get((Demand.INTEGRATIONS, None), ""))
    own = known.get(move.application_id, Course(move.wave.number))
    gaps, by_hand = [], []
    for one in linked:
        lack = apart(own, known.get(whole_of(one.other) or 0))
        reason = said.get((Demand.INTEGRATIONS, one.integration.pk), "")
        if lack and reason:
            by_hand.append(f"{one.other}: {reason}")
        elif lack:
            gaps.append(Gap(lack, one.integration, one.other))
    return Answer(tuple(gaps), tuple(by_hand))
