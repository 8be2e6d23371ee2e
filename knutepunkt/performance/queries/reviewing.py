"""Reviews: what is planned, held and overdue; what a meeting should talk of, drawn from the figures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest, Least

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.register import duration_of
from knutepunkt.agreement.rules import duration as lasting
from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.desk.models import Custody
from knutepunkt.performance.models import Regime, Review, ReviewAction, Settlement
from knutepunkt.performance.queries import kept
from knutepunkt.performance.rules import regime as rules
from knutepunkt.performance.rules.period import Period

_WORST = 5
_AHEAD_MONTHS = 12
_YEAR = timedelta(days=365)
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Followed:
    """One supplier at one tier: what was planned in the last year and held for it, and when the next is due."""

    regime: Regime
    turns: tuple[rules.Turn, ...]
    next_due: date
    days_overdue: int
    next_review: Review | None

    @property
    def held(self) -> int:
        """How many of the planned were held."""
        return sum(turn.held_on is not None for turn in self.turns)

    @property
    def missed(self) -> int:
        """How many of the planned were not held."""
        return len(rules.missed(self.turns))


def followed(*, on: date, supplier_id: int | None = None) -> list[Followed]:
    """Return every regime with what came of it, the most overdue first. Two queries."""
    regimes = Regime.objects.select_related("supplier", "responsible").order_by("supplier__sort_key", "tier")
    reviews = Review.objects.exclude(state=Review.State.CANCELLED.value).order_by("planned_on", "pk")
    if supplier_id is not None:
        regimes, reviews = regimes.filter(supplier=supplier_id), reviews.filter(supplier=supplier_id)
    known = list(reviews)
    found = [_followed(one, [row for row in known if _is_of(row, one)], on) for one in regimes]
    return sorted(found, key=lambda one: -one.days_overdue)


def reviews(supplier_id: int | None = None) -> QuerySet[Review]:
    """Return the reviews that the viewer may read, the latest planned first."""
    found = Review.objects.select_related("supplier", "responsible").order_by("-planned_on", "supplier__sort_key", "pk")
    return found if supplier_id is None else found.filter(supplier=supplier_id)


def actions(*, supplier_id: int | None = None) -> QuerySet[ReviewAction]:
    """Return what is agreed and not done, the earliest due first."""
    found = ReviewAction.objects.filter(done_on__isnull=True).select_related(
        "review__supplier", "organisation", "owner"
    )
    return found if supplier_id is None else found.filter(review__supplier=supplier_id)


def agenda(review: Review, *, on: date) -> list[Item]:
    """Return what the figures of the review's period give to talk of: [{topic, figures}], those with any."""
    period = Period(review.from_on, review.to_on)
    topics = (
        ("attainment", _below_goal(review, period)),
        ("settlements", _settlements(review, period)),
        ("tickets", _longest_held(review, period)),
        ("actions", _open_actions(review, on)),
        ("days", _days_ahead(review, on)),
    )
    return [{"topic": topic, "figures": figures} for topic, rows in topics if (figures := list(rows))]


def _is_of(review: Review, regime: Regime) -> bool:
    return (review.supplier_id, review.tier) == (regime.supplier_id, regime.tier)


def _followed(one: Regime, known: list[Review], on: date) -> Followed:
    regime = rules.Regime(one.since_on, one.every_months)
    held = [row.held_on for row in known if row.held_on]
    ahead = [row for row in known if row.state == Review.State.PLANNED.value and row.planned_on >= on]
    return Followed(
        one,
        tuple(rules.turns(regime, held, first=on - _YEAR, last=on)),
        rules.next_due(regime, held, on=on),
        rules.days_overdue(regime, held, on=on),
        ahead[0] if ahead else None,
    )


def _below_goal(review: Review, period: Period) -> Iterator[Item]:
    clocks = kept.ended(period.starts_at, period.ends_at).filter(
        level__contract__kind=kept.UNDERPINNING, level__contract__provider=review.supplier_id
    )
    for one in kept.by_level(clocks):
        if one.tally.reaches(one.goal) is False:
            yield {
                "contract": one.contract,
                "level": one.level,
                "goal": float(one.goal),
                "met": one.tally.met,
                "total": one.tally.total,
                "share": float(one.tally.percent or 0),
                "is_thin": one.tally.is_thin(one.goal),
            }


def _settlements(review: Review, period: Period) -> Iterator[Item]:
    rows = Settlement.objects.filter(
        contract__kind=kept.UNDERPINNING,
        contract__provider=review.supplier_id,
        to_on__range=(period.from_on, period.to_on),
    ).annotate(contests_made=Count("contests"), contests_open=Count("contests", filter=Q(contests__outcome="open")))
    for row in rows.select_related("contract").order_by("from_on", "contract__title"):
        if row.contests_made or row.credit:
            yield {
                "contract": row.contract.title,
                "from_on": row.from_on.isoformat(),
                "state": row.state,
                "contests": row.contests_made,
                "open": row.contests_open,
                "credit": None if row.credit is None else f"{row.credit:.2f}",
            }


def _longest_held(review: Review, period: Period) -> Iterator[Item]:
    """The tickets that the supplier held longest in the period; restricted ones stay with those who must see them."""
    spans = Custody.objects.filter(
        Q(end_at__isnull=True) | Q(end_at__gt=period.starts_at),
        organisation=review.supplier_id,
        start_at__lt=period.ends_at,
        ticket__is_restricted=False,
    ).exclude(reason=WaitingReason.CONFIRMATION.value)
    lasted = Least(Coalesce("end_at", period.ends_at), period.ends_at) - Greatest("start_at", period.starts_at)
    for ticket, held in spans.values_list("ticket").annotate(held=Sum(lasted)).order_by("-held", "ticket")[:_WORST]:
        yield {"ticket": ticket, "held": held // timedelta(seconds=1)}


def _open_actions(review: Review, on: date) -> Iterator[Item]:
    for one in actions(supplier_id=review.supplier_id).exclude(review=review):
        yield {
            "text": one.text,
            "organisation": one.organisation.name,
            "due_on": one.due_on.isoformat(),
            "is_overdue": one.due_on < on,
        }


def _days_ahead(review: Review, on: date) -> Iterator[Item]:
    """The days of the supplier's contracts that come within a year."""
    rows = Contract.objects.filter(
        provider=review.supplier_id, kind=kept.UNDERPINNING, state=Contract.State.SIGNED.value
    )
    days = [(day, what, row.title) for row in rows for what, day in _days_of(row, on) if day is not None]
    last = lasting.add_months(on, _AHEAD_MONTHS)
    for day, what, title in sorted(days):
        if on <= day <= last:
            yield {"contract": title, "what": what, "day": day.isoformat()}


def _days_of(contract: Contract, on: date) -> Iterable[tuple[str, date | None]]:
    duration = duration_of(contract)
    notice = lasting.next_notice(duration, lasting.Party.CUSTOMER, on=on)
    yield "notice", notice.give_by if notice else None
    yield "option", lasting.next_option_by(duration)
    yield "end", lasting.period_end(duration, on=on)
