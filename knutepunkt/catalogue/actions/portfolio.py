"""What is kept about applications' functions, costs, documentation and figures, and what rows must agree on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.catalogue.models import (
    Application,
    ApplicationCost,
    BusinessFunction,
    FunctionUse,
    KeyFigure,
    SystemDocument,
)
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import administers

_TWICE = gettext_lazy("Another row has this already.")
_NOT_NEGATIVE = gettext_lazy("It is not less than nothing.")


def rule_application(row: Application) -> None:
    """Refuse categories that say both that there are personal data and that there are none."""
    categories = row.data_categories
    if Application.DataCategory.NONE.value in categories and len(categories) > 1:
        raise refused("data_categories", _("No personal data goes with no other category."))
    if len(set(categories)) < len(categories):
        raise refused("data_categories", _("A category stands twice."))


def leave_functions(row: Application) -> None:
    """Take away the functions that it served where it is no longer in use; what it serves for all who use it stays."""
    uses = FunctionUse.objects.filter(application=row, customer__isnull=False)
    uses.exclude(customer__in=row.users.all()).delete()


def _rule_use(row: FunctionUse) -> None:
    if row.customer is None:
        return
    if row.customer.kind != Organisation.Kind.CUSTOMER:
        raise refused("customer", _("Functions are a customer's."))
    if row.application is not None and not row.application.users.filter(pk=row.customer.pk).exists():
        raise refused("customer", _("It is not among those who use the application: say so there first."))


def _rule_figure(row: KeyFigure) -> None:
    if row.customer is not None and row.customer.kind != Organisation.Kind.CUSTOMER:
        raise refused("customer", _("A figure is a customer's, or of all together."))


FUNCTION = Record(
    BusinessFunction, ("key", "name", "sector", "wording", "source", "remark"), ("key",), administers, removable=True
)
FUNCTION_USE = Record(
    FunctionUse,
    ("function", "application", "customer", "certainty", "wording", "remark"),
    ("function", "application", "customer"),
    administers,
    fixed=frozenset(),
    rule=_rule_use,
    faults={"functionuse_once": ("application", _TWICE)},
    removable=True,
)
COST = Record(
    ApplicationCost,
    ("application", "year", "kind", "amount", "source", "certainty", "remark"),
    ("application", "year", "kind"),
    administers,
    fixed=frozenset(),
    faults={
        "applicationcost_once": ("kind", _TWICE),
        "applicationcost_not_negative": ("amount", _NOT_NEGATIVE),
        "applicationcost_year": ("year", gettext_lazy("Write a year with four digits.")),
    },
    removable=True,
)
DOCUMENT = Record(
    SystemDocument,
    ("application", "title", "reference", "responsible", "reviewed_on", "every_months", "certainty", "remark"),
    ("application", "title"),
    administers,
    fixed=frozenset(),
    faults={
        "systemdocument_once": ("title", _TWICE),
        "systemdocument_reviewed_at_times": ("every_months", gettext_lazy("Between 1 and 120 months.")),
    },
    removable=True,
)
KEY_FIGURE = Record(
    KeyFigure,
    ("kind", "customer", "on", "value", "source", "certainty", "wording", "remark"),
    ("kind", "customer", "on"),
    administers,
    fixed=frozenset(),
    rule=_rule_figure,
    faults={
        "keyfigure_once": ("on", _TWICE),
        "keyfigure_value_has_its_day": ("on", gettext_lazy("A value has its day.")),
        "keyfigure_not_negative": ("value", _NOT_NEGATIVE),
    },
    removable=True,
)
