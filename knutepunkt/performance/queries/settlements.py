"""Settlements as pages list them, and the cases behind a figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from knutepunkt.agreement.models import ServiceLevel
from knutepunkt.desk.models import Clock
from knutepunkt.performance.models import Attainment, Contest, Settlement
from knutepunkt.performance.rules.attainment import Tally
from knutepunkt.performance.rules.availability import Availability
from knutepunkt.performance.rules.period import Period
from knutepunkt.performance.rules.settlement import last_day_to_contest

PAGE = 50


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which settlements a list shows. Empty means all."""

    month: date | None = None
    party_id: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One settlement with how many of its levels reached their goal, of those that can be judged."""

    settlement: Settlement
    reached: int
    judged: int
    open_contests: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the viewer's settlements come to."""

    measured: int
    contested: int
    to_credit: int
    credited_this_year: object


def listed(chosen: Chosen, *, start: int = 0, most: int | None = None) -> list[Listed]:
    """Return the settlements that match, or `most` of them from `start` on, newest month first. Three queries."""
    found = Settlement.objects.select_related("contract__provider", "contract__customer")
    if chosen.month is not None:
        found = found.filter(from_on=chosen.month)
    if chosen.party_id is not None:
        found = found.filter(Q(contract__provider=chosen.party_id) | Q(contract__customer=chosen.party_id))
    if chosen.state:
        found = found.filter(state=chosen.state)
    rows = list(found.order_by("-from_on", "contract__kind", "contract__title", "pk")[start : most and start + most])
    reached = _reached([row.pk for row in rows])
    still_open = Contest.objects.filter(outcome=Contest.Outcome.OPEN.value, settlement__in=[row.pk for row in rows])
    contests = dict(still_open.values_list("settlement_id").annotate(n=Count("id")).order_by())
    return [Listed(row, *reached.get(row.pk, (0, 0)), contests.get(row.pk, 0)) for row in rows]


def months_known() -> list[date]:
    """Return the first days of the months that have settlements, newest first. One query."""
    return list(Settlement.objects.order_by("-from_on").values_list("from_on", flat=True).distinct())


def standing(*, year: int) -> Standing:
    """Return how many settlements wait for what, and what the year has credited. One query."""
    states = Settlement.State
    found = Settlement.objects.aggregate(
        measured=Count("id", filter=Q(state=states.MEASURED.value)),
        contested=Count("id", filter=Q(state=states.CONTESTED.value)),
        to_credit=Count("id", filter=Q(state=states.AGREED.value, credit__gt=0)),
        credited=Sum("credit", filter=Q(state=states.CREDITED.value, from_on__year=year)),
    )
    return Standing(found["measured"], found["contested"], found["to_credit"], found["credited"] or 0)


def _reached(settlements: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return by settlement how many levels reached their goal, of how many that there are enough cases to judge."""
    rows = (
        Attainment.objects.filter(settlement__in=list(settlements))
        .values_list("settlement_id", "level_id", "service_id", "level__goal")
        .annotate(
            met=Sum(F("counted_met") + F("contested_met")),
            total=Sum(F("counted_total") + F("contested_total")),
            agreed=Sum("agreed_time"),
            down=Sum("down_time"),
        )
        .order_by()
    )
    found: dict[int, tuple[int, int]] = {}
    for settlement, _level, _service, goal, met, total, agreed, down in rows:
        if agreed:
            reaches = Availability(agreed, down, timedelta(0)).reaches(goal)
        else:
            tally = Tally(met, total)
            reaches = None if tally.is_thin(goal) else tally.reaches(goal)
        if reaches is not None:
            reached, judged = found.get(settlement, (0, 0))
            found[settlement] = reached + reaches, judged + 1
    return found


def cases(settlement: Settlement, level: ServiceLevel, *, late_only: bool = False) -> QuerySet[Clock]:
    """Return the clocks that stopped in the period, the latest beyond their target first, with what is contested."""
    period = Period(settlement.from_on, settlement.to_on)
    contests = Contest.objects.filter(
        settlement=settlement, level=OuterRef("level_id"), ticket=OuterRef("ticket_id")
    ).order_by("-at")
    found = Clock.objects.filter(
        level=level, state__in=("met", "breached"), stopped_at__gte=period.starts_at, stopped_at__lt=period.ends_at
    )
    if late_only:
        found = found.filter(state="breached")
    return (
        found.select_related("ticket__customer", "ticket__service")
        .annotate(contest=Subquery(contests.values("outcome")[:1]))
        .order_by("state", "-elapsed", "pk")
    )


def contests_of(settlement: Settlement) -> QuerySet[Contest]:
    """Return a settlement's contests, those that wait for an answer first."""
    rows = Contest.objects.filter(settlement=settlement).select_related(
        "ticket", "level", "organisation", "by", "answered_by"
    )
    return rows.prefetch_related("evidence").order_by(F("answered_at").asc(nulls_first=True), "at")


def contest_by(settlement: Settlement) -> date:
    """Return the last day to contest."""
    return last_day_to_contest(settlement.shown_on)


def last_measured_at() -> datetime | None:
    """Return when figures were reckoned last."""
    return Settlement.objects.order_by("-measured_at").values_list("measured_at", flat=True).first()
