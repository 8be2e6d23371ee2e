"""Norwegian order in the database is the order of the stored key."""

import random

import pytest
from django.db.models import Value

from knutepunkt.base.collation import sort_key
from knutepunkt.base.ordering import InOrder
from knutepunkt.catalogue.models import Application

pytestmark = pytest.mark.django_db

NAMES = ["Aivo", "aas", "BRA", "Borgermelding", "COSDOC", "Écrü", "e-Torget", "eDialog24", "Æsj", "Ærfugl", "Ødeland"]
NAMES += ["ödla", "Ås", "åkle", "Ångström", "Zoo", "zebra", "2-trinn", "(parentes)", "Ñandú", "ä", "Ø", ""]


def test_names_come_in_the_order_of_the_stored_key() -> None:
    shuffled = random.Random(4).sample(NAMES, len(NAMES))
    Application.objects.bulk_create(Application(key=f"a-{number}", name=name) for number, name in enumerate(shuffled))
    found = [one.name for one in Application.objects.all()]
    assert sorted(found) == sorted(NAMES)
    assert [sort_key(name) for name in found] == sorted(map(sort_key, NAMES))
    assert found[-3:] == ["åkle", "Ångström", "Ås"]


def test_the_key_is_the_same_in_both() -> None:
    one = Application.objects.create(key="a", name="a")
    for name in NAMES:
        kept = Application.objects.filter(pk=one.pk).values_list(InOrder(Value(name)), flat=True).get()
        assert kept == sort_key(name), name
