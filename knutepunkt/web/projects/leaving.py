"""Projects and benefits on their way out: workbook and JSON, as the viewer sees them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from knutepunkt.base.text import amount
from knutepunkt.plan.models import CostShare, Project
from knutepunkt.plan.queries.benefits import Stands
from knutepunkt.plan.rules.project import Phase, next_gate
from knutepunkt.web.choices import SURENESS, in_words
from knutepunkt.web.leaving import Field, Listing
from knutepunkt.web.projects.words import BENEFIT_KINDS, GATES, KINDS, MEASURES, OUTLOOKS, PHASES

Shares = Mapping[int, Sequence[CostShare]]


def projects(rows: Sequence[Project], shares: Shares) -> Listing[Project]:
    """Return projects and run-projects, each with what the viewer sees of who pays it."""
    fields: list[Field[Project]] = [
        Field("key", _("Key"), "key"),
        Field("title", _("Title"), "title"),
        Field("kind", _("Kind"), "kind", KINDS.get),
        Field("phase", _("Phase"), "phase", PHASES.get),
        Field("next_gate", _("Next gate"), _gate, GATES.get),
        Field("owner", _("Owner"), "owner.name"),
        Field("owner_function", _("Answers for it"), "owner_function"),
        Field("led_by", _("Led by"), "led_by"),
        Field("sector", _("Sector"), "sector.name"),
        Field("focus", _("Focus area"), "focus.name"),
        Field("start_on", _("From"), "start_on"),
        Field("end_on", _("Until"), "end_on"),
        Field("budget", _("Budget, NOK excluding VAT"), "budget"),
        Field("shares", _("Cost shares"), lambda one: [_share(row) for row in shares.get(one.pk, ())], _share_word),
        Field("source", _("Source"), "source"),
        Field("certainty", _("How sure"), "certainty", SURENESS.get),
    ]
    return Listing(_("Projects"), fields, rows)


def _gate(one: Project) -> str | None:
    gate = next_gate(Phase(one.phase)) if one.kind == Project.Kind.PROJECT else None
    return str(gate) if gate else None


def _share(row: CostShare) -> dict[str, Any]:
    return {"municipality": row.municipality.name, "percent": row.percent, "amount": row.amount}


def _share_word(share: dict[str, Any]) -> str:
    return f"{share['municipality']}: {amount(share['amount'])}"


def benefits(rows: Sequence[Stands]) -> Listing[Stands]:
    """Return benefits, and what is lost with them, as they stand against their plans."""
    fields: list[Field[Stands]] = [
        Field("project", _("Project"), "benefit.project.title"),
        Field("key", _("Key"), "benefit.key"),
        Field("title", _("Title"), "benefit.title"),
        Field("is_disbenefit", _("Something lost"), "benefit.is_disbenefit"),
        Field("kind", _("Kind"), "benefit.kind", BENEFIT_KINDS.get),
        Field("owner_function", _("Owner (a function)"), "benefit.owner_function"),
        Field("beneficiary", _("Beneficiary"), "benefit.beneficiary"),
        Field("unit", _("Unit"), "benefit.unit"),
        Field("baseline", _("Baseline"), "benefit.baseline"),
        Field("baseline_on", _("Baseline on"), "benefit.baseline_on"),
        Field("target", _("Target"), "benefit.aim"),
        Field("target_on", _("Target by"), "benefit.aim_on"),
        Field("measured", _("Measured"), "latest.value"),
        Field("measured_on", _("Day measured"), "latest.measured_on"),
        Field("planned_now", _("Planned now"), lambda one: _rounded(one.planned)),
        Field("forecast", _("Forecast"), lambda one: _rounded(one.forecast)),
        Field("outlook", _("Stands"), lambda one: str(one.outlook), OUTLOOKS.get),
        Field("measured_by", _("Measured by the platform"), "benefit.measured_by", MEASURES.get),
        Field("source", _("Source"), "benefit.source"),
        Field("certainty", _("How sure"), "benefit.certainty", in_words("benefit", "certainty")),
    ]
    return Listing(_("Benefits"), fields, rows)


def _rounded(value: Any) -> Decimal | None:
    """Return a fraction as programs read it, with the three decimals that measurements have."""
    return None if value is None else round(Decimal(value.numerator) / Decimal(value.denominator), 3)
