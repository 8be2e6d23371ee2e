"""The portfolio: what is counted as unknown, what serves what for whom, and who sees which part of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knutepunkt.base.editing import Record, save
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.history import history
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.actions import portfolio as records
from knutepunkt.catalogue.actions.records import APPLICATION
from knutepunkt.catalogue.models import (
    Application,
    ApplicationCost,
    BusinessFunction,
    Component,
    FunctionUse,
    Integration,
    KeyFigure,
    SystemDocument,
)
from knutepunkt.catalogue.queries import portfolio as queries
from knutepunkt.catalogue.queries.portfolio import Wanted
from knutepunkt.catalogue.rules.portfolio import Duplication
from tests.cast import MONDAY, Cast, make_cast
from tests.portfolio import make_portfolio
from tests.systems import make_systems

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_systems(cast)
    make_portfolio(cast)
    return cast


def keep(cast: Cast, record: Record, row: Any, **values: Any) -> Any:
    with seen_by(cast.sees(cast.administrator)):
        return save(record, row, values, by=cast.administrator, at=MONDAY)


def test_what_is_unknown_is_counted_and_can_be_listed(cast: Cast) -> None:
    counts = queries.unknown_counts()
    assert counts["all"] == 2
    assert (counts["supplier"], counts["users"], counts["hosting"], counts["cost"], counts["documentation"]) == (
        *(0, 0, 2),
        *(1, 1),
    )
    for name, number in counts.items():
        if name != "all":
            assert queries.matching(Wanted(unknown=name)).count() == number, name


def test_filters_narrow_the_list(cast: Cast) -> None:
    for wanted, keys in (
        (Wanted(sector="helse"), {"journal"}),
        (Wanted(customer="nordvik"), {"journal", "lonn"}),
        (Wanted(customer="fjellbygda"), set()),
        (Wanted(supplier="leverandor-a", words="lø"), {"lonn"}),
        (Wanted(hosting="cloud_saas"), set()),
        (Wanted(phase="unstated", unknown="cost"), {"lonn"}),
    ):
        assert set(queries.matching(wanted).values_list("key", flat=True)) == keys, wanted


def links() -> dict[str, int]:
    rows: Any = queries.matching(Wanted())
    return {one.key: one.links for one in rows}


def test_links_of_a_part_count_and_those_that_are_missing_do_not(cast: Cast) -> None:
    assert links() == {"journal": 1, "lonn": 0}
    register, base = (Component.objects.get(key=key) for key in ("register", "base"))
    Integration.objects.create(key="base-register", from_component=base, to_component=register)
    Integration.objects.create(
        key="lonn-register", from_application=Application.objects.get(key="lonn"), to_component=register
    )
    assert links() == {"journal": 2, "lonn": 1}
    assert [(one.key, number) for one, number in queries.hubs(least=2)] == [("register", 3), ("journal", 2)]


def test_a_function_is_served_for_those_who_use_the_application_unless_one_is_named(cast: Cast) -> None:
    journal, care = Application.objects.get(key="journal"), BusinessFunction.objects.get()
    (served,) = queries.functions()
    assert served.by == {journal: [cast.municipality]}
    assert served.duplication is None
    other = Application.objects.create(key="ny", name="Ny journal")
    other.users.add(cast.other_municipality)
    FunctionUse.objects.create(function=care, application=other)
    (served,) = queries.functions()
    assert served.duplication is Duplication.ACROSS
    other.users.add(cast.municipality)
    (served,) = queries.functions()
    assert served.duplication is Duplication.TWICE
    other.phase = "retired"
    other.save()
    (served,) = queries.functions()
    assert served.duplication is None, "what is retired serves nobody"


def test_a_document_is_overdue_by_its_own_months_and_at_once_when_never_looked_through(cast: Cast) -> None:
    journal = Application.objects.get(key="journal")
    SystemDocument.objects.create(application=journal, title="Ny", reviewed_on=date(2026, 11, 1))
    SystemDocument.objects.create(application=journal, title="Aldri")
    found = queries.overdue_documents(on=MONDAY.date())
    assert [(one.title, due) for one, due in found] == [("Aldri", None), ("Driftsrutine", date(2026, 1, 15))]


@pytest.mark.parametrize(
    ("record", "model", "values", "field"),
    [
        (APPLICATION, Application, {"data_categories": ["none", "health"]}, "data_categories"),
        (APPLICATION, Application, {"data_categories": ["helse"]}, "data_categories"),
        (APPLICATION, Application, {"live_on": date(2026, 1, 2), "replace_on": date(2026, 1, 1)}, "replace_on"),
        (APPLICATION, Application, {"replace_on": date(2026, 1, 2), "retired_on": date(2026, 1, 1)}, "retired_on"),
        (APPLICATION, Application, {"phase": "old"}, "phase"),
        (records.COST, ApplicationCost, {"amount": Decimal(-1)}, "amount"),
        (records.COST, ApplicationCost, {"year": 26}, "year"),
        (records.DOCUMENT, SystemDocument, {"every_months": 0}, "every_months"),
        (records.KEY_FIGURE, KeyFigure, {"on": None}, "on"),
        (records.KEY_FIGURE, KeyFigure, {"value": Decimal(-1)}, "value"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    cast: Cast, record: Record, model: Any, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        keep(cast, record, model.objects.order_by("pk")[0], **values)
    assert field in refused.value.fields


def test_a_function_is_a_customers_and_of_one_who_uses_the_application(cast: Cast) -> None:
    use = FunctionUse.objects.get()
    for customer in (cast.supplier, cast.other_municipality):
        with pytest.raises(Refusal) as refused:
            keep(cast, records.FUNCTION_USE, use, customer=customer)
        assert "customer" in refused.value.fields
    assert keep(cast, records.FUNCTION_USE, use, customer=cast.municipality).customer == cast.municipality


def test_only_who_administers_changes_it(cast: Cast) -> None:
    with seen_by(cast.sees(cast.agent)), pytest.raises(NotAllowed):
        save(records.FUNCTION, BusinessFunction.objects.get(), {"name": "X"}, by=cast.agent, at=MONDAY)


def seen(cast: Cast, who: str) -> dict[str, int]:
    models = (Application, BusinessFunction, FunctionUse, ApplicationCost, SystemDocument, KeyFigure)
    with seen_by(cast.sees(getattr(cast, who))):
        return {model.__name__: model.objects.count() for model in models}


def test_a_function_goes_with_the_application_that_leaves_and_what_serves_all_or_others_stays(cast: Cast) -> None:
    journal, care = Application.objects.get(key="journal"), BusinessFunction.objects.get(key="pleie")
    journal.users.add(cast.other_municipality)
    other = Application.objects.get(key="lonn")
    for application, customer in (
        (journal, cast.municipality),
        (journal, cast.other_municipality),
        (other, cast.municipality),
    ):
        FunctionUse.objects.create(function=care, application=application, customer=customer)
    left = FunctionUse.objects.get(application=journal, customer=cast.municipality)
    keep(cast, APPLICATION, journal, remark="De bruker den ennå")
    assert FunctionUse.objects.filter(pk=left.pk).exists()
    keep(cast, APPLICATION, journal, users=[cast.other_municipality])
    assert not FunctionUse.objects.filter(pk=left.pk).exists()
    kept = FunctionUse.objects.filter(function=care)
    assert set(kept.values_list("application__key", "customer__key")) == {
        ("journal", None),
        ("journal", cast.other_municipality.key),
        ("lonn", cast.municipality.key),
    }
    assert history("catalogue_functionuse", left.pk)[0].action == "delete"


def test_a_customer_sees_what_it_uses_and_has_and_a_supplier_what_it_delivers(cast: Cast) -> None:
    everything = {
        "Application": 2, "BusinessFunction": 1, "FunctionUse": 1, "ApplicationCost": 1, "SystemDocument": 1, "KeyFigure": 2,
    }  # fmt: skip
    assert seen(cast, "agent") == everything
    assert seen(cast, "service_owner") == everything | {"ApplicationCost": 0}
    assert seen(cast, "resolver") == everything | {"ApplicationCost": 0, "KeyFigure": 0}
    for who in ("stranger", "other_resolver"):
        assert set(seen(cast, who).values()) == {0}, who


def test_a_function_of_one_customer_is_not_seen_by_another_and_one_of_all_by_each(cast: Cast) -> None:
    FunctionUse.objects.all().delete()
    care = BusinessFunction.objects.get()
    use = FunctionUse.objects.create(function=care, customer=cast.other_municipality)
    assert seen(cast, "service_owner")["BusinessFunction"] == 0
    assert seen(cast, "stranger")["BusinessFunction"] == 1
    use.customer = None
    use.save()
    assert [seen(cast, who)["BusinessFunction"] for who in ("service_owner", "stranger", "resolver")] == [1, 1, 0]


def test_figures_of_all_together_and_of_others_are_not_a_customers_to_see(cast: Cast) -> None:
    for customer in (None, cast.other_municipality):
        KeyFigure.objects.create(kind="users", customer=customer, on=date(2026, 1, 1), value=1, source="x")
    assert seen(cast, "service_owner")["KeyFigure"] == 2
    assert seen(cast, "stranger")["KeyFigure"] == 1
