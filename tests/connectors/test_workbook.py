"""A workbook says the same when another program reads it, and computes nothing."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from knutepunkt.base.text import printable
from knutepunkt.connectors.workbook import SHARE, About, Column, Sheet, workbook

OSLO = ZoneInfo("Europe/Oslo")
ABOUT = About(
    "Om",
    "Avtaleregister",
    [("Periode", "oktober 2026"), ("Beregnet", datetime(2026, 11, 2, 5, 0, tzinfo=UTC)), ("Avtaler", 2)],
)
REGISTER = Sheet(
    "Avtaler",
    [Column("Avtale"), Column("Slutter"), Column("Verdi"), Column("Oppnåelse", SHARE), Column("Behandlet"), Column("Varslet")],
    [
        ("Modul 2", date(2027, 6, 30), Decimal("1200000.50"), Decimal("0.982"), timedelta(hours=30), datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),
        ("Modul 3", None, 3, None, timedelta(0), None),
    ],
)  # fmt: skip


def read(written: bytes) -> Workbook:
    return load_workbook(BytesIO(written))


def test_values_come_back_as_what_they_are() -> None:
    book = read(workbook(ABOUT, [REGISTER], zone=OSLO))
    assert book.sheetnames == ["Om", "Avtaler"]
    sheet = book["Avtaler"]
    assert [cell.value for cell in sheet[1]] == [column.head for column in REGISTER.columns]
    assert [cell.value for cell in sheet[2]] == [
        "Modul 2",
        datetime(2027, 6, 30),
        1200000.5,
        0.982,
        timedelta(hours=30),
        datetime(2026, 7, 1, 12, 0),
    ]
    assert [cell.number_format for cell in sheet[2]][1:] == [
        "dd.mm.yyyy",
        "#,##0.00",
        SHARE,
        "[h]:mm:ss",
        "dd.mm.yyyy hh:mm",
    ]
    assert sheet["B3"].value is None


def test_the_first_sheet_says_what_and_when() -> None:
    about = read(workbook(ABOUT, [REGISTER], zone=OSLO))["Om"]
    assert about["A1"].value == "Avtaleregister"
    assert [(row[0].value, row[1].value) for row in about["A3:B5"]] == [
        ("Periode", "oktober 2026"),
        ("Beregnet", datetime(2026, 11, 2, 6, 0)),
        ("Avtaler", 2),
    ]


def test_heads_stay_in_sight_and_print() -> None:
    sheet = read(workbook(ABOUT, [REGISTER], zone=OSLO))["Avtaler"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["F"].width >= len("01.07.2026 12:00")


@pytest.mark.parametrize("text", ["=1+1", "+47 63 00 00 00", "-2+3", "@SUM(A1)", "=HYPERLINK(\"x\")", "\t=1", "#N/A", "1E5"])  # fmt: skip
def test_text_is_never_computed(text: str) -> None:
    written = workbook(About(text, text, [(text, text)]), [Sheet(text, [Column(text)], [(text,)])], zone=OSLO)
    with zipfile.ZipFile(BytesIO(written)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 2
    assert not any(b"<f>" in sheet or b'="e"' in sheet for sheet in sheets)
    cell = read(written).worksheets[1]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert bool(cell.quotePrefix) == (text[0] in "=+-@\t")


def test_names_of_sheets_are_made_to_fit() -> None:
    names = [
        "Om",
        "Leverandør: [modul 2] / drift, og mer som ikke får plass",
        "Leverandør: [modul 2] / drift, og mer",
        "'",
        "",
    ]
    book = read(workbook(ABOUT, [Sheet(name, [Column("x")], []) for name in names], zone=OSLO))
    assert len(set(map(str.casefold, book.sheetnames))) == 6
    assert all(0 < len(name) <= 31 for name in book.sheetnames)
    assert book.sheetnames[:2] == ["Om", "Om (2)"]


def test_a_text_that_no_cell_holds_is_cut_in_sight() -> None:
    value = read(workbook(ABOUT, [Sheet("x", [Column("x")], [("å" * 40_000,)])], zone=OSLO))["x"]["A2"].value
    assert isinstance(value, str)
    assert (len(value), value[-1]) == (32_767, "…")


def test_a_row_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        workbook(ABOUT, [Sheet("x", [Column("a"), Column("b")], [(1,)])], zone=OSLO)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_any_text_comes_back(text: str) -> None:
    value = read(workbook(ABOUT, [Sheet("x", [Column("x")], [(text,)])], zone=OSLO))["x"]["A2"].value
    assert (value or "") == printable(text)


def test_twenty_thousand_rows_take_a_few_seconds() -> None:
    begun = perf_counter()
    rows = [(n, f"Sak {n}", Decimal(n) / 4, date(2026, 1, 1)) for n in range(20_000)]
    written = workbook(ABOUT, [Sheet("Saker", [Column(name) for name in "abcd"], rows)], zone=OSLO)
    assert perf_counter() - begun < 15
    assert read(written)["Saker"].max_row == 20_001
