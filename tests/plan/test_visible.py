"""Table by table: what a rival that answers for its organisation sees of a competition, and a municipality's owner."""

from typing import Any

import pytest
from django.apps import apps

from knutepunkt.base.session import seen_by
from knutepunkt.party.models import Person
from tests.cast import make_cast
from tests.procurement import make_bought, make_buying

LAW = {"plan_threshold", "plan_deadlinerule", "plan_legalground", "plan_lawfigure"}
PUBLISHED = {
    "plan_procurementnotice",
    "plan_procurementcriterion",
    "plan_procurementdocument",
    "plan_procurementanswer",
    "plan_tenderround",  # the round of requests; not the one by invitation
}
BUYING = (
    "procurement",
    "planned",
    "tender",
    "submission",
    "sealed",
    "admission",
    "score",
    "negotiation",
    "drawing",
    "award",
    "complaint",
)


def ours() -> list[Any]:
    models = apps.get_app_config("plan").get_models()
    return [one for one in models if any(word in one._meta.db_table for word in BUYING)]


@pytest.mark.django_db
def test_a_rival_sees_what_is_published_and_nothing_else() -> None:
    cast = make_cast()
    make_bought(cast)  # A and C compete
    rival = Person.objects.get(email="selger@leverandor-b.example")
    seen = set()
    with seen_by(cast.sees(rival)):
        for model in ours():
            if model.objects.exists():
                seen.add(model._meta.db_table)
    assert seen == PUBLISHED


@pytest.mark.django_db
def test_a_municipality_sees_nothing_of_a_competition() -> None:
    cast = make_cast()
    make_bought(cast)
    with seen_by(cast.sees(cast.service_owner)):
        assert [one for one in ours() if one.objects.exists()] == []


@pytest.mark.django_db
def test_before_the_notice_a_supplier_sees_nothing_at_all() -> None:
    cast = make_cast()
    found = make_buying(cast)
    with seen_by(cast.sees(found.sellers[0])):
        assert [one for one in ours() if one.objects.exists()] == []
