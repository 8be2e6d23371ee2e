"""The register refuses what rows together cannot say, each at its field; and writes what follows by itself."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from knutepunkt.agreement.actions import kinds, price, register, signing
from knutepunkt.agreement.actions import records as terms
from knutepunkt.agreement.models import (
    AgreementType,
    Appendix,
    ChangeLimit,
    ChangeOrder,
    CompensationRule,
    Contract,
    Framework,
    Lot,
    LotSupplier,
    MatrixCell,
    PriceLine,
    ServiceCalendar,
    ServiceLevel,
    TypeVersion,
)
from knutepunkt.agreement.queries.price import base_of, terms_of_rule
from knutepunkt.agreement.queries.register import consumption_of, duration_of, judged_changes
from knutepunkt.agreement.rules.change_limit import Why
from knutepunkt.agreement.rules.compensation import Case, credits_for
from knutepunkt.agreement.rules.duration import NoticeDay, Party, next_notice
from knutepunkt.base.editing import Record, save
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.session import seen_by
from knutepunkt.party.models import Organisation
from tests.cast import MONDAY, SINCE, Cast, make_cast
from tests.register import make_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def contract(cast: Cast) -> Contract:
    return make_register(cast)


def keep(cast: Cast, record: Record, row: Any, **values: Any) -> Any:
    with seen_by(cast.sees(cast.administrator)):
        return save(record, row, values, by=cast.administrator, at=MONDAY)


def refused_at(cast: Cast, record: Record, row: Any, **values: Any) -> set[str]:
    with pytest.raises(Refusal) as refusal:
        keep(cast, record, row, **values)
    assert refusal.value.message
    return set(refusal.value.fields)


def test_a_ceiling_below_what_is_called_off_is_refused(cast: Cast, contract: Contract) -> None:
    lot = Lot.objects.get()
    with translation.override("nb"), pytest.raises(Refusal, match="1\xa0200\xa0000[.]"):
        keep(cast, register.LOT, lot, ceiling=Decimal(1_199_999))
    assert keep(cast, register.LOT, Lot.objects.get(), ceiling=Decimal(1_200_000)).ceiling == 1_200_000


def keyed(cast: Cast, key: str, *shares: int | None, state: str = "signed") -> Lot:
    """Make the lot one of two suppliers that a key allots among."""
    Framework.objects.update(mechanism="fixed_key", allocation_key=key, state=state)
    lot = Lot.objects.get()
    for rank, (supplier, share) in enumerate(zip((cast.supplier, cast.other_supplier), shares, strict=True), start=1):
        LotSupplier.objects.update_or_create(lot=lot, supplier=supplier, defaults={"rank": rank, "share": share})
    return Lot.objects.get()


def call_off(cast: Cast, lot: Lot, supplier: Organisation, value: int = 100_000, **values: Any) -> dict[str, Any]:
    """What a form says of a call-off."""
    version = TypeVersion.objects.get(type__key="ssa-d")
    sides = {"kind": "underpinning", "provider": supplier, "customer": cast.integrator}
    terms = {"version": version, "module": 2, "lot": lot, "value": Decimal(value), "valid_from": MONDAY.date()}
    return {"key": "ny", "title": "Avrop", "state": "draft"} | sides | terms | values


def signed(cast: Cast, row: Contract) -> Contract:
    with seen_by(cast.sees(cast.administrator)):
        return signing.sign(row.pk, despite_gaps=True, by=cast.administrator, at=MONDAY)


def test_shares_of_a_fixed_key_come_to_a_hundred_before_it_is_signed(cast: Cast, contract: Contract) -> None:
    lot = keyed(cast, "share", 60, 30, state="draft")
    with pytest.raises(Refusal, match="90") as refusal, seen_by(cast.sees(cast.administrator)):
        register.sign(lot.framework_id, by=cast.administrator, at=MONDAY)
    assert set(refusal.value.fields) == {"state"}
    second = LotSupplier.objects.get(supplier=cast.other_supplier)
    keep(cast, register.LOT_SUPPLIER, second, share=Decimal(40))
    with seen_by(cast.sees(cast.administrator)):
        assert register.sign(lot.framework_id, by=cast.administrator, at=MONDAY).state == "signed"
    second = LotSupplier.objects.get(supplier=cast.other_supplier)
    assert refused_at(cast, register.LOT_SUPPLIER, second, share=Decimal(30)) == {"share"}
    second = LotSupplier.objects.get(supplier=cast.other_supplier)
    assert refused_at(cast, register.LOT_SUPPLIER, second, rank=1) == {"rank"}


def test_a_signed_framework_does_not_turn_to_a_key_that_its_lots_cannot_follow(cast: Cast, contract: Contract) -> None:
    lot = keyed(cast, "ranking", None, None)
    assert refused_at(cast, register.FRAMEWORK, lot.framework, allocation_key="share") == {"allocation_key"}


@pytest.mark.parametrize(
    ("key", "shares", "turn"),
    [("ranking", (None, None), "supplier"), ("rotation", (None, None), "other_supplier"), ("share", (90, 10), None)],
)
def test_a_call_off_out_of_turn_has_a_reason(
    cast: Cast, contract: Contract, key: str, shares: tuple[int | None, ...], turn: str | None
) -> None:
    """Supplier A got the one call-off there is, of 1.2 million: 0.12 too much by its share."""
    lot = keyed(cast, key, *shares)
    next_one = cast.other_supplier if turn != "supplier" else cast.supplier
    other = cast.supplier if next_one == cast.other_supplier else cast.other_supplier
    assert refused_at(cast, terms.CONTRACT, Contract(), **call_off(cast, lot, other)) == {"award_reason"}
    assert keep(cast, terms.CONTRACT, Contract(), **call_off(cast, lot, next_one)).pk
    reason: dict[str, Any] = {"key": "annen", "award_reason": "Den som sto for tur, takket nei."}
    draft = keep(cast, terms.CONTRACT, Contract(), **call_off(cast, lot, other, **reason))
    Contract.objects.filter(pk=draft.pk).update(award_reason="")
    with pytest.raises(Refusal) as refusal:
        signed(cast, draft)
    assert set(refusal.value.fields) == {"award_reason"}
    keep(cast, terms.CONTRACT, Contract.objects.get(key="a"), title="Den første, som ingen sto foran")


def test_a_key_leaves_no_room_for_a_competition_and_both_does(cast: Cast, contract: Contract) -> None:
    lot = keyed(cast, "ranking", None, None)
    competed = call_off(cast, lot, cast.other_supplier, award="mini_competition")
    assert refused_at(cast, terms.CONTRACT, Contract(), **competed) == {"award"}
    Framework.objects.update(mechanism="both")
    assert keep(cast, terms.CONTRACT, Contract(), **competed | {"lot": Lot.objects.get()}).pk


def test_a_call_off_does_not_take_its_lot_past_the_ceiling(cast: Cast, contract: Contract) -> None:
    lot, left = Lot.objects.get(), 10_000_000 - 1_200_000
    assert refused_at(cast, terms.CONTRACT, Contract(), **call_off(cast, lot, cast.supplier, left + 1)) == {"value"}
    first = keep(cast, terms.CONTRACT, Contract(), **call_off(cast, lot, cast.supplier, left))
    second = keep(cast, terms.CONTRACT, Contract(), **call_off(cast, lot, cast.supplier, 1, key="to"))
    signed(cast, first)
    with pytest.raises(Refusal, match="10.000.001") as refusal:
        signed(cast, second)
    assert set(refusal.value.fields) == {"value"}
    assert consumption_of(Lot.objects.get()).remaining == 0
    held = Contract.objects.get(key="a")
    assert refused_at(cast, terms.CONTRACT, held, value=Decimal(1_200_001)) == {"value"}
    change: dict[str, Any] = {
        "contract": held,
        "number": 2,
        "title": "Mer",
        "state": "ordered",
        "basis": "clear_clause",
    }
    change |= {"requested_on": SINCE, "ordered_on": SINCE}
    order = register.CHANGE_ORDER, ChangeOrder()
    assert refused_at(cast, *order, **change, amount=Decimal(1)) == {"amount"}
    keep(cast, register.CHANGE_ORDER, ChangeOrder(), **change, amount=Decimal(-1))
    keep(cast, terms.CONTRACT, Contract.objects.get(key="a"), consumed=Decimal(1_300_000))
    keep(cast, terms.CONTRACT, Contract.objects.get(key="a"), title="Også når det er brukt for mye")


def test_a_call_off_says_its_value(cast: Cast, contract: Contract) -> None:
    assert refused_at(cast, terms.CONTRACT, contract, value=None) == {"value"}


def test_suppliers_share_the_ceiling_and_changes_count(cast: Cast, contract: Contract) -> None:
    lot = Lot.objects.get()
    LotSupplier.objects.create(lot=lot, supplier=cast.other_supplier, rank=2)
    Contract.objects.create(
        key="b2",
        kind="underpinning",
        title="B",
        provider=cast.other_supplier,
        customer=cast.integrator,
        lot=lot,
        valid_from=SINCE,
        value=Decimal(4_000_000),
    )
    ChangeOrder.objects.filter(contract=contract).update(
        state="ordered", ordered_on=SINCE, basis="clear_clause", amount=Decimal(300_000)
    )
    used = consumption_of(lot)
    assert (used.consumed, used.warnings) == (Decimal(5_500_000), (50,))


def test_a_framework_over_four_years_says_why(cast: Cast, contract: Contract) -> None:
    framework = Framework.objects.get()
    longer = {"valid_to": date(framework.valid_from.year + 4, 12, 31)}
    assert refused_at(cast, register.FRAMEWORK, framework, **longer) == {"longer_because"}
    kept = keep(cast, register.FRAMEWORK, Framework.objects.get(), **longer, longer_because="Lang avskrivning.")
    assert kept.longer_because


def test_shares_of_a_lot_never_pass_the_whole(cast: Cast, contract: Contract) -> None:
    keep(cast, register.LOT_SUPPLIER, LotSupplier.objects.get(), share=Decimal(60))
    other = {"lot": Lot.objects.get(), "supplier": cast.other_supplier}
    assert refused_at(cast, register.LOT_SUPPLIER, LotSupplier(), **other, share=Decimal(41)) == {"share"}
    keep(cast, register.LOT_SUPPLIER, LotSupplier(), **other, share=Decimal(40))


def test_a_call_off_is_of_a_kind_that_the_module_calls_and_from_a_supplier_of_the_lot(
    cast: Cast, contract: Contract
) -> None:
    purchase = AgreementType.objects.create(key="ssa-k", name="SSA-K", nature="purchase")
    version = TypeVersion.objects.create(type=purchase, label="2024")
    assert refused_at(cast, terms.CONTRACT, contract, version=version) == {"version"}
    contract.refresh_from_db()
    assert refused_at(cast, terms.CONTRACT, contract, module=3) == {"module"}
    other = Contract.objects.get(key="b")
    values = {
        "lot": Lot.objects.get(),
        "module": 2,
        "value": Decimal(1),
        "version": TypeVersion.objects.get(type__key="ssa-d"),
    }
    assert refused_at(cast, terms.CONTRACT, other, **values) == {"lot"}


def test_a_contract_ends_after_it_starts_and_says_how_it_renews(cast: Cast, contract: Contract) -> None:
    assert refused_at(cast, terms.CONTRACT, contract, valid_to=date(2000, 1, 1)) == {"valid_to"}
    contract.refresh_from_db()
    assert refused_at(cast, terms.CONTRACT, contract, renewal="renews") == {"renewal_months"}


def test_a_calendar_without_an_open_hour_is_refused(cast: Cast) -> None:
    closed = {"key": "stengt", "name": "Stengt", "weekly": [], "time_zone": "Europe/Oslo"}
    assert refused_at(cast, terms.CALENDAR, ServiceCalendar(), **closed) == {"weekly"}


def ordered(contract: Contract, number: int, amount: int, **other: Any) -> dict[str, Any]:
    when = {"requested_on": SINCE, "ordered_on": SINCE, "state": "ordered"}
    return {"contract": contract, "number": number, "title": "Endring", "amount": Decimal(amount), **when, **other}


def test_a_change_above_its_limit_needs_another_basis(cast: Cast, contract: Contract) -> None:
    keep(cast, register.CHANGE_ORDER, ChangeOrder(), **ordered(contract, 2, 100_000, basis="small"))
    above = ordered(contract, 3, 20_001)
    assert refused_at(cast, register.CHANGE_ORDER, ChangeOrder(), **above, basis="small") == {"basis"}
    assert refused_at(cast, register.CHANGE_ORDER, ChangeOrder(), **above, basis="necessary") == {"basis"}  # no limit
    assert refused_at(cast, register.CHANGE_ORDER, ChangeOrder(), **above) == {"basis"}
    keep(cast, register.CHANGE_ORDER, ChangeOrder(), **above, basis="clear_clause")


def test_a_small_change_lies_below_the_threshold_and_others_are_published(cast: Cast, contract: Contract) -> None:
    ChangeLimit.objects.update(below_threshold=Decimal(50_000))
    limit = {"basis": "necessary", "percent": Decimal(50), "needs_notice": True, "valid_from": SINCE, "source": "FOA"}
    ChangeLimit.objects.create(**limit, is_accumulated=False, certainty="memory")
    at_it = ordered(contract, 2, 50_000, basis="small")
    assert refused_at(cast, register.CHANGE_ORDER, ChangeOrder(), **at_it) == {"basis"}
    keep(cast, register.CHANGE_ORDER, ChangeOrder(), **at_it | {"amount": Decimal(49_999)})
    order = keep(cast, register.CHANGE_ORDER, ChangeOrder(), **ordered(contract, 3, 90_000, basis="necessary"))
    assert [one.breaks for one in judged_changes(contract)] == [(), (Why.NOTICE_MISSING,)]
    keep(cast, register.CHANGE_ORDER, order, notified_on=MONDAY.date())
    assert [one.breaks for one in judged_changes(contract)] == [(), ()]
    none = ChangeLimit.objects.get(basis="small")
    assert refused_at(cast, kinds.CHANGE_LIMIT, none, below_threshold=Decimal(0)) == {"below_threshold"}


def rule(contract: Contract, **other: Any) -> dict[str, Any]:
    given = {"kind": "hourly", "unit": "hour", "rate": Decimal("0.2"), "base": "annual_fee", "levels": ["hold-1"]}
    return {"contract": contract, "key": "ny", "title": "Ny", **given, **other}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "fixed", "unit": "case", "base": "", "cap_per_case": Decimal(5)}, "cap_per_case"),
        ({"rate": Decimal(-1)}, "rate"),
        ({"rate": None}, "rate"),
        ({"unit": "calendar_day"}, "unit"),
        ({"base": "fixed"}, "base_amount"),
        ({"valid_from": date(2026, 11, 1), "valid_to": date(2026, 10, 31)}, "valid_to"),
        ({"levels": []}, "levels"),
        ({"levels": ["finnes-ikke"]}, "levels"),
        ({"kind": "price_reduction", "unit": "period", "rate": None, "steps": [[99, 10], [95, 5]]}, "steps"),
        ({"kind": "price_reduction", "unit": "period", "rate": None, "steps": ["x"]}, "steps"),
    ],
)
def test_a_compensation_rule_that_cannot_be_is_refused(
    cast: Cast, contract: Contract, wrong: dict[str, Any], field: str
) -> None:
    assert refused_at(cast, price.COMPENSATION, CompensationRule(), **rule(contract, **wrong)) == {field}


def test_a_rate_by_the_hour_is_not_for_availability_which_has_no_case(cast: Cast, contract: Contract) -> None:
    up = {"contract": contract, "key": "oppe", "name": "Oppe", "metric": "availability", "calendar": cast.calendar}
    keep(cast, terms.LEVEL, ServiceLevel(), **up, goal=Decimal("99.5"))
    given = rule(contract, levels=["oppe"])
    assert refused_at(cast, price.COMPENSATION, CompensationRule(), **given) == {"levels"}
    steps = {"kind": "price_reduction", "unit": "period", "rate": None, "steps": [[99, 5]]}
    keep(cast, price.COMPENSATION, CompensationRule(), **given | steps)


def test_a_level_that_escalates_after_its_own_deadline_is_refused(cast: Cast, contract: Contract) -> None:
    level = ServiceLevel.objects.get(contract=contract, key="response")
    assert level.target is not None
    too_late = level.target + timedelta(minutes=1)
    assert refused_at(cast, terms.LEVEL, level, escalates_after=too_late) == {"escalates_after"}
    keep(cast, terms.LEVEL, level, escalates_after=level.target)


def test_a_compensation_rule_that_changes_is_a_new_version(cast: Cast, contract: Contract) -> None:
    level = contract.levels.filter(is_current=True)[0].key
    first = keep(cast, price.COMPENSATION, CompensationRule(), **rule(contract, levels=[level]))
    pk = first.pk
    second = keep(cast, price.COMPENSATION, first, cap_per_case=Decimal(5))
    assert (second.version, second.is_current) == (2, True)
    old = CompensationRule.objects.get(pk=pk)
    assert (old.version, old.is_current, old.cap_per_case) == (1, False, None)


def test_the_vectors_of_the_maintenance_agreement(cast: Cast, contract: Contract) -> None:
    row = CompensationRule.objects.get()
    base = base_of(row, on=MONDAY.date())
    assert base == Decimal(1_200_000)  # 100,000 a month
    cases = [Case(str(n), MONDAY, late=30) for n in range(4)]
    given = credits_for(terms_of_rule(row, on=MONDAY.date()), cases)
    assert [credit.amount for credit in given] == [60_000, 60_000, 60_000, 0]


def test_a_price_needs_its_index_at_the_base_month(cast: Cast, contract: Contract) -> None:
    line = PriceLine.objects.get()
    assert refused_at(cast, price.PRICE_LINE, line, index="KPI") == {"index_base"}
    line.refresh_from_db()
    assert refused_at(cast, price.PRICE_LINE, line, index="KPI", index_base=date(1990, 1, 1)) == {"index_base"}


def test_a_contract_gets_its_kinds_appendices_in_their_numbering(cast: Cast, contract: Contract) -> None:
    other = Contract.objects.get(key="b")
    keep(cast, terms.CONTRACT, other, version=TypeVersion.objects.get(type__key="ssa-d"))
    found = Appendix.objects.filter(contract=other).values_list("template__number", "state")
    assert list(found) == [(number, "missing") for number in range(1, 6)]
    keep(cast, terms.CONTRACT, Contract.objects.get(key="b"), remark="igjen")
    assert Appendix.objects.filter(contract=other).count() == 5


def test_a_framework_is_signed_when_all_but_the_first_appendix_is_complete(cast: Cast, contract: Contract) -> None:
    values = {"module": 2, "version": TypeVersion.objects.get(type__key="ssa-r"), "owner": cast.integrator}
    values |= {"key": "ny", "title": "Ny", "valid_from": SINCE, "valid_to": SINCE, "mechanism": "direct"}
    draft = keep(cast, register.FRAMEWORK, Framework(), **values)
    assert draft.appendices.count() == 5
    with seen_by(cast.sees(cast.administrator)), pytest.raises(Refusal, match="SSA-D 2, SSA-D 3, SSA-D 4, SSA-D 5"):
        register.sign(draft.pk, by=cast.administrator, at=MONDAY)
    draft.appendices.filter(template__number__in=(2, 3, 4)).update(state="complete")
    draft.appendices.filter(template__number=5).update(state="not_used")
    with seen_by(cast.sees(cast.administrator)):
        signed = register.sign(draft.pk, by=cast.administrator, at=MONDAY)
    assert (signed.state, signed.signed_on) == ("signed", MONDAY.date())


def test_a_guess_of_the_matrix_is_confirmed_by_somebody_who_may(cast: Cast, contract: Contract) -> None:
    cell = MatrixCell.objects.get()
    MatrixCell.objects.update(belief="plausible")
    with seen_by(cast.sees(cast.agent)), pytest.raises(NotAllowed):
        kinds.confirm_cell(cell.pk, is_called=True, by=cast.agent, at=MONDAY)
    with seen_by(cast.sees(cast.administrator)):
        sure = kinds.confirm_cell(cell.pk, is_called=True, by=cast.administrator, at=MONDAY)
    assert (sure.belief, sure.confirmed_by) == ("certain", cast.administrator)


def test_the_last_days_to_give_notice(cast: Cast, contract: Contract) -> None:
    contract.renewal, contract.renewal_months = "renews", 12
    contract.save()
    notice = next_notice(duration_of(contract), Party.CUSTOMER, on=date(2027, 1, 1))
    assert notice == NoticeDay(date(2027, 9, 30), date(2027, 12, 31))
