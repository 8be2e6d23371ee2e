"""What of ours fills a reference model: kept with its rules, counted, out in the file and back as it was."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from knutepunkt.base.editing import remove, save
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.history import history
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.actions.architecture import REALIZATION
from knutepunkt.catalogue.models import Application, Architecture, ArchitectureConcept, Realization, Service
from knutepunkt.catalogue.queries import architecture as queries
from knutepunkt.catalogue.queries import realizing
from knutepunkt.catalogue.rules.architecture import OURS, Claim, Concept, Model, parted
from knutepunkt.connectors.archimate import load, read, write_exchange
from tests.cast import MONDAY, Cast, make_cast
from tests.systems import make_systems

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_systems(cast)
    Realization.objects.all().delete()
    return cast


def model() -> Architecture:
    return Architecture.objects.get(identifier="id-modell")


def fill(cast: Cast, identifier: str, ours: Application | Service, **said: str) -> Realization:
    row = {"architecture": model(), "identifier": identifier, type(ours).__name__.lower(): ours, **said}
    return save(REALIZATION, Realization(), row, by=cast.administrator, at=MONDAY)


def journal() -> Application:
    return Application.objects.get(key="journal")


def test_what_fills_an_element_is_kept_with_who_said_so(cast: Cast) -> None:
    row = fill(cast, "id-1", journal(), remark="bekreftet")
    with seen_by(cast.sees(cast.agent)):
        assert [(one.pk, element and element.name) for one, element in realizing.of_ours(journal())] == [
            (row.pk, "Del 1")
        ]
        assert len(history("catalogue_realization", row.pk)) == 1
    remove(REALIZATION, row, by=cast.administrator, at=MONDAY)
    assert realizing.of_ours(journal()) == []


def test_what_cannot_be_is_refused(cast: Cast) -> None:
    fill(cast, "id-1", journal())
    for identifier, ours, fault in (
        ("id-9", journal(), "no element"),
        ("id-3", journal(), "no element"),  # a relation is none
        ("id-1", journal(), "already"),
    ):
        with pytest.raises(Refusal, match=fault):
            fill(cast, identifier, ours)
    both = {"architecture": model(), "identifier": "id-2", "application": journal(), "service": cast.service}
    for said in (both, {"architecture": model(), "identifier": "id-2"}):
        with pytest.raises(Refusal, match="one of them"):
            save(REALIZATION, Realization(), said, by=cast.administrator, at=MONDAY)
    with pytest.raises(NotAllowed):
        save(REALIZATION, Realization(), both, by=cast.agent, at=MONDAY)
    assert Realization.objects.count() == 1


def test_an_element_is_filled_by_what_is_in_use(cast: Cast) -> None:
    wages = Application.objects.get(key="lonn")
    for ours in (journal(), wages, cast.service):
        fill(cast, "id-1", ours)
    parts = model().concepts.filter(kind="ApplicationComponent")
    assert realizing.filled_counts(parts) == {"none": 1, "one": 0, "several": 1}
    Application.objects.filter(pk=wages.pk).update(phase="retired")
    Service.objects.filter(pk=cast.service.pk).update(is_active=False)
    assert realizing.filled_counts(parts) == {"none": 1, "one": 1, "several": 0}
    Application.objects.update(phase="retired")
    assert realizing.filled_counts(parts) == {"none": 2, "one": 0, "several": 0}
    several = realizing.with_filled(parts).filter(realizing.FILLED["none"])
    assert [one.identifier for one in several] == ["id-1", "id-2"]


def test_a_version_without_the_element_keeps_the_link_and_tells_it(cast: Cast) -> None:
    row = fill(cast, "id-1", journal())
    ArchitectureConcept.objects.filter(identifier__in=("id-1", "id-3")).delete()
    assert list(realizing.lost(model())) == [row]
    assert realizing.of_ours(journal()) == [(row, None)]
    assert [one.identifier for one in queries.with_ours(model()).concepts] == ["id-2"]


def test_only_the_integrator_sees_it(cast: Cast) -> None:
    fill(cast, "id-1", journal())
    for who, many in (("agent", 1), ("service_owner", 0), ("resolver", 0)):
        with seen_by(cast.sees(getattr(cast, who))):
            assert Realization.objects.count() == many, who


def written(folder: Path, whole: Model) -> Path:
    path = folder / "modell.xml"
    path.write_bytes(write_exchange(whole))
    return path


def links() -> set[tuple[str, str, str, str]]:
    return {(str(one.ours), one.identifier, one.certainty, one.remark) for one in Realization.objects.all()}


def test_the_file_holds_a_relation_for_each_and_a_round_trip_keeps_them_and_the_model(
    cast: Cast, tmp_path: Path
) -> None:
    fill(cast, "id-1", journal(), certainty="inferred", remark="etter navnet")
    fill(cast, "id-1", cast.service)
    before, kept = queries.read(model()), links()
    whole = queries.with_ours(model())
    relations = {(one.kind, one.source, one.target) for one in whole.concepts if one.source.startswith(OURS)}
    assert relations == {
        ("Realization", "knutepunkt-application-journal", "id-1"),
        ("Association", "knutepunkt-service-mail", "id-1"),
    }
    file = written(tmp_path, whole)
    again = load(file, at=MONDAY, by=cast.administrator)
    assert (again.linked, again.unknown, +again.left_out) == (2, (), Counter())
    assert (again.outcome["new"], again.outcome["removed"]) == (0, 0)
    assert (queries.read(model()), links()) == (before, kept)
    Realization.objects.all().delete()
    load(file, at=MONDAY)
    assert (queries.read(model()), links()) == (before, kept)
    assert load(file, at=MONDAY, dry_run=True).linked == 2


def test_a_link_that_was_drawn_in_a_tool_is_taken_in_and_what_nobody_knows_is_told(cast: Cast, tmp_path: Path) -> None:
    fill(cast, "id-2", cast.service)
    whole = queries.with_ours(model())
    unknown = Concept("x", "ApplicationComponent", "Borte", properties=((OURS, "application/borte"),))
    drawn = (
        Concept("y", "Realization", source="x", target="id-1"),
        Concept("z", "Association", source="knutepunkt-service-mail", target="id-1"),
        Concept("w", "Flow", source="id-1", target="x"),
    )
    found = load(written(tmp_path, replace(whole, concepts=(*whole.concepts, unknown, *drawn))), at=MONDAY)
    assert (found.linked, found.unknown, dict(found.left_out)) == (2, ("application/borte",), {"Flow": 1})
    assert {one.identifier for one in Realization.objects.all()} == {"id-1", "id-2"}
    assert not ArchitectureConcept.objects.filter(name="Borte").exists()


def test_nothing_is_kept_when_one_claim_is_refused(cast: Cast, tmp_path: Path) -> None:
    fill(cast, "id-2", journal())
    whole = queries.with_ours(model())
    long = Concept("y", "Realization", "", "", (("remark", "x" * 301),), (), "knutepunkt-application-journal", "id-1")
    new = Concept("id-8", "Node", "Ny")
    with pytest.raises(Refusal):
        load(written(tmp_path, replace(whole, concepts=(new, *whole.concepts, long))), at=MONDAY)
    assert not ArchitectureConcept.objects.filter(identifier="id-8").exists()
    assert Realization.objects.count() == 1


def test_what_hangs_on_ours_goes_with_it_and_is_counted() -> None:
    ours = Concept("a", "ApplicationComponent", properties=((OURS, "application/x"),))
    other = Concept("b", "ApplicationComponent", properties=((OURS, "application/y"),))
    theirs = Concept("c", "ApplicationService")
    relations = (
        Concept("r", "Realization", source="a", target="c"),
        Concept("s", "Association", source="c", target="r"),
        Concept("t", "Flow", source="a", target="b"),
    )
    model, claims, left_out = parted(Model("m", "M", concepts=(ours, other, theirs, *relations)))
    assert model.concepts == (theirs,)
    assert claims == (Claim("application/x", "c"),)
    assert left_out == Counter({"Association": 1, "Flow": 1})


def test_our_own_catalogue_leaves_with_the_elements_that_it_fills(cast: Cast, tmp_path: Path) -> None:
    fill(cast, "id-1", journal())
    ours = queries.own(name="Integratoren")
    assert read(written(tmp_path, ours)).model == ours
    names = {one.identifier: one.name for one in ours.concepts}
    (relation,) = (one for one in ours.concepts if one.kind == "Realization")
    assert (names[relation.source], names[relation.target]) == ("Journal", "Del 1")
