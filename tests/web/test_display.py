"""How numbers are written: rounded half up; what was attained cut off, so that it never reaches a goal by writing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from knutepunkt.web.display import cut, goal, number, percent, service_time
from knutepunkt.web.performance.credit_words import lateness


@pytest.fixture(autouse=True)
def norwegian() -> object:
    with translation.override("nb"):
        yield


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (99.999, 2, "100,00"),
        (2.675, 2, "2,68"),
        (1.005, 2, "1,01"),
        (0.5, 0, "1"),
        (1234.5, 0, "1\xa0235"),
        (-0.4, 0, "0"),
        (Decimal("60000.00"), 2, "60\xa0000,00"),
        (7, 0, "7"),
        (None, 0, "–"),
    ],
)
def test_a_number_is_rounded_half_up(value: float | Decimal | None, decimals: int, written: str) -> None:
    assert number(value, decimals) == written


def test_what_was_attained_is_never_shown_as_better() -> None:
    assert (cut(Decimal("94.999"), 2), cut(99.96), cut(100), cut(None)) == ("94,99", "99,9", "100,0", "–")
    assert (percent(0.9996), percent(0.29), percent(1.0)) == ("99,9 %", "29,0 %", "100,0 %")


def test_a_goal_keeps_its_decimals() -> None:
    assert [goal(value) for value in (Decimal("95.000"), 99.95, Decimal("99.995"), Decimal(100))] == [
        "95,0",
        "99,95",
        "99,995",
        "100,0",
    ]


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(hours=129, minutes=20), "129 t 20 min"),
        (timedelta(days=4), "96 t"),
        (timedelta(minutes=45, seconds=10), "45 min"),
        (timedelta(hours=2, seconds=10), "2 t"),
        (timedelta(seconds=10), "10 s"),
        (timedelta(0), "0 s"),
        (None, "–"),
    ],
)
def test_time_of_service_is_never_written_in_days(length: timedelta | None, written: str) -> None:
    assert service_time(length) == written


def test_lateness_in_calendar_days_is_written_in_days() -> None:
    late = timedelta(days=2, hours=3)
    assert (lateness(late, "calendar_day"), lateness(late, "hour"), lateness(2, "working_day")) == (
        "2 d 3 t",
        "51 t",
        "2",
    )
