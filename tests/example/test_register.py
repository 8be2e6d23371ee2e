"""The example's register: what the source says for certain, what is a guess, and what hangs on its contracts."""

from pathlib import Path

import pytest
from django.test import Client

from knutepunkt.agreement.models import (
    CompensationRule,
    Contract,
    Framework,
    Lot,
    MatrixCell,
    MatrixCount,
    TypeAppendix,
    TypeVersion,
)
from knutepunkt.agreement.queries.price import base_of
from knutepunkt.agreement.queries.register import consumption_of, judged_changes, unready
from knutepunkt.agreement.rules.framework import uneven
from knutepunkt.example import set_stage
from knutepunkt.party.models import Person
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings: object, tmp_path: Path) -> None:
    settings.STATE = tmp_path  # type: ignore[attr-defined]
    set_stage(at=MONDAY)


def test_the_matrix_counts_two_six_and_four_and_says_what_is_guessed(stage: None) -> None:
    counts = dict(MatrixCount.objects.values_list("module", "number"))
    assert counts == {1: 2, 2: 6, 3: 4}
    called = MatrixCell.objects.filter(is_called=True).select_related("type")
    matrix = {module: frozenset(cell.type.key for cell in called if cell.module == module) for module in counts}
    assert uneven(matrix, counts) == {}
    certain = MatrixCell.objects.filter(belief="certain").values_list("module", flat=True)
    assert set(certain) == {2}


def test_service_levels_stand_in_appendix_four_of_one_kind_and_five_of_the_others(stage: None) -> None:
    found = TypeAppendix.objects.filter(holds="service_levels").values_list("version__type__key", "number")
    assert dict(found) == {"ssa-l": 4, "ssa-d": 5, "ssa-k": 5, "ssa-v": 5, "ssa-t": 5}
    later = TypeAppendix.objects.filter(holds="later_changes").values_list("version__type__key", "number")
    assert dict(later) == {"ssa-d": 9, "ssa-k": 9, "ssa-v": 9, "ssa-t": 9, "ssa-l": 8, "ssa-o": 7, "ssa-b": 6}
    assert not TypeVersion.objects.filter(source="").exists()


def test_a_lot_warns_and_the_next_framework_cannot_be_signed_yet(stage: None) -> None:
    used = consumption_of(Lot.objects.get(framework__key="ramme-modul-2", number=1))
    assert used.warnings == (50, 80)
    missing = unready(Framework.objects.get(key="ramme-modul-3-neste"))
    assert {(one.agreement_type, one.number) for one in missing} >= {("SSA-D", 5), ("SSA-L", 7)}
    assert unready(Framework.objects.get(key="ramme-modul-2")) == []


def test_ordered_changes_are_within_their_limits(stage: None) -> None:
    for contract in Contract.objects.exclude(value=None):
        assert [one.breaks for one in judged_changes(contract) if one.breaks] == []


def test_each_page_of_the_register_is_shown_with_the_examples_rows(stage: None, client: Client) -> None:
    client.force_login(Person.objects.get(email="leverandoransvarlig@dgi.example"))
    pages = [f"/avtaler/avtale/{key}/" for key in Contract.objects.values_list("key", flat=True)]
    pages += [f"/avtaler/rammeavtale/{key}/" for key in Framework.objects.values_list("key", flat=True)]
    for page in ("/avtaler/", "/avtaler/lisenser/", "/avtaler/dager/", *pages):
        assert client.get(page).status_code == 200, page
    assert "gjetning" in client.get("/avtaler/rammeavtale/ramme-modul-1/").content.decode()


def test_a_percentage_has_an_amount_to_be_of(stage: None) -> None:
    rule = CompensationRule.objects.get(contract__key="avtale-visma")
    assert base_of(rule, on=rule.contract.valid_from) == 1_200_000
