"""What is kept about continuity, and what more than one row must agree on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.party.queries import manages_terms
from knutepunkt.plan.models import ContinuityPlan, ContinuityStep, Exercise

_FROM_ONE_MONTH = gettext_lazy("At least one month.")


def _rule_exercise(row: Exercise) -> None:
    if row.held_on is not None and row.plan.approved_on is not None and row.held_on < row.plan.approved_on:
        raise refused("held_on", _("The plan was approved later."))


PLAN = Record(
    ContinuityPlan,
    (
        "key",
        "title",
        "service",
        "begins_when",
        "recovery_time",
        "recovery_point",
        "leader",
        "leader_function",
        "deputy_function",
        "alternative",
        "approved_on",
        "exercise_months",
    ),
    ("key",),
    manages_terms,
    faults={
        "continuityplan_is_exercised": ("exercise_months", _FROM_ONE_MONTH),
        "continuityplan_takes_time": ("recovery_time", gettext_lazy("It takes some time.")),
    },
    removable=True,
    past=frozenset({"approved_on"}),
)
STEP = Record(
    ContinuityStep,
    ("plan", "number", "task", "function", "within"),
    ("plan", "number"),
    manages_terms,
    fixed=frozenset({"plan"}),
    removable=True,
)
EXERCISE = Record(
    Exercise,
    ("plan", "planned_on", "held_on", "scenario", "outcome", "recovered_in", "lost", "learnt"),
    ("plan", "planned_on"),
    manages_terms,
    fixed=frozenset({"plan"}),
    rule=_rule_exercise,
    faults={
        "exercise_once_a_day": ("planned_on", gettext_lazy("It is exercised on that day already.")),
        "exercise_held_has_an_outcome": (
            "outcome",
            gettext_lazy("What was held has a result, and nothing else has one."),
        ),
    },
    removable=True,
    past=frozenset({"held_on"}),
)
