"""Climate and environment among award criteria (FOA § 7-9): so heavy, so high in the order, or exempt for a reason.

What the law demands is a dated row. From 1 January 2024: 30 per cent, or among the three highest of a ranked order;
from 1 July 2026 the grounds of exemption are others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from knutepunkt.plan.rules.evaluation.criteria import Criterion, are_ranked, weight_of


class ExemptionGround(StrEnum):
    """Why environment weighs less than it must."""

    REQUIREMENTS = "requirements"
    INSIGNIFICANT = "insignificant"
    CRITICAL_INTEREST = "critical_interest"
    NATIONAL_MINIMUM = "national_minimum"


# What must be explained for each ground. Insignificant means both: a small footprint alone exempts nobody.
DEMANDED = {
    ExemptionGround.REQUIREMENTS: ("clearly_better_effect",),
    ExemptionGround.INSIGNIFICANT: ("climate_footprint", "environmental_load"),
    ExemptionGround.CRITICAL_INTEREST: ("interest",),
    ExemptionGround.NATIONAL_MINIMUM: ("requirement",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentRule:
    """What the law demands in a period: the least weight of a hundred, the lowest place in an order, the exemptions."""

    valid_from: date
    valid_to: date | None
    least_weight: Decimal
    lowest_place: int
    grounds: frozenset[ExemptionGround]
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """A recorded exemption: its ground, and what was written under each heading that the ground demands."""

    ground: ExemptionGround
    explained: Mapping[str, str] = field(default_factory=dict)

    @property
    def unexplained(self) -> tuple[str, ...]:
        """The headings that nothing is written under."""
        return tuple(head for head in DEMANDED[self.ground] if not self.explained.get(head, "").strip())


class Regard(StrEnum):
    """How criteria stand to the rule; the last five break it."""

    NOT_IN_FORCE = "not_in_force"
    BY_WEIGHT = "by_weight"
    BY_PLACE = "by_place"
    EXEMPT = "exempt"
    NONE = "none"
    TOO_LIGHT = "too_light"
    TOO_LOW = "too_low"
    NO_SUCH_GROUND = "no_such_ground"
    UNEXPLAINED = "unexplained"

    @property
    def is_lawful(self) -> bool:
        """Whether criteria may be announced so."""
        return self in {Regard.NOT_IN_FORCE, Regard.BY_WEIGHT, Regard.BY_PLACE, Regard.EXEMPT}


def regard_for_environment(
    criteria: Sequence[Criterion], rules: Sequence[EnvironmentRule], *, on: date, exemption: Exemption | None = None
) -> Regard:
    """Say how criteria announced on a day stand to the rule of that day.

    What meets the rule by itself needs no exemption, so one that is recorded beside it is not looked at.
    """
    rule = _in_force(rules, on)
    if rule is None:
        return Regard.NOT_IN_FORCE
    found = _by_place(criteria, rule) if are_ranked(criteria) else _by_weight(criteria, rule)
    if found.is_lawful or exemption is None:
        return found
    if exemption.ground not in rule.grounds:
        return Regard.NO_SUCH_GROUND
    return Regard.UNEXPLAINED if exemption.unexplained else Regard.EXEMPT


def _in_force(rules: Sequence[EnvironmentRule], on: date) -> EnvironmentRule | None:
    holding = [rule for rule in rules if rule.valid_from <= on and (rule.valid_to is None or on <= rule.valid_to)]
    return max(holding, key=lambda rule: rule.valid_from, default=None)


def _by_weight(criteria: Sequence[Criterion], rule: EnvironmentRule) -> Regard:
    green = [criterion for criterion in criteria if criterion.is_environment]
    if not green:
        return Regard.NONE
    return Regard.BY_WEIGHT if weight_of(green) >= rule.least_weight else Regard.TOO_LIGHT


def _by_place(criteria: Sequence[Criterion], rule: EnvironmentRule) -> Regard:
    places = [place for place, criterion in enumerate(criteria, 1) if criterion.is_environment]
    if not places:
        return Regard.NONE
    return Regard.BY_PLACE if places[0] <= rule.lowest_place else Regard.TOO_LOW
