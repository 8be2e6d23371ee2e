"""Scores: what a month's are made of, and the months that were scored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, Sum

from knutepunkt.catalogue.models import Service
from knutepunkt.desk.rules.report import Figures
from knutepunkt.party.models import Organisation
from knutepunkt.performance.models import Credit, ReviewAction, Score, Settlement
from knutepunkt.performance.queries import answers, held, kept
from knutepunkt.performance.rules.measures import Key
from knutepunkt.performance.rules.month import Month, up_to
from knutepunkt.performance.rules.scorecard import Trend, trend

MONTHS = 12
_KINDS = {
    Organisation.Kind.SUPPLIER.value: Score.Subject.SUPPLIER.value,
    Organisation.Kind.CUSTOMER.value: Score.Subject.CUSTOMER.value,
}
Subject = tuple[str, int]
Values = dict[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One subject over months, the latest last; a month without a score is None."""

    subject: str
    id: int
    name: str
    scores: tuple[Score | None, ...]

    @property
    def latest(self) -> Score | None:
        """The latest month that was scored."""
        return next((one for one in reversed(self.scores) if one is not None), None)

    @property
    def trend(self) -> Trend | None:
        """The latest three months against the three before."""
        return trend([None if one is None or one.score is None else Fraction(one.score) for one in self.scores])

    def value(self, key: str) -> float | None:
        """What the latest month has for a measure."""
        found = self.latest.measures.get(key) if self.latest else None
        return found["value"] if found else None


def values_of(month: Month) -> dict[Subject, Values]:
    """Return what each supplier, service and municipality is scored by in a month; what is not known is left out."""
    found: defaultdict[Subject, Values] = defaultdict(dict)
    for subject, tally in kept.by_subject(month.start_at, month.end_at).items():
        found[subject][Key.ATTAINMENT] = tally.share and tally.share * 100
    for subject, figures in held.by_subject(month.start_at, month.end_at).items():
        found[subject] |= _of_custody(figures)
    for subject, asked in answers.by_subject(answers.asked(month.start_at, month.end_at)).items():
        found[subject][Key.SATISFACTION] = None if asked.average is None else Fraction(asked.average)
    for subject, number in overdue(month.last).items():
        found[subject][Key.OVERDUE_ACTIONS] = Fraction(number)
    for subject, amount in credited(month).items():
        found[subject][Key.CREDITS] = Fraction(amount)
    known = _known()
    return {subject: values for subject, values in found.items() if subject in known and _had_work(values)}


def _had_work(values: Values) -> bool:
    """A month without a ticket says nothing of how work was done, whatever was credited or left undone in it."""
    return not values.keys().isdisjoint({Key.ATTAINMENT, Key.HELD_MEDIAN})


def lines(subject: str, last: Month, *, months: int = MONTHS) -> list[Line]:
    """Return every subject of a kind that was scored in the months up to `last`, by name. Two queries."""
    shown = up_to(last, months)
    rows: defaultdict[int, dict[date, Score]] = defaultdict(dict)
    for score in Score.objects.filter(subject=subject, month__range=(shown[0].first, last.first)):
        rows[score.subject_id][score.month] = score
    names = _names(subject, rows)
    return [
        Line(subject, key, names[key], tuple(rows[key].get(month.first) for month in shown))
        for key in names
        if key in rows
    ]


def line(subject: str, subject_id: int, last: Month, *, months: int = MONTHS) -> Line | None:
    """Return one subject's months, None where there is no such subject."""
    name = _names(subject, [subject_id]).get(subject_id)
    if name is None:
        return None
    shown = up_to(last, months)
    found = Score.objects.filter(subject=subject, subject_id=subject_id, month__range=(shown[0].first, last.first))
    by_month = {score.month: score for score in found}
    return Line(subject, subject_id, name, tuple(by_month.get(month.first) for month in shown))


def _names(subject: str, ids: Mapping[int, Any] | Sequence[int]) -> dict[int, str]:
    if subject == Score.Subject.SERVICE:
        return dict(Service.objects.filter(pk__in=list(ids)).values_list("pk", "name"))
    kinds = [kind for kind, of in _KINDS.items() if of == subject]
    return dict(Organisation.objects.filter(pk__in=list(ids), kind__in=kinds).values_list("pk", "name"))


def _known() -> set[Subject]:
    """The suppliers, municipalities and services that there are."""
    services = {(Score.Subject.SERVICE.value, key) for key in Service.objects.values_list("pk", flat=True)}
    parties = Organisation.objects.filter(kind__in=_KINDS).values_list("kind", "pk")
    return services | {(_KINDS[kind], key) for kind, key in parties}


def _of_custody(figures: Figures) -> Values:
    return {
        Key.HELD_MEDIAN: _hours(figures.held_median),
        Key.HELD_P90: _hours(figures.held_p90),
        Key.PING_PONG: Fraction(100 * figures.ping_pongs, figures.tickets),
        Key.REOPENED: Fraction(100 * figures.reopened, figures.tickets),
    }


def _hours(length: timedelta) -> Fraction:
    return Fraction(length // timedelta(seconds=1), 3600)


def overdue(day: date) -> dict[Subject, int]:
    """Count what each supplier and municipality should have done by a day, and had not; 0 where all was done."""
    open_then = Q(due_on__lt=day) & (Q(done_on__isnull=True) | Q(done_on__gt=day))
    found: dict[Subject, int] = {}
    actions = ReviewAction.objects.filter(review__held_on__lte=day, organisation__kind__in=_KINDS)
    for kind, organisation, is_open in actions.annotate(is_open=Q(open_then)).values_list(
        "organisation__kind", "organisation", "is_open"
    ):
        subject = (_KINDS[kind], organisation)
        found[subject] = found.get(subject, 0) + bool(is_open)
    return found


def credited(month: Month) -> dict[Subject, Decimal]:
    """Add up what each supplier credits, and each municipality is credited, for periods that ended in the month.

    Nothing is said of those whose settlements are not agreed on yet: none is not the same as not known.
    """
    closed = (Settlement.State.AGREED.value, Settlement.State.CREDITED.value)
    periods = Settlement.objects.filter(to_on__range=(month.first, month.last), state__in=closed)
    sums = dict(Credit.objects.filter(settlement__in=periods).values_list("settlement").annotate(sum=Sum("amount")))
    found: defaultdict[Subject, Decimal] = defaultdict(Decimal)
    for key, kind, provider, customer in periods.values_list(
        "pk", "contract__kind", "contract__provider", "contract__customer"
    ):
        is_supplier = kind == kept.UNDERPINNING
        subject = ("supplier", provider) if is_supplier else ("customer", customer)
        found[subject] += sums.get(key, Decimal(0))
    return dict(found)
