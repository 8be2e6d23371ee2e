"""Waves: what is kept of them, and how one starts, is carried out, and is accepted or taken back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record, require_allowed
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refused
from knutepunkt.catalogue.models import Application
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.plan.models import Clarification, Move, MoveStep, Wave
from knutepunkt.plan.queries.moving import OPEN, unready
from knutepunkt.plan.queries.readiness import whole_of

_LONGEST = 300


def _rule_move(row: Move) -> None:
    if row.wave.state != Wave.State.PLANNED:
        raise refused("wave", _("The wave has started: what it moves no longer changes."))


def _rule_step(row: MoveStep) -> None:
    """A step that has a moment of its own begins on one of the wave's days."""
    if row.starts_at is None:
        return
    on, wave = local_day(row.starts_at), row.wave
    if (wave.starts_on and on < wave.starts_on) or (wave.ends_on and on > wave.ends_on):
        raise refused("starts_at", _("It must lie within the days of the wave."))


def _rule_clarification(row: Clarification) -> None:
    if row.move.wave.state not in OPEN:
        raise refused("move", _("The wave is over: nothing more is said of what it moves."))
    if row.integration and row.move.application_id not in map(whole_of, (row.integration.start, row.integration.end)):
        raise refused("integration", _("It is no integration of this application."))


WAVE = Record(
    Wave,
    ("key", "title", "number", "activity", "starts_on", "ends_on", "remark"),
    ("key",),
    manages_terms,
    faults={"wave_ends_after_it_starts": ("ends_on", gettext_lazy("It must not end before it starts."))},
)
MOVE = Record(
    Move,
    ("wave", "application", "target", "way", "remark"),
    ("application",),
    manages_terms,
    fixed=frozenset({"application"}),
    rule=_rule_move,
    removable=True,
)
MOVE_STEP = Record(
    MoveStep,
    ("wave", "kind", "number", "title", "holder", "starts_at", "minutes"),
    ("wave", "kind", "number"),
    manages_terms,
    fixed=frozenset({"wave", "kind", "number"}),
    rule=_rule_step,
    faults={"move_step_once": ("number", gettext_lazy("Another step of the list has this number."))},
    removable=True,
)
CLARIFICATION = Record(
    Clarification,
    ("move", "demand", "integration", "reason", "tested_on"),
    ("move", "demand", "integration"),
    manages_terms,
    fixed=frozenset({"move", "demand", "integration"}),
    rule=_rule_clarification,
    faults={
        "clarification_of_an_integration": (
            "integration",
            gettext_lazy("Only a word on integrations names one."),
        ),
        "clarification_has_its_reason": ("reason", gettext_lazy("Say why.")),
    },
    past=frozenset({"tested_on"}),
    removable=True,
)


@transaction.atomic
def start(wave_id: int, *, because: str, by: Person, at: datetime) -> Wave:
    """Start a planned wave. Where something is lacking, only with a reason, which is kept.

    Raises `NotYours`, `NotAllowed`, and `Refusal` at `because` with what is lacking.
    """
    row = _locked(wave_id, by, at)
    if row.state != Wave.State.PLANNED:
        raise Refusal(_("It has started already."))
    if not row.moves.exists():
        raise Refusal(_("It moves nothing yet: put an application in it."))
    kinds = set(row.steps.values_list("kind", flat=True))
    if missing := {MoveStep.Kind.CUT_OVER.value, MoveStep.Kind.ROLLBACK.value} - kinds:
        raise Refusal(_("It has no steps for %(what)s.") % {"what": ", ".join(map(_kind, sorted(missing)))})
    because = cleaned(because, field="because", label=_("Reason"), longest=_LONGEST)
    lacking = unready(row, on=local_day(at))
    if lacking and not because:
        told = ", ".join(str(application) for application, _demands in lacking)
        raise refused(
            "because", _("Not all is in place for %(what)s. Say why it starts all the same.") % {"what": told}
        )
    row.state, row.started_on = Wave.State.RUNNING.value, local_day(at)
    row.started_because = because if lacking else ""
    return _kept(row, "state", "started_on", "started_because")


@transaction.atomic
def do_step(step_id: int, *, result: str, by: Person, at: datetime) -> MoveStep:
    """Say that a step of a running wave is done, and how it went."""
    seen = MoveStep.objects.filter(pk=step_id).first()
    if seen is None:
        raise NotYours(_("There is no such step, or it is not yours to see."))
    row = _locked(seen.wave_id, by, at)
    if row.state != Wave.State.RUNNING:
        raise Refusal(_("Steps are taken while the wave runs."))
    with as_system():
        step = MoveStep.objects.select_for_update(of=("self",)).get(pk=step_id)
        if step.done_at is not None:
            raise Refusal(_("It is done already."))
        step.done_at = at
        step.went = cleaned(result, field="result", label=_("Result"), longest=_LONGEST)
        step.save(update_fields=["done_at", "went"])
    return step


@transaction.atomic
def accept(wave_id: int, *, by: Person, at: datetime) -> Wave:
    """Accept a running wave whose steps over and whose tests are done: its applications stand where they moved to."""
    row = _running(wave_id, by, at)
    left = row.steps.filter(done_at=None).exclude(kind=MoveStep.Kind.ROLLBACK.value)
    if left.exists():
        told = ", ".join(left.values_list("title", flat=True)[:5])
        raise Refusal(_("These are not done yet: %(steps)s.") % {"steps": told})
    with as_system():
        for move in row.moves.select_related("application").exclude(way=Move.Way.RETAIN.value):
            _stand(move, local_day(at))
    return _ended(row, Wave.State.ACCEPTED, at)


def _stand(move: Move, on: date) -> None:
    """Let an application stand where it moved to, or end where it is retired."""
    row = move.application
    if move.way == Move.Way.RETIRE:
        row.phase, row.retired_on = Application.Phase.RETIRED.value, max(on, row.replace_on or on, row.live_on or on)
        row.save(update_fields=["phase", "retired_on"])
        return
    row.hosting = move.target
    row.save(update_fields=["hosting"])


@transaction.atomic
def roll_back(wave_id: int, *, by: Person, at: datetime) -> Wave:
    """Give a running wave up, when its steps back are done: everything stands where it stood."""
    row = _running(wave_id, by, at)
    if row.steps.filter(kind=MoveStep.Kind.ROLLBACK.value, done_at=None).exists():
        raise Refusal(_("The steps back are not all done yet."))
    return _ended(row, Wave.State.ROLLED_BACK, at)


def _kind(kind: str) -> str:
    return {MoveStep.Kind.CUT_OVER.value: _("cut-over"), MoveStep.Kind.ROLLBACK.value: _("rollback")}[kind]


def _running(wave_id: int, by: Person, at: datetime) -> Wave:
    row = _locked(wave_id, by, at)
    if row.state != Wave.State.RUNNING:
        raise Refusal(_("The wave does not run."))
    return row


def _locked(wave_id: int, by: Person, at: datetime) -> Wave:
    if not Wave.objects.filter(pk=wave_id).exists():
        raise NotYours(_("There is no such wave, or it is not yours to see."))
    require_allowed(manages_terms, by, at)
    with as_system():
        return Wave.objects.select_for_update(of=("self",)).get(pk=wave_id)


def _ended(row: Wave, state: Wave.State, at: datetime) -> Wave:
    row.state, row.over_on = state.value, local_day(at)
    return _kept(row, "state", "over_on")


def _kept(row: Wave, *fields: str) -> Wave:
    with as_system():
        row.save(update_fields=list(fields))
    return row
