"""Directories of records: taken in whole or not at all, each fault at its line and column, twice without a change."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import translation

from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel
from knutepunkt.catalogue.models import Service
from knutepunkt.connectors.records import BOOKS, FAULTS_AT_MOST, read_in, write_out
from knutepunkt.connectors.records.reading import Summary
from knutepunkt.example import set_stage
from knutepunkt.example.moving import WRITTEN_FOR
from knutepunkt.party.models import Membership, Organisation, Ownership, Person
from tests.cast import MONDAY, make_cast
from tests.register import make_draft

pytestmark = pytest.mark.django_db
GARDERMOEN = Path(__file__).parents[2] / "data" / "gardermoen"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def take_in(folder: Path, records: str = "party", *, dry_run: bool = False) -> Summary:
    return read_in(folder, records=records, at=MONDAY, dry_run=dry_run)


def written(folder: Path, **files: str | bytes) -> Path:
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        stored = text if isinstance(text, bytes) else text.encode()
        (folder / f"{stem}.{suffix}").write_bytes(stored)
    return folder


def places(summary: Summary) -> list[tuple[str, int, int]]:
    return [(fault.file, fault.line, fault.column) for fault in summary.faults]


def test_an_empty_installation_takes_in_the_example_twice_without_a_change() -> None:
    for turn in ("new", "unchanged"):
        for book in BOOKS:
            summary = take_in(GARDERMOEN / book, book)
            assert [str(fault) for fault in summary.faults] == []
            assert all(sum(counts.values()) == counts[turn] for counts in summary.counts.values()), summary.counts
    assert ServiceLevel.objects.filter(is_current=True, contract__kind="customer").exists()
    assert Membership.objects.filter(role="administrator").exists()


def test_the_files_are_what_the_example_is(settings: object, tmp_path: Path) -> None:
    settings.STATE = tmp_path  # type: ignore[attr-defined]
    set_stage(at=datetime.combine(WRITTEN_FOR, time(12), UTC))
    for book in BOOKS:
        write_out(tmp_path / book, records=book)
        for file in (GARDERMOEN / book).glob("*.csv"):
            assert sorted(file.read_text().splitlines()) == sorted(
                (tmp_path / book / file.name).read_text().splitlines()
            )


def test_a_dry_run_counts_and_stores_nothing(tmp_path: Path) -> None:
    files = written(tmp_path, organisations_csv="key,name,kind\nnes,Nes kommune,customer\n")
    assert take_in(files, dry_run=True).counts["organisations.csv"]["new"] == 1
    assert not Organisation.objects.exists()
    assert take_in(files).counts["organisations.csv"]["new"] == 1
    assert Organisation.objects.get().name == "Nes kommune"


def test_what_is_there_stays_as_it_is_where_only_new_is_asked_for(tmp_path: Path) -> None:
    Organisation.objects.create(key="nes", name="Corrected", kind="customer")
    files = written(tmp_path, organisations_csv="key,name,kind\nnes,Nes kommune,customer\nhurdal,Hurdal,customer\n")
    counts = read_in(files, records="party", at=MONDAY, only_new=True).counts["organisations.csv"]
    assert counts == {"new": 1, "changed": 0, "unchanged": 1}
    assert Organisation.objects.get(key="nes").name == "Corrected"


def test_one_fault_in_the_last_file_leaves_nothing(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        organisations_csv="key,name,kind\nnes,Nes kommune,customer\n",
        teams_csv="organisation,key,name\nness,drift,Drift\n",
    )
    summary = take_in(files)
    assert places(summary) == [("teams.csv", 2, 1)]
    assert "Is it “nes”?" in summary.faults[0].message
    assert str(summary.faults[0]).startswith("teams.csv:2:1: ")
    assert not Organisation.objects.exists()


def test_agreements_that_come_in_signed_are_held_against_what_is_promised(tmp_path: Path) -> None:
    make_draft(make_cast())
    head = "key,kind,title,provider,customer,state,valid_from\n"
    row = "{},underpinning,Ny,leverandor-a,integrator,signed,2020-01-01\n"
    refused = take_in(written(tmp_path, contracts_csv=head + row.format("a2")), "agreement")
    assert places(refused) == [("contracts.csv", 2, 6)]
    assert "agreement sign" in refused.faults[0].message
    levels = "contract,key,name,metric,target,calendar\na3,hold,Tid,hold,{} h,office\n"
    files = written(tmp_path, contracts_csv=head + row.format("a3"), levels_csv=levels.format(9))
    assert {one.level.key for one in take_in(files, "agreement", dry_run=True).uncovered} == {"resolve"}
    assert take_in(written(tmp_path, levels_csv=levels.format(5)), "agreement").uncovered == []
    assert Contract.objects.get(key="a3").state == "signed"


def test_a_part_may_stand_before_the_whole(tmp_path: Path) -> None:
    take_in(written(tmp_path, organisations_csv="key;name;kind;parent\nskole;Skolen;customer;nes\nnes;Nes;customer;\n"))
    assert Organisation.objects.get(key="skole").parent == Organisation.objects.get(key="nes")


def test_yaml_is_taken_in_with_its_places(tmp_path: Path) -> None:
    text = "- key: nes\n  name: Nes kommune\n  kind: customer\n- key: ås\n  name: Ås\n  kind: keiser\n"
    summary = take_in(written(tmp_path, organisations_yaml=text))
    assert places(summary) == [("organisations.yaml", 4, 8), ("organisations.yaml", 6, 9)]


def test_what_is_left_out_is_left_alone_and_what_differs_is_changed(tmp_path: Path) -> None:
    cast = make_cast()
    files = written(tmp_path, organisations_csv="key,name\nnordvik,Nordvik herad\n")
    counts = take_in(files).counts["organisations.csv"]
    assert counts == {"new": 0, "changed": 1, "unchanged": 0}
    assert Organisation.objects.get(key="nordvik").kind == "customer"
    assert Organisation.objects.filter(pk=cast.supplier.pk).exists()


def test_hours_and_targets_are_read_as_people_write_them(tmp_path: Path) -> None:
    make_cast()
    files = written(
        tmp_path,
        calendars_yaml="- key: vakt\n  name: Vakt\n  weekly:\n    monday: 08:00-12:00, 13-24\n  extra:\n    2026-12-24: 08-10\n",
        levels_csv="contract,key,name,metric,target,calendar\nnordvik,pickup,Påbegynt,pickup,1t 30min,vakt\n",
    )
    assert [str(fault) for fault in take_in(files, "agreement").faults] == []
    hours = ServiceCalendar.objects.get(key="vakt")
    assert (hours.weekly, hours.extra) == ([[0, 480, 720], [0, 780, 1440]], {"2026-12-24": [[480, 600]]})
    level = ServiceLevel.objects.get(key="pickup", contract__key="nordvik", is_current=True)
    assert (level.version, level.target, level.calendar) == (2, timedelta(minutes=90), hours)


HEAD = "key,name,kind,number\n"


@pytest.mark.parametrize(
    ("files", "place", "words"),
    [
        ({"organisations_csv": HEAD + "nes,Nes,customer,974760674\n"}, ("organisations.csv", 2, 4), "mistyped"),
        ({"organisations_csv": HEAD + "nes,Nes,customer\n"}, ("organisations.csv", 2, 1), "3 cells"),
        ({"organisations_csv": HEAD + "nes,Nes,customer,\nnes,Nes,customer,\n"}, ("organisations.csv", 3, 1), "line 2"),
        ({"organisations_csv": "key,nane,kind\nnes,Nes,customer\n"}, ("organisations.csv", 2, 2), "Is it “name”"),
        ({"organisations_csv": "name,kind\nNes,customer\n"}, ("organisations.csv", 2, 1), "column key"),
        ({"organisations_csv": b"key,name,kind\nnes,N\xe6s,customer\n"}, ("organisations.csv", 2, 6), "UTF-8"),
        ({"organisations_csv": "key,name,kind\nnes,N\x00s,customer\n"}, ("organisations.csv", 2, 6), "NUL"),
        ({"organisations_csv": ""}, ("organisations.csv", 1, 1), "empty"),
        ({"organisations_csv": 'key,name,kind\nnes,"Nes,customer\n'}, ("organisations.csv", 2, 1), "CSV"),
        ({"organisations_csv": f"key,name,kind\nnes,{'x' * 120_000},customer\n"}, ("organisations.csv", 2, 1), "CSV"),
        ({"organisations_csv": f"key,name,kind\nnes,{'x' * 300},customer\n"}, ("organisations.csv", 2, 2), "200"),
        ({"organisations_csv": "key,name,kind\nnes,Fnr 01010750160,customer\n"}, ("organisations.csv", 2, 2), "11"),
        ({"organisations_yaml": "- key: [\n"}, ("organisations.yaml", 2, 1), "YAML"),
        ({"organisations_yaml": "key: nes\n"}, ("organisations.yaml", 1, 1), "list"),
        ({"organisations_yaml": "- nes\n"}, ("organisations.yaml", 1, 3), "name: value"),
        ({"organisation_csv": HEAD}, ("organisation.csv", 1, 1), "Is it “organisations”"),
        ({"organisations_csv": HEAD, "organisations_yaml": "- key: nes\n"}, ("organisations.yaml", 1, 1), "keep one"),
        ({"teams_csv": "organisation,key,name,order\n,drift,Drift,mange\n"}, ("teams.csv", 2, 4), "whole number"),
        ({"people_csv": "name,email,organisation,is_active\nA,a@b.no,,kanskje\n"}, ("people.csv", 2, 4), "yes or no"),
        ({"ownership_csv": "owner,owned,share,valid_from\n,,halv,2020-01-01\n"}, ("ownership.csv", 2, 3), "number"),
        ({"ownership_csv": "owner,owned,share,valid_from\n,,0.5,1.1.2020\n"}, ("ownership.csv", 2, 4), "2026-12-24"),
    ],
)
def test_each_fault_is_told_with_its_place(
    tmp_path: Path, files: dict[str, str | bytes], place: tuple[str, int, int], words: str
) -> None:
    summary = take_in(written(tmp_path, **files))
    assert place in places(summary), [str(fault) for fault in summary.faults]
    told = " ".join(fault.message for fault in summary.faults)
    assert any(word in told for word in words.split("|")), told
    assert not Organisation.objects.exists()
    assert not Ownership.objects.exists()


@pytest.mark.parametrize(
    ("language", "words"), [("nb", "Er det «nes»?"), ("nn", "Er det «nes»?"), ("en", "Is it “nes”?")]
)
def test_a_fault_is_told_in_the_readers_language(tmp_path: Path, language: str, words: str) -> None:
    organisations = HEAD + "nes,Nes,customer,\nhurdal,Hurdal,customer,974760674\n"
    files = written(tmp_path, organisations_csv=organisations, teams_csv="organisation,key,name\nness,d,D\n")
    with translation.override(language):
        number, team = (fault.message for fault in take_in(files).faults)
        assert number == translation.gettext("The last digit does not fit the others: a digit is mistyped.")
    assert words in team


def test_after_two_hundred_faults_the_rest_is_not_read(tmp_path: Path) -> None:
    wrong = "".join(f"k{n},K{n},nothing\n" for n in range(1_000))
    files = written(tmp_path, organisations_csv="key,name,kind\n" + wrong, teams_csv="organisation,key\nness,d\n")
    assert places(take_in(files)) == [("organisations.csv", line, 3) for line in range(2, FAULTS_AT_MOST + 2)]


def test_a_directory_without_files_says_which_there_are(tmp_path: Path) -> None:
    assert "organisations.csv" in take_in(tmp_path).faults[0].message


def test_calendars_say_which_weekday_and_which_hours(tmp_path: Path) -> None:
    text = "key,name,weekly\na,A,mondag 08-16\nb,B,monday åtte\nc,C,\n"
    summary = take_in(written(tmp_path, calendars_csv=text), "agreement")
    assert [place[1:] for place in places(summary)] == [(2, 3), (3, 3), (4, 3)]
    assert "Is it “monday”?" in summary.faults[0].message


def test_somebody_elses_rows_are_named_by_their_keys(tmp_path: Path) -> None:
    cast = make_cast()
    text = f"service,customer,valid_from\n{cast.service.key},nordvik,2030-01-01\nmial,nordvik,2030-01-01\n"
    summary = take_in(written(tmp_path, offerings_csv=text), "catalogue")
    assert places(summary) == [("offerings.csv", 2, 3), ("offerings.csv", 3, 1)]  # overlaps the one it has
    assert "Is it “mail”?" in summary.faults[1].message


def test_what_is_written_out_is_read_in_as_it_was(tmp_path: Path) -> None:
    make_cast()
    for book in BOOKS:
        write_out(tmp_path / book, records=book)
        summary = take_in(tmp_path / book, book)
        assert [str(fault) for fault in summary.faults] == []
        assert all(sum(counts.values()) == counts["unchanged"] for counts in summary.counts.values()), summary.counts
    assert (Service.objects.count(), Person.objects.count()) == (2, 10)


def test_a_reader_leaves_the_transaction_as_it_was(tmp_path: Path) -> None:
    make_cast()
    with transaction.atomic():
        take_in(written(tmp_path, organisations_csv="key,nope\n1,2\n"))
        assert Organisation.objects.count() == 5


def test_the_guide_names_every_file_and_column() -> None:
    guide = (GARDERMOEN.parents[1] / "docs" / "guide" / "start-your-own.md").read_text()
    for book, files in BOOKS.items():
        for name, record in files.items():
            (row,) = [line for line in guide.splitlines() if line.startswith(f"| {book}/{name} |")]
            assert [column for column in record.fields if column not in row] == [], name
