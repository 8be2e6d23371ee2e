"""Announces a competition, answers what is asked for all to see, moves a deadline later, and calls it off."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotAllowed, NotYours, Refusal
from knutepunkt.base.filing import Upload, keep
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day
from knutepunkt.plan.actions.procuring import LINE, LONGEST, changing, tell
from knutepunkt.plan.models import (
    Procurement,
    ProcurementAnswer,
    ProcurementDocument,
    ProcurementNotice,
    ProcurementQuestion,
    TenderRound,
)
from knutepunkt.plan.queries.judged import taking_part
from knutepunkt.plan.queries.law import law_on
from knutepunkt.plan.queries.procurement import Valued, circumstances, lacking, valued
from knutepunkt.plan.rules.deadline import applying, bound, days_of
from knutepunkt.plan.rules.law import Regime
from knutepunkt.plan.rules.procedure import TWO_STAGE, Procedure, Step

_STATE = Procurement.State
_FARTHEST = timedelta(days=2 * 366)
_RUNNING = (_STATE.ANNOUNCED, _STATE.AWARDED)


def announce_ahead(
    procurement_id: int, *, text: str, reference: str = "", is_whole: bool = False, by: Person, at: datetime
) -> ProcurementNotice:
    """Tell every supplier of a competition to come; the draft stays a draft.

    `is_whole`: it says what the notice of competition must, as far as that is known. Only such a one shortens.
    """
    text = cleaned(text, field="text", label=_("Text of the notice"), longest=LONGEST, required=True)
    reference = cleaned(reference, field="reference", label=_("Reference"), longest=LINE)
    with changing(procurement_id, _STATE.DRAFT, by=by, at=at) as row:
        in_ted = valued(row, law=law_on(local_day(at))).in_ted
        made = _notice(row, ProcurementNotice.Kind.PRIOR, text, reference, in_ted=in_ted, by=by, at=at)
        made.is_whole = is_whole
        made.save(update_fields=["is_whole"])
        return made


def announce(
    procurement_id: int, *, text: str, reference: str = "", deadline_at: datetime, by: Person, at: datetime
) -> ProcurementNotice:
    """Send the notice and begin the first round, for requests or for tenders.

    Refused while the draft lacks something, and where the deadline is earlier than the law of this day lets it be.
    """
    text = cleaned(text, field="text", label=_("Text of the notice"), longest=LONGEST, required=True)
    reference = cleaned(reference, field="reference", label=_("Reference"), longest=LINE)
    with changing(procurement_id, _STATE.DRAFT, by=by, at=at) as row:
        found = valued(row, law=law_on(local_day(at)))
        if lacks := lacking(row, found):
            told = {"number": len(lacks), "what": ", ".join(lacks)}
            raise Refusal(_("It cannot be announced: %(number)d things are missing (%(what)s).") % told)
        is_two_stage = Procedure(row.procedure) in TWO_STAGE
        to = Step.REQUEST_DEADLINE if is_two_stage else Step.TENDER_DEADLINE
        require_lawful(row, found, Step.NOTICE, to, deadline_at, at=at)
        row.state = _STATE.ANNOUNCED.value
        row.save(update_fields=["state"])
        row.documents.update(published_at=at)
        kind = TenderRound.Kind.REQUEST if is_two_stage else TenderRound.Kind.TENDER
        TenderRound.objects.create(
            procurement=row, number=1, kind=kind.value, begun_at=at, deadline_at=deadline_at, is_final=False
        )
        return _notice(row, ProcurementNotice.Kind.COMPETITION, text, reference, in_ted=found.in_ted, by=by, at=at)


def require_lawful(
    row: Procurement, found: Valued, begins: Step, ends: Step, deadline_at: datetime, *, at: datetime
) -> None:
    """Refuse a deadline that has passed, or that comes earlier than the law lets it; says the rule and its source."""
    if deadline_at <= at:
        raise refused("deadline_at", _("A deadline lies ahead."))
    require_near("deadline_at", deadline_at, at=at)
    held = circumstances(row, found.law, noticed_on=local_day(at) if begins is Step.NOTICE else None)
    for rule in applying(found.law.rules, Procedure(row.procedure), found.regime or Regime.PART_III):
        days = days_of(rule, held)
        if (rule.from_step, rule.to_step) != (begins, ends) or days is None:
            continue
        earliest = bound(local_day(at), days, rule.counting)
        if local_day(deadline_at) < earliest:
            told = {
                "day": formats.date_format(earliest, "SHORT_DATE_FORMAT"),
                "days": days,
                "source": found.law.rows[rule.key].source,
            }
            raise refused("deadline_at", _("The earliest lawful day is %(day)s: %(days)d days (%(source)s).") % told)


def require_near(field: str, deadline_at: datetime, *, at: datetime) -> None:
    """Refuse a year that was mistyped: a deadline that is announced only moves later."""
    if deadline_at > at + _FARTHEST:
        raise refused(field, _("That is more than two years ahead: is the year right?"))


def move_deadline(round_id: int, *, to: datetime, by: Person, at: datetime) -> TenderRound:
    """Give everybody longer; never shorter, and not once it has passed."""
    found = TenderRound.objects.filter(pk=round_id).first()
    if found is None:
        raise NotYours(_("There is no such round, or it is not yours to see."))
    with changing(found.procurement_id, _STATE.ANNOUNCED, by=by, at=at) as row:
        held = TenderRound.objects.select_for_update(of=("self",)).get(pk=round_id)
        if held.deadline_at <= at:
            raise refused("to", _("The deadline has passed."))
        if to <= held.deadline_at:
            raise refused("to", _("A deadline is moved later, never earlier."))
        require_near("to", to, at=at)
        held.deadline_at = to
        held.save(update_fields=["deadline_at"])
        until = formats.date_format(timezone.localtime(to), "DATETIME_FORMAT")
        body = _("The deadline is moved. It is %(until)s now.") % {"until": until}
        _tell_those_in_it(row, key=f"deadline-{round_id}-{to:%Y%m%d%H%M}", about=_("New deadline"), body=body, at=at)
    return held


@transaction.atomic
def ask(procurement_id: int, *, text: str, by: Person, at: datetime) -> ProcurementQuestion:
    """Ask about a published competition, before the deadline of the round that runs. Nobody else sees who asked."""
    text = cleaned(text, field="text", label=_("Question"), longest=LONGEST, required=True)
    refuse_identity_number(text, field="text")
    running = TenderRound.objects.filter(procurement=procurement_id).order_by("-number").first()
    if running is None:
        raise NotYours(_("There is no such competition, or it is not published to you."))
    if by.organisation.kind != Organisation.Kind.SUPPLIER:
        raise NotAllowed(_("Suppliers ask here."))
    if running.deadline_at <= at:
        raise Refusal(_("The deadline has passed: questions are closed."))
    with as_system():
        return ProcurementQuestion.objects.create(
            procurement_id=procurement_id, text=text, asked_by=by, asker=by.organisation, asked_at=at
        )


def answer(question_id: int, *, asked: str, text: str, by: Person, at: datetime) -> ProcurementAnswer:
    """Answer for all to see, with the question as it may be shown: without who asked."""
    asked = cleaned(asked, field="asked", label=_("The question, as all see it"), longest=LONGEST, required=True)
    text = cleaned(text, field="text", label=_("Answer"), longest=LONGEST, required=True)
    for field, written in (("asked", asked), ("text", text)):
        refuse_identity_number(written, field=field)
    question = ProcurementQuestion.objects.filter(pk=question_id).first()
    if question is None:
        raise NotYours(_("There is no such question."))
    with changing(question.procurement_id, *_RUNNING, by=by, at=at) as row:
        if hasattr(question, "answer"):
            raise Refusal(_("It is answered already."))
        made = ProcurementAnswer.objects.create(
            procurement=row, question=question, asked=asked, text=text, answered_by=by, answered_at=at
        )
        _tell_those_in_it(row, key=f"answer-{made.pk}", about=_("New answer"), body=f"{asked}\n\n{text}", at=at)
        return made


def add_document(procurement_id: int, *, title: str, file: Upload, by: Person, at: datetime) -> ProcurementDocument:
    """Keep a file of the competition; what is added after the announcement is published at once."""
    title = cleaned(title, field="title", label=_("Title"), longest=LINE)
    with changing(procurement_id, _STATE.DRAFT, _STATE.ANNOUNCED, by=by, at=at) as row:
        kept = keep(file)
        made = ProcurementDocument.objects.create(
            procurement=row,
            title=title or kept.name,
            name=kept.name,
            media_type=kept.media_type,
            size=kept.size,
            digest=kept.digest,
            added_by=by,
            added_at=at,
            published_at=at if row.state == _STATE.ANNOUNCED else None,
        )
        if made.published_at is not None:
            body = _("“%(title)s” is added to the documents.") % {"title": made.title}
            _tell_those_in_it(row, key=f"document-{made.pk}", about=_("New document"), body=body, at=at)
        return made


def _tell_those_in_it(row: Procurement, *, key: str, about: str, body: str, at: datetime) -> None:
    """Tell each that takes part the same, at the same moment; each by its own mail, so that nobody sees who else."""
    where = _("You find it in Knutepunkt, under procurement.")
    for supplier in taking_part(row):
        subject = f"{about}: {row.title}"
        tell(supplier, key=f"{key}-{supplier.pk}", subject=subject, body=f"{body}\n\n{where}", at=at)


def cancel(procurement_id: int, *, reason: str, by: Person, at: datetime) -> Procurement:
    """Call it off, with the reason, which those who took part are told; sealed tenders stay sealed."""
    reason = cleaned(reason, field="reason", label=_("Reason"), longest=LONGEST, required=True)
    states = (_STATE.DRAFT, _STATE.ANNOUNCED, _STATE.AWARDED)
    with changing(procurement_id, *states, by=by, at=at) as row:
        was_announced = row.notices.exists()
        row.state, row.cancelled_on, row.cancelled_because = _STATE.CANCELLED.value, local_day(at), reason
        row.save(update_fields=["state", "cancelled_on", "cancelled_because"])
        if was_announced:
            _notice(row, ProcurementNotice.Kind.CANCELLATION, reason, "", in_ted=False, by=by, at=at)
        for supplier in Organisation.objects.filter(
            pk__in=row.rounds.filter(submissions__replaced_at=None).values("submissions__supplier")
        ):
            subject = _("Cancelled: %(title)s") % {"title": row.title}
            tell(supplier, key=f"cancel-{row.pk}-{supplier.pk}", subject=subject, body=reason, at=at)
    return row


def report_award(procurement_id: int, *, text: str, reference: str = "", by: Person, at: datetime) -> ProcurementNotice:
    """Send the award notice, when the agreement is signed."""
    text = cleaned(text, field="text", label=_("Text of the notice"), longest=LONGEST, required=True)
    reference = cleaned(reference, field="reference", label=_("Reference"), longest=LINE)
    with changing(procurement_id, _STATE.SIGNED, by=by, at=at) as row:
        if row.notices.filter(kind=ProcurementNotice.Kind.AWARD).exists():
            raise Refusal(_("The award notice is sent already."))
        found = valued(row, law=law_on(local_day(at)))
        return _notice(row, ProcurementNotice.Kind.AWARD, text, reference, in_ted=found.in_ted, by=by, at=at)


def _notice(
    row: Procurement, kind: ProcurementNotice.Kind, text: str, reference: str, *, in_ted: bool, by: Person, at: datetime
) -> ProcurementNotice:
    refuse_identity_number(text, field="text")
    return ProcurementNotice.objects.create(
        procurement=row,
        kind=kind.value,
        title=row.title,
        text=text,
        procedure=row.procedure,
        lots=[[lot.number, lot.title, *([lot.winners] if lot.winners > 1 else [])] for lot in row.lots.all()],
        in_ted=in_ted,
        reference=reference,
        sent_at=at,
        sent_by=by,
    )
