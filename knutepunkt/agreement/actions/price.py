"""What is kept of prices and licences, and of what is paid back; a compensation rule that changes is a new version."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.agreement.actions.kinds import ENDS_FIRST
from knutepunkt.agreement.actions.wording import REASONS
from knutepunkt.agreement.models import CompensationRule, Licence, PriceIndex, PriceLine, ServiceLevel
from knutepunkt.agreement.queries.price import as_terms
from knutepunkt.agreement.rules.compensation import CompensationTerms
from knutepunkt.agreement.rules.fault import TermsFault
from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.party.queries import manages_terms

_FIXED_BASE = gettext_lazy("Say how much the base is.")


def _complete_price(row: PriceLine) -> None:
    if row.index_base is not None:
        row.index_base = row.index_base.replace(day=1)


def _rule_price(row: PriceLine) -> None:
    if row.index_base and not PriceIndex.objects.filter(name=row.index, month=row.index_base).exists():
        told = {"index": row.index, "month": f"{row.index_base:%Y-%m}"}
        raise refused("index_base", _("%(index)s has no value for %(month)s.") % told)


def _complete_compensation(row: CompensationRule) -> None:
    if row.base == CompensationRule.Base.FIXED and row.base_amount is None:
        raise refused("base_amount", str(_FIXED_BASE))
    try:
        _terms(row)
    except TermsFault as fault:
        raise refused(fault.field, str(REASONS[fault.reason])) from fault
    except (ValueError, TypeError, ArithmeticError) as error:
        raise refused("steps", _("Steps are written as [[below per cent, per cent of the base]].")) from error


def _terms(row: CompensationRule) -> CompensationTerms:
    """Return the terms as they are written, whatever the base comes to."""
    fixed = row.base == CompensationRule.Base.FIXED
    return as_terms(row, base=row.base_amount if fixed else Decimal(1) if row.base else None)


def _rule_compensation(row: CompensationRule) -> None:
    current = ServiceLevel.objects.filter(contract=row.contract, is_current=True)
    known = dict(current.values_list("key", "metric"))
    if not row.levels:
        raise refused("levels", _("Say which levels it is for."))
    if unknown := sorted(set(row.levels) - known.keys()):
        raise refused("levels", _("The agreement has no level %(levels)s.") % {"levels": ", ".join(unknown)})
    up = sorted(key for key in set(row.levels) if known[key] == ServiceLevel.Metric.AVAILABILITY)
    if up and _terms(row).goes_by_case:
        message = _("%(levels)s has no tickets that can be late, so this would never give anything.")
        raise refused("levels", message % {"levels": ", ".join(up)})


PRICE_LINE = Record(
    PriceLine,
    (
        "contract",
        "key",
        "title",
        "unit",
        "quantity",
        "amount",
        "every",
        "valid_from",
        "valid_to",
        "index",
        "index_base",
    ),
    ("contract", "key", "valid_from"),
    manages_terms,
    fixed=frozenset({"contract", "key", "valid_from"}),
    complete=_complete_price,
    rule=_rule_price,
    faults={
        "priceline_ends_after_it_starts": ("valid_to", ENDS_FIRST),
        "priceline_quantity_not_negative": ("quantity", gettext_lazy("It must not be less than nothing.")),
        "priceline_index_has_a_base": (
            "index_base",
            gettext_lazy("An index needs its base month, and a month its index."),
        ),
    },
)
LICENCE = Record(
    Licence,
    (
        "key",
        "name",
        "contract",
        "application",
        "metric",
        "entitled",
        "assigned",
        "used",
        "measured_on",
        "unit_cost",
        "renews_on",
        "remark",
    ),
    ("key",),
    manages_terms,
    faults={"licence_use_was_measured": ("measured_on", gettext_lazy("Say when the use was measured."))},
)
COMPENSATION = Record(
    CompensationRule,
    (
        "contract",
        "key",
        "title",
        "kind",
        "levels",
        "rate",
        "base",
        "base_amount",
        "unit",
        "counts_begun",
        "steps",
        "cap_per_case",
        "cap_per_period",
        "cap_per_year",
        "cap_units",
        "minimum",
        "valid_from",
        "valid_to",
        "source",
        "certainty",
    ),
    ("contract", "key"),
    manages_terms,
    fixed=frozenset({"contract", "key"}),
    complete=_complete_compensation,
    rule=_rule_compensation,
    faults={
        "compensation_rate_not_negative": ("rate", gettext_lazy("It must not be less than nothing.")),
        "compensation_cap_has_a_base": ("base", gettext_lazy("A cap needs a base: say of what it is a percentage.")),
        "compensation_fixed_base_has_an_amount": ("base_amount", _FIXED_BASE),
        "compensation_ends_after_it_starts": ("valid_to", ENDS_FIRST),
        "compensation_caps_not_negative": ("cap_per_case", gettext_lazy("It must not be less than nothing.")),
    },
    succeed=lambda before, after, at: None,
)
