"""Key figures that the platform measures itself."""

from datetime import date, timedelta

import pytest

from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import KeyFigure
from knutepunkt.desk import actions
from knutepunkt.performance.actions.figures import count_applications, count_tickets
from knutepunkt.performance.rules.month import Month
from tests.cast import MONDAY, Cast, make_cast
from tests.systems import make_systems

pytestmark = pytest.mark.django_db
NOVEMBER = Month(date(2026, 11, 1))


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_systems(cast)
    for days in (0, 1, 40):
        with seen_by(cast.sees(cast.employee)):
            actions.open_ticket(title="X", service=cast.service, by=cast.employee, at=MONDAY - timedelta(days=days))
    return cast


def values() -> dict[tuple[str, str | None], int]:
    rows = KeyFigure.objects.values_list("kind", "customer__key", "value")
    return {(kind, customer): int(value) for kind, customer, value in rows if value is not None}


def test_a_months_tickets_are_counted_by_customer_and_in_all_and_anew(cast: Cast) -> None:
    for _again in range(2):
        count_tickets(NOVEMBER)
        assert values() == {("tickets", "nordvik"): 2, ("tickets", None): 2}
    with seen_by(cast.sees(cast.stranger)):
        actions.open_ticket(title="X", service=cast.service, by=cast.stranger, at=MONDAY)
    count_tickets(NOVEMBER)
    assert values() == {("tickets", "nordvik"): 2, ("tickets", "fjellbygda"): 1, ("tickets", None): 3}
    assert set(KeyFigure.objects.values_list("on", "certainty")) == {(date(2026, 11, 30), "measured")}


def test_before_the_first_ticket_nothing_is_counted(cast: Cast) -> None:
    count_tickets(Month(date(2026, 9, 1)))
    assert values() == {}
    count_tickets(Month(date(2026, 10, 1)))
    assert values() == {("tickets", "nordvik"): 1, ("tickets", None): 1}


def test_applications_are_counted_by_who_uses_them(cast: Cast) -> None:
    count_applications(on=MONDAY.date())
    assert values() == {("applications", "nordvik"): 2, ("applications", None): 2}


def test_a_figure_that_somebody_wrote_by_hand_stays(cast: Cast) -> None:
    KeyFigure.objects.create(kind="tickets", on=NOVEMBER.last, value=7, source="rapport")
    count_tickets(NOVEMBER)
    assert values()["tickets", None] == 7
