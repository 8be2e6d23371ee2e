"""Holds a plan against the deadlines: what is kept, what is kept only early in its window, what cannot be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from knutepunkt.plan.rules.days import working_day_until
from knutepunkt.plan.rules.deadline import Circumstances, Counting, DeadlineRule, bound, days_of, latest_start
from knutepunkt.plan.rules.procedure import Step
from knutepunkt.plan.rules.window import Window

Plan = Mapping[Step, Window]
_FORWARD = (Counting.NOT_BEFORE, Counting.AFTER)


class Verdict(StrEnum):
    """How a plan stands to one deadline. COMPUTED: the plan names one of the two steps only."""

    KEPT = "kept"
    ONLY_EARLY = "only_early"
    BROKEN = "broken"
    COMPUTED = "computed"
    NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One deadline held against a plan.

    `latest` and `latest_working`: the last day, and working day, for the first step that still reaches the second.
    `reached`: where the second step's deadline falls when the first happens on the last day of its window.
    """

    rule: DeadlineRule
    days: int | None
    verdict: Verdict
    begins: Window | None = None
    ends: Window | None = None
    reached: date | None = None
    latest: date | None = None
    latest_working: date | None = None


@dataclass(frozen=True, slots=True)
class Disorder:
    """Two steps of which the later is planned before the earlier can begin."""

    earlier: Step
    later: Step


def check(plan: Plan, rules: Iterable[DeadlineRule], found: Circumstances) -> list[Finding]:
    """Return what each deadline says of the plan; those of which the plan names neither step are left out."""
    return [_judged(plan, rule, days_of(rule, found)) for rule in rules if {rule.from_step, rule.to_step} & plan.keys()]


def disorder(plan: Plan, steps: Sequence[Step]) -> list[Disorder]:
    """Return each step that is planned to be over before the step before it can begin."""
    planned = [step for step in steps if step in plan]
    return [Disorder(before, after) for before, after in pairwise(planned) if plan[after].last < plan[before].first]


def _judged(plan: Plan, rule: DeadlineRule, days: int | None) -> Finding:
    begins, ends = plan.get(rule.from_step), plan.get(rule.to_step)
    if days is None:
        return Finding(rule=rule, days=None, verdict=Verdict.NO_NUMBER, begins=begins, ends=ends)
    if rule.counting in _FORWARD:
        return _forward(rule, days, begins, ends)
    return _limited(rule, days, begins, ends)


def _forward(rule: DeadlineRule, days: int, begins: Window | None, ends: Window | None) -> Finding:
    latest = latest_start(days, rule.counting, by=ends.last) if ends else None
    return Finding(
        rule=rule,
        days=days,
        verdict=_forward_verdict(begins, latest),
        begins=begins,
        ends=ends,
        reached=bound(begins.last, days, rule.counting) if begins else None,
        latest=latest,
        latest_working=working_day_until(latest) if latest else None,
    )


def _forward_verdict(begins: Window | None, latest: date | None) -> Verdict:
    if begins is None or latest is None:
        return Verdict.COMPUTED
    if begins.last <= latest:
        return Verdict.KEPT
    return Verdict.ONLY_EARLY if begins.first <= latest else Verdict.BROKEN


def _limited(rule: DeadlineRule, days: int, begins: Window | None, ends: Window | None) -> Finding:
    """Hold the second step against a last day: counted from the first, or back from it."""
    limit = bound(begins.first, days, rule.counting) if begins else None
    verdict = Verdict.COMPUTED
    if ends and limit:
        verdict = Verdict.KEPT if ends.last <= limit else Verdict.ONLY_EARLY if ends.first <= limit else Verdict.BROKEN
    return Finding(rule=rule, days=days, verdict=verdict, begins=begins, ends=ends, reached=limit)
