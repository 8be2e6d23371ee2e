"""Opens what was sent, by two persons; decides what goes on; and invites to the next round."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day
from knutepunkt.plan.actions.announcing import require_lawful, require_near
from knutepunkt.plan.actions.procuring import LONGEST, changing, judging, require_state, tell
from knutepunkt.plan.models import Admission, LawFigure, Procurement, Submission, TenderInvitation, TenderRound
from knutepunkt.plan.queries.law import law_on
from knutepunkt.plan.queries.procurement import is_impartial_member, valued
from knutepunkt.plan.rules.procedure import MAY_NEGOTIATE, Procedure, Step

_STATE = Procurement.State


@transaction.atomic
def open_round(round_id: int, *, by: Person, at: datetime) -> TenderRound:
    """Turn one of two keys: after the deadline, by two different members, each impartial by own declaration."""
    seen = TenderRound.objects.select_related("procurement").filter(pk=round_id).first()
    if seen is None or not is_impartial_member(seen.procurement_id, by):
        raise NotYours(_("Those open it who work on the procurement and have declared themselves impartial."))
    require_state(seen.procurement, _STATE.ANNOUNCED)
    with as_system():
        held = TenderRound.objects.select_for_update(of=("self",)).get(pk=round_id)
        if at < held.deadline_at:
            raise Refusal(_("It is sealed until the deadline has passed."))
        if held.opened_at is not None:
            raise Refusal(_("It is opened already."))
        if held.first_opener_id == by.pk:
            raise Refusal(_("You have turned your key: another person turns the second."))
        if held.first_opener_id is None:
            held.first_opener, held.first_at = by, at
        else:
            held.second_opener, held.opened_at = by, at
        held.save(update_fields=["first_opener", "first_at", "second_opener", "opened_at"])
    return held


def admit(submission_id: int, *, by: Person, at: datetime) -> Admission:
    """Let a submission go on."""
    with judging(submission_id, by=by, at=at) as row:
        return _decide(row, Admission(submission=row, is_admitted=True, decided_by=by, decided_at=at))


def reject(submission_id: int, *, ground: str, reason: str, by: Person, at: datetime) -> Admission:
    """Reject a submission on a ground of the regulation, with the reason that the supplier is told."""
    reason = cleaned(reason, field="reason", label=_("Reason"), longest=LONGEST, required=True)
    refuse_identity_number(reason, field="reason")
    if ground not in Admission.Ground.values:
        raise refused("ground", _("Say on which ground."))
    with judging(submission_id, by=by, at=at) as row:
        if ground == Admission.Ground.NOT_SELECTED and row.round.kind != TenderRound.Kind.REQUEST:
            raise refused("ground", _("Only requests are left unselected."))
        made = Admission(submission=row, is_admitted=False, ground=ground, reason=reason, decided_by=by, decided_at=at)
        return _decide(row, made)


def _decide(row: Submission, made: Admission) -> Admission:
    if row.replaced_at is not None or Admission.objects.filter(submission=row).exists():
        raise Refusal(_("It is decided already."))
    made.save(force_insert=True)
    return made


def tell_rejected(procurement_id: int, *, by: Person, at: datetime) -> list[Organisation]:
    """Tell those whose request was rejected, all at once, each why; refused while one is undecided."""
    with changing(procurement_id, _STATE.ANNOUNCED, by=by, at=at) as row:
        last = row.rounds.order_by("-number").first()
        if last is None or last.opened_at is None or last.kind != TenderRound.Kind.REQUEST:
            raise Refusal(_("Requests are not opened: there is nothing to tell."))
        _decided(last)
        return _tell_rejected(row, last, at=at)


def _tell_rejected(row: Procurement, last: TenderRound, *, at: datetime) -> list[Organisation]:
    """Tell those who were not told before; from then on each sees its own rejection, with the reason."""
    untold = Admission.objects.filter(
        submission__round=last, submission__replaced_at=None, is_admitted=False, told_at=None
    )
    rows = list(untold.select_related("submission__supplier"))
    for one in rows:
        told = {"title": row.title, "ground": one.ground, "reason": one.reason}
        body = _("Your request to take part in “%(title)s” was rejected. § %(ground)s. %(reason)s") % told
        supplier = one.submission.supplier
        subject = _("Request rejected: %(title)s") % {"title": row.title}
        tell(supplier, key=f"rejected-{one.pk}-{supplier.pk}", subject=subject, body=body, at=at)
    untold.update(told_at=at)
    return [one.submission.supplier for one in rows]


def invite(
    procurement_id: int, *, deadline_at: datetime, is_final: bool = False, by: Person, at: datetime
) -> TenderRound:
    """Begin the next round with those who are admitted: first tenders after requests, then revised ones.

    Those whose request was rejected are told at the same moment, if they were not before.

    Refused while something of the last round is undecided, and where more could be chosen though fewer are than the
    law's smallest number.
    """
    with changing(procurement_id, _STATE.ANNOUNCED, by=by, at=at) as row:
        last = row.rounds.order_by("-number").first()
        if last is None or last.opened_at is None:
            raise Refusal(_("The round before it is not opened."))
        kind = _next_kind(row, last)
        admitted = _admitted(last)
        found = valued(row, law=law_on(local_day(at)))
        if kind is TenderRound.Kind.TENDER:
            _require_enough(last, admitted, int(found.law.figure(LawFigure.Name.INVITED) or 1))
            require_lawful(row, found, Step.INVITATION, Step.TENDER_DEADLINE, deadline_at, at=at)
        elif deadline_at <= at:
            raise refused("deadline_at", _("A deadline lies ahead."))
        require_near("deadline_at", deadline_at, at=at)
        made = TenderRound.objects.create(
            procurement=row, number=last.number + 1, kind=kind.value, is_final=is_final, by_invitation=True,
            begun_at=at, deadline_at=deadline_at,
        )  # fmt: skip
        if last.kind == TenderRound.Kind.REQUEST:
            _tell_rejected(row, last, at=at)
        for supplier in admitted:
            TenderInvitation.objects.create(round=made, supplier=supplier, sent_at=at)
            subject = _("Invitation: %(title)s") % {"title": row.title}
            body = _("You are invited to send a tender. It is sent in Knutepunkt, under procurement.")
            tell(supplier, key=f"invite-{made.pk}-{supplier.pk}", subject=subject, body=body, at=at)
    return made


def _next_kind(row: Procurement, last: TenderRound) -> TenderRound.Kind:
    if last.kind == TenderRound.Kind.REQUEST:
        return TenderRound.Kind.TENDER
    if Procedure(row.procedure) not in MAY_NEGOTIATE:
        raise Refusal(_("Under this procedure nothing is negotiated: the first tender is the last."))
    if last.is_final:
        raise Refusal(_("Final tenders are in: nothing is negotiated after them."))
    return TenderRound.Kind.REVISED


def _decided(last: TenderRound) -> list[Submission]:
    """Return what stands in a round; refused while something is undecided."""
    standing = list(last.submissions.filter(replaced_at=None).select_related("supplier", "admission"))
    if undecided := [one for one in standing if not hasattr(one, "admission")]:
        names = ", ".join(str(one.supplier) for one in undecided)
        raise Refusal(_("Decide first: %(names)s.") % {"names": names})
    return standing


def _admitted(last: TenderRound) -> list[Organisation]:
    standing = _decided(last)
    admitted = {one.supplier_id: one.supplier for one in standing if one.admission.is_admitted}
    if not admitted:
        raise Refusal(_("Nobody is admitted: there is nobody to invite."))
    return list(admitted.values())


def _require_enough(last: TenderRound, admitted: list[Organisation], least: int) -> None:
    """Fewer than the least only where no more were qualified."""
    left = last.submissions.filter(replaced_at=None, admission__ground=Admission.Ground.NOT_SELECTED.value)
    if len(admitted) < least and left.exists():
        told = {"least": least, "number": len(admitted)}
        raise Refusal(_("At least %(least)d are invited where so many are qualified; here are %(number)d.") % told)
