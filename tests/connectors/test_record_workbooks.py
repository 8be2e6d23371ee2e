"""Workbooks of records: out and in again without a change; whatever a spreadsheet would compute is refused, at its cell."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils import translation
from openpyxl import Workbook, load_workbook

from knutepunkt.catalogue.models import Application, BusinessFunction, KeyFigure
from knutepunkt.connectors.records import BOOKS, read_in, write_workbook
from knutepunkt.connectors.records.reading import Summary
from tests.cast import MONDAY, make_cast
from tests.portfolio import make_portfolio
from tests.systems import make_systems

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    written = Workbook()
    written.remove(written.worksheets[0])
    for name, rows in sheets.items():
        sheet = written.create_sheet(name)
        for row in rows:
            sheet.append(row)
    written.save(path)
    return path


def take_in(path: Path, **how: Any) -> Summary:
    return read_in(path, records="catalogue", at=MONDAY, **how)


def said(summary: Summary) -> list[str]:
    return [str(fault) for fault in summary.faults]


def test_what_is_written_out_comes_in_again_without_a_change(tmp_path: Path) -> None:
    cast = make_cast()
    make_systems(cast)
    make_portfolio(cast)
    path = tmp_path / "catalogue.xlsx"
    counts = write_workbook(path, records="catalogue", title="Alt", at=MONDAY)
    assert set(counts) == set(BOOKS["catalogue"])
    summary = take_in(path, explain=True)
    assert said(summary) == []
    assert {name: sum(how.values()) for name, how in summary.counts.items()} == {
        name: number for name, number in counts.items() if number
    }
    assert all(how["unchanged"] == sum(how.values()) for how in summary.counts.values()), summary.counts
    assert summary.changes == []


def test_numbers_and_days_are_numbers_and_days_in_it(tmp_path: Path) -> None:
    cast = make_cast()
    make_systems(cast)
    make_portfolio(cast)
    write_workbook(tmp_path / "ut.xlsx", records="catalogue", title="Alt", at=MONDAY)
    sheet = load_workbook(tmp_path / "ut.xlsx")["key_figures"]
    read: list[Any] = [cell.value for cell in sheet[2]]
    kind, customer, on, value = read[:4]
    assert (kind, customer, on.date().isoformat(), value) == ("users", "nordvik", "2025-11-01", 900)


def test_a_sheet_is_taken_in_and_its_changes_are_told(tmp_path: Path) -> None:
    BusinessFunction.objects.create(key="lonn", name="Lonn")
    path = book(tmp_path / "inn.xlsx", functions=[["key", "name"], ["lonn", "Lønn"], [None, None], ["arkiv", "Arkiv"]])
    for dry in (True, False):
        summary = take_in(path, dry_run=dry, explain=True)
        assert said(summary) == []
        assert summary.counts == {"functions": {"new": 1, "changed": 1, "unchanged": 0}}
        assert [(one.name, one.is_new, one.columns) for one in summary.changes] == [
            ("lonn", False, (("name", "Lonn", "Lønn"),)),
            ("arkiv", True, (("key", "", "arkiv"), ("name", "", "Arkiv"))),
        ]
        assert BusinessFunction.objects.filter(name="Lønn").exists() is not dry


def test_formulas_are_refused_each_at_its_cell_and_nothing_is_taken_in(tmp_path: Path) -> None:
    path = book(
        tmp_path / "inn.xlsx",
        functions=[["key", "name"], ["arkiv", "Arkiv"], ["lonn", '=CONCAT("L","ønn")']],
        key_figures=[["kind", "on", "value", "source"], ["users", "2026-11-01", "=1+1", "telling"]],
    )
    why = "This is a formula. Put its value here instead: nothing in the file is computed."
    assert said(take_in(path)) == [f"inn.xlsx:functions!B3: {why}", f"inn.xlsx:key_figures!C2: {why}"]
    assert not BusinessFunction.objects.exists()
    assert not KeyFigure.objects.exists()


def test_a_text_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    path = book(tmp_path / "inn.xlsx", functions=[["key", "name"], ["lonn", "Lønn"]])
    opened = load_workbook(path)
    cell = opened["functions"]["B2"]
    cell.value, cell.data_type, cell.quotePrefix = "=Lønn", "s", True
    opened.save(path)
    assert said(take_in(path)) == []
    assert BusinessFunction.objects.get().name == "=Lønn"


def test_each_fault_says_sheet_and_cell_and_nothing_is_half_taken_in(tmp_path: Path) -> None:
    path = book(
        tmp_path / "inn.xlsx",
        applications=[["key", "name", "hosting"], ["ny", "Ny", "cloud_saas"], ["feil", "Feil", "skyen"]],
        key_figures=[
            ["kind", "customer", "on", "value", "source"],
            ["users", "nowhere", "2026-11-01", 3, "telling"],
            ["users", None, "i går", "mange", "telling"],
        ],
    )
    assert [(fault.sheet, fault.place) for fault in take_in(path).faults] == [
        ("applications", "applications!C3"),
        ("key_figures", "key_figures!B2"),
        ("key_figures", "key_figures!C3"),
        ("key_figures", "key_figures!D3"),
    ]
    assert not Application.objects.exists()


def test_an_unknown_sheet_or_column_or_a_cell_beyond_the_columns_is_told(tmp_path: Path) -> None:
    unknown = book(tmp_path / "a.xlsx", function=[["key"], ["x"]])
    assert said(take_in(unknown)) == ["a.xlsx:function!A1: No records are called “function”. Is it “functions”?"]
    column = book(tmp_path / "b.xlsx", functions=[["key", "nam"], ["x", "X"]])
    assert said(take_in(column))[0].startswith("b.xlsx:functions!B2: There is no column “nam”.")
    beyond = book(tmp_path / "c.xlsx", functions=[["key", "name"], ["x", "X", "Y"]])
    assert said(take_in(beyond)) == ["c.xlsx:functions!C2: The first row names no column here."]


def test_what_a_failed_formula_left_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "inn.xlsx", functions=[["key", "name"], ["x", "X"]])
    opened = load_workbook(path)
    cell = opened["functions"]["B2"]
    cell.value, cell.data_type = "#REF!", "e"
    opened.save(path)
    assert said(take_in(path)) == ["inn.xlsx:functions!B2: “#REF!” is what a formula leaves when it fails."]


def test_a_workbook_without_sheets_of_records_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "inn.xlsx", Knutepunkt=[["Dette er en forklaring"]])
    assert said(take_in(path))[0].startswith("inn.xlsx:1:1: The workbook has no sheet of groups, services")


def packed(change: Callable[[str, bytes], bytes], path: Path, **more: bytes) -> None:
    """Change the parts of a workbook, and add some."""
    with ZipFile(path) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    stored = BytesIO()
    with ZipFile(stored, "w", ZIP_DEFLATED) as new:
        for name, content in (parts | more).items():
            new.writestr(name, content)
    path.write_bytes(stored.getvalue())


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def test_entities_macros_and_what_is_no_workbook_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "inn.xlsx", functions=[["key", "name"], ["x", "X"]])
    sound = path.read_bytes()
    packed(lambda name, content: BOMB + content if "sheet1" in name else content, path)
    assert "declares a document type" in said(take_in(path))[0]
    path.write_bytes(sound)
    packed(lambda _name, content: content, path, **{"xl/vbaProject.bin": b"x"})
    assert "holds macros" in said(take_in(path))[0]
    for content in (b"", b"PK\x03\x04", b"key,name\n", sound[:400]):
        path.write_bytes(content)
        assert said(take_in(path)) == ["inn.xlsx:1:1: This is no workbook (xlsx)."]
    assert not BusinessFunction.objects.exists()


def test_a_sheet_that_swells_when_unpacked_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "inn.xlsx", functions=[["key", "name"], *[["x", " " * 1000] for _n in range(3000)]])
    monkeypatch.setattr("knutepunkt.connectors.records.workbooks._UNPACKED", 100_000)
    assert said(take_in(path)) == ["inn.xlsx:1:1: The workbook holds more than is accepted."]


def test_more_rows_than_are_accepted_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knutepunkt.connectors.records.workbooks._ROWS", 3)
    path = book(tmp_path / "inn.xlsx", functions=[["key", "name"], *[[f"f{n}", "X"] for n in range(9)]])
    assert said(take_in(path)) == ["inn.xlsx:functions!A4: The sheet has more than 3 rows."]
