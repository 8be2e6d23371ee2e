"""Everything that changes a ticket. Pages, API, importers and jobs call these, and nothing else writes."""

from knutepunkt.desk.actions.ending import close, close_confirmed, merge, reopen, resolve, withdraw
from knutepunkt.desk.actions.holding import hand_over, resume, take, wait
from knutepunkt.desk.actions.judging import change_affected, change_priority, change_service, restrict
from knutepunkt.desk.actions.opening import open_ticket
from knutepunkt.desk.actions.talking import add_note, answer, follow, unfollow

__all__ = [
    "add_note",
    "answer",
    "change_affected",
    "change_priority",
    "change_service",
    "close",
    "close_confirmed",
    "follow",
    "hand_over",
    "merge",
    "open_ticket",
    "reopen",
    "resolve",
    "restrict",
    "resume",
    "take",
    "unfollow",
    "wait",
    "withdraw",
]
