"""Which contracts hold on a day: all that asks goes by the last day in force, never by the end as first written."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from knutepunkt.agreement.actions.records import CONTRACT
from knutepunkt.agreement.models import Contract, ContractOption
from knutepunkt.agreement.queries.coverage import coverage
from knutepunkt.agreement.queries.days import What, days_of
from knutepunkt.agreement.queries.register import in_force, is_in_force, last_day_of
from knutepunkt.agreement.queries.terms import book, present_book, priorities
from knutepunkt.agreement.rules.level import PriorityMatrix
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency
from knutepunkt.base.editing import save
from knutepunkt.base.errors import Refusal
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Settlement
from knutepunkt.performance.rules.month import month_of
from knutepunkt.web.setup.gaps import gaps
from tests.cast import MONDAY, Cast, make_cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = MONDAY.date()
ENDED = TODAY - timedelta(days=100)
OWN: dict[str, dict[str, int]] = {impact.value: {one.value: 1 for one in Urgency} for impact in Impact}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def _book(cast: Cast) -> bool:
    return all(one.holds_on(TODAY) for one in book().contracts)


def _priorities(cast: Cast) -> bool:
    return priorities(cast.municipality.pk, at=MONDAY) == PriorityMatrix.of(OWN)


def _coverage(cast: Cast) -> bool:
    return bool(coverage(at=MONDAY))


def _settled(cast: Cast) -> bool:
    measure([month_of(TODAY).period], at=MONDAY)
    return Settlement.objects.exists()


def _set_up(cast: Cast) -> bool:
    return not any(gap.key == "organisasjoner" and "avtale" in str(gap.what).lower() for gap in gaps(at=MONDAY))


def _days(cast: Cast) -> bool:
    return [one.what for one in days_of(Contract.objects.get(key="a"), on=TODAY)] == [What.RENEWAL]


@pytest.mark.parametrize("asked", [_book, _priorities, _coverage, _settled, _set_up, _days])
def test_what_renews_itself_holds_past_its_first_end_until_it_is_ended(cast: Cast, asked: Callable[..., bool]) -> None:
    Contract.objects.update(valid_to=ENDED, renewal="renews", renewal_months=12, priorities=OWN)
    with seen_by(Viewer(Role.SYSTEM)):
        assert asked(cast)
        Settlement.objects.all().delete()
        Contract.objects.update(ended_on=ENDED)
        assert not asked(cast)


@pytest.mark.parametrize(
    ("values", "options", "last"),
    [
        ({"valid_to": None}, (), None),
        ({"valid_to": ENDED}, (), ENDED),
        ({"valid_to": ENDED}, ((6, None), (6, None)), ENDED),
        ({"valid_to": date(2026, 6, 30)}, ((6, ENDED), (6, None)), date(2026, 12, 31)),
        ({"valid_to": date(2026, 6, 30), "ended_on": ENDED}, ((6, ENDED),), ENDED),
        ({"valid_to": ENDED, "renewal": "renews", "renewal_months": 12}, (), None),
        ({"valid_to": None, "ended_on": ENDED}, (), ENDED),
        ({"valid_to": ENDED, "ended_on": TODAY}, (), TODAY),
    ],
)
def test_each_way_to_end(cast: Cast, values: dict[str, Any], options: Any, last: date | None) -> None:
    Contract.objects.filter(key="a").update(**values)
    contract = Contract.objects.get(key="a")
    for number, (months, exercised) in enumerate(options, start=1):
        ContractOption.objects.create(contract=contract, number=number, months=months, exercised_on=exercised)
    assert last_day_of(contract) == last
    for day in (contract.valid_from - DAY, contract.valid_from, ENDED, ENDED + DAY, TODAY, TODAY + DAY, date.max):
        assert is_in_force(contract, day) == (contract.valid_from <= day <= (last or date.max))
        assert (contract in in_force(day)) == is_in_force(contract, day)


def test_a_used_option_is_a_new_edition_of_the_terms(cast: Cast) -> None:
    Contract.objects.filter(key="a").update(valid_to=ENDED)
    contract = Contract.objects.get(key="a")
    with seen_by(Viewer(Role.SYSTEM)):
        before = next(one for one in present_book().contracts if one.contract_id == contract.pk)
        ContractOption.objects.create(contract=contract, months=12, exercised_on=ENDED)
        after = next(one for one in present_book().contracts if one.contract_id == contract.pk)
    assert (before.holds_on(TODAY), after.holds_on(TODAY)) == (False, True)


def test_what_would_go_on_is_ended_with_its_last_day(cast: Cast) -> None:
    def ends(**values: Any) -> set[str]:
        with seen_by(cast.sees(cast.administrator)), pytest.raises(Refusal) as refusal:
            save(CONTRACT, Contract.objects.get(key="a"), values, by=cast.administrator, at=MONDAY)
        return set(refusal.value.fields)

    assert ends(state="ended") == {"ended_on"}
    assert ends(ended_on=date(1999, 1, 1)) == {"ended_on"}
    assert ends(valid_to=TODAY, renewal="renews") == {"renewal_months"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(key="a").update(renewal="renews", renewal_months=None)
