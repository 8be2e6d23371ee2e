"""Laws of settling, on real rows: caps hold over a year, order does not matter, and the figures always add up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from knutepunkt.agreement.models import CompensationRule, Contract, ServiceLevel
from knutepunkt.agreement.queries.price import terms_of_rule
from knutepunkt.agreement.queries.terms import book
from knutepunkt.base.errors import Refusal
from knutepunkt.base.money import total
from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions as desk
from knutepunkt.desk.actions.record import record
from knutepunkt.desk.models import Clock
from knutepunkt.desk.rules.custody import Mode, Span
from knutepunkt.desk.rules.past import PastTicket, custody_of
from knutepunkt.party.models import Person
from knutepunkt.performance.actions import settling
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Attainment, Contest, Credit, Settlement
from knutepunkt.performance.rules.month import months
from knutepunkt.performance.rules.settlement import Action
from tests.cast import SINCE, Cast
from tests.performance.test_settling import NOVEMBER, answers_for_a, make_parties, solve

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEAR = list(months(date(2026, 1, 1), date(2026, 12, 31)))
YEAR_OVER = datetime(2027, 1, 4, 9, tzinfo=UTC)
SILENT = YEAR_OVER + 20 * DAY  # the days to contest are over
MONDAYS = [datetime(2026, 11, day, 8, tzinfo=UTC) for day in (2, 9, 16, 23)]
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def cast() -> Cast:
    cast = make_parties()
    CompensationRule.objects.all().delete()
    return cast


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo all that the block writes: examples share the cast."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


Late = tuple[datetime, timedelta]


def write(cast: Cast, late: Sequence[Late]) -> None:
    """Record tickets that supplier A held from a moment, for so long."""
    record([_past(cast, place, start, held) for place, (start, held) in enumerate(late)], book=book(), at=YEAR_OVER)


def _past(cast: Cast, place: int, start: datetime, held: timedelta) -> PastTicket:
    team, end = cast.operations, start + held
    steps = [
        Span(start, None, team.pk, team.organisation_id, Mode.WORKING, None, cast.resolver.pk),
        Span(end, None, team.pk, team.organisation_id, Mode.WAITING, "confirmation"),
    ]
    return PastTicket(
        source="laws",
        reference=str(place),
        title="Får ikke sendt",
        description="",
        channel="portal",
        requester_id=cast.employee.pk,
        opener_id=cast.employee.pk,
        customer_id=cast.municipality.pk,
        service_id=cast.service.pk,
        group_id=cast.service.group_id,
        impact="medium",
        urgency="medium",
        opened_at=start,
        resolved_at=end,
        closed_at=end + HOUR,
        priorities=((start, 3),),
        spans=custody_of(start, steps, closed_at=end + HOUR),
    )


percents = some.decimals(0, 20, places=2)
caps = some.none() | some.decimals(0, 30, places=2)
compensation: some.SearchStrategy[dict[str, Any]] = some.builds(
    dict,
    kind_and_unit=some.sampled_from(
        [("hourly", "hour"), ("daily", "calendar_day"), ("daily", "working_day"), ("price_reduction", "case")]
    ),
    rate=percents,
    minimum=some.decimals(0, 5000, places=2),
    counts_begun=some.booleans(),
    cap_units=some.none() | some.integers(0, 40),
    cap_per_case=caps,
    cap_per_period=caps,
    cap_per_year=caps,
)


def pay_by(drawn: dict[str, Any]) -> CompensationRule:
    kind, unit = drawn.pop("kind_and_unit")
    return CompensationRule.objects.create(
        contract=Contract.objects.get(key="a"),
        key="drawn",
        title="Trukket",
        kind=kind,
        unit=unit,
        levels=["resolve", "hold"],
        base="fixed",
        base_amount=Decimal("99999.99"),
        **drawn,
    )


def settle(months_in_order: Sequence[date]) -> dict[date, Settlement]:
    """Measure the year, and agree on supplier A's months in the order given."""
    measure(YEAR, at=YEAR_OVER)
    rows = {row.from_on: row for row in Settlement.objects.filter(contract__key="a")}
    return {month: settling.agree(rows[month].pk, by=None, at=SILENT) for month in months_in_order}


moments = some.builds(
    lambda month, day, hour: datetime(2026, month, day, hour, tzinfo=UTC),
    some.integers(1, 12),
    some.integers(1, 28),
    some.integers(0, 23),
)
late_ones = some.lists(some.tuples(moments, some.integers(1, 400).map(lambda hours: hours * HOUR)), max_size=12)


@few
@given(drawn=compensation, late=late_ones, order=some.permutations([period.from_on for period in YEAR]))
def test_no_cap_is_exceeded_in_any_order_of_months(
    cast: Cast, drawn: dict[str, Any], late: list[Late], order: list[date]
) -> None:
    with taken_back():
        rule, agreed = pay_by(dict(drawn)), None
        write(cast, late)
        agreed = settle(order)
        terms = terms_of_rule(rule, on=SINCE)
        per_case, per_period, per_year = map(terms.cap, (terms.cap_per_case, terms.cap_per_period, terms.cap_per_year))
        given_by_month: Counter[date] = Counter()
        for credit in Credit.objects.select_related("settlement"):
            assert credit.amount == total(Decimal(line["amount"]) for line in credit.working)
            assert per_case is None or credit.amount <= per_case
            given_by_month[credit.settlement.from_on] += credit.amount  # type: ignore[assignment]
        for month, settlement in agreed.items():
            assert settlement.credit == given_by_month[month]
            assert per_period is None or settlement.credit <= per_period
        assert per_year is None or sum(given_by_month.values()) <= per_year


@few
@given(
    drawn=compensation,
    held=some.lists(some.integers(1, 96).map(lambda hours: hours * HOUR), min_size=2, max_size=4),
    data=some.data(),
)
def test_the_order_of_cases_does_not_change_the_total(
    cast: Cast, drawn: dict[str, Any], held: list[timedelta], data: some.DataObject
) -> None:
    """The weeks of that month are alike; so each case is as late whichever week it falls in."""
    other = data.draw(some.permutations(held))
    sums = []
    for order in (held, other):
        with taken_back():
            pay_by(dict(drawn))
            write(cast, list(zip(MONDAYS, order, strict=False)))
            sums.append(settle([date(2026, 11, 1)])[date(2026, 11, 1)].credit)
    assert sums[0] == sums[1]


def stopped_at(key: str) -> QuerySet[Clock]:
    """The clocks of one of A's levels that have stopped; a broken one may still run."""
    found = Clock.objects.filter(level__contract__key="a", level__key=key, state__in=("met", "breached"))
    return found.filter(stopped_at__isnull=False)


class Disagreement(RuleBasedStateMachine):
    """Two sides contest, answer and withdraw, right and wrong; tickets are opened again and resolved."""

    cast: Cast

    @initialize()
    def begin(self) -> None:
        self.at = datetime(2026, 11, 24, 8, tzinfo=UTC)
        self.block = taken_back()
        self.block.__enter__()
        self.tickets = [
            solve(self.cast, after=hours * HOUR, opened=datetime(2026, 11, 2 + day, 8, tzinfo=UTC))
            for day, hours in enumerate((1, 30, 80))
        ]
        self.again: set[int] = set()
        self.measured()

    def teardown(self) -> None:
        if hasattr(self, "block"):
            self.block.__exit__(None, None, None)

    def measured(self) -> None:
        measure([NOVEMBER], at=self.at)

    def person(self, ours: bool) -> Person:
        return self.cast.administrator if ours else answers_for_a(self.cast)

    @rule(place=some.integers(0, 2), key=some.sampled_from(["pickup", "resolve", "hold"]), ours=some.booleans())
    def contest(self, place: int, key: str, ours: bool) -> None:
        level = ServiceLevel.objects.get(contract__key="a", key=key)
        case = settling.Named(level.pk, self.tickets[place].pk)
        settlement, by = Settlement.objects.get(contract__key="a"), self.person(ours)
        live = Contest.objects.filter(level=level, ticket=case.ticket_id, outcome__in=("open", "upheld")).exists()
        stopped = stopped_at(key).filter(ticket=case.ticket_id).exists()
        with self.refused_if(live or not stopped), seen_by(self.cast.sees(by)):
            settling.contest(settlement.pk, cases=[case], grounds="Ventet på kunden", by=by, at=self.at)

    @precondition(lambda self: Contest.objects.filter(outcome="open").exists())
    @rule(
        action=some.sampled_from([Action.UPHOLD, Action.DISMISS, Action.WITHDRAW]),
        ours=some.booleans(),
        data=some.data(),
    )
    def answer(self, action: Action, ours: bool, data: some.DataObject) -> None:
        row = data.draw(some.sampled_from(list(Contest.objects.filter(outcome="open").order_by("pk"))))
        by = self.person(ours)
        wrong = (row.by_id == by.pk) != (action is Action.WITHDRAW)
        with self.refused_if(wrong), seen_by(self.cast.sees(by)):
            settling.answer(row.pk, action=action, by=by, at=self.at)

    @rule(place=some.integers(0, 2))
    def open_or_resolve_again(self, place: int) -> None:
        ticket = self.tickets[place]
        self.at += HOUR
        if ticket.pk in self.again:
            with seen_by(self.cast.sees(self.cast.resolver)):
                desk.take(ticket.pk, by=self.cast.resolver, at=self.at)
                desk.resolve(ticket.pk, resolution="Nå", by=self.cast.resolver, at=self.at + HOUR)
            self.at += HOUR
        else:
            with seen_by(self.cast.sees(self.cast.employee)):
                desk.reopen(ticket.pk, why="Nei", by=self.cast.employee, at=self.at)
        self.again ^= {ticket.pk}
        self.measured()

    @contextmanager
    def refused_if(self, wrong: bool) -> Iterator[None]:
        """What is wrong is refused and leaves nothing; what is right is not."""
        if not wrong:
            yield
            return
        before = list(Contest.objects.order_by("pk").values())
        with pytest.raises(Refusal), transaction.atomic():
            yield
        assert list(Contest.objects.order_by("pk").values()) == before

    @invariant()
    def it_adds_up(self) -> None:
        for key in ("pickup", "resolve", "hold"):
            stopped = dict(stopped_at(key).values_list("ticket_id", "state"))
            rows = Attainment.objects.filter(settlement__contract__key="a", level__key=key)
            found = Counter[str]()
            for row in rows:
                for part in ("counted", "contested", "excluded"):
                    found[f"{part}_met"] += getattr(row, f"{part}_met")
                    found[f"{part}_total"] += getattr(row, f"{part}_total")
            expected = Counter[str]()
            for ticket, state in stopped.items():
                outcome = Contest.objects.filter(level__key=key, ticket=ticket, outcome__in=("open", "upheld")).first()
                part = "counted" if outcome is None else {"open": "contested", "upheld": "excluded"}[outcome.outcome]
                expected[f"{part}_total"] += 1
                expected[f"{part}_met"] += state == "met"
            assert +found == +expected, key

    @invariant()
    def it_stands_as_its_contests_say(self) -> None:
        still_open = Contest.objects.filter(outcome="open").exists()
        assert Settlement.objects.get(contract__key="a").state == ("contested" if still_open else "measured")


def test_counted_contested_and_excluded_always_add_up(cast: Cast) -> None:
    Disagreement.cast = cast
    with transaction.atomic():
        run_state_machine_as_test(
            Disagreement, settings=settings(max_examples=15, stateful_step_count=10, deadline=None)
        )
