"""Scores by criterion and assessor, what was agreed, and the order that tenders come in.

Totals are of a hundred and exact: nothing is rounded but the points of a price, as its model says. So two tenders are
tied only when they are equal, and then by the rule that was stated up front.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from knutepunkt.agreement.rules.fault import Reason, TermsFault
from knutepunkt.plan.rules.evaluation.criteria import Criterion, are_ranked, criteria_faults
from knutepunkt.plan.rules.evaluation.price import Pricing

MOST = Decimal(10)


@dataclass(frozen=True, slots=True)
class Tender:
    """What a tenderer offers; `price` is what the price criterion looks at."""

    key: str
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What one assessor gives a tender by one criterion."""

    tender: str
    criterion: str
    assessor: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the assessors agreed on for a tender by one criterion, after they had each given their own."""

    tender: str
    criterion: str
    points: Decimal


class Combining(StrEnum):
    """How several assessors' points become one: by agreement, or by their mean."""

    CONSENSUS = "consensus"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Ties:
    """The rule for equal totals, stated up front: the criteria to look at in turn, then the order that lots were drawn.

    `drawn` is empty until somebody has drawn, and only what is still tied then needs it.
    """

    criteria: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What a tender got by one criterion: points up to `most`, and what they give of a hundred."""

    criterion: str
    points: Fraction
    weighted: Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """A tender with its parts in the order of the criteria, its total, and its place; `tied` where it shares that."""

    tender: str
    parts: tuple[Part, ...]
    place: int
    tied: bool

    @property
    def total(self) -> Fraction:
        """The sum of the weighted points, 0 to 100."""
        return sum((part.weighted for part in self.parts), Fraction(0))


@dataclass(frozen=True, slots=True)
class Result:
    """All tenders, first first."""

    standings: tuple[Standing, ...]

    @property
    def winner(self) -> str | None:
        """The tender in the first place; None where there is none, or the tie is not broken yet."""
        first = self.standings[0] if self.standings else None
        return first.tender if first is not None and not first.tied else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that decides an outcome. `most` is the highest that an assessor, or the lowest price, can get.

    `least`: so many assessors have to say the same before they agree without a word.
    """

    criteria: tuple[Criterion, ...]
    tenders: tuple[Tender, ...]
    scores: tuple[Score, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    pricing: Pricing | None = None
    combining: Combining = Combining.CONSENSUS
    ties: Ties = field(default_factory=Ties)
    most: Decimal = MOST
    least: int = 1

    def result(self) -> Result:
        """Return the order of the tenders; raises the first `TermsFault`."""
        for fault in self.faults():
            raise fault
        return Result(ranked({tender.key: self._parts(tender) for tender in self.tenders}, self.ties))

    def faults(self) -> Iterable[TermsFault]:
        """Yield what keeps the outcome from being worked out, each with its place."""
        broken = list(criteria_faults(self.criteria))
        yield from broken
        if broken:
            return
        if are_ranked(self.criteria):
            yield TermsFault("criteria.0.weight", Reason.MISSING)
            return
        yield from self._tender_faults()
        yield from self._score_faults()

    def _tender_faults(self) -> Iterable[TermsFault]:
        if not (self.most.is_finite() and self.most > 0):
            yield TermsFault("most", Reason.NOT_POSITIVE)
        has_price = any(criterion.is_price for criterion in self.criteria)
        if has_price and self.pricing is None:
            yield TermsFault("pricing", Reason.MISSING)
        keys = [tender.key for tender in self.tenders]
        for n, tender in enumerate(self.tenders):
            if tender.key in keys[:n]:
                yield TermsFault(f"tenders.{n}.key", Reason.REPEATED)
            if has_price and tender.price is None:
                yield TermsFault(f"tenders.{n}.price", Reason.MISSING)
            elif has_price and tender.price is not None and not (tender.price.is_finite() and tender.price > 0):
                yield TermsFault(f"tenders.{n}.price", Reason.NOT_POSITIVE)
        known = {criterion.key for criterion in self.criteria}
        for n, key in enumerate(self.ties.criteria):
            if key not in known:
                yield TermsFault(f"ties.criteria.{n}", Reason.UNKNOWN)

    def _score_faults(self) -> Iterable[TermsFault]:
        judged = [criterion.key for criterion in self.criteria if not criterion.is_price]
        tenders = [tender.key for tender in self.tenders]
        yield from self._misplaced("scores", self.scores)
        yield from self._misplaced("agreements", self.agreements)
        seen = [(one.tender, one.criterion, one.assessor) for one in self.scores]
        if len(set(seen)) < len(seen):
            yield TermsFault("scores", Reason.REPEATED)
        settled = [(one.tender, one.criterion) for one in self.agreements]
        if len(set(settled)) < len(settled):
            yield TermsFault("agreements", Reason.REPEATED)
        for tender in tenders:
            for criterion in judged:
                if self._judged(tender, criterion) is None:
                    yield TermsFault(f"scores.{tender}.{criterion}", Reason.MISSING)

    def _misplaced(self, name: str, given: Sequence[Score | Agreement]) -> Iterable[TermsFault]:
        judged = {criterion.key for criterion in self.criteria if not criterion.is_price}
        tenders = {tender.key for tender in self.tenders}
        for n, one in enumerate(given):
            if one.criterion not in judged or one.tender not in tenders:
                yield TermsFault(f"{name}.{n}", Reason.UNKNOWN)
            if not (one.points.is_finite() and 0 <= one.points <= self.most):
                yield TermsFault(f"{name}.{n}.points", Reason.OUT_OF_RANGE)

    def _judged(self, tender: str, criterion: str) -> Fraction | None:
        agreed = [one.points for one in self.agreements if (one.tender, one.criterion) == (tender, criterion)]
        given = [one.points for one in self.scores if (one.tender, one.criterion) == (tender, criterion)]
        return agreed_points(given, agreed[0] if agreed else None, self.combining, least=self.least)

    def _parts(self, tender: Tender) -> tuple[Part, ...]:
        return tuple(self._part(tender, criterion) for criterion in self.criteria)

    def _part(self, tender: Tender, criterion: Criterion) -> Part:
        points = self._priced(tender) if criterion.is_price else self._judged(tender.key, criterion.key)
        assert points is not None, "what is missing is a fault"
        assert criterion.weight is not None, "what is only ranked has no total"
        return Part(criterion.key, points, points / Fraction(self.most) * Fraction(criterion.weight))

    def _priced(self, tender: Tender) -> Fraction:
        assert tender.price is not None, "what is missing is a fault"
        assert self.pricing is not None, "what is missing is a fault"
        lowest = min(one.price for one in self.tenders if one.price is not None)
        return self.pricing.points(tender.price, lowest, self.most)


def agreed_points(
    given: Sequence[Decimal], agreed: Decimal | None, combining: Combining, *, least: int = 1
) -> Fraction | None:
    """Return what counts of the assessors' points; None where they have given none, or do not agree yet.

    By consensus, what they agreed on counts; where `least` or more all gave the same, they agree without a word.
    """
    if not given and agreed is None:
        return None
    if combining is Combining.MEAN and given:
        return sum(map(Fraction, given), Fraction(0)) / len(given)
    if agreed is not None:
        return Fraction(agreed)
    return Fraction(given[0]) if len(given) >= least and len(set(given)) == 1 else None


def ranked(parts: Mapping[str, Sequence[Part]], ties: Ties) -> tuple[Standing, ...]:
    """Put tenders in order by total, then by the rule for ties; what is still equal shares its place."""
    ranks = {tender: _rank(tender, own, ties) for tender, own in parts.items()}
    order = sorted(parts, key=lambda tender: (ranks[tender], tender))
    return tuple(
        Standing(
            tender,
            tuple(parts[tender]),
            place=1 + sum(rank < ranks[tender] for rank in ranks.values()),
            tied=sum(rank == ranks[tender] for rank in ranks.values()) > 1,
        )
        for tender in order
    )


def _rank(tender: str, parts: Sequence[Part], ties: Ties) -> tuple[Fraction, ...]:
    """What tenders are sorted by, least first."""
    points = {part.criterion: part.points for part in parts}
    total = sum((part.weighted for part in parts), Fraction(0))
    drawn = ties.drawn.index(tender) if tender in ties.drawn else len(ties.drawn)
    return (-total, *(-points[key] for key in ties.criteria), Fraction(drawn))
