"""What is kept of a procurement before it is announced; afterwards its terms stand, for all have read them."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record
from knutepunkt.base.text import amount, refused
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import manages_terms
from knutepunkt.plan.models import LegalGround, PlannedStep, Procurement, ProcurementCriterion, ProcurementLot

_WHOLE = 100
# What may still be written when suppliers have read the rest.
_STAYS_OPEN = frozenset({"remark", "archive_reference", "source"})
_FIELDS = (
    *("key", "title", "owner", "need", "subject", "result", "why_together", "why_not_lots", "procedure", "ground"),
    *("ground_reason", "is_electronic", "is_urgent", "urgent_because", "agreed_days", "price_model", "price_decimals"),
    *("tie_rule", "exemption", "exemption_reason", "exemption_load", "archive_reference", "source", "remark"),
)


def _complete_procurement(row: Procurement) -> None:
    before = Procurement.objects.filter(pk=row.pk).first()
    if before is not None and before.state != Procurement.State.DRAFT:
        for name in _FIELDS:
            if name not in _STAYS_OPEN and getattr(before, name) != getattr(row, name):
                raise refused(name, _("It is announced: what suppliers compete under no longer changes."))
    if row.pk and row.result != Procurement.Result.FRAMEWORK and row.lots.filter(winners__gt=1).exists():
        raise refused("result", _("Several are chosen for a framework only."))
    if row.exemption and not row.exemption_reason:
        raise refused("exemption_reason", _("Say why environment does not weigh what it must."))
    if row.ground is not None and not row.ground_reason:
        raise refused("ground_reason", _("Say how the ground fits this purchase."))


def _rule_procurement(row: Procurement) -> None:
    if row.owner.kind != Organisation.Kind.INTEGRATOR:
        raise refused("owner", _("On this side stands the service integrator."))
    if row.ground is not None and row.ground.kind != LegalGround.Kind.NEGOTIATION:
        raise refused("ground", _("That is no ground for negotiating."))


def _of_a_draft(row: Any) -> None:
    if row.procurement.state != Procurement.State.DRAFT:
        raise refused("procurement", _("It is announced: what suppliers compete under no longer changes."))


def _complete_lot(row: ProcurementLot) -> None:
    _of_a_draft(row)
    if row.amount is not None and row.monthly is not None:
        raise refused("monthly", _("A value is a sum, or an amount a month."))
    if row.winners is not None and row.winners < 1:
        raise refused("winners", _("One at least is chosen."))
    if (row.winners or 1) > 1 and row.procurement.result != Procurement.Result.FRAMEWORK:
        raise refused("winners", _("Several are chosen for a framework only."))
    if row.module is not None and not 1 <= row.module <= 4:
        raise refused("module", _("The modules are 1 to 4."))


def _complete_criterion(row: ProcurementCriterion) -> None:
    _of_a_draft(row)
    is_award = row.kind == ProcurementCriterion.Kind.AWARD
    if not is_award and (row.weight or row.is_price or row.is_environment):
        raise refused("weight", _("A qualification is met or not: it has no weight, and no price."))
    if is_award and not 0 < (row.weight or 0) <= _WHOLE:
        raise refused("weight", _("A weight lies above 0 and at most at 100 per cent."))


def _rule_criterion(row: ProcurementCriterion) -> None:
    """Refuse weights above the whole; that they reach it is asked before the announcement."""
    if row.kind != ProcurementCriterion.Kind.AWARD:
        return
    together = sum((one.weight for one in row.procurement.criteria.filter(kind=row.kind)), Decimal(0))
    if together > _WHOLE:
        raise refused(
            "weight",
            _("The weights would come to %(sum)s; together they are 100.") % {"sum": amount(together)},
        )


PROCUREMENT = Record(
    Procurement,
    _FIELDS,
    ("key",),
    manages_terms,
    complete=_complete_procurement,
    rule=_rule_procurement,
    faults={"procurement_urgent_because": ("urgent_because", gettext_lazy("Say why it is urgent."))},
)
LOT = Record(
    ProcurementLot,
    (
        "procurement",
        "number",
        "title",
        "module",
        "version",
        "amount",
        "monthly",
        "months",
        "options",
        "basis",
        "winners",
    ),
    ("procurement", "number"),
    manages_terms,
    fixed=frozenset({"procurement", "number"}),
    complete=_complete_lot,
    release=_of_a_draft,
    faults={
        "procurementlot_sum_or_monthly": ("monthly", gettext_lazy("A value is a sum, or an amount a month.")),
        "procurementlot_not_negative": ("amount", gettext_lazy("It must not be less than nothing.")),
    },
    removable=True,
)
PLANNED_STEP = Record(
    PlannedStep,
    ("procurement", "step", "first_on", "last_on", "words", "source", "certainty", "remark"),
    ("procurement", "step"),
    manages_terms,
    fixed=frozenset({"procurement", "step"}),
    faults={"plannedstep_ends_after_it_starts": ("last_on", gettext_lazy("It must not end before it starts."))},
    removable=True,
)
CRITERION = Record(
    ProcurementCriterion,
    ("procurement", "kind", "number", "title", "text", "weight", "is_price", "is_environment"),
    ("procurement", "kind", "number"),
    manages_terms,
    fixed=frozenset({"procurement", "kind", "number"}),
    complete=_complete_criterion,
    rule=_rule_criterion,
    release=_of_a_draft,
    faults={
        "procurementcriterion_one_price": ("is_price", gettext_lazy("There is one price.")),
        "procurementcriterion_weighs": (
            "weight",
            gettext_lazy("An award criterion weighs something; a qualification nothing."),
        ),
    },
    removable=True,
)
