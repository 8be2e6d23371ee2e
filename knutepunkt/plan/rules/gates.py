"""What must be in place before a competition is announced, and before it goes on: each lack has a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knutepunkt.base.money import Money
from knutepunkt.plan.rules.evaluation import Criterion, Regard, Ties, criteria_faults
from knutepunkt.plan.rules.law import Regime
from knutepunkt.plan.rules.procedure import NEEDS_GROUND, Procedure, suits

_OPENERS = 2


class Lack(StrEnum):
    """What a draft still needs, in the order in which it is worked out."""

    NEED = "need"
    VALUE = "value"
    LOTS = "lots"
    AGREEMENT = "agreement"
    PROCEDURE = "procedure"
    GROUND = "ground"
    CRITERIA = "criteria"
    WEIGHTS = "weights"
    ENVIRONMENT = "environment"
    PRICE_MODEL = "price_model"
    TIES = "ties"
    QUALIFICATION = "qualification"
    OPENERS = "openers"


class TieRule(StrEnum):
    """What decides between equal totals, stated up front: the heaviest criterion, the price, or a drawing of lots."""

    HEAVIEST = "heaviest"
    PRICE = "price"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A procurement before it is announced. `regard`: how its criteria stand to the duty to weigh environment.

    `can_be_signed`: its lots say what the agreement is made of, which no longer changes once suppliers have read it.
    """

    need: str
    value: Money
    lots: int
    why_not_lots: str
    can_be_signed: bool
    regime: Regime
    procedure: Procedure | None
    ground_reason: str
    criteria: Sequence[Criterion]
    regard: Regard
    price_model: str
    tie_rule: str
    qualifications: int
    openers: int


def lacks(draft: Draft) -> list[Lack]:
    """Return what is missing; nothing when it may be announced."""
    found = {
        Lack.NEED: not draft.need,
        Lack.VALUE: not draft.lots or draft.value <= 0,
        Lack.LOTS: draft.regime is Regime.PART_III and draft.lots == 1 and not draft.why_not_lots,
        Lack.AGREEMENT: not draft.can_be_signed,
        Lack.PROCEDURE: draft.procedure is None or not suits(draft.procedure, draft.regime),
        Lack.GROUND: draft.procedure in NEEDS_GROUND and not draft.ground_reason,
        Lack.CRITERIA: not draft.criteria,
        Lack.WEIGHTS: any(criteria_faults(draft.criteria)),
        Lack.ENVIRONMENT: not draft.regard.is_lawful,
        Lack.PRICE_MODEL: not draft.price_model and _has_price(draft),
        Lack.TIES: not draft.tie_rule,
        Lack.QUALIFICATION: draft.regime is Regime.PART_III and not draft.qualifications,
        Lack.OPENERS: draft.openers < _OPENERS,
    }
    return [lack for lack, missing in found.items() if missing]


def _has_price(draft: Draft) -> bool:
    """Say whether the price decides something; what has no criteria yet is taken to have one."""
    return not draft.criteria or any(one.is_price for one in draft.criteria)


def ties_of(rule: TieRule, criteria: Sequence[Criterion]) -> Ties:
    """Return the criteria to look at in turn when totals are equal; none where lots are drawn at once."""
    if rule is TieRule.DRAWN:
        return Ties()
    heaviest = sorted(criteria, key=lambda one: -(one.weight or 0))
    if rule is TieRule.PRICE:
        heaviest.sort(key=lambda one: not one.is_price)
    return Ties(tuple(one.key for one in heaviest))
