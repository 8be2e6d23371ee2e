"""Writes releases and records as OCDS 1.1 with the extension for lots; a record's compiled release is merged here."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from knutepunkt.base.text import printable
from knutepunkt.connectors.ocds.process import (
    Award,
    Contract,
    Document,
    Item,
    Lot,
    Milestone,
    Party,
    Planning,
    Process,
    Publisher,
    Release,
    Span,
    Tender,
    Unfit,
    faults,
)

VERSION = "1.1"
EXTENSIONS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json",
)
_NOT_MERGED = {"id", "date", "tag"}
Json = dict[str, Any]


def release_package(releases: Sequence[Release], *, publisher: Publisher, uri: str, at: datetime) -> bytes:
    """Return releases as a package in UTF-8; raises the first `Unfit`."""
    written = [_release(release) for release in _checked(releases)]
    return _bytes(_package(publisher, uri, at) | {"releases": written})


def record_package(releases: Sequence[Release], *, publisher: Publisher, uri: str, at: datetime) -> bytes:
    """Return one record for each process, with all its releases and what they come to; raises the first `Unfit`."""
    by_process: dict[str, list[Json]] = {}
    for release in sorted(_checked(releases), key=lambda release: release.at):
        by_process.setdefault(release.process.ocid, []).append(_release(release))
    records = [
        {"ocid": ocid, "releases": written, "compiledRelease": compiled(written)}
        for ocid, written in by_process.items()
    ]
    return _bytes(_package(publisher, uri, at) | {"records": records})


def compiled(releases: Sequence[Json]) -> Json:
    """Merge releases of one process, oldest first, as OCDS says: newer values win, and rows are told by their id."""
    merged: Json = {}
    for release in releases:
        _merge(merged, {name: value for name, value in release.items() if name not in _NOT_MERGED})
    last = releases[-1]
    return {"tag": ["compiled"], "id": f"{last['ocid']}-{last['date']}", "date": last["date"], **merged}


def _merge(into: Json, newer: Mapping[str, Any]) -> None:
    for name, value in newer.items():
        known = into.get(name)
        if isinstance(value, dict):
            into[name] = known if isinstance(known, dict) else {}
            _merge(into[name], value)
        elif _are_rows(value):
            into[name] = known if isinstance(known, list) else []
            _merge_rows(into[name], value)
        else:
            into[name] = value


def _are_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and "id" in one for one in value)


def _merge_rows(into: list[Json], newer: list[Json]) -> None:
    known = {row["id"]: row for row in into}
    for row in newer:
        if row["id"] not in known:
            known[row["id"]] = {}
            into.append(known[row["id"]])
        _merge(known[row["id"]], row)


def _checked(releases: Sequence[Release]) -> Sequence[Release]:
    if not releases:
        raise Unfit("releases", "are missing")
    seen = set[tuple[str, datetime]]()
    for n, release in enumerate(releases):
        for fault in faults(release):
            raise Unfit(f"releases.{n}.{fault.place}", fault.reason)
        key = release.process.ocid, release.at.astimezone(UTC).replace(microsecond=0)
        if key in seen:
            raise Unfit(f"releases.{n}.at", "is the moment of another release of the process")
        seen.add(key)
    return releases


def _package(publisher: Publisher, uri: str, at: datetime) -> Json:
    who = _filled(
        name=publisher.name,
        scheme="NO-BRC" if publisher.number else "",
        uid=publisher.number,
        uri=publisher.uri,
    )
    return _filled(
        uri=uri,
        version=VERSION,
        extensions=list(EXTENSIONS),
        publishedDate=_moment(at),
        publisher=who,
        license=publisher.licence,
    )


def _release(release: Release) -> Json:
    process = release.process
    return _filled(
        ocid=process.ocid,
        id=release.identifier,
        date=_moment(release.at),
        tag=[tag.value for tag in release.tags],
        initiationType="tender",
        language=process.language,
        parties=_parties(process),
        buyer=_reference(process.buyer),
        planning=_planning(process.planning, process),
        tender=_tender(process.tender, process),
        awards=[_award(award, process) for award in process.awards],
        contracts=[_contract(contract, process) for contract in process.contracts],
    )


def _parties(process: Process) -> list[Json]:
    """Every organisation once, with all its roles."""
    roles: dict[str, list[str]] = {}
    known: dict[str, Party] = {}
    tenderers = process.tender.tenderers if process.tender is not None else ()
    for role, parties in (
        ("buyer", (process.buyer,)),
        ("procuringEntity", (process.buyer,) if process.tender is not None else ()),
        ("tenderer", tenderers),
        ("supplier", tuple(supplier for award in process.awards for supplier in award.suppliers)),
    ):
        for party in parties:
            known.setdefault(party.identifier, party)
            own = roles.setdefault(party.identifier, [])
            own.extend([] if role in own else [role])
    return [
        _filled(
            id=identifier,
            name=party.name,
            identifier=_filled(
                scheme="NO-BRC" if party.number else "", id=party.number, legalName=party.name if party.number else ""
            ),
            roles=roles[identifier],
        )
        for identifier, party in known.items()
    ]


def _planning(planning: Planning | None, process: Process) -> Json | None:
    if planning is None:
        return None
    return _filled(
        rationale=planning.rationale,
        budget=_filled(amount=_amount(planning.budget, process)),
        documents=[_document(document) for document in planning.documents],
        milestones=[_milestone(milestone) for milestone in planning.milestones],
    )


def _tender(tender: Tender | None, process: Process) -> Json | None:
    if tender is None:
        return None
    return _filled(
        id=tender.identifier,
        title=tender.title,
        description=tender.description,
        status=tender.status.value,
        procuringEntity=_reference(process.buyer),
        items=[_item(item) for item in tender.items],
        lots=[_lot(lot, process) for lot in tender.lots],
        value=_amount(tender.value, process),
        procurementMethod=tender.method.value if tender.method else "",
        procurementMethodDetails=tender.method_details,
        procurementMethodRationale=tender.method_rationale,
        mainProcurementCategory=tender.category.value if tender.category else "",
        awardCriteria=tender.award_criteria,
        awardCriteriaDetails=tender.criteria_details,
        submissionMethod=["electronicSubmission"] if tender.is_electronic else [],
        enquiryPeriod=_span(tender.enquiries),
        hasEnquiries=tender.has_enquiries,
        tenderPeriod=_span(tender.tenders),
        awardPeriod=_span(tender.award),
        contractPeriod=_span(tender.contract),
        numberOfTenderers=tender.tender_count,
        tenderers=[_reference(party) for party in tender.tenderers],
        documents=[_document(document) for document in tender.documents],
        milestones=[_milestone(milestone) for milestone in tender.milestones],
    )


def _lot(lot: Lot, process: Process) -> Json:
    return _filled(
        id=lot.identifier,
        title=lot.title,
        description=lot.description,
        status=lot.status.value if lot.status else "",
        value=_amount(lot.value, process),
    )


def _item(item: Item) -> Json:
    return _filled(
        id=item.identifier,
        description=item.description,
        classification=_filled(scheme="CPV", id=item.cpv) if item.cpv else None,
        relatedLot=item.lot,
    )


def _award(award: Award, process: Process) -> Json:
    return _filled(
        id=award.identifier,
        title=award.title,
        description=award.description,
        status=award.status.value,
        date=_moment(award.decided_at),
        value=_amount(award.value, process),
        suppliers=[_reference(party) for party in award.suppliers],
        relatedLots=list(award.lots),
        documents=[_document(document) for document in award.documents],
    )


def _contract(contract: Contract, process: Process) -> Json:
    return _filled(
        id=contract.identifier,
        awardID=contract.award,
        title=contract.title,
        description=contract.description,
        status=contract.status.value,
        period=_span(contract.period),
        value=_amount(contract.value, process),
        dateSigned=_moment(contract.signed_at),
        documents=[_document(document) for document in contract.documents],
    )


def _document(document: Document) -> Json:
    return _filled(
        id=document.identifier,
        documentType=document.kind,
        title=document.title,
        url=document.url,
        datePublished=_moment(document.published_at),
        format=document.media_type,
    )


def _milestone(milestone: Milestone) -> Json:
    return _filled(
        id=milestone.identifier,
        title=milestone.title,
        type=milestone.kind,
        dueDate=_moment(milestone.due_at),
        dateMet=_moment(milestone.met_at),
        status="met" if milestone.met_at else "scheduled",
    )


def _reference(party: Party) -> Json:
    return _filled(id=party.identifier, name=party.name)


def _span(span: Span | None) -> Json | None:
    return _filled(startDate=_moment(span.starts_at), endDate=_moment(span.ends_at)) if span is not None else None


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else ""


def _amount(value: Decimal | None, process: Process) -> Json | None:
    return {"amount": _number(value), "currency": process.currency} if value is not None else None


def _number(value: Decimal) -> int | float:
    """Return a number that JSON writes as the amount is: fifteen digits stay exact in a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def _filled(**values: Any) -> Json:
    """Return what is given: what is empty says nothing, and is left out."""
    return {
        name: printable(value).strip() if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None and value not in ("", [], {}) and (not isinstance(value, str) or printable(value).strip())
    }


def _bytes(package: Json) -> bytes:
    return json.dumps(package, ensure_ascii=False, indent=2, allow_nan=False).encode()
