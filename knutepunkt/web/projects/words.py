"""What projects, benefits and strategy meetings are called on pages and on paper."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from knutepunkt.assessment.queries.judged import Judged
from knutepunkt.plan.rules.capacity import Room
from knutepunkt.plan.rules.project import Demand, Gate, Phase, Wanting

Words = dict[str, Any]
KINDS: Words = {"project": _("Project"), "run": _("Run-project")}
PHASES: Words = {
    Phase.IDEA: _("Idea"),
    Phase.CONCEPT: _("Concept"),
    Phase.PLANNING: _("Planning"),
    Phase.EXECUTION: _("Execution"),
    Phase.CLOSING: _("Closing"),
    Phase.REALISING: _("Realising benefits"),
    Phase.DONE: pgettext_lazy("a project", "Done"),
    Phase.STOPPED: pgettext_lazy("a project", "Stopped"),
}
PHASE_COLOURS = {"execution": "info", "closing": "info", "realising": "success", "done": "neutral", "stopped": "danger"}
GATES: Words = {
    Gate.BP1: _("BP1: start the concept"),
    Gate.BP2: _("BP2: start planning"),
    Gate.BP3: _("BP3: start execution"),
    Gate.BP4: _("BP4: start closing"),
    Gate.BP5: _("BP5: end the project"),
}
DEMANDS: Words = {
    Demand.MANDATE: _("Mandate"),
    Demand.PROPOSAL: _("Project proposal"),
    Demand.BENEFITS: _("Benefits, each with an owner in the line"),
    Demand.MANAGEMENT_DOCUMENT: _("Management document"),
    Demand.BASELINE: _("Baseline measured of each benefit"),
    Demand.RISK_ANALYSIS: _("Risk analysis approved"),
    Demand.DPIA_SCREENING: _("Screened for privacy impact (DPIA)"),
    Demand.CAPACITY: _("Room in every area's capacity"),
    Demand.PROCUREMENT_PLAN: _("Procurement plan"),
    Demand.RESULTS: _("Results approved"),
    Demand.HANDOVER: _("Handed over to the owner in the line"),
    Demand.REALISATION_PLAN: _("Plan for realising the benefits"),
}
WANTING: Words = {
    Wanting.UNDECIDED: _("not decided upon"),
    Wanting.REPLACED: _("a newer one has been decided upon"),
    Wanting.STALE: _("no longer stands"),
    Wanting.NOT_ACCEPTED: _("its outcome does not meet the demand"),
}
BASES: Words = {
    "equal": _("Equally"),
    "ownership": _("By share of ownership"),
    "inhabitants": _("By inhabitants"),
}
ROOMS: Words = {
    Room.ENOUGH: _("room"),
    Room.TIGHT: pgettext_lazy("capacity", "tight"),
    Room.OVER: _("over capacity"),
    Room.NOT_STATED: _("capacity not stated"),
}
BENEFIT_KINDS: Words = {
    "avoided_cost": _("Avoided cost"),
    "saved_time": _("Saved time"),
    "quality": _("Better quality"),
}
MEASURES: Words = {
    "delivery": _("Tickets solved in time, per cent"),
    "self_service": _("Tickets from the portal, per cent"),
    "availability": _("Time that promised services were up, per cent"),
    "major_incidents": _("Incidents of the first priority"),
}
OUTLOOKS: Words = {
    "not_stated": _("Goal not stated"),
    "not_measured": _("Not measured yet"),
    "reached": _("Target reached"),
    "on_track": _("On track"),
    "behind": _("Behind the plan"),
    "missed": _("Missed"),
}
OUTLOOK_COLOURS = {"reached": "success", "on_track": "success", "behind": "warning", "missed": "danger"}
MEETING_STATES: Words = {
    "planned": _("Planned meeting"),
    "held": pgettext_lazy("a meeting", "Held"),
    "cancelled": pgettext_lazy("a meeting", "Called off"),
}
DECISIONS: Words = {
    "prioritised": _("Prioritised"),
    "postponed": _("Postponed"),
    "rejected": _("Rejected"),
    "noted": _("Noted"),
}
DECISION_COLOURS = {"prioritised": "success", "postponed": "warning", "rejected": "danger"}
MILESTONES: Words = {
    "project": _("A project ends"),
    "procurement": _("A step of a procurement"),
    "meeting": _("Strategy meeting"),
    "roadmap": _("Milestone of a roadmap"),
}


def standing_of(one: Judged) -> str:
    """Return how an assessment stands: what was decided, and whether that still holds."""
    if one.decided is None:
        return gettext("not decided upon")
    return f"{one.decided.name}, {WANTING[Wanting.STALE]}" if one.stale else one.decided.name


def quarter(first: Any) -> str:
    """Return a quarter as people say it."""
    return gettext("Q%(number)d %(year)d") % {"number": (first.month + 2) // 3, "year": first.year}


SAY = {
    "kinds": KINDS,
    "phases": PHASES,
    "phase_colours": PHASE_COLOURS,
    "gates": GATES,
    "demands": DEMANDS,
    "bases": BASES,
    "wanting_words": WANTING,
    "rooms": ROOMS,
    "benefit_kinds": BENEFIT_KINDS,
    "measures": MEASURES,
    "outlooks": OUTLOOKS,
    "outlook_colours": OUTLOOK_COLOURS,
    "meeting_states": MEETING_STATES,
    "decisions": DECISIONS,
    "decision_colours": DECISION_COLOURS,
    "milestone_words": MILESTONES,
    "quarter": quarter,
}
