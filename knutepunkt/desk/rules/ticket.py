"""The kinds and states of a ticket, and what may be done in each."""

from enum import StrEnum

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.desk.rules.custody import Mode


class Kind(StrEnum):
    """What sort of work a ticket is."""

    INCIDENT = "incident"
    REQUEST = "request"


class State(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    QUEUED = "queued"
    WORKING = "working"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Action(StrEnum):
    """What can be done with a ticket."""

    TAKE = "take"
    HAND_OVER = "hand_over"
    WAIT = "wait"
    RESUME = "resume"
    ANSWER = "answer"
    NOTE = "note"
    ATTACH = "attach"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    CHANGE_PRIORITY = "change_priority"
    CHANGE_SERVICE = "change_service"
    CHANGE_AFFECTED = "change_affected"
    RESTRICT = "restrict"


class NotNow(Exception):
    """The action does not fit the state; the edge words it."""

    def __init__(self, action: Action, state: State) -> None:
        super().__init__(f"{action} is not possible when {state}")
        self.action, self.state = action, state


_AT_WORK = frozenset({State.NEW, State.QUEUED, State.WORKING, State.WAITING})
_OPEN = _AT_WORK | {State.RESOLVED}

# From which states, and to which: None leaves the state as it is.
_TABLE: dict[Action, tuple[frozenset[State], State | None]] = {
    Action.TAKE: (_AT_WORK, State.WORKING),
    Action.HAND_OVER: (_AT_WORK, State.QUEUED),
    Action.WAIT: (_AT_WORK - {State.WAITING}, State.WAITING),
    Action.RESUME: (frozenset({State.WAITING}), State.WORKING),
    Action.ANSWER: (_OPEN, None),
    Action.NOTE: (_OPEN, None),
    Action.ATTACH: (_OPEN, None),
    Action.RESOLVE: (_AT_WORK, State.RESOLVED),
    Action.REOPEN: (frozenset({State.RESOLVED}), State.QUEUED),
    Action.CLOSE: (frozenset({State.RESOLVED}), State.CLOSED),
    Action.WITHDRAW: (_OPEN, State.CLOSED),
    Action.MERGE: (_OPEN, State.CLOSED),
    Action.CHANGE_PRIORITY: (_AT_WORK, None),
    Action.CHANGE_SERVICE: (_AT_WORK, None),
    Action.CHANGE_AFFECTED: (_OPEN, None),
    Action.RESTRICT: (_OPEN, None),
}

_HELD: dict[State, tuple[Mode, WaitingReason | None]] = {
    State.NEW: (Mode.QUEUED, None),
    State.QUEUED: (Mode.QUEUED, None),
    State.WORKING: (Mode.WORKING, None),
    State.RESOLVED: (Mode.WAITING, WaitingReason.CONFIRMATION),
}


def possible(state: State) -> frozenset[Action]:
    """Return what can be done with a ticket in `state`."""
    return frozenset(action for action, (states, _) in _TABLE.items() if state in states)


def state_after(action: Action, state: State) -> State:
    """Return the state after `action`; raises `NotNow` where it is not possible."""
    states, after = _TABLE[action]
    if state not in states:
        raise NotNow(action, state)
    return after or state


def custody_in(state: State) -> tuple[Mode, WaitingReason | None] | None:
    """Return how a ticket in `state` is held; None where it says itself why it waits, or is closed."""
    return _HELD.get(state)
