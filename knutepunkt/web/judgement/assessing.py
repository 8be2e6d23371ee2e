"""Judging a subject: the questions with advice as one answers, what was answered, and the decision on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.assessment.actions import judging as acting
from knutepunkt.assessment.models import SUBJECTS, Assessment, AssessmentModel, Score
from knutepunkt.assessment.queries import judged as judging
from knutepunkt.assessment.queries.permission import assesses, decides
from knutepunkt.assessment.queries.subjects import Subject, subject_of, subjects_of
from knutepunkt.assessment.rules.judging import Judgement, judge
from knutepunkt.assessment.rules.scheme import Scheme
from knutepunkt.assessment.rules.watching import watched
from knutepunkt.base.editing import seen_of
from knutepunkt.base.errors import MovedOn, NotAllowed, NotYours, Refusal
from knutepunkt.base.history import history
from knutepunkt.base.session import Role
from knutepunkt.party.queries import local_day
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.history import worded
from knutepunkt.web.judgement.forms import AnswersForm, DecisionForm, stored
from knutepunkt.web.judgement.words import SAY
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import number

_READERS = frozenset({Role.INTEGRATOR, Role.CUSTOMER})


@require_safe
@page_for(roles=INTEGRATOR)
def choose(request: Request) -> HttpResponse:
    """Choose a model, then what to judge by it."""
    models = list(judging.models_in_force())
    model = next((one for one in models if one.key == request.GET.get("model")), None)
    subject = number(request.GET.get("subject", ""))
    if model is not None and subject is not None and subjects_of(model.judges).filter(pk=subject).exists():
        return redirect("assess", model.key, subject)
    shown = {"models": models, "model": model, "subjects": list(subjects_of(model.judges)) if model else []}
    return render(request, "judgement/choose.html", SAY | shown)


@page_for(roles=INTEGRATOR)
def assess(request: Request, key: str, subject_id: int) -> HttpResponse:
    """The questions about one subject; without scripts a button shows the advice."""
    if not assesses(request.user, request.at):
        raise NotAllowed(_("You may read this, but your role does not judge."))
    model = _model(key)
    subject = subject_of(model, subject_id)
    row = _open_of(model, subject)
    if request.method != "POST":
        scores = list(row.scores.all()) if row else _latest_scores(model, subject)
        form = AnswersForm(model.scheme, initial=stored(scores, row.remark if row else ""), prefix="answer")
        answers = {one.criterion: one.choice for one in scores}
        return _show(request, model, subject, row, form, _known(model.scheme, answers))
    form = AnswersForm(model.scheme, request.POST, prefix="answer")
    is_sound = form.is_valid()
    found = judge(model.scheme, {key: one.choice for key, one in form.answers().items()})
    if request.POST.get("act") == "reckon" or not is_sound:
        return _show(request, model, subject, row, form, found, status=200 if is_sound else 422)
    try:
        kept = acting.assess(
            model.pk,
            subject.pk,
            answers=form.answers(),
            remark=form.remark(),
            by=request.user,
            at=request.at,
            seen=number(request.POST.get("seen", "")),
        )
    except MovedOn as moved:
        form.add_error(None, moved.message)
        return _show(request, model, subject, _open_of(model, subject), form, found, status=moved.status)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        show_refusal(form, refusal)
        return _show(request, model, subject, row, form, found, status=422)
    messages.success(request, _("The assessment is saved."))
    return redirect("assessment", kept.pk)


@require_POST
@page_for(roles=INTEGRATOR)
def advice(request: Request, key: str, subject_id: int) -> HttpResponse:
    """What the answers so far come to: nothing is stored."""
    model = _model(key)
    subject = subject_of(model, subject_id)
    form = AnswersForm(model.scheme, request.POST, prefix="answer")
    form.is_valid()
    found = judge(model.scheme, {name: one.choice for name, one in form.answers().items()})
    shown = {"model": model, "subject": subject, "scheme": model.scheme, "found": found}
    return render(request, "judgement/_advice_alone.html", SAY | shown)


@page_for(roles=_READERS, overseeing=True)
def assessment(request: Request, assessment_id: int) -> HttpResponse:
    """What was answered about a subject, what it comes to, and what is decided on it."""
    row = _one(assessment_id)
    scheme = row.model.scheme
    scores = list(row.scores.all())
    found = _known(scheme, {one.criterion: one.choice for one in scores})
    if request.method == "POST":
        form = DecisionForm(scheme, found, request.POST, prefix="decision")
        return _decide(request, row, scheme, scores, found, form)
    return _shown(request, row, scheme, scores, found, DecisionForm(scheme, found, prefix="decision"))


def _decide(
    request: Request, row: Assessment, scheme: Scheme, scores: list[Score], found: Judgement, form: DecisionForm
) -> HttpResponse:
    status = 422
    if form.is_valid():
        try:
            seen = number(request.POST.get("seen", ""))
            acting.decide(row.pk, **form.cleaned_data, by=request.user, at=request.at, seen=seen)
        except MovedOn as moved:
            form.add_error(None, moved.message)
            status = moved.status
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect("assessment", row.pk)
    return _shown(request, row, scheme, scores, found, form, status=status)


def _shown(
    request: Request,
    row: Assessment,
    scheme: Scheme,
    scores: list[Score],
    found: Judgement,
    form: DecisionForm,
    *,
    status: int = 200,
) -> HttpResponse:
    (standing,) = judging.judged([row], on=local_day(request.at))
    is_ours = request.viewer is not None and request.viewer.role is Role.INTEGRATOR
    shown = {
        "row": row,
        "one": standing,
        "model": row.model,
        "subject": row.subject,
        "scheme": scheme,
        "hangs_on": watched(scheme, row.model.judges),
        "found": found,
        "scores": {one.criterion: one for one in scores},
        "form": form,
        "seen": seen_of(row),
        "is_ours": is_ours,
        "may_assess": is_ours and assesses(request.user, request.at),
        "may_decide": is_ours and row.state == Assessment.State.OPEN and decides(request.user, request.at),
        "changes": worded(Assessment, history("assessment_assessment", row.pk)) if is_ours else [],
    }
    return render(request, "judgement/assessment.html", SAY | shown, status=status)


def _one(assessment_id: int) -> Assessment:
    everything = Assessment.objects.select_related("model", *SUBJECTS, "assessor", "decision__decided_by")
    found = everything.filter(pk=assessment_id).first()
    if found is None:
        raise NotYours(_("There is no such assessment, or it is not yours to see."))
    return found


def _model(key: str) -> AssessmentModel:
    found = judging.models_in_force().filter(key=key).first()
    if found is None:
        raise NotYours(_("There is no such model."))
    return found


def _of(model: AssessmentModel, subject: Subject) -> Any:
    return Assessment.objects.filter(model__key=model.key, **{model.judges: subject})


def _open_of(model: AssessmentModel, subject: Subject) -> Assessment | None:
    row: Assessment | None = _of(model, subject).filter(state=Assessment.State.OPEN.value).first()
    return row


def _latest_scores(model: AssessmentModel, subject: Subject) -> list[Score]:
    """Begin a new assessment with what was answered last."""
    last = _of(model, subject).order_by("-assessed_on", "-pk").first()
    return list(last.scores.all()) if last else []


def _known(scheme: Scheme, answers: dict[str, str]) -> Judgement:
    """Judge by the answers that the version knows: an older one may have asked otherwise."""
    kept = {key: one for key, one in answers.items() if key in scheme.criteria and scheme.criteria[key].choice(one)}
    return judge(scheme, kept)


def _show(
    request: Request,
    model: AssessmentModel,
    subject: Subject,
    row: Assessment | None,
    form: AnswersForm,
    found: Judgement,
    *,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "model": model,
        "subject": subject,
        "scheme": model.scheme,
        "row": row,
        "form": form,
        "found": found,
        "seen": seen_of(row) if row else "",
    }
    return render(request, "judgement/assess.html", SAY | shown, status=status)
