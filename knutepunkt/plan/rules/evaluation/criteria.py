"""Award criteria: what tenders are judged by, weighted, or ranked where weights are impossible."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from knutepunkt.agreement.rules.fault import Reason, TermsFault

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that tenders are judged by. `weight` is of a hundred; None where criteria only stand in an order."""

    key: str
    weight: Decimal | None
    is_price: bool = False
    is_environment: bool = False


def are_ranked(criteria: Sequence[Criterion]) -> bool:
    """Say whether the criteria stand in order of importance instead of having weights."""
    return bool(criteria) and all(criterion.weight is None for criterion in criteria)


def criteria_faults(criteria: Sequence[Criterion]) -> Iterator[TermsFault]:
    """Yield all that is wrong, each with its place, as `criteria.2.weight`; a wrong sum has the place `criteria`."""
    if not criteria:
        yield TermsFault("criteria", Reason.MISSING)
        return
    ranked, seen = are_ranked(criteria), set[str]()
    for n, criterion in enumerate(criteria):
        if not criterion.key.strip():
            yield TermsFault(f"criteria.{n}.key", Reason.MISSING)
        elif criterion.key in seen:
            yield TermsFault(f"criteria.{n}.key", Reason.REPEATED)
        seen.add(criterion.key)
        if not ranked and (reason := _weight_fault(criterion.weight)):
            yield TermsFault(f"criteria.{n}.weight", reason)
    if not ranked and not any(map(_weight_fault, (one.weight for one in criteria))) and weight_of(criteria) != WHOLE:
        yield TermsFault("criteria", Reason.NOT_HUNDRED)


def weight_of(criteria: Sequence[Criterion]) -> Fraction:
    """Return what criteria weigh together; the ranked weigh nothing."""
    return sum((Fraction(criterion.weight or 0) for criterion in criteria), Fraction(0))


def _weight_fault(weight: Decimal | None) -> Reason | None:
    if weight is None:
        return Reason.MISSING
    if not weight.is_finite():
        return Reason.NOT_A_NUMBER
    return Reason.NOT_POSITIVE if weight <= 0 else Reason.OVER_HUNDRED if weight > WHOLE else None
