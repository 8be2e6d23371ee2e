"""Moves a project on: proofs of what gates demand, gates passed, run-projects begun and ended, hours spent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from knutepunkt.assessment.models import Assessment
from knutepunkt.base.editing import require_allowed, require_come
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day, manages_terms, valid_on, works_at_desk
from knutepunkt.plan.actions.sharing import share_cost
from knutepunkt.plan.models import BusinessArea, GateDemand, GatePassing, Project, ProjectProof, TimeSpent
from knutepunkt.plan.queries.projects import Ahead, ahead, loads_of
from knutepunkt.plan.rules.capacity import Load, hindering
from knutepunkt.plan.rules.project import ENDED, LEADS, WORKED_OUT, Demand, Gate, Phase, next_gate

LONGEST, LINE = 20_000, 160
# All else that a gate demands is always needed.
MAY_BE_NEEDLESS = frozenset({Demand.PROCUREMENT_PLAN})
_MOST_HOURS_A_DAY = 1000


@contextmanager
def moving(project_id: int, *, by: Person, at: datetime) -> Iterator[Project]:
    """See the project as the person, who keeps plans, then hold it as the system."""
    with transaction.atomic():
        if not Project.objects.filter(pk=project_id).exists():
            raise NotYours(_("There is no such project, or it is not yours to see."))
        require_allowed(manages_terms, by, at)
        with as_system():
            yield Project.objects.select_for_update(of=("self",)).get(pk=project_id)


def prove(
    project_id: int,
    *,
    demand: str,
    said: str,
    approved_by: str,
    approved_on: date,
    is_needed: bool = True,
    by: Person,
    at: datetime,
) -> ProjectProof:
    """Write down that what a gate demands is in place, or why it is not needed; what was said before is kept."""
    if demand not in {*Demand} - WORKED_OUT:
        raise refused("demand", _("The platform works this out itself: no one can vouch for it."))
    if not is_needed and Demand(demand) not in MAY_BE_NEEDLESS:
        raise refused("is_needed", _("This is always needed."))
    said = _written("said", _("What is in place, and where it is found"), said, longest=LONGEST)
    approved_by = _written("approved_by", _("Approved by, as a function"), approved_by)
    require_come({"approved_on": approved_on}, local_day(at))
    with moving(project_id, by=by, at=at) as row:
        _require_gates(row)
        if is_needed and _models(demand, at):
            raise refused("demand", _("An assessment shows this: choose it."))
        return _said(
            row, demand, by, at, said=said, is_needed=is_needed, approved_by=approved_by, approved_on=approved_on
        )


def rest_on(project_id: int, *, demand: str, assessment: int, by: Person, at: datetime) -> ProjectProof:
    """Let an assessment show what a gate demands, as it stands at each moment: undecided or stale it does not do."""
    with moving(project_id, by=by, at=at) as row:
        _require_gates(row)
        models = _models(demand, at)
        if not models:
            raise refused("demand", _("This is met in writing."))
        found = Assessment.objects.filter(pk=assessment, model__key__in=models).first()
        if found is None or found.project_id not in (None, row.pk):
            raise refused("assessment", _("That assessment shows nothing of this."))
        return _said(row, demand, by, at, assessment=found, approved_on=found.assessed_on)


def _models(demand: str, at: datetime) -> set[str]:
    """Return the models of judgement that show a demand today; none where it is met in writing."""
    today = GateDemand.objects.filter(valid_on(local_day(at)), demand=demand).exclude(shown_by="")
    return set(today.values_list("shown_by", flat=True))


def _said(row: Project, demand: str, by: Person, at: datetime, **said: Any) -> ProjectProof:
    ProjectProof.objects.filter(project=row, demand=demand, replaced_at=None).update(replaced_at=at)
    return ProjectProof.objects.create(project=row, demand=demand, by=by, at=at, **said)


def pass_gate(
    project_id: int,
    *,
    gate: str,
    decided_by: str,
    passed_on: date,
    line: str,
    beyond_because: str = "",
    by: Person,
    at: datetime,
) -> GatePassing:
    """Pass the next gate when all it demands is in place; refused with the list of what is missing.

    Hours that do not fit are passed over when `beyond_because` says why; that is kept.
    """
    decided_by = _written("decided_by", _("Decided by, as a function"), decided_by)
    line = _written("line", _("Line of the protocol"), line, longest=LONGEST)
    require_come({"passed_on": passed_on}, local_day(at))
    with moving(project_id, by=by, at=at) as row:
        _require_next(row, gate, passed_on)
        _hold_capacity()
        found = ahead(row, on=passed_on)
        assert found is not None
        missing = list(found.missing)
        if Demand.CAPACITY in missing and _goes_beyond(row, found.hinders, beyond_because):
            missing.remove(Demand.CAPACITY)
        if missing:
            raise Missing(missing)
        met = [_met(Demand(one.demand), found) for one in found.demands]
        return _passed(row, gate, passed_on, decided_by, line, met=met, by=by, at=at)


def _met(demand: Demand, found: Ahead) -> dict[str, object]:
    """Say how a demand is met, for good: the assessment may be followed by another."""
    shown = found.shown.get(demand)
    met: dict[str, object] = {"demand": demand.value, "is_needed": shown is None or shown.proof.is_needed}
    if shown is not None and shown.judged is not None and shown.judged.decided is not None:
        met |= {"assessment": shown.judged.row.pk, "outcome": shown.judged.decided.name}
    if demand is Demand.CAPACITY and found.hinders:
        met["is_beyond"] = True
    return met


def _goes_beyond(row: Project, hinders: Sequence[Load], because: str) -> bool:
    """Say whether hours that do not fit are taken all the same, and keep why."""
    because = cleaned(because, field="beyond_because", label=_("Reason"), longest=LONGEST)
    refuse_identity_number(because, field="beyond_because")
    if not hinders or not because:
        return False
    row.beyond_because = because
    row.save(update_fields=["beyond_because"])
    return True


def write_down_gate(
    project_id: int, *, gate: str, decided_by: str, passed_on: date, line: str, source: str, by: Person, at: datetime
) -> GatePassing:
    """Write down a gate that was passed before the project was kept here: by its source, and unchecked.

    Never BP3 or later of what still takes hours: what begins here is held against capacity.
    """
    source = _written("source", _("Source"), source, longest=200)
    decided_by = _written("decided_by", _("Decided by, as a function"), decided_by)
    line = _written("line", _("Line of the protocol"), line, longest=LONGEST)
    require_come({"passed_on": passed_on}, local_day(at))
    with moving(project_id, by=by, at=at) as row:
        if gate not in (Gate.BP1, Gate.BP2):
            raise refused("gate", _("What begins is held against capacity: BP3 and later are passed here."))
        _require_next(row, gate, passed_on)
        return _passed(row, gate, passed_on, decided_by, line, source=source, by=by, at=at)


class Missing(Refusal):
    """A gate that is not passed; `demands` says what is missing."""

    def __init__(self, demands: Sequence[Demand]) -> None:
        self.demands = tuple(demands)
        told = {"number": len(self.demands), "what": ", ".join(one.value for one in self.demands)}
        super().__init__(_("The gate is not passed: %(number)d demands are not met (%(what)s).") % told)


def begin_run(project_id: int, *, beyond_because: str = "", by: Person, at: datetime) -> Project:
    """Begin a run-project; refused where its hours are not stated, or do not fit and nobody says why all the same."""
    with moving(project_id, by=by, at=at) as row:
        if row.kind != Project.Kind.RUN or row.phase != Phase.IDEA:
            raise Refusal(_("Only a run-project that has not begun begins so."))
        _hold_capacity()
        found = loads_of(row)
        if not found:
            raise Refusal(_("State first which hours it takes, from whom and when."))
        hinders = hindering(found)
        if hinders and not _goes_beyond(row, hinders, beyond_because):
            areas = dict(BusinessArea.objects.values_list("pk", "name"))
            told = ", ".join(f"{areas[one.area]} {formats.date_format(one.quarter, 'Y-m')}" for one in hinders)
            raise Refusal(
                _("There is no room for it: %(where)s. Say why it is begun all the same, or wait.") % {"where": told}
            )
        row.phase, row.start_on = Phase.EXECUTION.value, row.start_on or local_day(at)
        row.save(update_fields=["phase", "start_on"])
        return row


def finish(project_id: int, *, by: Person, at: datetime) -> Project:
    """End a run-project, or a project whose benefits have all been measured after their day."""
    with moving(project_id, by=by, at=at) as row:
        is_run = row.kind == Project.Kind.RUN
        if row.phase != (Phase.EXECUTION if is_run else Phase.REALISING):
            raise Refusal(_("That belongs to another step: look again at where the project stands."))
        if not is_run:
            _require_measured(row)
        row.phase = Phase.DONE.value
        row.end_on = local_day(at) if is_run else row.end_on
        row.save(update_fields=["phase", "end_on"])
        return row


def stop(project_id: int, *, reason: str, by: Person, at: datetime) -> Project:
    """Stop it, with the reason; its hours are free again."""
    reason = _written("reason", _("Reason"), reason, longest=LONGEST)
    with moving(project_id, by=by, at=at) as row:
        if Phase(row.phase) in ENDED:
            raise Refusal(_("It is over already."))
        row.phase, row.stopped_because = Phase.STOPPED.value, reason
        row.save(update_fields=["phase", "stopped_because"])
        return row


@transaction.atomic
def spend(
    project_id: int, *, area: BusinessArea, hours: Decimal, spent_on: date, note: str, by: Person, at: datetime
) -> TimeSpent:
    """Write down hours of an area; whose they were is not asked."""
    note = cleaned(note, field="note", label=_("Note"), longest=200)
    refuse_identity_number(note, field="note")
    row = Project.objects.filter(pk=project_id).first()
    if row is None:
        raise NotYours(_("There is no such project, or it is not yours to see."))
    require_allowed(works_at_desk, by, at)
    if not 0 < hours <= _MOST_HOURS_A_DAY:
        raise refused("hours", _("Hours lie above 0, and at most at 1 000 on a day."))
    require_come({"spent_on": spent_on}, local_day(at))
    if row.kind == Project.Kind.RUN and row.phase == Phase.IDEA:
        raise Refusal(_("It has not begun: nothing is spent before there is room for it."))
    with as_system():
        return TimeSpent.objects.create(project=row, area=area, hours=hours, spent_on=spent_on, note=note, by=by, at=at)


def _passed(
    row: Project,
    gate: str,
    passed_on: date,
    decided_by: str,
    line: str,
    *,
    met: list[dict[str, object]] | None = None,
    source: str = "",
    by: Person,
    at: datetime,
) -> GatePassing:
    row.phase = LEADS[Phase(row.phase)][1].value
    changed = ["phase"]
    if gate == Gate.BP3 and row.divides_by and row.shared_on is None:
        row.shared_on = passed_on
        changed.append("shared_on")
    row.save(update_fields=changed)
    share_cost(row)
    return GatePassing.objects.create(
        project=row,
        gate=gate,
        passed_on=passed_on,
        decided_by=decided_by,
        line=line,
        met=met or [],
        is_checked=not source,
        source=source,
        by=by,
        at=at,
    )


def _require_gates(row: Project) -> None:
    if row.kind == Project.Kind.RUN:
        raise Refusal(_("A run-project has no gates."))
    if Phase(row.phase) in ENDED:
        raise Refusal(_("It is over already."))


def _require_next(row: Project, gate: str, passed_on: date) -> None:
    _require_gates(row)
    if next_gate(Phase(row.phase)) != gate:
        raise Refusal(_("That belongs to another step: look again at where the project stands."))
    before = row.passings.order_by("-passed_on").first()
    if before is not None and passed_on < before.passed_on:
        told = {"day": formats.date_format(before.passed_on, "SHORT_DATE_FORMAT")}
        raise refused("passed_on", _("The gate before was passed on %(day)s.") % told)


def _require_measured(row: Project) -> None:
    for benefit in row.benefits.exclude(aim_on=None):
        if not benefit.measurements.filter(municipality=None, measured_on__gte=benefit.aim_on).exists():
            raise Refusal(_("«%(title)s» has not been measured since its target's day.") % {"title": benefit.title})


def _hold_capacity() -> None:
    """Let only one begin at a time: two that fit alone may not fit together."""
    list(BusinessArea.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _written(field: str, label: str, text: str, *, longest: int = LINE) -> str:
    text = cleaned(text, field=field, label=label, longest=longest, required=True)
    refuse_identity_number(text, field=field)
    return text
