"""What is kept of projects, capacity, cost keys, benefits and strategy meetings as plain rows."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.assessment.models import AssessmentModel
from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.catalogue.models import ServiceGroup
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import manages_terms
from knutepunkt.plan.actions.sharing import require_divisible, share_cost
from knutepunkt.plan.models import (
    Benefit,
    BusinessArea,
    Capacity,
    CapacityNeed,
    CostKey,
    GateDemand,
    KeyInhabitants,
    Project,
    StrategyFocus,
    StrategyMeeting,
)
from knutepunkt.plan.queries.projects import loads_of
from knutepunkt.plan.rules.capacity import hindering, quarter_of
from knutepunkt.plan.rules.cost_share import Basis
from knutepunkt.plan.rules.project import ENDED, RUNNING, WORKED_OUT, Demand, Phase

_ENDS_FIRST = gettext_lazy("It must not end before it starts.")
_QUARTER = gettext_lazy("A quarter is named by its first day, as 2026-10-01.")


def _rule_project(row: Project) -> None:
    if row.owner.kind != Organisation.Kind.INTEGRATOR:
        raise refused("owner", _("On this side stands the service integrator."))
    named = list(row.municipalities.all())
    if any(one.kind != Organisation.Kind.CUSTOMER for one in named):
        raise refused("municipalities", _("Only municipalities are named here."))
    if row.is_common == bool(named):
        raise refused("municipalities", _("A project is for all owners, or for the municipalities that are named."))
    if row.sector is not None and row.sector.kind != ServiceGroup.Kind.SECTOR:
        raise refused("sector", _("That is no sector."))
    require_divisible(row)


def _complete_need(row: CapacityNeed) -> None:
    row.quarter = quarter_of(row.quarter)
    stored = CapacityNeed.objects.filter(pk=row.pk).first()
    row.grows = stored is None or (row.hours is not None and row.hours > stored.hours)


def _complete_capacity(row: Capacity) -> None:
    row.quarter = quarter_of(row.quarter)


def _rule_need(row: CapacityNeed) -> None:
    """Refuse to what runs already that it takes more, where that is more than there is."""
    here = [one for one in loads_of(row.project) if (one.area, one.quarter) == (row.area_id, row.quarter)]
    if row.grows and Phase(row.project.phase) in RUNNING and hindering(here):
        raise refused("hours", _("It runs already, and there is no room for more."))


def _rule_demand(row: GateDemand) -> None:
    """Refuse a model that there is not, outcomes that it has not, and what the platform works out."""
    if not row.shown_by:
        return
    if Demand(row.demand) in WORKED_OUT:
        raise refused("shown_by", _("The platform works this out itself: no one can vouch for it."))
    model = AssessmentModel.objects.filter(key=row.shown_by, is_current=True).first()
    if model is None:
        raise refused("shown_by", _("There is no such model."))
    if unknown := sorted(one for one in row.accepted if model.scheme.outcome(one) is None):
        raise refused("accepts", _("The model has no such outcome: %(names)s.") % {"names": ", ".join(unknown)})


def _rule_inhabitants(row: KeyInhabitants) -> None:
    if row.cost_key.divides_by != Basis.INHABITANTS:
        raise refused("cost_key", _("That key does not divide by inhabitants."))
    if row.municipality.kind != Organisation.Kind.CUSTOMER:
        raise refused("municipality", _("Only municipalities are named here."))


def _divide_again(row: KeyInhabitants) -> None:
    """Let a key that was corrected divide again what it divided, but for what is over."""
    for project in Project.objects.filter(shares__cost_key=row.cost_key).exclude(phase__in=list(ENDED)).distinct():
        share_cost(project)


def _rule_meeting(row: StrategyMeeting) -> None:
    if row.sector.kind != ServiceGroup.Kind.SECTOR:
        raise refused("sector", _("That is no sector."))


def _release_meeting(row: Any) -> None:
    if row.state != StrategyMeeting.State.PLANNED:
        raise refused("state", _("It is held or called off, and stays as it was."))


AREA = Record(BusinessArea, ("key", "name", "order", "source"), ("key",), manages_terms)
FOCUS = Record(StrategyFocus, ("key", "name", "aim", "order", "source"), ("key",), manages_terms)
PROJECT = Record(
    Project,
    (
        *(
            "key",
            "title",
            "kind",
            "owner",
            "owner_function",
            "led_by",
            "sector",
            "focus",
            "services",
            "description",
            "is_common",
        ),
        *("municipalities", "start_on", "end_on", "budget", "divides_by", "shared_on", "procurement", "source"),
        *("certainty", "remark"),
    ),
    ("key",),
    manages_terms,
    fixed=frozenset({"key", "kind"}),
    rule=_rule_project,
    follow=share_cost,
    faults={
        "project_ends_after_it_starts": ("end_on", _ENDS_FIRST),
        "project_budget_not_negative": ("budget", gettext_lazy("It must not be less than nothing.")),
    },
)
GATE_DEMAND = Record(
    GateDemand,
    (
        *("gate", "demand", "order", "shown_by", "accepts", "valid_from", "valid_to", "source", "certainty"),
        "remark",
    ),
    ("gate", "demand", "valid_from"),
    manages_terms,
    fixed=frozenset({"gate", "demand", "valid_from"}),
    rule=_rule_demand,
    faults={
        "gatedemand_shown_and_accepted": (
            "accepts",
            gettext_lazy("An assessment and the outcomes of it that meet the demand are named together."),
        ),
        "gatedemand_ends_after_it_starts": ("valid_to", _ENDS_FIRST),
        "gatedemand_once_at_a_time": ("valid_from", gettext_lazy("Another row of the same holds then.")),
    },
)
CAPACITY = Record(
    Capacity,
    ("area", "quarter", "hours", "remark"),
    ("area", "quarter"),
    manages_terms,
    fixed=frozenset({"area", "quarter"}),
    complete=_complete_capacity,
    faults={
        "capacity_not_negative": ("hours", gettext_lazy("It must not be less than nothing.")),
        "capacity_by_quarter": ("quarter", _QUARTER),
    },
)
NEED = Record(
    CapacityNeed,
    ("project", "area", "quarter", "hours"),
    ("project", "area", "quarter"),
    manages_terms,
    fixed=frozenset({"project", "area", "quarter"}),
    complete=_complete_need,
    rule=_rule_need,
    faults={
        "capacityneed_something": ("hours", gettext_lazy("It must be more than nothing.")),
        "capacityneed_by_quarter": ("quarter", _QUARTER),
    },
    removable=True,
)
COST_KEY = Record(
    CostKey,
    ("divides_by", "valid_from", "valid_to", "source", "certainty", "remark"),
    ("divides_by", "valid_from"),
    manages_terms,
    fixed=frozenset({"divides_by", "valid_from"}),
    faults={
        "costkey_ends_after_it_starts": ("valid_to", _ENDS_FIRST),
        "costkey_once_at_a_time": ("valid_from", gettext_lazy("Another row of the same holds then.")),
    },
)
INHABITANTS = Record(
    KeyInhabitants,
    ("cost_key", "municipality", "inhabitants"),
    ("cost_key", "municipality"),
    manages_terms,
    fixed=frozenset({"cost_key", "municipality"}),
    rule=_rule_inhabitants,
    follow=_divide_again,
)
BENEFIT = Record(
    Benefit,
    (
        *("project", "key", "title", "is_disbenefit", "kind", "owner_function", "beneficiary", "unit"),
        *("is_lower_better", "baseline", "baseline_on", "aim", "aim_on", "measured_by", "method", "assumptions"),
        *("risk", "order", "source", "certainty", "remark"),
    ),
    ("key",),
    manages_terms,
    fixed=frozenset({"key", "project"}),
    faults={
        "benefit_baseline_on_a_day": ("baseline_on", gettext_lazy("A baseline has its value and its day.")),
        "benefit_aim_on_a_day": ("aim_on", gettext_lazy("A target has its value and its day.")),
        "benefit_aim_after_baseline": ("aim_on", gettext_lazy("The target comes after the baseline.")),
    },
)
MEETING = Record(
    StrategyMeeting,
    ("sector", "planned_on"),
    ("sector", "planned_on"),
    manages_terms,
    fixed=frozenset({"sector"}),
    complete=_release_meeting,
    rule=_rule_meeting,
    release=_release_meeting,
    removable=True,
)
