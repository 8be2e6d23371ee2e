"""Releases and records keep the official schema, and merge as the reference implementation merges."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from jsonschema import Draft4Validator, FormatChecker
from ocdsmerge import Merger
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from knutepunkt.connectors.ocds import (
    Award,
    AwardStatus,
    Category,
    Contract,
    ContractStatus,
    Document,
    Item,
    Lot,
    Method,
    Milestone,
    Party,
    Planning,
    Process,
    Publisher,
    Release,
    Span,
    Tag,
    Tender,
    TenderStatus,
    Unfit,
    record_package,
    release_package,
)

FOLDER = Path(__file__).parent.parent / "data" / "ocds-1.1"
BUYER = Party("Digitale Gardermoen IKS", "123456785")
FIRST, SECOND = Party("Modulleverandør 2 AS", "310070106"), Party("Skyselskapet", key="supplier-7")
PUBLISHER = Publisher("Digitale Gardermoen IKS", "123456785", licence="https://data.norge.no/nlod/no/2.0")
AT = datetime(2019, 8, 9, 12, tzinfo=UTC)
OSLO = timezone(timedelta(hours=2))

PLANNED = Process(
    ocid="ocds-abc123-modul-2",
    buyer=BUYER,
    planning=Planning(
        rationale="Ny leveranseplattform",
        budget=Decimal("120000000.50"),
        milestones=(Milestone(identifier="bp2", title="Prosjektforslag", kind="approval", met_at=AT),),
        documents=(Document(identifier="plan", kind="procurementPlan", title="Anskaffelsesplan"),),
    ),
)
ANNOUNCED = replace(
    PLANNED,
    tender=Tender(
        identifier="modul-2",
        title="Moderne IT-tjenester",
        status=TenderStatus.ACTIVE,
        description="Transformasjon, drift og integrasjon",
        value=Decimal(100_000_000),
        method=Method.SELECTIVE,
        method_details="Konkurranse med forhandling",
        method_rationale="FOA § 13-2 a",
        category=Category.SERVICES,
        award_criteria="ratedCriteria",
        criteria_details="Pris 40, kvalitet 30, miljø 30",
        enquiries=Span(ends_at=AT + timedelta(days=20)),
        has_enquiries=True,
        tenders=Span(AT, AT + timedelta(days=31)),
        contract=Span(AT + timedelta(days=145)),
        lots=(
            Lot(
                identifier="2a", title="Drift på eget datasenter", status=TenderStatus.ACTIVE, value=Decimal(40_000_000)
            ),
            Lot(identifier="2b", title="Transformasjon og sky"),
        ),
        items=(Item(identifier="1", description="Drift", cpv="72000000", lot="2a"),),
        documents=(
            Document(
                identifier="kunngjoring",
                kind="tenderNotice",
                title="Kunngjøring",
                url="https://www.doffin.no/notices/2019-1",
                published_at=datetime(2019, 8, 9, 14, tzinfo=OSLO),
                media_type="text/html",
            ),
        ),
    ),
)
assert ANNOUNCED.tender is not None
AWARDED = replace(
    ANNOUNCED,
    tender=replace(ANNOUNCED.tender, status=TenderStatus.COMPLETE, tender_count=2, tenderers=(FIRST, SECOND)),
    awards=(
        Award(
            identifier="2a",
            title="Tildeling 2a",
            status=AwardStatus.PENDING,
            decided_at=AT + timedelta(days=133),
            value=Decimal("38500000.25"),
            suppliers=(FIRST,),
            lots=("2a",),
        ),
        Award(identifier="2b", title="Ingen kvalifiserte", status=AwardStatus.UNSUCCESSFUL, lots=("2b",)),
    ),
)
SIGNED = replace(
    AWARDED,
    awards=(replace(AWARDED.awards[0], status=AwardStatus.ACTIVE), AWARDED.awards[1]),
    contracts=(
        Contract(
            identifier="R-2a",
            award="2a",
            title="Rammeavtale modul 2a",
            status=ContractStatus.ACTIVE,
            value=Decimal("38500000.25"),
            period=Span(AT + timedelta(days=150), AT + timedelta(days=1600)),
            signed_at=AT + timedelta(days=144),
        ),
    ),
)
HISTORY = (
    Release(AT - timedelta(days=90), (Tag.PLANNING,), PLANNED),
    Release(AT, (Tag.TENDER,), ANNOUNCED),
    Release(AT + timedelta(days=133), (Tag.AWARD,), AWARDED),
    Release(AT + timedelta(days=144), (Tag.CONTRACT, Tag.AWARD_UPDATE), SIGNED),
)
URI = "https://example.no/ocds/modul-2.json"


def patched(schema: Any, patch: Any) -> Any:
    """A schema with an extension's, as RFC 7396 merges them."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(schema) if isinstance(schema, dict) else {}
    for name, value in patch.items():
        merged[name] = patched(merged.get(name), value)
    return merged


def loaded(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


RELEASE_SCHEMA = patched(loaded("release-schema.json"), loaded("lots-release-schema.json"))


def is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def is_uri(value: object) -> bool:
    return not isinstance(value, str) or value.startswith(("http://", "https://"))


CHECKER = FormatChecker(formats=())
CHECKER.checks("date-time", raises=ValueError)(is_moment)
CHECKER.checks("uri")(is_uri)


def official(name: str) -> Draft4Validator:
    release = Resource.from_contents(RELEASE_SCHEMA, default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resource(RELEASE_SCHEMA["id"], release)
    return Draft4Validator(loaded(name), registry=registry, format_checker=CHECKER)


RELEASES, RECORDS = official("release-package-schema.json"), official("record-package-schema.json")


def unknown(value: Any, schema: dict[str, Any], place: str = "") -> list[str]:
    """What we write that no schema names: a misspelt field is lawful JSON, and lost."""
    while "$ref" in schema:
        schema = RELEASE_SCHEMA["definitions"][schema["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, list):
        return [one for row in value for one in unknown(row, schema.get("items", {}), place)]
    if not isinstance(value, dict):
        return []
    known = schema.get("properties", {})
    return [
        one
        for name, inner in value.items()
        for one in (unknown(inner, known[name], f"{place}/{name}") if name in known else [f"{place}/{name}"])
    ]


def released(*releases: Release) -> Any:
    return json.loads(release_package(releases, publisher=PUBLISHER, uri=URI, at=AT))


def recorded(*releases: Release) -> Any:
    return json.loads(record_package(releases, publisher=PUBLISHER, uri=URI, at=AT))


def test_releases_keep_the_official_schema() -> None:
    package = released(*HISTORY)
    assert [error.message for error in RELEASES.iter_errors(package)] == []
    assert [one for release in package["releases"] for one in unknown(release, RELEASE_SCHEMA)] == []


def test_a_record_keeps_the_official_schema() -> None:
    package = recorded(*HISTORY)
    assert [error.message for error in RECORDS.iter_errors(package)] == []
    (record,) = package["records"]
    assert unknown(record["compiledRelease"], RELEASE_SCHEMA) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("tender", "status"), "ferdig"),
        (("tag",), []),
        (("awards", 0, "id"), ""),
        (("date",), "i går"),
        (("tender", "value", "amount"), "mye"),
        (("tender", "lots", 0, "status"), "ferdig"),
        (("ocid",), None),
    ],
)
def test_the_schema_says_no_where_it_should(path: tuple[str | int, ...], value: object) -> None:
    package = released(*HISTORY[-1:])
    found = package["releases"][0]
    for step in path[:-1]:
        found = found[step]
    found[path[-1]] = value
    assert list(RELEASES.iter_errors(package))


def test_what_is_said_is_found_again() -> None:
    (record,) = recorded(*reversed(HISTORY))["records"]
    assert [release["tag"] for release in record["releases"]] == [
        ["planning"],
        ["tender"],
        ["award"],
        ["contract", "awardUpdate"],
    ]
    whole = record["compiledRelease"]
    assert whole["tag"] == ["compiled"]
    assert whole["planning"]["budget"]["amount"] == {"amount": 120000000.5, "currency": "NOK"}
    assert [(one["id"], one["status"]) for one in whole["awards"]] == [("2a", "active"), ("2b", "unsuccessful")]
    assert whole["contracts"][0]["dateSigned"] == "2019-12-31T12:00:00Z"
    assert whole["tender"]["documents"][0]["datePublished"] == "2019-08-09T12:00:00Z"
    assert {party["id"]: party["roles"] for party in whole["parties"]} == {
        "NO-BRC-123456785": ["buyer", "procuringEntity"],
        "NO-BRC-310070106": ["tenderer", "supplier"],
        "supplier-7": ["tenderer"],
    }


def test_no_tenderer_stands_in_what_was_published_before_opening() -> None:
    text = release_package(HISTORY[:2], publisher=PUBLISHER, uri=URI, at=AT).decode()
    assert "tenderer" not in text
    assert FIRST.name not in text


MERGER = Merger(RELEASE_SCHEMA)


def test_a_compiled_release_is_what_the_reference_makes_of_it() -> None:
    (record,) = recorded(*HISTORY)["records"]
    assert record["compiledRelease"] == MERGER.create_compiled_release(record["releases"])


keys = some.sampled_from(["a", "b", "c"])
texts = some.sampled_from(["", "Drift", "Sky og\x07 mer", "Æ"])
amounts = some.none() | some.decimals(0, 10**9, places=2)
parties = some.builds(Party, some.just("Leverandør"), some.just(""), keys)


@some.composite
def processes(draw: some.DrawFn) -> Process:
    """Any state of a process: more than a history, since rows come and go."""
    lots = draw(some.lists(keys, max_size=3, unique=True))
    tender = Tender(
        identifier="t",
        title=draw(texts),
        status=draw(some.sampled_from(TenderStatus)),
        value=draw(amounts),
        is_electronic=draw(some.booleans()),
        tenderers=tuple(draw(some.lists(parties, max_size=2, unique=True))),
        lots=tuple(Lot(identifier=lot, title=draw(texts), value=draw(amounts)) for lot in lots),
        items=tuple(
            Item(identifier=key, description=draw(texts), lot=draw(some.sampled_from(["", *lots])))
            for key in draw(some.lists(keys, max_size=2, unique=True))
        ),
    )
    awards = tuple(
        Award(
            identifier=key,
            title=draw(texts),
            status=draw(some.sampled_from([AwardStatus.PENDING, AwardStatus.CANCELLED])),
            value=draw(amounts),
            suppliers=tuple(draw(some.lists(parties, max_size=2, unique=True))),
            lots=tuple(lots),
        )
        for key in draw(some.lists(keys, max_size=3, unique=True))
    )
    return Process(ocid="ocds-abc123-1", buyer=BUYER, tender=tender, awards=awards)


@given(some.lists(processes(), min_size=1, max_size=4))
def test_any_history_keeps_the_schema_and_merges_as_the_reference_does(states: list[Process]) -> None:
    history = [Release(AT + timedelta(days=n), (Tag.TENDER_UPDATE,), state) for n, state in enumerate(states)]
    package = recorded(*history)
    assert [error.message for error in RECORDS.iter_errors(package)] == []
    (record,) = package["records"]
    assert record["compiledRelease"] == MERGER.create_compiled_release(record["releases"])


@given(some.decimals(0, 10**12, places=2))
def test_an_amount_is_written_to_the_øre(amount: Decimal) -> None:
    process = replace(PLANNED, planning=Planning(budget=amount))
    text = release_package([Release(AT, (Tag.PLANNING,), process)], publisher=PUBLISHER, uri=URI, at=AT)
    found = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    assert found["releases"][0]["planning"]["budget"]["amount"]["amount"] == amount


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        (replace(SIGNED, ocid="modul-2"), "releases.0.ocid"),
        (replace(SIGNED, buyer=Party(" ", "123456785")), "releases.0.buyer.name"),
        (replace(SIGNED, buyer=Party("Kjøper")), "releases.0.buyer.number"),
        (replace(SIGNED, contracts=()), "releases.0.tags.0"),
        (replace(SIGNED, contracts=SIGNED.contracts * 2), "releases.0.contracts.1.identifier"),
        (replace(SIGNED, contracts=(replace(SIGNED.contracts[0], award="x"),)), "releases.0.contracts.0.award"),
        (
            replace(SIGNED, awards=(replace(SIGNED.awards[0], lots=("x",)), *SIGNED.awards[1:])),
            "releases.0.awards.0.lots",
        ),
        (
            replace(SIGNED, awards=(replace(SIGNED.awards[0], suppliers=()), *SIGNED.awards[1:])),
            "releases.0.awards.0.suppliers",
        ),
        (
            replace(SIGNED, awards=(replace(SIGNED.awards[0], suppliers=(FIRST, FIRST)), *SIGNED.awards[1:])),
            "releases.0.awards.0.suppliers.1.identifier",
        ),
        (replace(SIGNED, planning=Planning(budget=Decimal(-1))), "releases.0.planning.budget"),
        (replace(SIGNED, planning=Planning(budget=Decimal("NaN"))), "releases.0.planning.budget"),
        (replace(SIGNED, planning=Planning(budget=Decimal("0.005"))), "releases.0.planning.budget"),
        (replace(SIGNED, planning=Planning(budget=Decimal(10) ** 13)), "releases.0.planning.budget"),
    ],
)
def test_what_cannot_be_published_has_a_place(changed: Process, place: str) -> None:
    with pytest.raises(Unfit) as refused:
        released(Release(AT, (Tag.CONTRACT,), changed))
    assert refused.value.place == place


def test_two_releases_are_never_of_one_moment_and_one_has_a_time_zone() -> None:
    for releases, place in (
        ((HISTORY[1], replace(HISTORY[2], at=AT + timedelta(milliseconds=3))), "releases.1.at"),
        ((replace(HISTORY[1], at=AT.replace(tzinfo=None)),), "releases.0.at"),
        ((replace(HISTORY[1], tags=()),), "releases.0.tags"),
        ((), "releases"),
    ):
        with pytest.raises(Unfit) as refused:
            recorded(*releases)
        assert refused.value.place == place
