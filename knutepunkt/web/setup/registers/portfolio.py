"""The registers of the portfolio: functions, what serves them, costs, documentation, key figures."""

from django.utils.translation import gettext_lazy as _

from knutepunkt.base.text import amount
from knutepunkt.catalogue.actions import portfolio
from knutepunkt.web.display import exact
from knutepunkt.web.setup.registers.kind import Register

PORTFOLIO: dict[str, Register] = {
    "virksomhetsfunksjoner": Register(
        _("Business functions"),
        _("Business function"),
        portfolio.FUNCTION,
        ((_("Name"), "name"), (_("Sector"), "sector"), (_("In the source's words"), "wording")),
        ("name", "key", "wording"),
        ("sector",),
        below=(("funksjonsbruk", "function"),),
    ),
    "funksjonsbruk": Register(
        _("What serves functions"),
        _("What serves a function"),
        portfolio.FUNCTION_USE,
        (
            (_("Function"), "function"),
            (_("Application"), lambda row: row.application or _("not stated")),
            (_("Customer"), lambda row: row.customer or _("all who use it")),
            (_("How sure"), "certainty"),
            (_("In the source's words"), "wording"),
        ),
        ("function__name", "application__name", "customer__name", "wording"),
        ("function", "application", "customer"),
    ),
    "kostnader": Register(
        _("Costs of applications"),
        _("Cost of an application"),
        portfolio.COST,
        (
            (_("Application"), "application"),
            (_("Year"), "year"),
            (_("Kind"), "kind"),
            (_("Amount, NOK excluding VAT"), lambda row: amount(row.amount)),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("application__name", "source"),
        ("application",),
    ),
    "systemdokumentasjon": Register(
        _("System documentation"),
        _("System document"),
        portfolio.DOCUMENT,
        (
            (_("Title"), "title"),
            (_("Application"), "application"),
            (_("Reference"), "reference"),
            (_("Responsible"), "responsible"),
            (_("Looked through on"), "reviewed_on"),
            (_("Months between"), "every_months"),
        ),
        ("title", "application__name", "reference", "responsible"),
        ("application",),
    ),
    "nokkeltall": Register(
        _("Key figures"),
        _("Key figure"),
        portfolio.KEY_FIGURE,
        (
            (_("Kind"), "kind"),
            (_("Customer"), lambda row: row.customer or _("all together")),
            (_("Day"), "on"),
            (_("Value"), lambda row: exact(row.value) if row.value is not None else _("not stated")),
            (_("Source"), "source"),
            (_("How sure"), "certainty"),
        ),
        ("kind", "customer__name", "source"),
        ("customer",),
    ),
}
