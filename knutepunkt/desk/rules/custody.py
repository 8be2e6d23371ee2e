"""Custody as values: contiguous half-open spans, each held by one team, from opening to closing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise


class Mode(StrEnum):
    """How a ticket is held."""

    QUEUED = "queued"
    WORKING = "working"
    WAITING = "waiting"


class CustodyFault(ValueError):
    """A run of spans that cannot be custody; the message names the moment and the fault."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start_at` until, not including, `end_at` (None: still) one team holds the ticket."""

    start_at: datetime
    end_at: datetime | None
    team_id: int
    organisation_id: int
    mode: Mode
    reason: str | None = None
    person_id: int | None = None

    def ended(self, at: datetime) -> "Span":
        """Return the span as ended at `at`."""
        return replace(self, end_at=at)


def advance(
    last: Span,
    *,
    at: datetime,
    team_id: int,
    organisation_id: int,
    mode: Mode,
    reason: str | None = None,
    person_id: int | None = None,
) -> tuple[Span | None, Span]:
    """Return the last span ended at `at`, and the one that begins then.

    The first is None when the last span would have no length: the new one then takes its place.
    """
    if last.end_at is not None:
        raise CustodyFault("custody has ended")
    if at < last.start_at:
        raise CustodyFault(f"{at.isoformat()} lies before the present span, which began {last.start_at.isoformat()}")
    begun = Span(at, None, team_id, organisation_id, mode, reason, person_id)
    _reasoned(begun)
    return (None if at == last.start_at else last.ended(at)), begun


def check(spans: Sequence[Span], *, opened_at: datetime, closed_at: datetime | None) -> None:
    """Raise `CustodyFault` unless the spans run from opening to closing without gap or overlap."""
    if not spans:
        raise CustodyFault("nobody holds the ticket")
    if spans[0].start_at != opened_at:
        raise CustodyFault(f"custody begins {spans[0].start_at.isoformat()}, the ticket {opened_at.isoformat()}")
    for span in spans:
        _reasoned(span)
        if span.end_at is not None and span.end_at <= span.start_at:
            raise CustodyFault(f"the span from {span.start_at.isoformat()} has no length")
    for earlier, later in pairwise(spans):
        if earlier.end_at is None:
            raise CustodyFault(f"two spans are open, from {earlier.start_at.isoformat()}")
        if earlier.end_at != later.start_at:
            fault = "gap" if earlier.end_at < later.start_at else "overlap"
            raise CustodyFault(f"{fault} between {earlier.end_at.isoformat()} and {later.start_at.isoformat()}")
    if spans[-1].end_at != closed_at:
        raise CustodyFault("custody does not end when the ticket does")


def _reasoned(span: Span) -> None:
    if (span.mode is Mode.WAITING) != (span.reason is not None):
        raise CustodyFault(f"the span from {span.start_at.isoformat()}: waiting, and only waiting, has a reason")
