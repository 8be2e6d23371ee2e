"""Reviews of suppliers: the regime as planned and held, a meeting with its agenda, and its protocol."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.base.editing import seen_of
from knutepunkt.base.errors import MovedOn, NotYours, Refusal
from knutepunkt.base.session import Role
from knutepunkt.connectors import paper
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import integrator, local_day, manages_terms
from knutepunkt.performance.actions import reviewing as acting
from knutepunkt.performance.models import Review, ReviewAction
from knutepunkt.performance.queries import reviewing
from knutepunkt.web.access import WORKERS, page_for
from knutepunkt.web.display import day
from knutepunkt.web.forms import day_field, text_field
from knutepunkt.web.performance import review_parts as parts
from knutepunkt.web.performance.words import TIERS
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request
from knutepunkt.web.setup.fields import PersonField
from knutepunkt.web.workbench.filters import number

_LISTED = 100


class HoldForm(forms.Form):
    """That a meeting was held: when, by whom, what was said."""

    held_on = day_field(gettext_lazy("Held on"))
    present = forms.CharField(
        label=gettext_lazy("Present"), help_text=gettext_lazy("Functions, not names."), max_length=acting.LINE_LENGTH
    )
    minutes = text_field(gettext_lazy("Minutes"), 8, max_length=acting.MINUTES_LENGTH)


class DecisionForm(forms.Form):
    """What was decided."""

    text = text_field(gettext_lazy("Decision"), 2)


class ActionForm(forms.Form):
    """Who is to do what by when."""

    text = forms.CharField(label=gettext_lazy("What is to be done"), max_length=acting.LINE_LENGTH)
    organisation = forms.ModelChoiceField(label=gettext_lazy("Who"), queryset=Organisation.objects.none())
    owner = PersonField(label=gettext_lazy("Owner's e-mail address"), required=False)
    due_on = day_field(gettext_lazy("By"))

    def __init__(self, review: Review, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        met = Organisation.objects.filter(pk__in=[review.supplier_id, integrator().pk])
        self.fields["organisation"].queryset = met  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Another day for a planned meeting."""

    planned_on = day_field(gettext_lazy("New day"))


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def reviews(request: Request) -> HttpResponse:
    """The regime: planned against held, what is overdue, what comes, what is still to be done. Five queries."""
    today = local_day(request.at)
    followed = reviewing.followed(on=today)
    actions = list(reviewing.actions())
    start = number(request.GET.get("from", "")) or 0
    meetings = list(reviewing.reviews()[start : start + _LISTED + 1])
    shown = {
        "followed": followed,
        "overdue": sum(one.days_overdue > 0 for one in followed),
        "planned": sum(len(one.turns) for one in followed),
        "held": sum(one.held for one in followed),
        "actions": actions,
        "late": sum(one.due_on < today for one in actions),
        "reviews": meetings[:_LISTED],
        "start": start,
        "further": start + _LISTED if len(meetings) > _LISTED else None,
        "today": today,
        "tiers": TIERS,
        "states": parts.STATES,
        "may": _may(request),
    }
    return render(request, "performance/reviews.html", shown)


@page_for(roles=WORKERS, overseeing=True)
def review(request: Request, review_id: int) -> HttpResponse:
    """One meeting; what is sent from its forms comes back here."""
    found = _one(review_id)
    if request.method == "POST":
        return _act(request, found)
    return _show(request, found)


@require_POST
@page_for(roles=WORKERS, overseeing=True)
def done(request: Request, action_id: int) -> HttpResponse:
    """An action is done."""
    action = acting.finish(action_id, by=request.user, at=request.at)
    messages.success(request, _("Marked as done."))
    return redirect("review", action.review_id)


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def protocol(request: Request, review_id: int) -> HttpResponse:
    """The protocol of a held meeting (PDF/UA)."""
    found = _one(review_id)
    if found.state != Review.State.HELD:
        raise NotYours(_("The meeting is not held yet, and has no protocol."))
    answer = HttpResponse(paper.review_protocol(_document(found), at=request.at), content_type="application/pdf")
    kind = _("protocol")
    name = f"{kind}-{found.supplier.key}-{found.held_on:%Y-%m-%d}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _one(review_id: int) -> Review:
    found = reviewing.reviews().filter(pk=review_id).first()
    if found is None:
        raise NotYours(_("There is no such review, or it is not yours to see."))
    return found


def _may(request: Request) -> bool:
    is_ours = request.viewer is not None and request.viewer.role is Role.INTEGRATOR
    return is_ours and manages_terms(request.user, request.at)


def _agenda(found: Review, request: Request) -> list[parts.Shown]:
    """As it was at the meeting; before it, as the figures are now, for those who see them all."""
    if found.state == Review.State.HELD:
        return parts.shown(found.agenda)
    return parts.shown(reviewing.agenda(found, on=local_day(request.at)))


def _show(request: Request, found: Review, *, status: int = 200, **shown_instead: Any) -> HttpResponse:
    today = local_day(request.at)
    held = {"held_on": found.held_on or today, "present": found.present, "minutes": found.minutes}
    shown = {
        "review": found,
        "agenda": _agenda(found, request),
        "decisions": list(found.decisions.all()),
        "actions": list(found.actions.select_related("organisation", "owner")),
        "today": today,
        "tiers": TIERS,
        "states": parts.STATES,
        "may": _may(request) and found.state != Review.State.CANCELLED,
        "seen": seen_of(found),
        "hold_form": HoldForm(initial=held, prefix="hold"),
        "decision_form": DecisionForm(prefix="decision"),
        "action_form": ActionForm(found, prefix="action"),
        "move_form": MoveForm(initial={"planned_on": found.planned_on}, prefix="move"),
    }
    return render(request, "performance/review.html", shown | shown_instead, status=status)


def _act(request: Request, found: Review) -> HttpResponse:
    seen = number(request.POST.get("seen", ""))
    acts: dict[str, Callable[[], tuple[str, forms.Form, Callable[..., object]]]] = {
        "hold": lambda: ("hold_form", HoldForm(request.POST, prefix="hold"), partial(acting.hold, seen=seen)),
        "decide": lambda: ("decision_form", DecisionForm(request.POST, prefix="decision"), acting.decide),
        "agree": lambda: ("action_form", ActionForm(found, request.POST, prefix="action"), acting.agree),
        "move": lambda: ("move_form", MoveForm(request.POST, prefix="move"), partial(_move, seen=seen)),
        "cancel": lambda: ("move_form", forms.Form(request.POST), partial(acting.cancel, seen=seen)),
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Refusal(_("The form did not say what to do. Go back and try again."))
    name, form, do = act()
    if form.is_valid():
        try:
            do(found.pk, **form.cleaned_data, by=request.user, at=request.at)
            return redirect("review", found.pk)
        except MovedOn as moved:
            form.add_error(None, moved.message)
            return _show(request, _one(found.pk), status=moved.status, has_moved=True, **{name: form})
        except Refusal as refusal:
            if refusal.status != 422 or not form.fields:
                raise
            show_refusal(form, refusal)
    return _show(request, found, status=422, **{name: form})


def _move(review_id: int, *, planned_on: Any, by: Any, at: Any, seen: int | None) -> Review:
    return acting.move(review_id, to=planned_on, by=by, at=at, seen=seen)


def _document(found: Review) -> paper.ReviewProtocol:
    return paper.ReviewProtocol(
        frame=_frame(found),
        facts=[
            paper.Fact(_("Held on"), formats.date_format(_held_on(found))),
            paper.Fact(_("Tier"), str(TIERS[found.tier])),
            paper.Fact(
                _("Period looked at"), f"{formats.date_format(found.from_on)} – {formats.date_format(found.to_on)}"
            ),
        ],
        present=paper.Table(
            _("Present"),
            [paper.Column(_("Function"), grows=True)],
            [[one.strip()] for one in found.present.split(",") if one.strip()],
        ),
        items=[
            *(paper.Item(one.title, "", [_table(one)]) for one in parts.shown(found.agenda)),
            paper.Item(_("Minutes"), found.minutes, (), "\n\n".join(one.text for one in found.decisions.all())),
        ],
        decision_word=_("Decided"),
        actions_title=_("Actions"),
        action_heads=(_("What"), _("Who"), _("By"), _("Stands")),
        actions=[_action(one) for one in found.actions.select_related("organisation", "owner")],
        no_actions=_("Nothing was agreed to be done."),
        signatures=[paper.Party(_("For the two that met"), name) for name in (integrator().name, found.supplier.name)],
    )


def _frame(found: Review) -> paper.Frame:
    made = formats.date_format(timezone.localtime(), "DATETIME_FORMAT")
    return paper.Frame(
        language=translation.get_language() or "nb",
        house=integrator().name,
        kind=_("Protocol"),
        title=f"{found.supplier.name}: {TIERS[found.tier]}",
        period=formats.date_format(_held_on(found)),
        computed=_("Written out %(moment)s") % {"moment": made},
        page=_("Page {page} of {pages}"),
        recipient=[found.supplier.name],
    )


def _held_on(found: Review) -> date:
    assert found.held_on is not None, "only a held meeting has a protocol"
    return found.held_on


def _table(one: parts.Shown) -> paper.Table:
    columns = [paper.Column(head, grows=n == 0) for n, head in enumerate(one.heads)]
    return paper.Table("", columns, one.rows)


def _action(one: ReviewAction) -> paper.Action:
    who = f"{one.owner}, {one.organisation}" if one.owner else str(one.organisation)
    state = paper.Marked(_("Done"), paper.Tone.WELL) if one.done_on else paper.Marked(_("Not done"), paper.Tone.PLAIN)
    return paper.Action(one.text, who, day(one.due_on), state)
