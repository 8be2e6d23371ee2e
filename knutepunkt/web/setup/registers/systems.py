"""The registers of what stands around applications: components, integrations, dependencies."""

from django.utils.translation import gettext_lazy as _

from knutepunkt.catalogue.actions import architecture
from knutepunkt.catalogue.actions import records as catalogue
from knutepunkt.web.setup.registers.kind import Register

SYSTEMS: dict[str, Register] = {
    "komponenter": Register(
        _("Components"),
        _("Component"),
        catalogue.COMPONENT,
        (
            (_("Name"), "name"),
            (_("Kind"), "kind"),
            (_("Part of"), lambda row: row.application or row.service),
            (_("Operated by"), "operator"),
            (_("Remark"), "remark"),
        ),
        ("name", "key", "application__name", "service__name", "remark"),
        ("application", "service", "operator"),
        below=(
            ("avhengigheter", "component"),
            ("avhengigheter", "needs_component"),
            ("integrasjoner", "from_component"),
            ("integrasjoner", "to_component"),
        ),
    ),
    "integrasjoner": Register(
        _("Integrations"),
        _("Integration"),
        catalogue.INTEGRATION,
        (
            (_("From"), lambda row: row.start),
            (_("To"), lambda row: row.end),
            (_("State"), "state"),
            (_("Data"), "carries"),
            (_("Protocol"), "protocol"),
            (_("In the source's words"), "wording"),
        ),
        (
            "key",
            "from_application__name",
            "from_component__name",
            "to_application__name",
            "to_component__name",
            "carries",
            "wording",
        ),
        ("from_application", "from_component", "to_application", "to_component"),
    ),
    "avhengigheter": Register(
        _("Dependencies"),
        _("Dependency"),
        catalogue.DEPENDENCY,
        (
            (_("What"), lambda row: row.service or row.application or row.component),
            (_("Needs"), lambda row: row.needs_service or row.needs_application or row.needs_component),
            (_("Redundancy"), "redundancy"),
            (_("Must be up"), "least"),
            (_("Remark"), "remark"),
        ),
        (
            "service__name",
            "application__name",
            "component__name",
            "needs_service__name",
            "needs_application__name",
            "needs_component__name",
        ),
        ("service", "application", "component", "needs_service", "needs_application", "needs_component"),
    ),
    "realiseringer": Register(
        _("What fills reference models"),
        _("What fills a reference element"),
        architecture.REALIZATION,
        (
            (_("Ours"), "ours"),
            (_("Architecture"), "architecture"),
            (_("Identifier"), "identifier"),
            (_("How sure"), "certainty"),
            (_("Remark"), "remark"),
        ),
        ("application__name", "service__name", "architecture__name", "identifier", "remark"),
        ("architecture", "application", "service"),
    ),
}
