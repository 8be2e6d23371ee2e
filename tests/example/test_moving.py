"""The example's agreements do not age: whenever it is filled, something is near, and nothing is out of order."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from knutepunkt.agreement.models import ChangeLimit, Contract, Framework, PriceIndex
from knutepunkt.agreement.queries.days import What, days_to_act
from knutepunkt.agreement.queries.price import price_lines
from knutepunkt.example import set_stage
from knutepunkt.example.moving import WRITTEN_FOR, moved
from knutepunkt.example.parties import SINCE


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 6, 30), 1, date(2027, 7, 31)),
        (date(2027, 1, 15), 13, date(2028, 2, 15)),
        (date(2026, 11, 1), -1, date(2026, 10, 1)),
        (SINCE, 40, SINCE),
    ],
)
def test_a_day_moves_by_whole_months_and_an_end_of_month_stays_one(day: date, months: int, expected: date) -> None:
    assert moved(day, months) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("on", [WRITTEN_FOR, date(2026, 11, 30), date(2028, 2, 29), date(2031, 8, 31)])
def test_whenever_it_is_filled_something_is_near(settings: object, tmp_path: Path, on: date) -> None:
    settings.STATE = tmp_path  # type: ignore[attr-defined]
    set_stage(at=datetime.combine(on, time(10), UTC))
    near = {day.what for day in days_to_act(on=on, until=on + timedelta(days=90))}
    assert near >= {What.NOTICE_CUSTOMER, What.OPTION, What.LICENCE}
    index = PriceIndex.objects.filter(month__lte=on).latest("month")
    assert index.month == on.replace(day=1)  # the prices have just been adjusted
    contract = Contract.objects.get(key="avtale-modul-2")
    now = {line.key: line.amount for line in price_lines(contract, on=on)}
    before = {line.key: line.amount for line in price_lines(contract, on=on.replace(day=1) - timedelta(days=1))}
    assert now["drift"] > before["drift"] > 850_000
    assert ChangeLimit.objects.filter(valid_from=date(2017, 1, 1)).count() == 4
    assert Framework.objects.filter(state="signed", valid_to__lte=on + timedelta(days=365)).count() == 0
