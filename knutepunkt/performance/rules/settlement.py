"""How a period's figures are settled: measured, contested, agreed, credited; who may do what, and by when.

Days are whole: what must be done by a day may be done on it. The day something happened is not counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from knutepunkt.performance.rules.attainment import Figure, Outcome, Standing, figure


class State(StrEnum):
    """Where a settlement stands."""

    MEASURED = "measured"
    CONTESTED = "contested"
    AGREED = "agreed"
    CREDITED = "credited"


class Action(StrEnum):
    """What can be done with it. UPHOLD excludes what was contested; DISMISS lets it count; WITHDRAW takes it back."""

    CONTEST = "contest"
    WITHDRAW = "withdraw"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    AGREE = "agree"
    CREDIT = "credit"


class Side(StrEnum):
    """What somebody is to a settlement. SYSTEM: the job that acts when a deadline has passed."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    INTEGRATOR = "integrator"
    SYSTEM = "system"


class Why(StrEnum):
    """Why something is refused."""

    NOT_NOW = "not_now"
    NOT_YOURS = "not_yours"
    OWN_CONTEST = "own_contest"
    NOTHING_NAMED = "nothing_named"
    NO_GROUNDS = "no_grounds"
    STILL_CONTESTED = "still_contested"
    TOO_LATE = "too_late"
    TOO_EARLY = "too_early"


class Refused(Exception):
    """The action does not fit the settlement; `why` says the reason, `by` the day it turns on. The edge words it."""

    def __init__(self, action: Action, why: Why, by: date | None = None) -> None:
        super().__init__(f"{action}: {why}" + (f" ({by.isoformat()})" if by else ""))
        self.action, self.why, self.by = action, why, by


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Days to contest after the figures were shown, to answer a contest, and to credit what was agreed."""

    contest: int = 14
    answer: int = 14
    credit: int = 30


def last_day_to_contest(shown_on: date, deadlines: Deadlines = Deadlines()) -> date:
    """Return the last day to contest figures that were first shown on a day."""
    return shown_on + timedelta(days=deadlines.contest)


@dataclass(frozen=True, slots=True)
class Contest:
    """What one side says should not count, and why."""

    by: Side
    on: date
    references: frozenset[str]
    grounds: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """One period of one contract. `other`: whose word stands against the integrator's, supplier or customer.

    `open_contests`: those that nobody has answered.
    """

    other: Side
    measured_on: date
    state: State = State.MEASURED
    agreed_on: date | None = None
    open_contests: tuple[Contest, ...] = ()
    deadlines: Deadlines = Deadlines()

    def __post_init__(self) -> None:
        if self.other not in {Side.SUPPLIER, Side.CUSTOMER}:
            raise ValueError(f"the integrator settles with a supplier or a customer, not with {self.other}")

    @property
    def contest_by(self) -> date:
        """The last day to contest."""
        return last_day_to_contest(self.measured_on, self.deadlines)

    @property
    def answer_by(self) -> date | None:
        """The last day to answer the oldest open contest."""
        first = min((contest.on for contest in self.open_contests), default=None)
        return first and first + timedelta(days=self.deadlines.answer)

    @property
    def credit_by(self) -> date | None:
        """The last day to credit what was agreed."""
        return self.agreed_on and self.agreed_on + timedelta(days=self.deadlines.credit)


@dataclass(frozen=True, slots=True)
class Restated:
    """Outcomes whose standing was changed, and what that did to the figure."""

    outcomes: tuple[Outcome, ...]
    references: frozenset[str]
    before: Figure
    after: Figure


_OPEN = frozenset({State.MEASURED, State.CONTESTED})
_PARTIES = frozenset({Side.SUPPLIER, Side.CUSTOMER, Side.INTEGRATOR})

_TABLE: dict[Action, tuple[frozenset[State], frozenset[Side]]] = {
    Action.CONTEST: (_OPEN, _PARTIES),
    Action.WITHDRAW: (frozenset({State.CONTESTED}), _PARTIES),
    Action.UPHOLD: (frozenset({State.CONTESTED}), _PARTIES),
    Action.DISMISS: (frozenset({State.CONTESTED}), _PARTIES),
    Action.AGREE: (_OPEN, _PARTIES | {Side.SYSTEM}),
    Action.CREDIT: (frozenset({State.AGREED}), frozenset({Side.INTEGRATOR})),
}


def possible(settlement: Settlement, *, side: Side, on: date) -> frozenset[Action]:
    """Return what a side can do on a day; answers and withdrawals where some open contest lets it."""
    return frozenset(action for action in Action if _some_way(action, settlement, side=side, on=on))


def contest(settlement: Settlement, added: Contest) -> Settlement:
    """Contest cases; raises `Refused`."""
    _check(Action.CONTEST, settlement, side=added.by, on=added.on)
    if not added.references:
        raise Refused(Action.CONTEST, Why.NOTHING_NAMED)
    if not added.grounds.strip():
        raise Refused(Action.CONTEST, Why.NO_GROUNDS)
    return replace(settlement, state=State.CONTESTED, open_contests=(*settlement.open_contests, added))


def answer(settlement: Settlement, action: Action, answered: Contest, *, side: Side, on: date) -> Settlement:
    """Uphold, dismiss or withdraw one open contest; raises `Refused`.

    Nobody answers what they contested themselves, and nobody withdraws what another did.
    """
    _check(action, settlement, side=side, on=on, answered=answered)
    left = tuple(one for one in settlement.open_contests if one != answered)
    return replace(settlement, state=State.CONTESTED if left else State.MEASURED, open_contests=left)


def agree(settlement: Settlement, *, side: Side, on: date) -> Settlement:
    """Agree on the figures; raises `Refused`.

    The integrator has shown them and so agrees already: the other side's word is what counts. When that side has let
    the time to contest pass, its silence is agreement, and the integrator or the job may say so.
    """
    _check(Action.AGREE, settlement, side=side, on=on)
    return replace(settlement, state=State.AGREED, agreed_on=on)


def credit(settlement: Settlement, *, side: Side, on: date) -> Settlement:
    """Credit what was agreed; raises `Refused`. Late is better than never, so no day is too late."""
    _check(Action.CREDIT, settlement, side=side, on=on)
    return replace(settlement, state=State.CREDITED)


def overdue(settlement: Settlement, *, on: date) -> date | None:
    """Return the day by which something should have been done that is not; None where nothing waits."""
    by = {
        State.MEASURED: settlement.contest_by,
        State.CONTESTED: settlement.answer_by,
        State.AGREED: settlement.credit_by,
    }.get(settlement.state)
    return by if by is not None and on > by else None


def restate(outcomes: Sequence[Outcome], references: Iterable[str], standing: Standing) -> Restated:
    """Contest, exclude or count cases again, and show the figure before and after.

    Raises ValueError for a case that was not measured: a figure never changes by what it does not hold.
    """
    named = frozenset(references)
    if unknown := named - {outcome.reference for outcome in outcomes}:
        raise ValueError(f"not measured: {', '.join(sorted(unknown))}")
    after = tuple(
        replace(outcome, standing=standing) if outcome.reference in named else outcome for outcome in outcomes
    )
    return Restated(after, named, figure(outcomes), figure(after))


def _check(action: Action, settlement: Settlement, *, side: Side, on: date, answered: Contest | None = None) -> None:
    """Raise `Refused` with the first reason against it: whose it is, the state, then what is its own."""
    states, sides = _TABLE[action]
    if side not in sides or side not in {settlement.other, Side.INTEGRATOR, Side.SYSTEM}:
        raise Refused(action, Why.NOT_YOURS)
    if settlement.state not in states:
        raise Refused(action, Why.NOT_NOW)
    if action is Action.CONTEST and on > settlement.contest_by:
        raise Refused(action, Why.TOO_LATE, settlement.contest_by)
    if action is Action.AGREE:
        _check_agreement(settlement, side=side, on=on)
    if answered is not None:
        _check_answer(action, settlement, answered, side=side)


def _check_agreement(settlement: Settlement, *, side: Side, on: date) -> None:
    if settlement.open_contests:
        raise Refused(Action.AGREE, Why.STILL_CONTESTED, settlement.answer_by)
    if side is not settlement.other and on <= settlement.contest_by:
        raise Refused(Action.AGREE, Why.TOO_EARLY, settlement.contest_by)


def _check_answer(action: Action, settlement: Settlement, answered: Contest, *, side: Side) -> None:
    if answered not in settlement.open_contests:
        raise Refused(action, Why.NOT_NOW)
    own = answered.by is side
    if action is Action.WITHDRAW and not own:
        raise Refused(action, Why.NOT_YOURS)
    if action is not Action.WITHDRAW and own:
        raise Refused(action, Why.OWN_CONTEST)


def _some_way(action: Action, settlement: Settlement, *, side: Side, on: date) -> bool:
    answers = action in {Action.WITHDRAW, Action.UPHOLD, Action.DISMISS}
    for one in settlement.open_contests if answers else (None,):
        try:
            _check(action, settlement, side=side, on=on, answered=one)
        except Refused:
            continue
        return True
    return False
