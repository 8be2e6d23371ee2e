"""The registers of projects, capacity, cost keys, benefits and strategy meetings."""

from django.utils.translation import gettext_lazy as _

from knutepunkt.base.text import amount
from knutepunkt.plan.actions import portfolio
from knutepunkt.web.display import exact, number
from knutepunkt.web.projects.words import quarter
from knutepunkt.web.setup.registers.kind import Register

PROJECTS: dict[str, Register] = {
    "prosjekter": Register(
        _("Projects"),
        _("Project"),
        portfolio.PROJECT,
        (
            (_("Title"), "title"),
            (_("Kind"), "kind"),
            (_("Phase"), "phase"),
            (_("Sector"), "sector"),
            (_("From"), "start_on"),
            (_("Until"), "end_on"),
            (_("Budget, NOK excluding VAT"), lambda row: amount(row.budget)),
        ),
        ("title", "key", "description"),
        ("owner", "sector", "focus", "procurement"),
        below=(("kapasitetsbehov", "project"), ("gevinster", "project")),
    ),
    "kapasitetsbehov": Register(
        _("Hours that projects need"),
        _("Need of hours"),
        portfolio.NEED,
        (
            (_("Project"), "project"),
            (_("Business area"), "area"),
            (_("Quarter"), lambda row: quarter(row.quarter)),
            (_("Hours"), lambda row: exact(row.hours)),
        ),
        ("project__title", "area__name"),
        ("project", "area"),
    ),
    "kapasitet": Register(
        _("Capacity"),
        _("An area's capacity"),
        portfolio.CAPACITY,
        (
            (_("Business area"), "area"),
            (_("Quarter"), lambda row: quarter(row.quarter)),
            (_("Hours"), lambda row: exact(row.hours)),
            (_("Remark"), "remark"),
        ),
        ("area__name", "remark"),
        ("area",),
    ),
    "virksomhetsomrader": Register(
        _("Business areas"),
        _("Business area"),
        portfolio.AREA,
        ((_("Name"), "name"), (_("Place in lists"), "order"), (_("Source"), "source")),
        ("name", "key"),
        below=(("kapasitet", "area"),),
    ),
    "gevinster": Register(
        _("Benefits"),
        _("Benefit"),
        portfolio.BENEFIT,
        (
            (_("Title"), "title"),
            (_("Project"), "project"),
            (_("Something lost"), "is_disbenefit"),
            (_("Kind"), "kind"),
            (_("Owner (a function)"), "owner_function"),
            (_("Measured by the platform"), "measured_by"),
        ),
        ("title", "key", "project__title"),
        ("project",),
    ),
    "kostnadsnokler": Register(
        _("Cost keys"),
        _("Cost key"),
        portfolio.COST_KEY,
        (
            (_("Divides"), "divides_by"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("source", "remark"),
        below=(("innbyggere", "cost_key"),),
    ),
    "innbyggere": Register(
        _("Inhabitants of cost keys"),
        _("Inhabitants"),
        portfolio.INHABITANTS,
        (
            (_("Municipality"), "municipality"),
            (_("Cost key"), "cost_key"),
            (_("Inhabitants"), lambda row: number(row.inhabitants)),
        ),
        ("municipality__name",),
        ("cost_key", "municipality"),
    ),
    "portkrav": Register(
        _("Demands of gates"),
        _("Demand of a gate"),
        portfolio.GATE_DEMAND,
        (
            (_("Gate"), "gate"),
            (_("Demand"), "demand"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("source", "remark"),
    ),
    "strategimoter": Register(
        _("Strategy meetings"),
        _("Strategy meeting"),
        portfolio.MEETING,
        ((_("Planned for"), "planned_on"), (_("Sector"), "sector"), (_("State"), "state"), (_("Held on"), "held_on")),
        ("sector__name",),
        ("sector",),
    ),
    "fokusomrader": Register(
        _("Focus areas of the strategy"),
        _("Focus area"),
        portfolio.FOCUS,
        ((_("Name"), "name"), (_("Aim"), "aim"), (_("Source"), "source")),
        ("name", "key"),
    ),
}
