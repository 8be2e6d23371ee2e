"""A draft over past months: figures equal those of the same levels signed from the start, and so do the credits."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from knutepunkt.agreement.models import CompensationRule, Contract, ServiceLevel
from knutepunkt.base.money import NOTHING
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.cli.agreement import _drafted
from knutepunkt.cli.failure import Failure
from knutepunkt.cli.tables import print_backtest
from knutepunkt.connectors.contract_file import write_contract
from knutepunkt.desk.models import Clock
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Settlement
from knutepunkt.performance.queries.attained import attained
from knutepunkt.performance.queries.backtesting import Backtest, backtest
from knutepunkt.performance.queries.crediting import reckon
from knutepunkt.performance.rules.attainment import Tally
from knutepunkt.performance.rules.month import months
from knutepunkt.signal.models import Outage
from tests.cast import MONDAY, Cast, make_cast
from tests.desk.test_replaying import draft_of
from tests.performance.test_settling import solve
from tests.register import make_register

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)
AFTER = datetime.fromisoformat("2027-01-04T09:00:00+00:00")
PERIODS = list(months(date(2026, 11, 1), date(2026, 12, 31)))
DECEMBER = MONDAY + timedelta(days=14)


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    make_register(cast)
    Contract.objects.filter(key="a").update(value=Decimal(1_200_000))
    return cast


def with_rules(draft: Contract) -> Contract:
    """Give the draft the same rules, prices and all."""
    for rule in CompensationRule.objects.filter(contract__key="a"):
        rule.pk, rule.contract = None, draft
        rule._state.adding = True
        rule.save()
    for price in Contract.objects.get(key="a").prices.all():
        price.pk, price.contract = None, draft
        price._state.adding = True
        price.save()
    return draft


def of(draft: Contract) -> Backtest:
    with seen_by(Viewer(Role.SYSTEM)):
        return backtest(draft, PERIODS, at=AFTER)


def test_figures_and_credits_equal_those_of_the_same_contract_signed_from_the_start(cast: Cast) -> None:
    for opened, hours in ((MONDAY, 1), (MONDAY, 50), (MONDAY + H, 30), (DECEMBER, 60), (DECEMBER, 2)):
        solve(cast, after=hours * H, opened=opened)
    up = {"key": "up", "metric": "availability", "goal": Decimal("99.9"), "calendar": cast.calendar}
    ServiceLevel.objects.create(contract=Contract.objects.get(key="a"), name="Oppe", **up)
    Outage.objects.create(
        service=cast.service, start_at=MONDAY, end_at=MONDAY + 2 * H, is_planned=False, entered_by=cast.agent
    )
    draft = with_rules(draft_of("a"))
    found = of(draft)
    measure(PERIODS, at=AFTER)
    credit = NOTHING
    for month in found.months:
        settlement = Settlement.objects.get(contract__key="a", from_on=month.period.from_on)
        signed = {(one.level.key, one.service_id): (one.figure.standing, one.percent) for one in attained(settlement)}
        drafted = {(one.level.key, one.service_id): (one.figure.standing, one.percent) for one in month.shown}
        assert {key: value for key, value in drafted.items() if value[1] is not None} == signed
        assert month.credit == reckon(settlement).amount
        credit += month.credit
    assert found.credit == credit > 0
    assert (found.tickets, found.faults) == (5, ())
    (resolve,) = [level for level in found.levels if level.key == "resolve"]
    assert found.whole(resolve).figure.standing == Tally(2, 5)
    (oppe,) = [level for level in found.levels if level.key == "up"]
    assert found.whole(oppe).reaches is False


def test_a_years_cap_is_used_up_over_the_months(cast: Cast) -> None:
    draft = with_rules(draft_of("a"))
    CompensationRule.objects.filter(contract=draft).update(cap_per_year=Decimal("1"))
    for opened in (MONDAY, DECEMBER):
        solve(cast, after=100 * H, opened=opened)
    found = of(draft)
    assert [month.credit for month in found.months] == [Decimal("12000.00"), Decimal("0.00")]


def test_a_rule_that_cannot_reckon_says_why_and_the_figures_stand(cast: Cast) -> None:
    draft = draft_of("a")
    CompensationRule.objects.create(
        contract=draft, key="sum", title="Av summen", kind="hourly", levels=["resolve"], rate=1, base="contract_sum",
        unit="hour",
    )  # fmt: skip
    solve(cast, after=200 * H)
    found = of(draft)
    ((rule, fault),) = found.faults
    assert (rule.key, fault.field) == ("sum", "rate")
    assert found.months[0].shown


def test_nothing_is_stored_and_nothing_shows_nothing(cast: Cast) -> None:
    before = Clock.objects.count()
    found = of(draft_of("a"))
    assert (found.tickets, found.credit, Clock.objects.count()) == (0, NOTHING, before)
    assert {one.figure.standing for month in found.months for one in month.shown} == {Tally()}


def test_it_is_printed_and_given_as_plain_values(cast: Cast) -> None:
    solve(cast, after=100 * H)
    found = of(with_rules(draft_of("a")))
    out = StringIO()
    print_backtest(found, console=Console(file=out, width=100, no_color=True))
    assert "Utkast (draft) on 1 past tickets, 2026-11-01 to 2026-12-31" in out.getvalue()
    assert re.search(r"resolve +95 % +0 +1 +0.000 % +too few", out.getvalue())
    plain = json.loads(json.dumps(found.as_json()))
    assert (plain["credit"], plain["months"][1]["credit"]) == (str(found.credit), "0.00")
    (resolve,) = [one for one in plain["months"][0]["levels"] if one["level"] == "resolve"]
    assert (resolve["met"], resolve["total"], resolve["reaches"]) == (0, 1, False)


def test_a_file_is_read_as_a_stored_draft_is_and_leaves_nothing(cast: Cast, tmp_path: Path) -> None:
    for opened, hours in ((MONDAY, 1), (MONDAY, 50), (DECEMBER, 60)):
        solve(cast, after=hours * H, opened=opened)
    text = (
        write_contract(Contract.objects.get(key="a")).replace("key: a\n", "key: ny\n").replace("  lot: modul-2/1\n", "")
    )
    file = tmp_path / "ny.yaml"
    file.write_text(text.replace("state: signed", "state: draft"))
    drafted = of(with_rules(draft_of("a")))
    levels = ServiceLevel.objects.count()
    with _drafted(str(file), at=AFTER) as draft:
        found = of(draft)
    assert found.as_json() | {"contract": drafted.contract.key} == drafted.as_json()
    assert found.credit > 0
    assert not Contract.objects.filter(key="ny").exists()
    assert ServiceLevel.objects.count() == levels
    file.write_text(text.replace("metric: hold", "metric: weather"))
    for wrong, words in ((file, "ny.yaml:"), (tmp_path / "nowhere.yaml", "cannot be read"), ("ingen", "no contract")):
        with pytest.raises(Failure, match=words), _drafted(str(wrong), at=AFTER):
            pass
