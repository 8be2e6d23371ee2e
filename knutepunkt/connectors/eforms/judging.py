"""Judges a notice by the rules that we hold: three answers, and what nobody has looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knutepunkt.connectors.eforms import common, national
from knutepunkt.connectors.eforms.breaks import Break, Rule
from knutepunkt.connectors.eforms.reading import Read
from knutepunkt.connectors.eforms.tree import Node
from knutepunkt.connectors.records.faults import Fault


class Rules(StrEnum):
    """Which Norwegian rules a notice says that it follows, by the end of its customization."""

    NATIONAL_2026 = ":2026:eforms:national-e"
    NATIONAL_2023 = ":2023:eforms:national"
    EUROPEAN = ":2023:eforms:eu"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What we hold of them."""
        held = {
            Rules.NATIONAL_2026: national.RULES,
            Rules.NATIONAL_2023: common.NATIONAL,
            Rules.EUROPEAN: common.EUROPEAN,
        }
        return held[self]


class Answer(StrEnum):
    """What is said of a notice. Valid is always as far as read: no schema was asked, and none of the EU's own rules."""

    VALID = "valid"
    INVALID = "invalid"
    CANNOT_JUDGE = "cannot_judge"


class Why(StrEnum):
    """Why a notice cannot be judged."""

    EUROPEAN = "european"
    NOT_NORWEGIAN = "not_norwegian"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer: what is broken where it is no, and why nothing can be said where it is neither."""

    answer: Answer
    breaks: tuple[Break, ...] = ()
    unread: tuple[Fault, ...] = ()
    why: Why | None = None


def judge(found: Read) -> Verdict:
    """Judge what was read. A notice for TED can be found broken, but never whole: most of its rules are the EU's."""
    rules = rules_of(found.root)
    breaks = tuple(broken(found.root, rules)) if rules is not None else ()
    if breaks or found.unread:
        return Verdict(Answer.INVALID, breaks, tuple(found.unread))
    if rules is None:
        return Verdict(Answer.CANNOT_JUDGE, why=Why.NOT_NORWEGIAN)
    if rules is Rules.EUROPEAN:
        return Verdict(Answer.CANNOT_JUDGE, why=Why.EUROPEAN)
    return Verdict(Answer.VALID)


def rules_of(root: Node) -> Rules | None:
    """Return which rules a notice says that it follows; None for those of another country."""
    customization = root.value("cbc:CustomizationID")
    return next((rules for rules in Rules if customization.endswith(rules.value)), None)


def broken(root: Node, rules: Rules) -> Iterator[Break]:
    """Yield each rule that is broken, in the order of the document."""
    yield from sorted((one for rule in rules.rules for one in rule(root)), key=lambda one: (one.line, one.column))
