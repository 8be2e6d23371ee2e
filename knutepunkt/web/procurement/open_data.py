"""A purchase as open data (OCDS): what was made public, each time it was, and nothing else.

What is public stands in the notices: not the estimate, not who asked to take part, not who lost, and no price before
the award notice.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import cast

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.connectors import ocds
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import integrator
from knutepunkt.plan.models import Award, Procurement, ProcurementCriterion, ProcurementNotice, Submission, TenderRound
from knutepunkt.plan.queries.judged import last_tenders
from knutepunkt.plan.rules.law import Subject
from knutepunkt.plan.rules.procedure import Procedure
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.display import number
from knutepunkt.web.procurement.buying import found_by
from knutepunkt.web.procurement.words import PROCEDURES
from knutepunkt.web.session import Request

_KIND = ProcurementNotice.Kind
_OPEN = {Procedure.OPEN, Procedure.PART_II_OPEN}
_CATEGORIES = {Subject.WORKS: ocds.Category.WORKS, Subject.SPECIAL: ocds.Category.SERVICES}


@require_safe
@page_for(roles=INTEGRATOR)
def record(request: Request, key: str) -> HttpResponse:
    """The record, with a release for each notice."""
    one = found_by(key)
    releases = list(history(one))
    if not releases:
        raise NotYours(_("Nothing of this procurement is public yet."))
    owner = integrator()
    publisher = ocds.Publisher(owner.name, owner.number)
    content = ocds.record_package(releases, publisher=publisher, uri=request.build_absolute_uri(), at=request.at)
    answer = HttpResponse(content, content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.key}.ocds.json"'
    return answer


def history(one: Procurement) -> Iterator[ocds.Release]:
    """Yield what became public, oldest first. In Norwegian, whoever asks."""
    with translation.override("nb"):
        known = ocds.Process(ocid=f"{settings.OCDS_PREFIX}-{one.key}", buyer=_party(one.owner))
        for notice in one.notices.order_by("sent_at", "id"):
            tags, known = _told(one, notice, known)
            yield ocds.Release(notice.sent_at, tags, known)


def _told(
    one: Procurement, notice: ProcurementNotice, known: ocds.Process
) -> tuple[tuple[ocds.Tag, ...], ocds.Process]:
    """Return what a notice tells, and the process with it."""
    if notice.kind == _KIND.PRIOR:
        return (ocds.Tag.PLANNING,), replace(known, planning=ocds.Planning(rationale=notice.text))
    if notice.kind == _KIND.COMPETITION:
        return (ocds.Tag.TENDER,), replace(known, tender=_competition(one, notice))
    tender = known.tender or _competition(one, notice)
    if notice.kind == _KIND.CANCELLATION:
        cancelled = replace(tender, status=ocds.TenderStatus.CANCELLED)
        return (ocds.Tag.TENDER_CANCELLATION,), replace(known, tender=cancelled)
    ended = replace(
        tender,
        status=ocds.TenderStatus.COMPLETE,
        tender_count=_sent(one),
        has_enquiries=one.questions.exists(),
        tenders=_span(last_tenders(one)),
        documents=(*tender.documents, _document(notice, "awardNotice")),
    )
    tags = (ocds.Tag.AWARD, ocds.Tag.CONTRACT)
    return tags, replace(known, tender=ended, awards=tuple(_awards(one)), contracts=tuple(_contracts(one)))


def _competition(one: Procurement, notice: ProcurementNotice) -> ocds.Tender:
    procedure = Procedure(notice.procedure)
    weighed = list(one.criteria.filter(kind=ProcurementCriterion.Kind.AWARD.value))
    first = one.rounds.order_by("number").first()
    asks_first = first is not None and first.kind == TenderRound.Kind.REQUEST
    return ocds.Tender(
        identifier=one.key,
        title=notice.title,
        description=notice.text,
        status=ocds.TenderStatus.ACTIVE,
        method=_method(procedure),
        method_details=str(PROCEDURES[procedure]),
        category=_CATEGORIES.get(Subject(one.subject)),
        award_criteria="priceOnly" if all(row.is_price for row in weighed) else "ratedCriteria",
        criteria_details=", ".join(f"{row.title} {number(float(row.weight))} %" for row in weighed),
        is_electronic=one.is_electronic,
        tenders=None if asks_first else _span(first),
        lots=tuple(ocds.Lot(identifier=str(nr), title=title) for nr, title, _winners in notice.lot_lines),
        documents=(_document(notice, "tenderNotice"),),
        milestones=(_requests_by(first),) if asks_first and first is not None else (),
    )


def _method(procedure: Procedure) -> ocds.Method | None:
    """Part 1 of the regulation has no procedures: how open it was is not known."""
    if procedure is Procedure.PART_I:
        return None
    return ocds.Method.OPEN if procedure in _OPEN else ocds.Method.SELECTIVE


def _requests_by(first: TenderRound) -> ocds.Milestone:
    return ocds.Milestone(identifier="requests", title=_("Requests to take part"), due_at=first.deadline_at)


def _document(notice: ProcurementNotice, kind: str) -> ocds.Document:
    title = f"{notice.title} ({notice.reference})" if notice.reference else notice.title
    return ocds.Document(identifier=f"notice-{notice.pk}", kind=kind, title=title, published_at=notice.sent_at)


def _awards(one: Procurement) -> Iterator[ocds.Award]:
    for award in one.awards.select_related("lot", "supplier"):
        yield ocds.Award(
            identifier=_number(award),
            title=award.lot.title,
            status=ocds.AwardStatus.ACTIVE if award.signed_on else ocds.AwardStatus.PENDING,
            decided_at=award.decided_at,
            value=award.value,
            suppliers=(_party(award.supplier),),
            lots=(str(award.lot.number),),
        )


def _contracts(one: Procurement) -> Iterator[ocds.Contract]:
    for award in one.awards.select_related("lot", "framework", "contract").exclude(signed_on=None):
        made = award.framework or award.contract
        if made is not None:
            yield ocds.Contract(
                identifier=made.key if award.lot.winners == 1 else f"{made.key}-{award.rank}",
                award=_number(award),
                title=made.title,
                status=ocds.ContractStatus.ACTIVE,
                value=award.value,
                signed_at=_midnight(cast("date", award.signed_on)),
            )


def _number(award: Award) -> str:
    """The lot's number, and which of several in it."""
    return str(award.lot.number) if award.lot.winners == 1 else f"{award.lot.number}.{award.rank}"


def _sent(one: Procurement) -> int:
    standing = Submission.objects.filter(round=last_tenders(one), replaced_at=None)
    return standing.values("supplier").distinct().count()


def _span(row: TenderRound | None) -> ocds.Span | None:
    return ocds.Span(row.begun_at, row.deadline_at) if row is not None else None


def _party(one: Organisation) -> ocds.Party:
    return ocds.Party(one.name, one.number, one.key)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
