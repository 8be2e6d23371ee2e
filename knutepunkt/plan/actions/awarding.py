"""Chooses a tender by what was announced, tells all at once, waits the standstill out, and makes the agreement."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from knutepunkt.agreement.actions import register
from knutepunkt.agreement.actions.records import CONTRACT
from knutepunkt.agreement.models import Contract, Framework, Lot, LotSupplier
from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.base.editing import save
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day
from knutepunkt.plan.actions.procuring import LONGEST, changing, tell
from knutepunkt.plan.models import (
    Award,
    AwardLetter,
    Complaint,
    DrawingOfLots,
    Procurement,
    ProcurementLot,
    Submission,
    TenderRound,
)
from knutepunkt.plan.queries.judged import Judged, judged, suppliers_told, ticket
from knutepunkt.plan.queries.law import law_on
from knutepunkt.plan.queries.procurement import circumstances, is_impartial_member, valued
from knutepunkt.plan.rules.days import period_end
from knutepunkt.plan.rules.deadline import applying, days_of
from knutepunkt.plan.rules.law import Regime
from knutepunkt.plan.rules.procedure import Procedure, Step

_STATE = Procurement.State
_DAY = timedelta(days=1)
_MONTHS = 48  # of a framework: the longest that law lets it


Chosen = tuple[ProcurementLot, list[Award], Judged]  # a lot, whom we chose in it, and how all stand


def choose(lot_id: int, *, submission_id: int, reason: str, by: Person, at: datetime) -> Award:
    """Choose the tender that stands first; refused for another one, and while points are missing."""
    reason = cleaned(reason, field="reason", label=_("Reason"), longest=LONGEST, required=True)
    refuse_identity_number(reason, field="reason")
    lot = ProcurementLot.objects.select_related("procurement").filter(pk=lot_id).first()
    if lot is None or not is_impartial_member(lot.procurement_id, by):
        raise NotYours(_("There is no such lot, or you do not judge it."))
    with changing(lot.procurement_id, _STATE.ANNOUNCED, by=by, at=at) as row:
        _require_all_opened(row)
        found = judged(row, lot)
        chosen, rank = _standing_of(found, lot, submission_id)
        lot.awards.filter(supplier=chosen.supplier).exclude(rank=rank).delete()  # chosen before points were changed
        award, _is_new = Award.objects.update_or_create(
            lot=lot,
            rank=rank,
            defaults={
                "procurement": row,
                "supplier": chosen.supplier,
                "value": found.prices.get(chosen.pk),
                "reason": reason,
                "decided_at": at,
                "decided_by": by,
            },
        )
        return award


def _require_all_opened(row: Procurement) -> None:
    last = row.rounds.order_by("-number").first()
    if last is None or last.opened_at is None or last.kind == TenderRound.Kind.REQUEST:
        raise Refusal(_("Tenders are still to come, or sealed: choose when two persons have opened the last ones."))


def _standing_of(found: Judged, lot: ProcurementLot, submission_id: int) -> tuple[Submission, int]:
    """Return a tender that is to be chosen, with its place."""
    if found.result is None:
        raise Refusal(_("Points are missing: %(number)d things are not judged yet.") % {"number": len(found.faults)})
    first = {one.pk: one for one in found.first(lot.winners)}
    if submission_id not in first:
        names = ", ".join(str(one.supplier) for one in first.values())
        message = _("By the criteria that were announced, %(names)s stands first.") % {"names": names}
        raise refused("submission", message)
    chosen = first[submission_id]
    standing = found.standing(chosen)
    assert standing is not None, "it is in the order"
    if standing.tied:
        names = ", ".join(str(one.supplier) for one in found.tied(lot.winners))
        raise refused(
            "submission", _("By what was announced, these are equal: %(names)s. Draw lots.") % {"names": names}
        )
    return chosen, standing.place


def send_letters(procurement_id: int, *, by: Person, at: datetime) -> list[AwardLetter]:
    """Tell everybody who sent something, at the same moment, and compute the standstill from this day."""
    with changing(procurement_id, _STATE.ANNOUNCED, by=by, at=at) as row:
        _require_all_opened(row)
        lots = [(lot, list(lot.awards.select_related("supplier")), judged(row, lot)) for lot in row.lots.all()]
        _require_chosen(lots)
        ends, rule = _standstill(row, at)
        row.awards.update(standstill_ends_on=ends, standstill_rule=rule)
        row.state = _STATE.AWARDED.value
        row.save(update_fields=["state"])
        return [_letter(row, supplier, lots, ends, at) for supplier in suppliers_told(row)]


def _require_chosen(lots: list[Chosen]) -> None:
    """Refuse while fewer are chosen than was announced, and a choice that points or a rejection have overtaken."""
    for lot, awards, found in lots:
        first = [tender.supplier for tender, _standing in found.in_order()][: lot.winners]
        for award in awards:
            if award.rank > len(first) or award.supplier != first[award.rank - 1]:
                told = {"lot": lot, "names": ", ".join(map(str, first)) or "–", "chosen": award.supplier}
                raise Refusal(_("%(lot)s: %(chosen)s was chosen, but %(names)s stands first now. Choose again.") % told)
    if missing := [str(lot) for lot, awards, found in lots if len(awards) < max(1, len(found.first(lot.winners)))]:
        raise Refusal(_("Choose a tender first for: %(lots)s.") % {"lots": ", ".join(missing)})


def _standstill(row: Procurement, at: datetime) -> tuple[date | None, str]:
    """Return the last day of the standstill and the rule it came from; None where none is demanded."""
    law = law_on(local_day(at))
    held = valued(row, law=law).regime
    for rule in applying(law.rules, Procedure(row.procedure), held or Regime.PART_III):
        days = days_of(rule, circumstances(row, law))
        if (rule.from_step, rule.to_step) == (Step.AWARD_LETTER, Step.SIGNING) and days:
            return period_end(local_day(at), days), law.rows[rule.key].source
    return None, ""


def _letter(
    row: Procurement,
    supplier: Organisation,
    lots: list[Chosen],
    ends: date | None,
    at: datetime,
) -> AwardLetter:
    parts = [_("We have chosen whom we mean to make an agreement with in “%(title)s”.") % {"title": row.title}]
    parts += [_of_lot(supplier, *one) for one in lots]
    requests = _rejections(row, supplier, round__kind=TenderRound.Kind.REQUEST.value)
    parts += [_("Your request to take part was rejected: %(why)s") % {"why": why} for why in requests]
    if ends:
        told = {"day": formats.date_format(ends, "SHORT_DATE_FORMAT")}
        parts.append(_("The standstill ends on %(day)s. No agreement is made before the day after.") % told)
    body = "\n\n".join(parts)
    subject = _("Award: %(title)s") % {"title": row.title}
    tell(supplier, key=f"award-{row.pk}-{supplier.pk}", subject=subject, body=body, at=at)
    return AwardLetter.objects.create(
        procurement=row, supplier=supplier, body=body, sent_at=at, standstill_ends_on=ends
    )


def _of_lot(supplier: Organisation, lot: ProcurementLot, awards: list[Award], found: Judged) -> str:
    """What one supplier is told of a lot: whom we chose and why, and its own points beside the chosen ones'."""
    names = ", ".join(str(award.supplier) for award in awards)
    lines = [f"{lot.number} {lot.title}: {names}"]
    for award in awards:
        lines += [f"{award.rank}. {award.supplier}: {award.reason}" if len(awards) > 1 else award.reason]
        if award.supplier_id == supplier.pk and len(awards) > 1:
            told = {"rank": award.rank, "number": len(awards)}
            lines.append(_("You are chosen as number %(rank)d of %(number)d.") % told)
    lines += [_drawing(one, found) for one in found.drawings]
    own = next((one for one in found.tenders if one.supplier_id == supplier.pk), None)
    by_supplier = {one.supplier_id: one for one in found.tenders}
    chosen = [by_supplier[award.supplier_id] for award in awards if award.supplier_id in by_supplier]
    lines += _compared(own, chosen, found) if chosen else []
    lines += [_("Your tender was rejected: %(why)s") % {"why": why} for why in _tender_rejections(supplier, lot)]
    return "\n".join(lines)


def _compared(own: Submission | None, chosen: list[Submission], found: Judged) -> list[str]:
    """Say by each criterion what the chosen ones got, and what the reader got, with the reason for that."""
    lines = []
    for criterion in found.criteria:
        key = str(criterion.pk)
        if len(chosen) == 1:
            words = _("chosen %(chosen)s") % {"chosen": _points(found, chosen[0], key)}
        else:
            words = ", ".join(f"{one.supplier} {_points(found, one, key)}" for one in chosen)
        if own is not None and own not in chosen:
            words += _(", yours %(own)s") % {"own": _points(found, own, key)}
        lines.append(f"– {criterion.title} ({formats.number_format(criterion.weight.normalize())} %): {words}")
        if own is not None and (reason := found.reason(own, criterion)):
            lines.append(f"  {reason}")
    return lines


def _drawing(drawing: DrawingOfLots, found: Judged) -> str:
    """Tell of a drawing, so that the reader can draw again."""
    names = {ticket(one): f"{one.supplier} ({ticket(one)})" for one in found.tenders}
    told = {
        "at": formats.date_format(timezone.localtime(drawing.drawn_at), "SHORT_DATETIME_FORMAT"),
        "seed": drawing.seed,
        "order": ", ".join(names.get(name, name) for name in drawing.order),
    }
    return (
        _(
            "Lots were drawn between equals %(at)s, two members present. Seed: %(seed)s. Order: %(order)s. It is the"
            " order of SHA-256 of the seed, a colon and the name in brackets: anybody can draw again."
        )
        % told
    )


def _points(found: Judged, tender: Submission, key: str) -> str:
    standing = found.standing(tender)
    part = next((one for one in standing.parts if one.criterion == key), None) if standing else None
    return formats.number_format(Decimal(str(round(float(part.points), 2))), 2) if part else "–"


def _tender_rejections(supplier: Organisation, lot: ProcurementLot) -> list[str]:
    kinds = (TenderRound.Kind.TENDER.value, TenderRound.Kind.REVISED.value)
    return _rejections(lot.procurement, supplier, round__kind__in=kinds, lot_number=lot.number)


def _rejections(row: Procurement, supplier: Organisation, **of: object) -> list[str]:
    rejected = Submission.objects.filter(
        round__procurement=row, supplier=supplier, replaced_at=None, admission__is_admitted=False, **of
    )
    return [f"§ {one.admission.ground}. {one.admission.reason}" for one in rejected.select_related("admission")]


def complain(
    procurement_id: int, *, supplier: Organisation, about: str, stops_signing: bool, by: Person, at: datetime
) -> Complaint:
    """Keep a complaint; one that stops the signing does so until it is answered."""
    about = cleaned(about, field="about", label=_("About"), longest=LONGEST, required=True)
    refuse_identity_number(about, field="about")
    with changing(procurement_id, _STATE.AWARDED, _STATE.SIGNED, by=by, at=at) as row:
        return Complaint.objects.create(
            procurement=row, supplier=supplier, received_on=local_day(at), about=about, stops_signing=stops_signing
        )


def answer_complaint(complaint_id: int, *, answer: str, by: Person, at: datetime) -> Complaint:
    """Keep what came of a complaint."""
    answer = cleaned(answer, field="answer", label=_("Answer"), longest=LONGEST, required=True)
    found = Complaint.objects.filter(pk=complaint_id).first()
    if found is None:
        raise NotYours(_("There is no such complaint."))
    with changing(found.procurement_id, by=by, at=at):
        found.answer, found.answered_on = answer, local_day(at)
        found.save(update_fields=["answer", "answered_on"])
    return found


@transaction.atomic
def sign(award_id: int, *, by: Person, at: datetime) -> Award:
    """Sign after the standstill: the framework or contract is made as a draft in the register of agreements."""
    seen = Award.objects.filter(pk=award_id).first()
    if seen is None:
        raise NotYours(_("There is no such award."))
    with changing(seen.procurement_id, _STATE.AWARDED, by=by, at=at) as row:
        award = Award.objects.select_related("lot", "supplier", "procurement__owner").get(pk=award_id)
        if award.signed_on is not None:
            raise Refusal(_("It is signed already."))
        _require_over(row, award, local_day(at))
    made = _agreement(award, by=by, at=at)
    with as_system():
        award.signed_on, award.signed_by = local_day(at), by
        award.framework, award.contract = made if isinstance(made, Framework) else None, None
        if isinstance(made, Contract):
            award.contract = made
        award.save(update_fields=["signed_on", "signed_by", "framework", "contract"])
        if not row.awards.filter(signed_on=None).exists():
            row.state = _STATE.SIGNED.value
            row.save(update_fields=["state"])
    return award


def _require_over(row: Procurement, award: Award, today: date) -> None:
    ends = award.standstill_ends_on
    if ends is not None and today <= ends:
        told = {"ends": formats.date_format(ends, "SHORT_DATE_FORMAT"), "rule": award.standstill_rule}
        raise refused("award", _("The standstill runs until %(ends)s: %(rule)s. Sign the day after.") % told)
    if row.complaints.filter(stops_signing=True, answered_on=None).exists():
        raise refused("award", _("A complaint stops the signing until it is answered."))


def _agreement(award: Award, *, by: Person, at: datetime) -> Framework | Contract:
    today, lot, row = local_day(at), award.lot, award.procurement
    if row.result == Procurement.Result.FRAMEWORK:
        months = min(lot.months or _MONTHS, _MONTHS)
        return _framework(award, today, add_months(today, months) - _DAY, by=by, at=at)
    values = {
        "key": f"{row.key[:50]}-{lot.number}",
        "kind": Contract.Kind.UNDERPINNING.value,
        "title": f"{row.title}: {lot.title}"[:200],
        "provider": award.supplier,
        "customer": row.owner,
        "state": Contract.State.DRAFT.value,
        "version": lot.version,
        "module": lot.module,
        "valid_from": today,
        "valid_to": add_months(today, lot.months) - _DAY if lot.months else None,
        "value": award.value,
        "notice_reference": _reference(row),
    }
    return save(CONTRACT, Contract(), values, by=by, at=at)


def _framework(award: Award, today: date, ends: date, *, by: Person, at: datetime) -> Framework:
    """Return the framework with the award's supplier in it, as that number; the first of a lot to sign makes it."""
    signed = award.lot.awards.exclude(framework=None).select_related("framework").first()
    if signed is not None and signed.framework is not None:
        framework, made = signed.framework, signed.framework.lots.get(number=1)
    else:
        framework, made = _new_framework(award, today, ends, by=by, at=at)
    place = {"lot": made, "supplier": award.supplier, "rank": award.rank}
    save(register.LOT_SUPPLIER, LotSupplier(), place, by=by, at=at)
    return framework


def _new_framework(award: Award, today: date, ends: date, *, by: Person, at: datetime) -> tuple[Framework, Lot]:
    """Make the framework with its lot; the ceiling is what was estimated and announced, and all in it share it."""
    row, lot = award.procurement, award.lot
    if lot.version is None or lot.module is None:
        raise refused("award", _("A framework is of a module and of a kind of agreement: the lot says neither."))
    values = {
        "key": f"{row.key[:50]}-{lot.number}",
        "title": f"{row.title}: {lot.title}"[:200],
        "module": lot.module,
        "version": lot.version,
        "owner": row.owner,
        "valid_from": today,
        "valid_to": ends,
        "reference": _reference(row),
    }
    framework = save(register.FRAMEWORK, Framework(), values, by=by, at=at)
    found = valued(row, law=law_on(today))
    ceiling = next(value for one, value in found.lots if one.pk == lot.pk)
    place = {"framework": framework, "number": 1, "title": lot.title, "ceiling": ceiling}
    return framework, save(register.LOT, Lot(), place, by=by, at=at)


def _reference(row: Procurement) -> str:
    found = row.notices.filter(kind="competition").first()
    return found.reference if found else ""
