"""What a model of judgement consists of: areas, criteria, choices, outcomes, hard stops and how they combine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

When = Mapping[str, frozenset[str]]  # criterion -> the choices of it that fit; nothing named fits always


class Combine(StrEnum):
    """How answers become advice."""

    DECISIONS = "decisions"  # the first line of a list that fits
    MINIMUM = "minimum"  # as the weakest area
    WEIGHTED = "weighted"  # the mean by weight


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a criterion can have; `value` where answers are reckoned with."""

    key: str
    name: str
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question; `about`: the columns of what is judged that it asks about, so that a change asks it again."""

    key: str
    name: str
    choices: tuple[Choice, ...]
    weight: Decimal = Decimal(1)
    text: str = ""
    about: tuple[str, ...] = ()

    def choice(self, key: str) -> Choice | None:
        """Return the choice of that key."""
        return next((one for one in self.choices if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Area:
    """Questions that belong together, as a principle or a dimension."""

    key: str
    name: str
    criteria: tuple[Criterion, ...]
    weight: Decimal = Decimal(1)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can be advised and decided.

    `at_least`: from which value on, where answers are reckoned with. `grounds`: codes of which a decision for it
    must name one, with their words.
    """

    key: str
    name: str
    at_least: Decimal | None = None
    grounds: Mapping[str, str] = field(default_factory=dict)
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Stop:
    """What makes outcomes impossible as long as it holds: no advice and no decision gets past it."""

    when: When
    forbids: frozenset[str]
    because: str
    source: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the decision list."""

    when: When
    advise: str
    because: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What must be thought of when something holds; it decides nothing."""

    when: When
    says: str
    source: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A version of a model."""

    combine: Combine
    areas: tuple[Area, ...]
    outcomes: tuple[Outcome, ...]
    stops: tuple[Stop, ...] = ()
    lines: tuple[Line, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def criteria(self) -> dict[str, Criterion]:
        """Return all questions by their keys, in order."""
        return {one.key: one for area in self.areas for one in area.criteria}

    def outcome(self, key: str) -> Outcome | None:
        """Return the outcome of that key."""
        return next((one for one in self.outcomes if one.key == key), None)

    @property
    def bands(self) -> list[tuple[Decimal, Outcome]]:
        """Return the outcomes that begin at a value, lowest first."""
        found = [(one.at_least, one) for one in self.outcomes if one.at_least is not None]
        return sorted(found, key=lambda band: band[0])
