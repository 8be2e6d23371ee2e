"""What is kept about follow-up: the weights of the scorecard, and how often each supplier is met."""

from datetime import datetime
from decimal import InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.agreement.rules.fault import Reason, TermsFault
from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import manages_terms
from knutepunkt.performance.models import Regime, ScoreModel
from knutepunkt.performance.rules import measures, regime

_FAULTS = {
    Reason.NOT_HUNDRED: gettext_lazy("The weights do not make a hundred."),
    Reason.NEGATIVE: gettext_lazy("A weight is not below nothing."),
    Reason.REPEATED: gettext_lazy("The two bounds of a measure differ."),
    Reason.MISSING: gettext_lazy("Something must weigh."),
}


def _complete_model(row: ScoreModel) -> None:
    row.version = row.version or 1
    try:
        measures.read(row.measures)
    except TermsFault as fault:
        raise refused("measures", str(_FAULTS.get(fault.reason, _("These measures cannot be.")))) from fault
    except (KeyError, TypeError, InvalidOperation) as error:
        raise refused("measures", _("These measures cannot be.")) from error


def _rule_regime(row: Regime) -> None:
    if row.supplier.kind != Organisation.Kind.SUPPLIER:
        raise refused("supplier", _("It is suppliers that are reviewed."))
    try:
        regime.Regime(row.since_on, row.every_months)
    except TermsFault as fault:
        raise refused("every_months", _("From one month to ten years.")) from fault


def _same(before: ScoreModel, after: ScoreModel, at: datetime) -> None:
    """Scores keep the weights of their month."""


SCORE_MODEL = Record(
    ScoreModel,
    ("measures", "since_on"),
    (),
    manages_terms,
    complete=_complete_model,
    faults={"scoremodel_one_current": ("measures", gettext_lazy("There are weights already; change those."))},
    succeed=_same,
)
REGIME = Record(
    Regime,
    ("supplier", "tier", "every_months", "since_on", "responsible"),
    ("supplier", "tier"),
    manages_terms,
    fixed=frozenset({"supplier", "tier"}),
    rule=_rule_regime,
    faults={"regime_comes_again": ("every_months", gettext_lazy("From one month to ten years."))},
    removable=True,
)
