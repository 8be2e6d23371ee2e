"""Architectures: read whole from Archi's form and from the exchange file, written back the same, or refused with a place."""

import io
import os
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from knutepunkt.catalogue.models import Architecture, ArchitectureConcept
from knutepunkt.catalogue.queries import architecture as queries
from knutepunkt.catalogue.rules.architecture import Concept, Model
from knutepunkt.connectors.archimate import NotRead, files, load, read, write_exchange, xml
from knutepunkt.connectors.archimate.exchange import SPACE
from tests.cast import MONDAY, make_cast
from tests.systems import make_systems

GEMMA = Path(__file__).parents[2] / "data" / "gemma" / "gemma_archi_grafico.tar.xz"
NAMESPACE = (
    'xmlns:archimate="http://www.archimatetool.com/archimate" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
BOMB = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@cache
def gemma() -> Model:
    return read(GEMMA).model


def written(folder: Path, model: Model, name: str = "modell.xml") -> Path:
    path = folder / name
    path.write_bytes(write_exchange(model))
    return path


@pytest.mark.slow
def test_all_of_gemma_is_read_and_what_is_not_kept_is_counted() -> None:
    found = read(GEMMA)
    relations = [one for one in found.model.concepts if one.source]
    kinds = {one.identifier: one.kind for one in found.model.concepts}
    ends = [(kinds[one.source], kinds[one.target]) for one in relations if one.kind == "Flow"]
    assert (len(kinds) - len(relations), len(relations)) == (3006, 6257)
    assert list(kinds.values()).count("ApplicationComponent") == 269
    assert ends.count(("ApplicationComponent", "ApplicationComponent")) == 154
    scored = [one for one in found.model.concepts if "Beschikbaarheid" in dict(one.properties)]
    assert len(scored) == 177
    assert sum(len(one.properties) for one in found.model.concepts) == 24_608
    assert len(found.model.properties) == 7
    assert dict(found.left_out) == {"ArchimateDiagramModel": 357, "Folder": 289, "SketchModel": 1}


@pytest.mark.slow
def test_gemma_through_the_exchange_file_and_the_database_is_the_same(transactional_db: None, tmp_path: Path) -> None:
    file = written(tmp_path, gemma())
    assert read(file).model == gemma()
    first = load(file, at=MONDAY)
    assert first.outcome == Counter({"new": 9263, "changed": 0, "unchanged": 0, "removed": 0})
    assert queries.read(Architecture.objects.get()) == gemma()
    assert load(file, at=MONDAY).outcome["unchanged"] == 9263


TEXT = st.text(st.sampled_from("abæØ漢😀é –&<>\"'];=/0"), max_size=12)
LINES = st.lists(TEXT, max_size=3).map("\n".join) | st.sampled_from(["a\r\nb", " <&>\"' ", "\tx "])
PAIRS = st.lists(st.tuples(TEXT, LINES), max_size=3).map(tuple)
ELEMENT = st.builds(
    Concept,
    identifier=st.just(""),
    kind=st.sampled_from(["ApplicationComponent", "DataObject", "Node", "OrJunction", "Grouping"]),
    name=LINES,
    documentation=LINES,
    properties=PAIRS,
    attributes=st.sampled_from([(), (("specialization", "Referansekomponent"),)]),
)
RELATION = st.sampled_from(
    [
        ("Flow", ()),
        ("Access", (("access", "ReadWrite"),)),
        ("Association", (("directed", "true"),)),
        ("Influence", (("specialization", "x"), ("strength", "++"))),
    ]
)


@settings(deadline=None)
@given(
    st.lists(ELEMENT, min_size=1, max_size=5), st.lists(st.tuples(RELATION, LINES), max_size=5), LINES, PAIRS, st.data()
)
def test_what_is_written_is_read_back(
    elements: list[Concept],
    relations: list[tuple[tuple[str, tuple[tuple[str, str], ...]], str]],
    text: str,
    pairs: tuple[tuple[str, str], ...],
    data: st.DataObject,
) -> None:
    from dataclasses import replace

    concepts = [replace(one, identifier=f"id-{number}") for number, one in enumerate(elements)]
    for number, ((kind, attributes), name) in enumerate(relations):
        ends = [data.draw(st.sampled_from(concepts)).identifier for _end in range(2)]
        concepts.append(Concept(f"r-{number}", kind, name, text, pairs, attributes, *ends))
    model = Model("id-modell", "Modell", text, pairs, tuple(concepts))
    root, _left = xml.parse(write_exchange(model), file="x")
    from knutepunkt.connectors.archimate import exchange

    assert exchange.gather("x", root).model() == model


def test_the_exchange_file_is_as_the_open_group_has_it(tmp_path: Path) -> None:
    """Its order, its identifiers and its references: the schema itself is in no package."""
    ends = {"source": "id-1", "target": "id-2"}
    model = Model(
        "id-m",
        "Modell",
        "Om",
        (("Utgave", "1"),),
        (
            Concept("id-1", "ApplicationComponent", "En", "Tekst", (("Eier", "x"), ("Eier", "y"))),
            Concept("id-2", "Node", ""),
            Concept("id-3", "Access", "", "", (("Eier", "z"),), (("access", "Read"),), **ends),
            Concept("id-4", "Association", "til", source="id-1", target="id-3"),
        ),
    )
    root = ElementTree.fromstring(write_exchange(model))
    space = {"a": SPACE}
    assert [one.tag.partition("}")[2] for one in root] == [
        *("name", "documentation", "properties", "elements", "relationships", "propertyDefinitions"),
    ]
    identifiers = [one.attrib["identifier"] for one in root.iter() if "identifier" in one.attrib]
    assert len(identifiers) == len(set(identifiers)) == 7
    for one in root.iterfind(".//a:property", space):
        assert one.attrib["propertyDefinitionRef"] in identifiers
        assert [part.tag.partition("}")[2] for part in one] == ["value"]
    assert all(one.find("a:name", space) is not None for one in root.iterfind(".//a:element", space))
    for one in root.iterfind(".//a:relationship", space):
        assert {one.attrib["source"], one.attrib["target"]} <= set(identifiers)
        assert [part.tag.partition("}")[2] for part in one] in (["properties"], ["name"])


def grafico(*concepts: str) -> dict[str, str]:
    """A folder of Archi's: the file that names the model, and one for each concept."""
    files = {f"model/application/{number}.xml": text for number, text in enumerate(concepts)}
    return files | {"model/folder.xml": f'<archimate:ArchimateModel {NAMESPACE} name="M" id="id-m"/>'}


def element(identifier: str, kind: str = "ApplicationComponent") -> str:
    return f'<archimate:{kind}\n {NAMESPACE}\n name="Navn &#xA;to" id="{identifier}"/>'


def relation(identifier: str, kind: str, source: str, target: str) -> str:
    ends = "".join(f'\n<{part} href="x.xml#{end}"/>' for part, end in (("source", source), ("target", target)) if end)
    return f'<archimate:{kind}Relationship {NAMESPACE} id="{identifier}">{ends}</archimate:{kind}Relationship>'


def laid(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_folder_a_tar_and_a_zip_are_the_same(tmp_path: Path) -> None:
    files = grafico(element("id-a"), element("7b"), relation("id-r", "Flow", "id-a", "7b"))
    folder = laid(tmp_path / "mappe", files)
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as tar:
        tar.add(folder, arcname="mappe")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    found = [read(path) for path in (folder, tmp_path / "x.tar.gz", tmp_path / "x.zip")]
    assert found[0] == found[1] == found[2]
    first, second, flow = found[0].model.concepts
    assert (first.name, second.identifier, flow.target) == ("Navn \nto", "id-7b", "id-7b")


A, B = element("id-a"), element("id-b")


@pytest.mark.parametrize(
    ("files", "place", "reason"),
    [
        (grafico(A, "<archimate:Node"), "model/application/1.xml:1", "This is not XML"),
        (grafico(A, f"{BOMB}<a>&b;</a>"), "model/application/1.xml:1", "Document types and entities"),
        (grafico(A, relation("id-r", "Flow", "id-a", "id-x")), "model/application/1.xml:1", "“id-x”"),
        (grafico(A, relation("id-r", "Flow", "id-a", "")), "model/application/1.xml:1", "a source and a target"),
        (grafico(A, relation("id-r", "Hurra", "id-a", "id-a")), "model/application/1.xml:1", "no “Hurra”"),
        (grafico(A, "\n" + A), "model/application/1.xml:2", "“id-a” stands here a second time"),
        (grafico(A, element("")), "model/application/1.xml:1", "An identifier"),
        (grafico(A, element("x" * 121)), "model/application/1.xml:1", "An identifier"),
        (grafico(A, relation("id-r", "Composition", "id-a", "id-a")), "model/application/1.xml:1", "closes a ring"),
        (
            grafico(
                A,
                B,
                relation("id-r", "Specialization", "id-a", "id-b"),
                relation("id-s", "Specialization", "id-b", "id-a"),
            ),
            "model/application/3.xml:1",
            "closes a ring",
        ),
        ({"x.xml": "<svg/>"}, "x.xml:1", "begins with “svg”"),
        ({"x.xml": "\x00\x01"}, "x.xml:1", "This is not XML"),
        ({"x.xml": "<a>" * 300 + "</a>" * 300}, "x.xml:1", "within each other"),
        ({"x.txt": "nothing"}, ":1", "no XML file"),
    ],
)
def test_bad_input_is_refused_with_place_and_reason(
    tmp_path: Path, files: dict[str, str], place: str, reason: str
) -> None:
    with pytest.raises(NotRead) as refused:
        read(laid(tmp_path, files))
    where, why = refused.value.wrong[0]
    assert str(where).endswith(place)
    assert reason in why


MODEL = (
    f'<model xmlns="{SPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="id-m"><name>M</name>\n'
)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (MODEL + '<elements>\n<element identifier="id-a"/></elements></model>', 3, "its kind"),
        (MODEL + '<elements>\n<element identifier="id-a" xsi:type="Tog"/></elements></model>', 3, "no “Tog”"),
        (
            MODEL + '<elements><element identifier="id-a" xsi:type="Node"><properties>\n<property '
            'propertyDefinitionRef="p"><value/></property></properties></element></elements></model>',
            3,
            "“p”",
        ),
        (
            MODEL + '<relationships>\n<relationship identifier="r" xsi:type="Flow" source="a" target="b"/>'
            "</relationships></model>",
            3,
            "“a”",
        ),
        (MODEL, 2, "This is not XML"),
        (f"<?xml version='1.0'?>\n{BOMB}" + MODEL + "</model>", 2, "Document types"),
        (f'<!DOCTYPE model SYSTEM "file:///etc/passwd">{MODEL}</model>', 1, "Document types"),
    ],
)
def test_a_bad_exchange_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = tmp_path / "m.xml"
    path.write_text(text)
    with pytest.raises(NotRead) as refused:
        read(path)
    where, why = refused.value.wrong[0]
    assert (where.file, where.line) == ("m.xml", line)
    assert reason in why


def test_what_is_too_large_is_refused_before_it_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "bombe.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", "<a>" + " " * 5_000_000 + "</a>")
    folder = laid(tmp_path / "mappe", grafico(A, B))
    monkeypatch.setattr(files, "_FILE", 1_000_000)
    for path, limit, many in (
        (tmp_path / "bombe.zip", "_FILE", 1_000_000),
        (folder, "_ALL", 300),
        (folder, "_MANY", 2),
    ):
        monkeypatch.setattr(files, limit, many)
        with pytest.raises(NotRead, match="than is accepted"):
            read(path)


def test_elements_and_attributes_are_counted_over_all_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from knutepunkt.connectors.archimate import reading

    folder = laid(tmp_path / "mappe", grafico(A, B))  # each has two attributes
    monkeypatch.setattr(reading, "MOST", 9)
    read(folder)
    for most, file in ((8, "model/folder.xml"), (5, "model/application/1.xml")):
        monkeypatch.setattr(reading, "MOST", most)
        with pytest.raises(NotRead, match=f"{file}:.*more elements and attributes"):
            read(folder)


@pytest.mark.parametrize("way", ["", "gz", "xz", "bz2"])
def test_what_an_archive_holds_beside_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """A film in it, or a header that would be read whole: none is an XML file."""
    monkeypatch.setattr(files, "_ALL", 100_000)
    path = tmp_path / f"bombe.tar.{way}".rstrip(".")
    for name, pax in (("film.bin", {}), ("liten.xml", {"comment": "x" * 200_000})):
        with tarfile.open(path, f"w:{way}", format=tarfile.PAX_FORMAT, pax_headers=pax) as tar:  # type: ignore[call-overload]
            member = tarfile.TarInfo(name)
            member.size = 0 if pax else 200_000
            tar.addfile(member, io.BytesIO(bytes(member.size)))
        with pytest.raises(NotRead, match="bombe.tar.*:1: The archive holds more"):
            read(path)


def test_nothing_outside_is_read_and_nothing_is_written(tmp_path: Path) -> None:
    """Names that climb, links to other files and folders, a pipe that never ends."""
    secret = tmp_path / "hemmelig.xml"
    secret.write_text(element("id-hemmelig"))
    inside = grafico(A)
    folder = laid(tmp_path / "mappe", inside)
    (folder / "model" / "lenke.xml").symlink_to(secret)
    (folder / "model" / "ut").symlink_to(tmp_path)
    os.mkfifo(folder / "model" / "pipe.xml")
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        for name, text in inside.items():
            member = tarfile.TarInfo(f"../../{name}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            link = tarfile.TarInfo("model/lenke.xml")
            link.type, link.linkname = kind, str(secret)
            tar.addfile(link)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, text in inside.items():
            archive.writestr(f"../../{name}", text)
    before = sorted(path.name for path in tmp_path.parent.iterdir())
    for path in (folder, tmp_path / "x.tar", tmp_path / "x.zip"):
        assert [one.identifier for one in read(path).model.concepts] == ["id-a"], path.name
    assert sorted(path.name for path in tmp_path.parent.iterdir()) == before
    assert not (tmp_path.parent / "model").exists()


def test_an_archive_that_is_none_is_refused(tmp_path: Path) -> None:
    for name in ("x.zip", "x.tar.xz"):
        (tmp_path / name).write_bytes(b"no archive")
        with pytest.raises(NotRead, match=f"{name}:1: The archive cannot be read"):
            read(tmp_path / name)


@pytest.mark.django_db
def test_a_dry_run_and_a_refusal_keep_nothing_and_a_change_keeps_the_rest(tmp_path: Path) -> None:
    first, second = Concept("id-a", "Node", "A"), Concept("id-b", "Node", "B")
    flow = Concept("id-r", "Flow", source="id-a", target="id-b")
    model = Model("id-m", "M", concepts=(first, second, flow))
    assert load(written(tmp_path, model), at=MONDAY, dry_run=True).outcome["new"] == 3
    assert not Architecture.objects.exists()
    load(written(tmp_path, model), at=MONDAY)
    broken = Model("id-m", "M", concepts=(Concept("id-a", "Node", "Changed"), flow))
    with pytest.raises(NotRead):
        load(written(tmp_path, broken), at=MONDAY)
    assert queries.read(Architecture.objects.get()) == model
    changed = Model("id-m", "M2", concepts=(Concept("id-a", "Device", "A2"), Concept("id-c", "Node", "C")))
    outcome = load(written(tmp_path, changed), at=MONDAY).outcome
    assert outcome == Counter({"new": 1, "changed": 1, "unchanged": 0, "removed": 2})
    assert queries.read(Architecture.objects.get()) == changed
    assert ArchitectureConcept.objects.count() == 2


@pytest.mark.django_db
def test_our_own_systems_are_written_and_read_back(tmp_path: Path) -> None:
    make_systems(make_cast())
    ours = queries.own(name="Integratoren")
    assert read(written(tmp_path, ours)).model == ours
    kinds = Counter(one.kind for one in ours.concepts)
    assert kinds["ApplicationComponent"] == 4  # two applications, a register outside, and an element that one fills
    assert kinds["Realization"] == 1
    assert (kinds["Association"], kinds["Serving"], kinds["Composition"]) == (5, 2, 0)
    assert dict(next(one for one in ours.concepts if one.name == "Journal").properties)["key"] == "journal"
