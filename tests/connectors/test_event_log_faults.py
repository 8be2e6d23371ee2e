"""Logs and maps that are not as they should be: each fault is said with its place, and no row is lost."""

import csv
import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from knutepunkt.connectors import event_log
from knutepunkt.connectors.event_log import LogFault, Summary
from knutepunkt.desk.models import Custody, Ticket
from tests.cast import Cast, make_cast
from tests.connectors.test_event_log import AT, HEADING, MAP, STORY, XES_COLUMNS, xes

GOOD = STORY[0]


@pytest.fixture(autouse=True)
def english(db: None) -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def place(cast: Cast, tmp_path: Path) -> Path:
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    return tmp_path


def load(place: Path, content: bytes | str, *, name: str = "log.csv") -> Summary:
    path = place / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return event_log.load(path, place / "map.toml", at=AT, rejects_path=place / "rejects.csv")


def log_of(*rows: str) -> str:
    return "\n".join((HEADING, *rows)) + "\n"


def rejected(place: Path) -> list[dict[str, str]]:
    with (place / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def changed(**values: str) -> str:
    cells = dict(zip(HEADING.split(","), GOOD.split(","), strict=True)) | values
    return ",".join(cells.values())


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (changed(state="-100"), "state", "“-100” stands nowhere in the map's table states."),
        (changed(group="ops-x"), "group", "“ops-x” stands nowhere in the map's table teams."),
        (changed(at="23.11.2026"), "at", "“23.11.2026” is no moment of the form %Y-%m-%d %H:%M."),
        (changed(at="2027-01-01 00:00"), "at", "“2027-01-01 00:00” lies in the future."),
        (changed(opened="2027-01-01 00:00"), "opened", "“2027-01-01 00:00” lies in the future."),
        (changed(title="En\x00to"), "title", "The text holds the control character U+0000."),
        (changed(case="A\x1b1"), "case", "The text holds the control character U+001B."),
        (changed(title="x" * 201), "title", "The text has 201 characters; at most 200 fit."),
        (changed(case="-"), "case", "The row names no case."),
        ("A1,2026-11-23 09:00", "", "The row has 2 columns; the heading has 10."),
        (GOOD + ",more", "", "The row has 11 columns; the heading has 10."),
    ],
)
def test_a_row_that_cannot_be_used_is_kept_with_its_reason(place: Path, row: str, column: str, reason: str) -> None:
    summary = load(place, log_of(row, GOOD))
    assert (summary.rows, summary.used, summary.rejected.total()) == (2, 1, 1)
    [one] = rejected(place)
    assert (one["line"], one["column"], one["reason"]) == ("2", column, reason)
    assert one["row"]
    assert Ticket.objects.count() == 1


def test_bytes_of_another_encoding_reject_their_row_only(place: Path) -> None:
    bad = changed(title="Får ikke på").encode("latin-1")
    summary = load(place, HEADING.encode() + b"\n" + bad + b"\n" + GOOD.encode() + b"\n")
    assert (summary.used, dict(summary.rejected)) == (1, {"encoding": 1})
    [one] = rejected(place)
    assert (one["column"], one["reason"]) == ("title", "The text is not valid utf-8.")


def test_another_encoding_can_be_named_in_the_map(place: Path) -> None:
    (place / "map.toml").write_text(MAP.replace("[log]", '[log]\nencoding = "cp1252"'), "utf-8")
    load(place, log_of(GOOD).encode("cp1252"))
    assert Ticket.objects.get().title == "Får ikke sendt e-post"


def test_a_byte_order_mark_is_no_part_of_the_first_column(place: Path) -> None:
    assert load(place, b"\xef\xbb\xbf" + log_of(GOOD).encode()).used == 1


def test_html_stays_text(place: Path) -> None:
    load(place, log_of(changed(title="<script>alert(1)</script>")))
    assert Ticket.objects.get().title == "<script>alert(1)</script>"


def test_a_national_identity_number_is_refused_and_copied_nowhere(place: Path) -> None:
    summary = load(place, log_of(changed(title="Gjelder 010100 50053 igjen"), GOOD))
    assert dict(summary.rejected) == {"identity number": 1}
    assert "50053" not in (place / "rejects.csv").read_text("utf-8")
    [one] = rejected(place)
    assert (one["line"], one["column"]) == ("2", "title")
    assert "Gjelder (…) igjen" in one["row"]


@pytest.mark.parametrize("name", ["case", "group", "state", "at", "person"])
def test_an_identity_number_where_none_belongs_is_not_copied_to_the_rejects_either(place: Path, name: str) -> None:
    load(place, log_of(changed(**{"title": "x" * 201, name: "01010050053"}), GOOD))
    assert len(rejected(place)) == 1
    assert "50053" not in (place / "rejects.csv").read_text("utf-8")


@pytest.mark.parametrize("length", [200_000, 3_000_000, 10_000_000])
def test_a_huge_field_rejects_its_row_and_reading_goes_on(place: Path, length: int) -> None:
    summary = load(place, log_of(changed(title="x" * length), GOOD))
    assert (summary.rows, summary.used, summary.rejected.total()) == (2, 1, 1)
    assert (place / "rejects.csv").stat().st_size < 100_000
    assert rejected(place)[0]["line"] == "2"


def test_a_quotation_mark_left_open_loses_no_row_in_silence(place: Path) -> None:
    summary = load(place, log_of(GOOD, changed(title='"Uten slutt'), *([GOOD] * 3_000)))
    assert summary.adds_up
    assert summary.rejected["broken"] + summary.rejected["columns"] >= 1
    assert "quotation mark" in rejected(place)[0]["reason"] or "columns" in rejected(place)[0]["reason"]


def test_time_going_backwards_rejects_the_row_that_the_others_contradict(place: Path) -> None:
    summary = load(place, log_of(STORY[1], STORY[0], *STORY[2:]))
    assert dict(summary.rejected) == {"backwards": 1}
    [one] = rejected(place)
    assert (one["case"], one["column"]) == ("A1", "at")
    assert Custody.objects.count() > 0


def test_a_log_in_any_order_is_sorted_when_the_map_says_so(place: Path) -> None:
    (place / "map.toml").write_text(MAP.replace("[log]", '[log]\norder = "moment"'), "utf-8")
    summary = load(place, log_of(*reversed(STORY)))
    assert (summary.used, summary.rejected.total()) == (7, 0)
    assert Ticket.objects.get().state == "closed"


def test_a_case_without_a_customer_is_rejected_whole(place: Path) -> None:
    (place / "map.toml").write_text(MAP.replace('[customers]\n"/.*/"', '[customers]\n"/[a-z]+/"'), "utf-8")
    summary = load(place, log_of(changed(place="-"), changed(place="-")))
    assert (summary.tickets_new, dict(summary.rejected)) == (0, {"no customer": 2})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "log.csv:1: The file is empty; expected a heading"),
        (HEADING.replace(",", ";").encode(), "log.csv:1: The columns are separated by “;”; the map says “,”."),
        (HEADING.encode("utf-16"), "log.csv:1: The file is UTF-16; save it as UTF-8."),
        (b"case,opened\nA1,x\n", "map.toml:10: columns.moment: The file has no column “at”; it has case, opened."),
        ((HEADING + ",case\n").encode(), "log.csv:1: Two columns are called “case”."),
        (b"<html><body>no</body></html>", "log.csv:1: The file is XML, but no XES log."),
        (b"<log><trace></log>", "log.csv:1:15: This is not well-formed XML: mismatched tag."),
        (
            b'<!DOCTYPE log [<!ENTITY a "aaaa">]><log>&a;</log>',
            "log.csv:1: The file declares entities, which no event log needs.",
        ),
    ],
)
def test_a_file_that_is_no_log_is_refused_whole(place: Path, content: bytes, message: str) -> None:
    with pytest.raises(LogFault) as fault:
        load(place, content)
    assert str(fault.value.message).startswith(message)
    assert not Ticket.objects.exists()


def test_a_cut_off_archive_is_refused_and_nothing_is_loaded(place: Path) -> None:
    whole = gzip.compress(log_of(*(row.replace("A1", f"A{n}", 1) for n in range(3_000) for row in STORY)).encode())
    with pytest.raises(LogFault, match=r"log\.csv\.gz:\d+: The compressed file is damaged or cut off"):
        load(place, whole[: len(whole) // 2], name="log.csv.gz")
    assert not Ticket.objects.exists()


def test_xes_rows_are_rejected_by_line_as_well(place: Path) -> None:
    start, rest = MAP.replace('moments = ["%Y-%m-%d %H:%M"]', 'moments = ["iso"]').split("[columns]")
    (place / "map.toml").write_text(start + XES_COLUMNS + rest.split("[states]")[1], "utf-8")
    summary = load(place, xes().replace('value="asked"', 'value="-100"'), name="log.xes")
    assert (summary.rows, summary.used) == (7, 6)
    [one] = rejected(place)
    assert (one["line"], one["case"], one["column"]) == ("7", "A1", "state")
    assert "-100" in one["row"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"desk" = "first"', '"desk" = "frist"', "map.toml:27: teams.desk: “frist” is not known here. Is it “first”?"),
        ('"/.*/" = "mail"', '"/.*/" = "post"', "map.toml:34: services./.*/: “post” is not known here."),
        ('"/ops-[0-9]+/"', '"/ops-[0-9+/"', "map.toml:28: teams./ops-[0-9+/: The pattern is not valid:"),
        ('"asked" = "waiting customer"', '"asked" = "asleep"', "map.toml:22: states.asked: Found “asleep”; expected"),
        ('"high" = 2', '"high" = 9', "map.toml:37: priorities.high: Found “9”; expected one of 1, 2, 3, 4."),
        ('state = "state"\n', "", "map.toml:7: columns.state: Say which column it is."),
        ('title = "title"', 'titel = "title"', "map.toml:17: columns.titel: Nothing is known by this name;"),
        ('title = "title"', 'title = "titles"', "map.toml:17: columns.title: The file has no column “titles”"),
        ("[log]", '[log]\ntime_zone = "Europe/Hurdal"', "map.toml:3: log.time_zone: There is no time zone"),
        ("[log]", '[log]\nencoding = "utf-9"', "map.toml:3: log.encoding: There is no encoding"),
        ("[log]", '[log]\norder = "random"', "map.toml:3: log.order: Expected “file” or “moment”."),
        ("[log]", "[elsewhere]\n[log]", "map.toml:2: elsewhere: There is no such table."),
        ("[log]", "[log", "map.toml: The map is not TOML:"),
        (
            'state = "state"\n',
            'state = "state"\nbackfilled = ["priority"]\n',
            "map.toml:15: columns.priority: “priority” is filled in afterwards, and can tell only the closing.",
        ),
    ],
)
def test_a_bad_map_is_refused_before_anything_is_loaded(place: Path, old: str, new: str, message: str) -> None:
    assert old in MAP
    (place / "map.toml").write_text(MAP.replace(old, new, 1), "utf-8")
    with pytest.raises(LogFault) as fault:
        load(place, log_of(GOOD))
    assert fault.value.message.startswith(message), fault.value.message
    assert not Ticket.objects.exists()


def test_columns_that_nobody_named_are_told(place: Path) -> None:
    path = place / "log.csv"
    path.write_text(f"{HEADING},mood\n{GOOD},fine\n", "utf-8")
    summary = event_log.load(path, place / "map.toml", at=AT)
    assert summary.unnamed_columns == ("mood",)
    assert "mood" in str(summary)


def test_without_rejects_there_is_no_rejects_file(place: Path) -> None:
    assert load(place, log_of(GOOD)).rejected.total() == 0
    assert not (place / "rejects.csv").exists()


def test_progress_goes_from_reading_to_recording(place: Path) -> None:
    path = place / "log.csv"
    path.write_text(log_of(*STORY), "utf-8")
    seen: list[tuple[str, int, int]] = []
    event_log.load(path, place / "map.toml", at=AT + timedelta(0), progress=lambda *one: seen.append(one))
    assert [what for what, _, _ in seen] == ["Reading the log", "Recording tickets"]
    assert all(0 < done == total for _, done, total in seen)
