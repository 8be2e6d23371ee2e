"""The registers of roadmaps and waves."""

from django.utils.translation import gettext_lazy as _

from knutepunkt.plan.actions import moving, roadmap
from knutepunkt.web.setup.registers.kind import Register

ROADMAPS: dict[str, Register] = {
    "veikart": Register(
        _("Roadmaps"),
        _("Roadmap"),
        roadmap.ROADMAP,
        (
            (_("Title"), "title"),
            (_("Owner"), "owner"),
            (_("First day"), "first_on"),
            (_("Last day"), "last_on"),
            (_("Baseline"), "baseline_set_on"),
        ),
        ("title", "key"),
        ("owner",),
        below=(("aktiviteter", "roadmap"), ("milepaler", "roadmap")),
    ),
    "aktiviteter": Register(
        _("Activities"),
        _("Activity"),
        roadmap.ACTIVITY,
        (
            (_("Title"), "title"),
            (_("Area"), "area"),
            (_("Roadmap"), "roadmap"),
            (_("Holder"), "holder"),
            (_("From"), "starts_on"),
            (_("Until"), "ends_on"),
        ),
        ("title", "area", "key"),
        ("roadmap",),
    ),
    "milepaler": Register(
        _("Milestones"),
        _("Milestone"),
        roadmap.MILESTONE,
        (
            (_("Title"), "title"),
            (_("Roadmap"), "roadmap"),
            (_("Not before"), "not_before_on"),
            (_("Not after"), "not_after_on"),
            (_("Reached"), "reached_on"),
        ),
        ("title", "key", "wording"),
        ("roadmap",),
    ),
    "bolger": Register(
        _("Waves"),
        _("Wave"),
        moving.WAVE,
        (
            (_("Number"), "number"),
            (_("Title"), "title"),
            (_("State"), "state"),
            (_("From"), "starts_on"),
            (_("Until"), "ends_on"),
        ),
        ("title", "key"),
        ("activity",),
        below=(("flyttinger", "wave"), ("flyttetrinn", "wave")),
    ),
    "flyttinger": Register(
        _("Moves"),
        _("Move"),
        moving.MOVE,
        (
            (_("Application"), "application"),
            (_("Wave"), "wave"),
            (_("To"), "target"),
            (_("How"), "way"),
        ),
        ("application__name", "wave__title"),
        ("application", "wave"),
        below=(("avklaringer", "move"),),
    ),
    "avklaringer": Register(
        _("Clarifications of moves"),
        _("Clarification"),
        moving.CLARIFICATION,
        (
            (_("Move"), "move"),
            (_("Demand"), "demand"),
            (_("Integration"), "integration"),
            (_("Reason"), "reason"),
            (_("Tested on"), "tested_on"),
        ),
        ("move__application__name", "reason"),
        (
            "move__application",
            "integration__from_application",
            "integration__to_application",
            "integration__from_component",
            "integration__to_component",
        ),
    ),
    "flyttetrinn": Register(
        _("Steps of waves"),
        _("Step of a wave"),
        moving.MOVE_STEP,
        (
            (_("Title"), "title"),
            (_("Wave"), "wave"),
            (_("List"), "kind"),
            (_("Number"), "number"),
            (_("Begins at"), "starts_at"),
            (_("Holder"), "holder"),
        ),
        ("title", "wave__title"),
        ("wave", "holder"),
    ),
}
