"""What is kept about improvements, and what more than one row must agree on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.party.queries import works_at_desk
from knutepunkt.plan.models import Effect, Improvement

_ONE_TO_FIVE = gettext_lazy("From 1 to 5.")


def _rule_improvement(row: Improvement) -> None:
    if row.baseline is not None and row.baseline == row.target:
        raise refused("target", _("The target is another than the baseline."))
    if (row.baseline is not None or row.target is not None) and not row.measure:
        raise refused("measure", _("Say what is measured."))
    if row.source == Improvement.Source.FINDING and not row.finding:
        raise refused("finding", _("Say which finding."))
    if row.source == Improvement.Source.PROCESS and row.process_id is None:
        raise refused("process", _("Say which process."))
    if row.process_id is not None and row.state != Improvement.State.PROPOSED and not row.benefit:
        raise refused("benefit", _("A change of a process says its benefit before it is accepted."))


def _rule_effect(row: Effect) -> None:
    if not row.improvement.measure:
        raise refused("improvement", _("The improvement does not say what is measured."))
    if row.improvement.baseline_on and row.on < row.improvement.baseline_on:
        raise refused("on", _("It is not measured before its baseline."))


IMPROVEMENT = Record(
    Improvement,
    (
        "key",
        "title",
        "description",
        "benefit",
        "source",
        "finding",
        "process",
        "service",
        "value",
        "effort",
        "owner",
        "owner_function",
        "state",
        "due_on",
        "done_on",
        "measure",
        "unit",
        "baseline",
        "baseline_on",
        "target",
        "target_on",
    ),
    ("key",),
    works_at_desk,
    rule=_rule_improvement,
    past=frozenset({"done_on"}),
    faults={
        "improvement_value_1_to_5": ("value", _ONE_TO_FIVE),
        "improvement_effort_1_to_5": ("effort", _ONE_TO_FIVE),
        "improvement_done_on_a_day": ("done_on", gettext_lazy("Say on which day it was done.")),
    },
)
EFFECT = Record(
    Effect,
    ("improvement", "on", "value", "remark"),
    ("improvement", "on"),
    works_at_desk,
    fixed=frozenset({"improvement"}),
    rule=_rule_effect,
    faults={"effect_once_a_day": ("on", gettext_lazy("It is measured on that day already."))},
    removable=True,
    past=frozenset({"on"}),
)
