"""A subject is judged by a model, and a decision is made on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from knutepunkt.assessment.models import Assessment, AssessmentModel, Decision, Score
from knutepunkt.assessment.queries.changes import latest_change
from knutepunkt.assessment.queries.permission import assesses, decides
from knutepunkt.assessment.queries.subjects import Subject, subject_of
from knutepunkt.assessment.rules.judging import Judgement, judge
from knutepunkt.assessment.rules.scheme import Scheme
from knutepunkt.base.editing import require_unmoved
from knutepunkt.base.errors import NotAllowed, NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day

EVIDENCE_LENGTH = 4_000
REASON_LENGTH = 4_000
_LINE = 80


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one criterion, what shows it, and to which choice it should come by when."""

    choice: str
    evidence: str = ""
    target: str = ""
    target_on: date | None = None


@transaction.atomic
def assess(
    model_id: int,
    subject_id: int,
    *,
    answers: Mapping[str, Answer],
    remark: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
) -> Assessment:
    """Keep the answers about a subject, and what they come to; unanswered is unknown, and stays so.

    The open assessment is changed where there is one, else a new one begins beside what was decided before.
    """
    if not assesses(by, at):
        raise NotAllowed(_("You may read this, but your role does not judge."))
    model = AssessmentModel.objects.filter(pk=model_id).first()
    if model is None:
        raise NotYours(_("There is no such model."))
    if not model.is_current:
        raise Refusal(_("A newer version of the model has come. Judge by that."))
    scheme, subject = model.scheme, subject_of(model, subject_id)
    answers = _clean_answers(scheme, answers)
    remark = _clean("remark", _("Remark"), remark, EVIDENCE_LENGTH)
    found = judge(scheme, {key: one.choice for key, one in answers.items()})
    row = _open_one(model, subject, seen)
    _fill(row, found, by, at)
    row.seen = latest_change(model.judges, subject.pk)
    row.remark, row.edition = remark, row.edition + 1
    with as_system():
        row.save()
        row.scores.exclude(criterion__in=answers).delete()
        for key, one in answers.items():
            _keep_score(row, key, one)
    return row


@transaction.atomic
def decide(
    assessment_id: int,
    *,
    outcome: str,
    ground: str = "",
    reason: str = "",
    valid_to: date | None = None,
    reference: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
) -> Decision:
    """Decide on what was judged. A stop excludes outcomes; what departs from the advice says why."""
    if not decides(by, at):
        raise NotAllowed(_("You may read this, but your role does not decide."))
    row = Assessment.objects.select_related("model").filter(pk=assessment_id).first()
    if row is None:
        raise NotYours(_("There is no such assessment, or it is not yours to see."))
    require_unmoved(row, seen)
    if row.state != Assessment.State.OPEN:
        raise Refusal(_("It is decided upon already. Judge anew to decide anew."))
    scheme = row.model.scheme
    found = judge(scheme, dict(row.scores.values_list("criterion", "choice")))
    reason = _clean("reason", _("Reason"), reason, REASON_LENGTH)
    ground = _allowed(scheme, found, outcome, ground)
    follows = found.advice is not None and found.advice.key == outcome
    if not follows and not reason:
        raise refused("reason", _("Say why the advice is not followed."))
    on = local_day(at)
    if valid_to is not None and valid_to < on:
        raise refused("valid_to", _("It must not end before it starts."))
    decision = Decision(
        assessment=row, outcome=outcome, ground=ground, follows_advice=follows, reason=reason, decided_on=on,
        decided_by=by, valid_to=valid_to, reference=_clean("reference", _("Archive reference"), reference, _LINE),
    )  # fmt: skip
    with as_system():
        _of_the_same(row).filter(state=Assessment.State.DECIDED.value).update(state=Assessment.State.REPLACED.value)
        decision.save()
        Assessment.objects.filter(pk=row.pk).update(state=Assessment.State.DECIDED.value)
    return decision


def _allowed(scheme: Scheme, found: Judgement, outcome: str, ground: str) -> str:
    """Refuse an outcome that does not exist, that a stop excludes, or whose ground is not named."""
    chosen = scheme.outcome(outcome)
    if chosen is None:
        raise refused("outcome", _("The model has no such outcome."))
    for stop in found.stops:
        if outcome in stop.forbids:
            raise refused("outcome", _("A hard stop excludes it: %(reason)s") % {"reason": stop.because})
    for stop in found.open_stops:
        if outcome in stop.forbids:
            told = {"reason": stop.because}
            raise refused("outcome", _("Answer first what may exclude it: %(reason)s") % told)
    if chosen.grounds and ground not in chosen.grounds:
        raise refused("ground", _("“%(outcome)s” demands its ground.") % {"outcome": chosen.name})
    return ground if chosen.grounds else ""


def _open_one(model: AssessmentModel, subject: Subject, seen: int | None) -> Assessment:
    same = Assessment.objects.filter(model__key=model.key, state=Assessment.State.OPEN.value)
    row = same.filter(**{model.judges: subject}).first()
    if row is None:
        return Assessment(model=model, **{model.judges: subject})
    require_unmoved(row, seen)
    row.model = model
    return row


def _of_the_same(row: Assessment) -> QuerySet[Assessment]:
    same = Assessment.objects.filter(model__key=row.model.key, **{row.model.judges: row.subject})
    return same.exclude(pk=row.pk)


def _fill(row: Assessment, found: Judgement, by: Person, at: datetime) -> None:
    row.assessor, row.assessed_on = by, local_day(at)
    row.advice = found.advice.key if found.advice else ""
    row.is_stopped, row.unanswered = bool(found.stops), len(found.missing)
    row.low, row.high = (found.overall.low, found.overall.high) if found.overall else (None, None)


def _keep_score(row: Assessment, key: str, one: Answer) -> None:
    values = {"choice": one.choice, "evidence": one.evidence, "target": one.target, "target_on": one.target_on}
    stored = Score.objects.filter(assessment=row, criterion=key).first()
    if stored is None:
        Score.objects.create(assessment=row, criterion=key, **values)
    elif any(getattr(stored, name) != value for name, value in values.items()):
        Score.objects.filter(pk=stored.pk).update(**values)


def _clean_answers(scheme: Scheme, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    clean = {}
    for key, one in answers.items():
        criterion = scheme.criteria.get(key)
        if criterion is None:
            raise refused(key, _("The model has no such question."))
        for chosen in (one.choice, one.target) if one.target else (one.choice,):
            if criterion.choice(chosen) is None:
                raise refused(key, _("“%(choice)s” is no answer to “%(question)s”.") % _told(criterion.name, chosen))
        evidence = _clean(f"{key}_evidence", criterion.name, one.evidence, EVIDENCE_LENGTH)
        clean[key] = Answer(one.choice, evidence, one.target, one.target_on)
    return clean


def _told(question: str, choice: str) -> dict[str, str]:
    return {"question": question, "choice": choice[:60]}


def _clean(field: str, label: str, text: str, longest: int) -> str:
    text = cleaned(text, field=field, label=label, longest=longest)
    refuse_identity_number(text, field=field)
    return text
