"""The deadlines of a procurement: how many days lie between which steps, and for whom the number is another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from knutepunkt.agreement.rules.duration import add_months
from knutepunkt.plan.rules.days import latest_event, period_end
from knutepunkt.plan.rules.law import Regime
from knutepunkt.plan.rules.procedure import Procedure, Step
from knutepunkt.plan.rules.window import Window


class Counting(StrEnum):
    """How the second step stands to the days after the first; BACK counts from the second step backwards."""

    NOT_BEFORE = "not_before"
    AFTER = "after"
    WITHIN = "within"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What makes a deadline longer or shorter. `agreed_days`: with all who are invited, by buyers beside the state."""

    is_electronic: bool = True
    is_urgent: bool = False
    had_prior_notice: bool = False
    agreed_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """So many days between two steps. `procedure` None: every one. `days` None: time enough, and no number."""

    key: str
    procedure: Procedure | None
    regimes: frozenset[Regime]
    from_step: Step
    to_step: Step
    days: int | None
    counting: Counting = Counting.NOT_BEFORE
    days_not_electronic: int | None = None
    days_urgent: int | None = None
    days_prior_notice: int | None = None
    days_without_agreement: int | None = None


def applying(rules: Iterable[DeadlineRule], procedure: Procedure, regime: Regime) -> list[DeadlineRule]:
    """Return the rules of a procedure under a regime, in the order of their steps."""
    order = list(Step)
    found = [one for one in rules if one.procedure in (None, procedure) and regime in one.regimes]
    return sorted(found, key=lambda one: (order.index(one.to_step), order.index(one.from_step)))


def days_of(rule: DeadlineRule, found: Circumstances) -> int | None:
    """Return how many days hold here: urgency and prior notice shorten, what is not electronic lengthens.

    What was agreed with everybody holds instead, for the steps where the law lets it be agreed.
    """
    if found.agreed_days is not None and rule.days_without_agreement is not None:
        return max(found.agreed_days, 1)
    if found.is_urgent and rule.days_urgent is not None:
        return rule.days_urgent
    if found.had_prior_notice and rule.days_prior_notice is not None:
        return rule.days_prior_notice
    if not found.is_electronic and rule.days_not_electronic is not None:
        return rule.days_not_electronic
    return rule.days


@dataclass(frozen=True, slots=True)
class PriorLimits:
    """How long before the notice of competition a prior notice must be sent to shorten, at least and at most."""

    least_days: int
    most_months: int

    def hold(self, sent_on: date, noticed: Window) -> bool:
        """Say whether they hold on every day on which the notice of competition may be sent."""
        early = sent_on + timedelta(days=self.least_days) <= noticed.first
        return early and noticed.last <= add_months(sent_on, self.most_months)


def bound(event: date, days: int, counting: Counting) -> date:
    """Return the day that the other step is held against.

    NOT_BEFORE and AFTER: the first lawful day. WITHIN and BACK: the last.
    """
    if counting is Counting.BACK:
        return event - timedelta(days=days)  # article 3 (4): what is counted backwards does not roll
    end = period_end(event, days)
    return end + timedelta(days=1) if counting is Counting.AFTER else end


def latest_start(days: int, counting: Counting, *, by: date) -> date:
    """Return the last day for the first step when the second is to be done on `by`."""
    return latest_event(days, by=by - timedelta(days=1) if counting is Counting.AFTER else by)
