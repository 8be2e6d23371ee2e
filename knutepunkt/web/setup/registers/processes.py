"""The registers of processes: a whole one is easier drawn, and read from a file; here a word is put right."""

from django.utils.translation import gettext_lazy as _

from knutepunkt.catalogue.actions import process
from knutepunkt.web.setup.registers.kind import Register

PROCESSES: dict[str, Register] = {
    "prosesser": Register(
        _("Processes"),
        _("Process"),
        process.PROCESS,
        (
            (_("Name"), "name"),
            (_("Owner"), "owner"),
            (_("Owner's function"), "owner_function"),
            (_("Purpose"), "purpose"),
            (_("Source"), "source"),
        ),
        ("name", "key", "purpose", "description", "owner__name", "owner_function"),
        ("owner",),
        below=(("prosessroller", "process"), ("prosesstrinn", "process"), ("prosessflyt", "process")),
    ),
    "prosessroller": Register(
        _("Roles of processes"),
        _("Role of a process"),
        process.ROLE,
        ((_("Name"), "name"), (_("Process"), "process"), (_("Organisation"), "organisation")),
        ("name", "process__name", "organisation__name"),
        ("process", "organisation"),
    ),
    "prosesstrinn": Register(
        _("Steps of processes"),
        _("Step of a process"),
        process.STEP,
        (
            (_("Name"), lambda row: row.name or row.key),
            (_("Process"), "process"),
            (_("Kind"), "kind"),
            (_("Role"), lambda row: row.role.name if row.role else ""),
            (_("Description"), "description"),
        ),
        ("name", "key", "process__name", "description"),
        ("process", "role"),
    ),
    "prosessflyt": Register(
        _("Ways between steps"),
        _("Way between steps"),
        process.FLOW,
        (
            (_("Step before"), lambda row: row.start.name or row.start.key),
            (_("Step after"), lambda row: row.end.name or row.end.key),
            (_("When"), "condition"),
            (_("Process"), "process"),
        ),
        ("start__name", "end__name", "process__name", "condition"),
        ("process", "start", "end"),
    ),
}
