"""Documents on paper: read back as other programs read them, whatever stands in them."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from knutepunkt.connectors.paper import (
    Chart,
    Column,
    Facts,
    Frame,
    KeyFigure,
    Limit,
    Section,
    Series,
    ServiceReport,
    Table,
    Text,
    axis,
    credit_statement,
    letters,
    one_page,
    review_protocol,
    service_report,
)
from tests.connectors.papers import AT, ATTAINMENT, LEVELS, ONE_PAGE, PROTOCOL, REPORT, STATEMENT, VOLUME

WRITTEN = {"report": service_report(REPORT, at=AT), "statement": credit_statement(STATEMENT, at=AT), "protocol": review_protocol(PROTOCOL, at=AT), "one_page": one_page(ONE_PAGE, at=AT)}  # fmt: skip


def text_of(written: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(written)).pages).split())


def root_of(written: bytes) -> Any:
    return PdfReader(BytesIO(written)).trailer["/Root"]


def structure(written: bytes) -> Iterator[Any]:
    """Every element of the tree that a screen reader walks."""
    waiting = [root_of(written)["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting.extend(element)
        elif isinstance(element, dict):
            yield element
            waiting.extend([element["/K"]] if "/K" in element else [])


def saying(*parts: Table | Chart | Text | Facts, frame: Frame = REPORT.frame, summary: str = "") -> ServiceReport:
    return ServiceReport(frame, (), (Section("Del", parts),), summary)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_document_says_that_it_is_accessible(name: str) -> None:
    reader, root = PdfReader(BytesIO(WRITTEN[name])), root_of(WRITTEN[name])
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nb"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    assert reader.metadata.title
    assert reader.metadata.creation_date == AT


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_language_is_the_readers(language: str) -> None:
    frame = replace(REPORT.frame, language=language)
    written = service_report(saying(VOLUME, frame=frame), at=AT)
    assert root_of(written)["/Lang"] == language
    assert ("1,500" if language == "en" else "1 500") in text_of(written)


def test_headings_tables_and_charts_are_marked_as_such() -> None:
    elements = list(structure(WRITTEN["report"]))
    kinds = [element.get("/S") for element in elements]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == len(REPORT.sections)
    assert kinds.count("/TH") == 6
    charts = {element["/Alt"] for element in elements if "/Alt" in element}
    assert {ATTAINMENT.words, VOLUME.words} <= charts


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("report", ["Nannestad kommune", "98,5 %", "Løsningstid, prioritet 1", "Side 1 av 2", "Beregnet 2. november 2026 kl. 06.00"]),
        ("statement", ["310 070 106 MVA", "60 000,00", "Til gode 79 875,00 kr", "utenfor åpningstid"]),
        ("protocol", ["Vedtak", "Avbruddet regnes ikke", "Forfalt", "Leverandøransvarlig"]),
    ],
)  # fmt: skip
def test_text_can_be_taken_out(name: str, words: list[str]) -> None:
    found = text_of(WRITTEN[name]).replace("\N{NO-BREAK SPACE}", " ")
    assert [one for one in words if one not in found] == []


@pytest.mark.parametrize("name", WRITTEN)
def test_only_our_own_fonts_are_used_and_they_travel_along(name: str) -> None:
    fonts = {}
    for page in PdfReader(BytesIO(WRITTEN[name])).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            base = font.get_object()
            fonts[base["/BaseFont"]] = base["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    assert fonts
    assert all("+Inter" in font for font in fonts)
    assert all({"/FontFile2", "/FontFile3"} & descriptor.keys() for descriptor in fonts.values())


@pytest.mark.parametrize(("times", "pages"), [(1, 1), (4, 1), (40, 2)])
def test_the_whole_is_on_one_page_as_long_as_it_can_be_read_and_then_goes_on(times: int, pages: int) -> None:
    rows = [(f"Nivå {n}.", *row[1:]) for n in range(times) for row in LEVELS.rows]
    much = Section("Mye", (replace(LEVELS, rows=rows),))
    written = one_page(replace(ONE_PAGE, across=(much,)), at=AT)
    assert (len(PdfReader(BytesIO(written)).pages) > 1) == (pages > 1)
    assert all(f"Nivå {n}." in text_of(written) for n in range(times))
    assert "Ikke gjort i tide" in text_of(written)


def test_the_same_values_give_the_same_file() -> None:
    assert service_report(REPORT, at=AT) == WRITTEN["report"]


ODD = (
    '#panic("x") #read("/etc/passwd") #sys.inputs $x^2$ *bold* _it_ `raw` <label> @ref \\ // comment = Heading '
    "- item + item ~ -- --- ... [content] {code} \" ' &amp; <b>"
)


def test_markup_is_printed_as_it_was_written() -> None:
    table = Table(ODD, (Column(ODD, grows=True),), ((ODD,),), total=(ODD,), note=ODD)
    chart = Chart(title=ODD, words=ODD, labels=(ODD,), series=(Series(ODD, (1,)), Series(ODD, (2,))), unit="#")
    frame = replace(REPORT.frame, house=ODD, kind=ODD, title=ODD, period=ODD, recipient=(ODD,))
    report = replace(saying(table, chart, Text(ODD), frame=frame, summary=ODD), key_figures=(KeyFigure(ODD, ODD, ODD),))
    found = text_of(service_report(report, at=AT)).replace(" ", "").replace("\n", "")
    assert found.count(ODD.replace(" ", "")) >= 10


def test_lines_and_paragraphs_stay_and_what_is_unseen_goes() -> None:
    text = "Første\x00 linje\nandre linje\r\n\r\nnytt avsnitt \u202esnudd\u202c \x07slutt"
    written = service_report(saying(Text(text)), at=AT)
    lines = [line.strip() for page in PdfReader(BytesIO(written)).pages for line in page.extract_text().splitlines()]
    assert {"Første linje", "andre linje", "nytt avsnitt snudd slutt"} <= set(lines)


def test_a_letter_that_no_font_draws_is_marked() -> None:
    found = text_of(service_report(saying(Text("Smil 😀 漢 ok → ✓ čđŋšž Ωж")), at=AT))
    assert "Smil \ufffd \ufffd ok → ✓ čđŋšž Ωж" in found


def test_every_letter_that_is_let_through_is_drawn() -> None:
    every = " ".join(chr(letter) for letter in sorted(letters._drawn()))
    assert "\ufffd" not in every.replace("\ufffd", "", 1)
    service_report(saying(Text(every)), at=AT)  # PDF/UA refuses a letter without a shape


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60))
def test_any_text_makes_a_document(text: str) -> None:
    table = Table(text, (Column(text, is_number=True), Column("x")), ((text, text),), note=text)
    chart = replace(VOLUME, title=text, words=text)
    frame = replace(REPORT.frame, kind=text, title=text, house=text, period=text, computed=text, page=text)
    report = ServiceReport(
        frame, (KeyFigure(text, text, text),), (Section(text, (table, Text(text, text), chart)),), text
    )
    assert service_report(report, at=AT)


def test_two_thousand_rows_take_a_few_seconds_and_each_page_has_its_heads() -> None:
    rows = [(f"INC-{n:05}", "Modulleverandør 2, drift", f"{n} min", "Innfridd") for n in range(2000)]
    columns = (Column("Sak"), Column("Gruppe", grows=True), Column("Tid", is_number=True), Column("Vurdering"))
    begun = perf_counter()
    written = service_report(saying(Table("Alle saker", columns, rows)), at=AT)
    assert perf_counter() - begun < 8
    pages = [page.extract_text() for page in PdfReader(BytesIO(written)).pages]
    assert len(pages) > 30
    assert all("Vurdering" in page for page in pages[1:])
    assert "INC-01999" in pages[-1]


@pytest.mark.parametrize(
    "chart",
    [
        replace(VOLUME, series=()),
        replace(VOLUME, labels=(), series=(Series("Ingen", ()),)),
        replace(VOLUME, series=(Series("Bare hull", (None,) * 12),)),
        replace(VOLUME, series=(Series("Under null", tuple(range(-6, 6))),)),
        replace(VOLUME, is_line=True, series=tuple(Series(str(n), (n,) * 12) for n in range(6))),
        replace(VOLUME, labels=tuple(f"Leverandør nummer {n}" for n in range(40)), series=(Series("x", (1e9,) * 40),)),
    ],
    ids=["no series", "no labels", "gaps only", "below nothing", "six series", "forty long labels"],
)
def test_a_chart_of_any_shape_is_drawn(chart: Chart) -> None:
    assert service_report(saying(chart), at=AT)


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="2 columns, and a row of 1"):
        Table("Saker", (Column("a"), Column("b")), (("1",),))
    with pytest.raises(ValueError, match="12 labels, and 1"):
        replace(VOLUME, series=(Series("x", (1,)),))
    with pytest.raises(ValueError, match="7 series"):
        replace(VOLUME, series=(*VOLUME.series,) * 7)


def test_an_axis_is_marked_as_people_would() -> None:
    assert [label for _, label in axis.marks(ATTAINMENT, "nb")] == ["90 %", "92,5 %", "95 %", "97,5 %", "100 %"]
    assert [value for value, _ in axis.marks(VOLUME, "nb")] == [0, 500, 1000, 1500]


@settings(deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=8), st.floats(-1e9, 1e9), st.floats(-1e6, 1e6))
def test_an_axis_holds_all_that_is_drawn(values: list[float], limit: float, starts_at: float) -> None:
    chart = Chart(
        title="",
        words="",
        labels=[""] * len(values),
        series=(Series("", values),),
        limit=Limit(limit, ""),
        starts_at=starts_at,
    )
    marked = [value for value, _ in axis.marks(chart, "nb")]
    drawn = [*values, limit, starts_at]
    near = (max(drawn) - min(drawn)) * 1e-6 + 1e-8
    assert 2 <= len(marked) <= 7
    assert marked == sorted(set(marked))
    assert marked[0] <= min(drawn) + near
    assert max(drawn) - near <= marked[-1]
