"""The registers of improvement and of continuity."""

from django.utils.translation import gettext_lazy as _

from knutepunkt.plan.actions import continuity, improvement
from knutepunkt.web.display import duration
from knutepunkt.web.setup.registers.kind import Register

IMPROVEMENT: dict[str, Register] = {
    "forbedringer": Register(
        _("Improvements"),
        _("Improvement"),
        improvement.IMPROVEMENT,
        (
            (_("Title"), "title"),
            (_("Source"), "source"),
            (_("Value"), "value"),
            (_("Effort"), "effort"),
            (_("Owner"), "owner"),
            (_("State"), "state"),
            (_("By"), "due_on"),
        ),
        ("title", "key", "description", "owner__name", "finding"),
        ("owner",),
        below=(("malinger", "improvement"),),
    ),
    "malinger": Register(
        _("Measured effects"),
        _("Measured effect"),
        improvement.EFFECT,
        ((_("Day"), "on"), (_("Improvement"), "improvement"), (_("Value"), "value"), (_("Remark"), "remark")),
        ("improvement__title", "remark"),
        ("improvement",),
    ),
    "kontinuitetsplaner": Register(
        _("Continuity plans"),
        _("Continuity plan"),
        continuity.PLAN,
        (
            (_("Title"), "title"),
            (_("Service"), "service"),
            (_("Recovery time (RTO)"), lambda row: duration(row.recovery_time)),
            (_("Most that may be lost (RPO)"), lambda row: duration(row.recovery_point)),
            (_("Led by"), "leader"),
            (_("Approved on"), "approved_on"),
        ),
        ("title", "key", "service__name"),
        ("service", "leader"),
        below=(("kontinuitetstrinn", "plan"), ("ovelser", "plan")),
    ),
    "kontinuitetstrinn": Register(
        _("Steps of continuity plans"),
        _("Step of a continuity plan"),
        continuity.STEP,
        (
            (_("What is to be done"), "task"),
            (_("Number"), "number"),
            (_("Function"), "function"),
            (_("Within"), lambda row: duration(row.within)),
            (_("Plan"), "plan"),
        ),
        ("task", "function", "plan__title"),
        ("plan",),
    ),
    "ovelser": Register(
        _("Exercises"),
        _("Exercise"),
        continuity.EXERCISE,
        (
            (_("Planned for"), "planned_on"),
            (_("Plan"), "plan"),
            (_("Held on"), "held_on"),
            (_("Scenario"), "scenario"),
            (_("How it went"), "outcome"),
        ),
        ("scenario", "learnt", "plan__title"),
        ("plan",),
    ),
}
