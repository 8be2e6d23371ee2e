"""Takes in what a supplier sends: before the deadline, whole, and sealed from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotAllowed, NotYours, Refusal
from knutepunkt.base.filing import Upload, accepted
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.plan.actions.procuring import LONGEST
from knutepunkt.plan.models import (
    ProcurementCriterion,
    ProcurementNotice,
    SealedAnswer,
    SealedFile,
    Submission,
    TenderInvitation,
    TenderRound,
)
from knutepunkt.plan.queries.procurement import asked_in


@dataclass(frozen=True, slots=True)
class Answer:
    """What a supplier says on one criterion: that it meets it, a price, or how it solves it."""

    text: str = ""
    meets: bool | None = None
    amount: Decimal | None = None


@transaction.atomic
def submit(
    round_id: int,
    *,
    lot_number: int = 1,
    answers: Mapping[int, Answer],
    files: Sequence[Upload] = (),
    by: Person,
    at: datetime,
) -> Submission:
    """Keep a request or tender. `answers` by criterion. One sent before is replaced; after the deadline it is refused.

    A fault names its field: `answer-<criterion>` or `files`.
    """
    found = _open_round(round_id, by, at)
    written = [_written(one, answers.get(one.pk, Answer())) for one in asked_in(found)]
    kept = [_sealed_file(one) for one in files]
    _require_lot(found, lot_number)
    with as_system():
        TenderRound.objects.select_for_update(of=("self",)).get(pk=round_id)
        _require_gone_on(found, lot_number, by)
        _standing(round_id, lot_number, by).update(replaced_at=at)
        row = Submission.objects.create(
            round_id=round_id, supplier=by.organisation, lot_number=lot_number, sent_at=at, sent_by=by
        )
        _seal(row, written, kept)
    return row


@transaction.atomic
def withdraw(round_id: int, *, lot_number: int = 1, by: Person, at: datetime) -> None:
    """Take back what was sent, before the deadline."""
    _open_round(round_id, by, at)
    with as_system():
        if not _standing(round_id, lot_number, by).update(replaced_at=at):
            raise Refusal(_("Nothing is sent."))


def _seal(row: Submission, written: Sequence[SealedAnswer], kept: Sequence[SealedFile]) -> None:
    """Put the contents in: from here on not even the system reads them before the opening."""
    for answer in written:
        answer.submission = row
        answer.save(force_insert=True)
    for file in kept:
        file.submission = row
        file.save(force_insert=True)


def _open_round(round_id: int, by: Person, at: datetime) -> TenderRound:
    """Return a round that the supplier may send to now."""
    if by.organisation.kind != Organisation.Kind.SUPPLIER:
        raise NotAllowed(_("Suppliers send tenders."))
    found = TenderRound.objects.filter(pk=round_id).first()
    if found is None:
        raise NotYours(_("There is no such competition, or it is not published to you."))
    if found.by_invitation and not TenderInvitation.objects.filter(round=found, supplier=by.organisation).exists():
        raise NotYours(_("There is no such competition, or it is not published to you."))
    if at > found.deadline_at:
        deadline = formats.date_format(timezone.localtime(found.deadline_at), "DATETIME_FORMAT")
        raise Refusal(_("The deadline was %(deadline)s. It is too late, and nothing is kept.") % {"deadline": deadline})
    if ProcurementNotice.objects.filter(procurement=found.procurement_id, kind="cancellation").exists():
        raise Refusal(_("The competition is cancelled."))
    return found


def _written(criterion: ProcurementCriterion, given: Answer) -> SealedAnswer:
    field, kinds = f"answer-{criterion.pk}", ProcurementCriterion.Kind
    text = cleaned(given.text, field=field, label=criterion.title, longest=LONGEST)
    refuse_identity_number(text, field=field)
    row = SealedAnswer(criterion=criterion, text=text)
    if criterion.kind == kinds.QUALIFICATION:
        if given.meets is None:
            raise refused(field, _("%(title)s: say whether you meet it.") % {"title": criterion.title})
        row.meets = given.meets
    elif criterion.is_price:
        if given.amount is None or not given.amount.is_finite() or given.amount <= 0:
            raise refused(field, _("%(title)s: a price is an amount above nothing.") % {"title": criterion.title})
        row.amount = given.amount
    elif not text:
        raise refused(field, _("%(title)s: say how you solve it.") % {"title": criterion.title})
    return row


def _sealed_file(upload: Upload) -> SealedFile:
    name, media_type = accepted(upload)
    upload.file.seek(0)
    content = upload.file.read()
    digest = sha256(content).hexdigest()
    return SealedFile(name=name, media_type=media_type, size=len(content), digest=digest, content=content)


def _require_lot(found: TenderRound, number: int) -> None:
    notice = ProcurementNotice.objects.filter(procurement=found.procurement_id, kind="competition").first()
    if notice is None or number not in {one[0] for one in notice.lots}:
        raise refused("lot_number", _("There is no such lot."))


def _require_gone_on(found: TenderRound, number: int, by: Person) -> None:
    """Refuse to revise what was rejected, or never sent, in the round before."""
    if found.kind != TenderRound.Kind.REVISED:
        return
    before = Submission.objects.filter(
        round__procurement=found.procurement_id, round__number=found.number - 1, supplier=by.organisation_id
    )
    if not before.filter(lot_number=number, replaced_at=None, admission__is_admitted=True).exists():
        raise refused("lot_number", _("You have no tender for this lot that goes on: there is nothing to revise."))


def _standing(round_id: int, lot_number: int, by: Person) -> QuerySet[Submission]:
    return Submission.objects.filter(
        round=round_id, supplier=by.organisation_id, lot_number=lot_number, replaced_at=None
    )
