"""What is known of waves: whether each application is ready to move, what blocks what, and where all is hosted when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from knutepunkt.agreement.models import Contract, Processing
from knutepunkt.catalogue.models import Application, Dependency
from knutepunkt.plan.models import Move, MoveStep, Wave
from knutepunkt.plan.rules.quarter import Quarter, quarters
from knutepunkt.plan.rules.wave import Demand, Readiness, blocking, hosted, suggest


@dataclass(frozen=True, slots=True)
class Planned:
    """The waves with what each moves and how ready it is, and the pairs in the wrong order."""

    waves: Sequence[tuple[Wave, Sequence[tuple[Move, Readiness]]]]
    blocked: Sequence[tuple[Application, Application]]
    suggested: Sequence[Sequence[Application]]
    left_out: Sequence[Application]

    @property
    def ready(self) -> int:
        """Return how many applications may move today."""
        return sum(one.is_ready for _wave, moves in self.waves for _move, one in moves)


def planned() -> Planned:
    """Return all waves as they stand, as far as the viewer sees them."""
    waves = list(Wave.objects.select_related("activity"))
    moves = list(Move.objects.select_related("application__supplier", "wave"))
    ready = readiness(moves)
    by_wave: dict[int, list[tuple[Move, Readiness]]] = defaultdict(list)
    for move in moves:
        by_wave[move.wave_id].append((move, ready[move.pk]))
    known = {one.key: one for one in Application.objects.all()}
    needs = _needs()
    open_moves = {move.application.key: move.wave.number for move in moves if move.wave.state != Wave.State.ROLLED_BACK}
    return Planned(
        [(wave, by_wave[wave.pk]) for wave in waves],
        [(known[one], known[needed]) for one, needed in blocking(open_moves, needs)],
        [sorted((known[key] for key in group), key=str) for group in suggest(open_moves, needs)],
        [one for one in known.values() if one.key not in open_moves],
    )


def readiness(moves: Iterable[Move]) -> dict[int, Readiness]:
    """Return what is in place for each move, by its id; what nobody has said is None. Two queries."""
    moves = list(moves)
    suppliers = {move.application.supplier_id for move in moves}
    signed = Q(contract__state=Contract.State.SIGNED.value, contract__provider__in=suppliers)
    processing: dict[int, list[Processing]] = defaultdict(list)
    for one in Processing.objects.filter(signed).select_related("contract"):
        processing[one.contract.provider_id].append(one)
    return {move.pk: _readiness(move, processing.get(move.application.supplier_id or 0, [])) for move in moves}


def _readiness(move: Move, processing: Sequence[Processing]) -> Readiness:
    done = {Processing.State.SIGNED.value, Processing.State.NOT_NEEDED.value}
    return Readiness(
        {
            Demand.PLACEMENT: bool(move.way) or None,
            Demand.PROCESSING: any(one.state in done for one in processing) if processing else None,
            Demand.RISK: any(one.risk_reference for one in processing) if processing else None,
            Demand.INTEGRATIONS: move.integrations_tested_on is not None or None,
        }
    )


def unready(wave: Wave) -> list[Application]:
    """Return the applications of a wave for which something is lacking."""
    moves = list(wave.moves.select_related("application__supplier"))
    ready = readiness(moves)
    return [move.application for move in moves if not ready[move.pk].is_ready]


def steps_of(wave: Wave) -> dict[str, list[MoveStep]]:
    """Return a wave's steps by the list they stand on."""
    lists: dict[str, list[MoveStep]] = {kind.value: [] for kind in MoveStep.Kind}
    for step in wave.steps.select_related("holder"):
        lists[step.kind].append(step)
    return lists


def hosting(first_on: date, last_on: date) -> dict[Quarter, dict[str, int]]:
    """Return how many applications each kind of hosting has at the end of each quarter, as the waves are planned."""
    today = dict(Application.objects.values_list("key", "hosting"))
    coming = Move.objects.filter(wave__state__in=[Wave.State.PLANNED.value, Wave.State.RUNNING.value])
    coming = coming.filter(wave__ends_on__isnull=False).exclude(way=Move.Way.RETAIN.value)
    moves = coming.values_list("application__key", "target", "wave__ends_on")
    return hosted(today, [(key, target, on) for key, target, on in moves if on], quarters(first_on, last_on))


def _needs() -> Mapping[str, set[str]]:
    rows = Dependency.objects.filter(application__isnull=False, needs_application__isnull=False)
    needs: dict[str, set[str]] = defaultdict(set)
    for one, needed in rows.values_list("application__key", "needs_application__key"):
        needs[one].add(needed)
    return needs
