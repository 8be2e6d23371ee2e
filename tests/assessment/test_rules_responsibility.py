"""Laws of responsibility: exactly one answers, somebody does it, nobody watches over themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knutepunkt.assessment.rules.responsibility import Fault, Held, Kind, Layer, Raci, faults, lead_suppliers

HELD = st.builds(Held, st.sampled_from("abc"), st.sampled_from(list(Raci)), st.booleans())
KINDS = st.builds(Kind, st.none() | st.sampled_from(list(Layer)), st.booleans())
US, SUPPLIER, OTHER = ("us", False), ("m1", True), ("m2", True)


def held(party: tuple[str, bool], role: str) -> Held:
    return Held(party[0], Raci(role), party[1])


@given(kind=KINDS, rows=st.lists(HELD, max_size=6))
def test_no_fault_means_exactly_one_answers_and_somebody_does_it(kind: Kind, rows: list[Held]) -> None:
    if not faults(kind, rows):
        assert len({one.party for one in rows if one.role is Raci.ACCOUNTABLE}) == 1
        assert any(one.role is Raci.RESPONSIBLE for one in rows)


@given(kind=KINDS, rows=st.lists(HELD, max_size=6), extra=st.sampled_from([Raci.CONSULTED, Raci.INFORMED]))
def test_who_is_asked_or_told_changes_nothing(kind: Kind, rows: list[Held], extra: Raci) -> None:
    assert faults(kind, [*rows, Held("z", extra, is_provider=True)]) == faults(kind, rows)


@pytest.mark.parametrize(
    ("kind", "rows", "expected"),
    [
        (Kind(), [], (Fault.NOT_STATED,)),
        (Kind(), [held(SUPPLIER, "C")], (Fault.NOT_STATED,)),
        (Kind(), [held(US, "A"), held(SUPPLIER, "R")], ()),
        (Kind(), [held(SUPPLIER, "R")], (Fault.NONE_ACCOUNTABLE,)),
        (Kind(), [held(US, "A")], (Fault.NONE_RESPONSIBLE,)),
        (Kind(), [held(US, "A"), held(OTHER, "A"), held(US, "R")], (Fault.MANY_ACCOUNTABLE,)),
        (Kind(Layer.GOVERNANCE), [held(SUPPLIER, "A"), held(US, "R")], (Fault.PROVIDER_GOVERNS,)),
        (Kind(Layer.GOVERNANCE), [held(US, "A"), held(SUPPLIER, "R")], ()),
        (Kind(Layer.PRODUCTION), [held(SUPPLIER, "A"), held(SUPPLIER, "R")], ()),
        (Kind(judges_delivery=True), [held(SUPPLIER, "A"), held(SUPPLIER, "R")], (Fault.JUDGES_ITSELF,)),
        (Kind(judges_delivery=True), [held(US, "A"), held(SUPPLIER, "R")], ()),
        (Kind(judges_delivery=True), [held(SUPPLIER, "A"), held(OTHER, "R")], ()),
    ],
)
def test_what_is_wrong_is_named(kind: Kind, rows: list[Held], expected: tuple[Fault, ...]) -> None:
    assert faults(kind, rows) == expected


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4))))
def test_a_lead_supplier_holds_the_integrators_module_and_another(pairs: list[tuple[str, int]]) -> None:
    found = lead_suppliers(pairs)
    for supplier in "abc":
        modules = {module for one, module in pairs if one == supplier}
        assert (supplier in found) == (1 in modules and len(modules) > 1)
        assert set(found.get(supplier, ())) <= modules
