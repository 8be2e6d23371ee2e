"""Scores opened tenders: each assessor's own word, then what they agree on; and what was talked of between rounds."""

from datetime import date, datetime
from decimal import Decimal
from secrets import token_hex

from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day
from knutepunkt.plan.actions.procuring import LINE, LONGEST, changing, judging
from knutepunkt.plan.models import (
    AgreedScore,
    DrawingOfLots,
    Negotiation,
    Procurement,
    ProcurementCriterion,
    ProcurementLot,
    Submission,
    TenderRound,
    TenderScore,
)
from knutepunkt.plan.queries.judged import ASSESSORS, judged, last_tenders, ticket
from knutepunkt.plan.queries.procurement import is_impartial_member
from knutepunkt.plan.rules.evaluation import drawn

_MOST = 10


def score(
    submission_id: int, *, criterion_id: int, points: Decimal, reason: str, by: Person, at: datetime
) -> TenderScore:
    """Keep what one assessor gives, 0 to 10, with the reason; again, to think better of it."""
    reason = _reason(reason)
    with judging(submission_id, by=by, at=at) as row:
        criterion = _scored(row, criterion_id, points)
        found, _is_new = TenderScore.objects.update_or_create(
            submission=row, criterion=criterion, assessor=by, defaults={"points": points, "reason": reason, "at": at}
        )
        return found


def agree(
    submission_id: int, *, criterion_id: int, points: Decimal, reason: str, by: Person, at: datetime
) -> AgreedScore:
    """Keep what the assessors agree on; refused before two of them have scored by themselves."""
    reason = _reason(reason)
    with judging(submission_id, by=by, at=at) as row:
        criterion = _scored(row, criterion_id, points)
        if row.scores.filter(criterion=criterion).count() < ASSESSORS:
            raise Refusal(_("Two assessors score by themselves before they agree."))
        found, _is_new = AgreedScore.objects.update_or_create(
            submission=row,
            criterion=criterion,
            defaults={"points": points, "reason": reason, "agreed_by": by, "at": at},
        )
        return found


def draw_lots(lot_id: int, *, witness: Person, present: str = "", by: Person, at: datetime) -> DrawingOfLots:
    """Draw lots between the first who are equal by what was announced, once; a second member of it looks on.

    The seed is made here, so that nobody chooses it, and it is told with the result.
    """
    present = cleaned(present, field="present", label=_("Also present"), longest=LINE)
    refuse_identity_number(present, field="present")
    lot = ProcurementLot.objects.filter(pk=lot_id).first()
    if lot is None or not is_impartial_member(lot.procurement_id, by):
        raise NotYours(_("There is no such lot, or you do not judge it."))
    if witness == by or not is_impartial_member(lot.procurement_id, witness):
        raise refused("witness", _("Another member looks on, impartial by own declaration."))
    with changing(lot.procurement_id, Procurement.State.ANNOUNCED, by=by, at=at) as row:
        equal = judged(row, lot).tied(lot.winners)
        if not equal:
            raise Refusal(_("Nobody is equal for a place that is to be given: there is nothing to draw."))
        last = last_tenders(row)
        assert last is not None, "equals were sent in a round"
        names, seed = sorted(map(ticket, equal)), token_hex(16)
        return DrawingOfLots.objects.create(
            procurement=row, lot=lot, round=last, names=names, seed=seed, order=list(drawn(seed, names)),
            drawn_by=by, witness=witness, present=present, drawn_at=at,
        )  # fmt: skip


def negotiate(
    round_id: int, *, supplier: Organisation, held_on: date, minutes: str, by: Person, at: datetime
) -> Negotiation:
    """Keep what was talked of with one tenderer after a round."""
    minutes = cleaned(minutes, field="minutes", label=_("Minutes"), longest=LONGEST, required=True)
    refuse_identity_number(minutes, field="minutes")
    found = TenderRound.objects.filter(pk=round_id).first()
    if found is None or not is_impartial_member(found.procurement_id, by):
        raise NotYours(_("There is no such round, or it is not yours to see."))
    if found.opened_at is None or found.is_final or found.kind == TenderRound.Kind.REQUEST:
        raise Refusal(_("Negotiation stands between opened tenders and final ones."))
    if held_on > local_day(at) or held_on < local_day(found.opened_at):
        raise refused("held_on", _("It is held after the opening, on a day that has come."))
    with changing(found.procurement_id, Procurement.State.ANNOUNCED, by=by, at=at):
        if not found.submissions.filter(supplier=supplier, replaced_at=None, admission__is_admitted=True).exists():
            raise refused("supplier", _("It has no admitted tender in this round."))
        return Negotiation.objects.create(
            round=found, supplier=supplier, held_on=held_on, minutes=minutes, by=by, at=at
        )


def _scored(row: Submission, criterion_id: int, points: Decimal) -> ProcurementCriterion:
    criterion = ProcurementCriterion.objects.filter(
        pk=criterion_id, procurement=row.round.procurement_id, kind=ProcurementCriterion.Kind.AWARD.value
    ).first()
    if criterion is None or row.round.kind == TenderRound.Kind.REQUEST:
        raise NotYours(_("There is no such criterion."))
    if criterion.is_price:
        raise refused("criterion", _("The price scores itself, by the model that was announced."))
    if not points.is_finite() or not 0 <= points <= _MOST:
        raise refused("points", _("Points are 0 to 10."))
    admission = getattr(row, "admission", None)
    if row.replaced_at is not None or (admission is not None and not admission.is_admitted):
        raise Refusal(_("A rejected tender is not scored."))
    return criterion


def _reason(text: str) -> str:
    text = cleaned(text, field="reason", label=_("Reason"), longest=LONGEST, required=True)
    refuse_identity_number(text, field="reason")
    return text
