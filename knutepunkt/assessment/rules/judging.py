"""What a model makes of answers: what stops, what it comes to, what is advised and why; also of half the answers.

An unanswered question can go either way. What is said of few answers holds when more are given: what is still
possible only ever becomes less.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from knutepunkt.assessment.rules.scheme import Area, Combine, Criterion, Outcome, Remark, Scheme, Stop, When

Answers = Mapping[str, str]  # criterion -> choice


@dataclass(frozen=True, slots=True)
class Range:
    """Between what a value lies; one value when nothing that matters is unanswered."""

    low: Decimal
    high: Decimal

    @property
    def is_known(self) -> bool:
        """Say whether it is one value."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Judgement:
    """What answers come to.

    `possible`: outcomes that may still be advised, the likeliest first; one when the advice stands.
    `forbidden` are those that stops exclude. `areas` and `overall` where answers are reckoned with.
    """

    possible: tuple[Outcome, ...]
    reasons: tuple[str, ...]
    stops: tuple[Stop, ...]
    open_stops: tuple[Stop, ...]
    remarks: tuple[Remark, ...]
    missing: tuple[Criterion, ...]
    forbidden: frozenset[str]
    areas: Mapping[str, Range]
    overall: Range | None

    @property
    def advice(self) -> Outcome | None:
        """Return what is advised, None as long as it depends on what is not answered."""
        return self.possible[0] if len(self.possible) == 1 else None

    @property
    def spread(self) -> Decimal | None:
        """Return how far the areas lie apart, None until all are known."""
        if not self.areas or not all(one.is_known for one in self.areas.values()):
            return None
        values = [one.low for one in self.areas.values()]
        return max(values) - min(values)


def judge(scheme: Scheme, answers: Answers) -> Judgement:
    """Return what the model makes of the answers. Raises `KeyError` for an answer that it does not know."""
    for key, chosen in answers.items():
        if scheme.criteria[key].choice(chosen) is None:
            raise KeyError(chosen)
    stops = tuple(one for one in scheme.stops if holds(one.when, answers) is True)
    open_stops = tuple(one for one in scheme.stops if holds(one.when, answers) is None)
    forbidden = frozenset(key for one in stops for key in one.forbids)
    threatened = frozenset(key for one in open_stops for key in one.forbids) - forbidden
    areas: dict[str, Range] = {}
    overall = None
    if scheme.combine is Combine.DECISIONS:
        possible, reasons = _by_list(scheme, answers, forbidden, threatened)
    else:
        areas = {area.key: _area_range(scheme.combine, area, answers) for area in scheme.areas}
        overall = _joined(scheme.combine, [(area.weight, areas[area.key]) for area in scheme.areas])
        possible, reasons = _by_value(scheme, overall, forbidden, threatened), ()
    return Judgement(
        possible,
        reasons,
        stops,
        open_stops,
        tuple(one for one in scheme.remarks if holds(one.when, answers) is True),
        tuple(one for key, one in scheme.criteria.items() if key not in answers),
        forbidden,
        areas,
        overall,
    )


def holds(when: When, answers: Answers) -> bool | None:
    """Say whether a condition holds, None when that depends on what is not answered."""
    if any(key in answers and answers[key] not in fitting for key, fitting in when.items()):
        return False
    return True if all(key in answers for key in when) else None


def _by_list(
    scheme: Scheme, answers: Answers, forbidden: frozenset[str], threatened: frozenset[str]
) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Walk the list until a line fits for certain; all that may fit before it is possible."""
    found: dict[str, list[str]] = {}
    for line in scheme.lines:
        fits = holds(line.when, answers)
        if fits is False or line.advise in forbidden:
            continue
        found.setdefault(line.advise, []).append(line.because)
        if fits and line.advise not in threatened:
            break
    possible = tuple(one for key in found if (one := scheme.outcome(key)))
    return possible, tuple(found[possible[0].key]) if len(possible) == 1 else ()


def _by_value(
    scheme: Scheme, value: Range, forbidden: frozenset[str], threatened: frozenset[str]
) -> tuple[Outcome, ...]:
    """Take the bands that the value may lie in; what is excluded gives way to the next below it."""
    bands = scheme.bands
    found: dict[str, Outcome] = {}
    for place, (start, _outcome) in enumerate(bands):
        ends = bands[place + 1][0] if place + 1 < len(bands) else None
        if start <= value.high and (ends is None or ends > value.low):
            for _start, outcome in reversed(bands[: place + 1]):
                if outcome.key in forbidden:
                    continue
                found[outcome.key] = outcome
                if outcome.key not in threatened:
                    break
    return tuple(found.values())


def _area_range(combine: Combine, area: Area, answers: Answers) -> Range:
    return _joined(combine, [(one.weight, _criterion_range(one, answers)) for one in area.criteria])


def _criterion_range(criterion: Criterion, answers: Answers) -> Range:
    chosen = criterion.choice(answers.get(criterion.key, ""))
    values = [one.value or Decimal(0) for one in ((chosen,) if chosen else criterion.choices)]
    return Range(min(values), max(values))


def _joined(combine: Combine, parts: Iterable[tuple[Decimal, Range]]) -> Range:
    weighed = [(weight, one) for weight, one in parts if weight]
    if combine is Combine.MINIMUM:
        return Range(min(one.low for _w, one in weighed), min(one.high for _w, one in weighed))
    whole = sum((weight for weight, _one in weighed), Decimal(0))
    low = sum((weight * one.low for weight, one in weighed), Decimal(0)) / whole
    high = sum((weight * one.high for weight, one in weighed), Decimal(0)) / whole
    return Range(low, high)
