"""Who may do what with a ticket, by what they are to it."""

from enum import StrEnum

from knutepunkt.desk.rules.ticket import Action


class Side(StrEnum):
    """What somebody is to a ticket."""

    REQUESTER = "requester"
    DESK = "desk"
    HOLDER = "holder"
    PARTY = "party"
    SYSTEM = "system"


_ALL = frozenset(Side) - {Side.SYSTEM}
_WORKERS = frozenset({Side.DESK, Side.HOLDER})

_MAY: dict[Action, frozenset[Side]] = {
    Action.TAKE: _WORKERS,
    Action.HAND_OVER: _WORKERS,
    Action.WAIT: _WORKERS,
    Action.RESUME: _WORKERS,
    Action.ANSWER: _ALL,
    Action.NOTE: _WORKERS | {Side.PARTY},
    Action.ATTACH: _ALL,
    Action.RESOLVE: _WORKERS,
    Action.REOPEN: frozenset({Side.DESK, Side.REQUESTER}),
    Action.CLOSE: frozenset({Side.DESK, Side.REQUESTER, Side.SYSTEM}),
    Action.WITHDRAW: frozenset({Side.REQUESTER}),
    Action.MERGE: frozenset({Side.DESK}),
    Action.CHANGE_PRIORITY: frozenset({Side.DESK}),
    Action.CHANGE_SERVICE: frozenset({Side.DESK}),
    Action.CHANGE_AFFECTED: frozenset({Side.DESK}),
    Action.RESTRICT: frozenset({Side.DESK}),
}


def may(action: Action, sides: frozenset[Side]) -> bool:
    """Say whether somebody on these sides may do it."""
    return bool(_MAY.get(action, frozenset()) & sides)


def may_restrict(*, restricted: bool, cleared: bool, holds: bool) -> bool:
    """Say whether somebody of the desk may restrict a ticket, or with `restricted` False lift it.

    Anybody whose own team holds it may restrict, and goes on seeing it; lifting is for those cleared.
    """
    return cleared or (restricted and holds)
