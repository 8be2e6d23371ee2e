"""A draft is signed by those who keep terms; gaps are shown first, and do not stop who has seen them."""

from datetime import date, timedelta
from typing import Any

import pytest

from knutepunkt.agreement.actions.records import CONTRACT, CONTRACT_BY_HAND
from knutepunkt.agreement.actions.signing import UncoveredPromises, sign
from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.agreement.queries.coverage import coverage
from knutepunkt.base.editing import Record, save
from knutepunkt.base.errors import NotAllowed, NotYours, Refusal
from knutepunkt.base.models import Trail
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.party.models import Person
from tests.cast import MONDAY, SINCE, Cast, make_cast
from tests.register import make_draft

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def draft(cast: Cast) -> Contract:
    return make_draft(cast)


def signed(draft: Contract, cast: Cast, by: Person, *, despite_gaps: bool = False) -> Contract:
    with seen_by(cast.sees(by)):
        return sign(draft.pk, despite_gaps=despite_gaps, by=by, at=MONDAY)


def test_gaps_must_have_been_seen_and_do_not_stop_who_has(cast: Cast, draft: Contract) -> None:
    with pytest.raises(UncoveredPromises) as refused:
        signed(draft, cast, cast.administrator)
    assert {one.customer.key for one in refused.value.promises} == {"nordvik", "fjellbygda"}
    assert Contract.objects.get(pk=draft.pk).state == "draft"
    found = signed(draft, cast, cast.administrator, despite_gaps=True)
    assert (found.state, found.signed_on) == ("signed", date(2026, 11, 23))
    last = Trail.objects.filter(table_name="agreement_contract", row_id=draft.pk).latest("id")
    assert last.person_id == cast.administrator.pk


def test_without_gaps_nothing_more_is_asked_and_it_counts_at_once(cast: Cast, draft: Contract) -> None:
    ServiceLevel.objects.filter(contract=draft).update(target=5 * H)
    Contract.objects.filter(key="a").update(state="ended")
    assert not all(one.cover.is_carried for one in coverage(at=MONDAY))
    signed(draft, cast, cast.administrator)
    assert all(one.cover.is_carried for one in coverage(at=MONDAY))


def test_each_refusal(cast: Cast, draft: Contract) -> None:
    with pytest.raises(NotAllowed):
        signed(draft, cast, cast.agent, despite_gaps=True)
    with pytest.raises(NotYours):
        signed(draft, cast, cast.resolver, despite_gaps=True)
    with pytest.raises(Refusal, match="utkast"):
        signed(Contract.objects.get(key="a"), cast, cast.administrator)


def test_a_form_does_not_sign_past_the_gaps(cast: Cast, draft: Contract) -> None:
    with seen_by(cast.sees(cast.administrator)):
        with pytest.raises(Refusal, match="egen side"):
            save(CONTRACT, draft, {"state": "signed"}, by=cast.administrator, at=MONDAY)
        draft.refresh_from_db()
        assert save(CONTRACT, draft, {"title": "Et annet navn"}, by=cast.administrator, at=MONDAY).state == "draft"


def test_whoever_runs_the_command_line_signs_by_the_same_rule(cast: Cast, draft: Contract) -> None:
    with seen_by(Viewer(Role.SYSTEM)):
        with pytest.raises(UncoveredPromises):
            sign(draft.pk, despite_gaps=False, by=None, at=MONDAY)
        assert sign(draft.pk, despite_gaps=True, by=None, at=MONDAY).state == "signed"


def test_nothing_becomes_signed_by_hand(cast: Cast, draft: Contract) -> None:
    def kept(record: Record, row: Contract, **values: Any) -> None:
        with seen_by(cast.sees(cast.administrator)):
            save(record, row, values, by=cast.administrator, at=MONDAY)

    ended = Contract.objects.get(key="b")
    kept(CONTRACT_BY_HAND, ended, state="ended", ended_on=SINCE)
    new = {"key": "ny", "kind": "underpinning", "title": "Ny", "provider": cast.supplier, "customer": cast.integrator}
    for row, values in ((draft, {}), (ended, {}), (Contract(), new | {"valid_from": SINCE})):
        with pytest.raises(Refusal) as refusal:
            kept(CONTRACT_BY_HAND, row, **values, state="signed")
        assert set(refusal.value.fields) == {"state"}
    kept(CONTRACT_BY_HAND, Contract.objects.get(key="a"), title="Den samme, signert før")
    assert not Contract.objects.filter(key="ny").exists()


def test_a_day_of_signing_that_is_written_down_stays(cast: Cast, draft: Contract) -> None:
    Contract.objects.filter(pk=draft.pk).update(signed_on=SINCE)
    assert signed(draft, cast, cast.administrator, despite_gaps=True).signed_on == SINCE
