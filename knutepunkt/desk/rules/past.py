"""A ticket's past as a value, read from somewhere else: its custody, and what follows from it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from knutepunkt.agreement.rules.vocabulary import WaitingReason
from knutepunkt.desk.rules.custody import Mode, Span
from knutepunkt.desk.rules.ticket import Kind, State

_CONFIRMATION = WaitingReason.CONFIRMATION.value


@dataclass(frozen=True, slots=True)
class PastTicket:
    """What happened to one ticket elsewhere. `priorities`: each with the moment from which it held.

    A ticket that closed at the moment it opened has no span: nobody held it for any time. `resolved_at`: of the
    resolution that stands, also where it was closed at the same moment and so left no span.
    """

    source: str
    reference: str
    title: str
    description: str
    channel: str
    requester_id: int
    opener_id: int
    customer_id: int
    service_id: int
    group_id: int
    impact: str
    urgency: str
    opened_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    priorities: tuple[tuple[datetime, int], ...]
    spans: tuple[Span, ...]
    kind: Kind = Kind.INCIDENT

    @property
    def priority(self) -> int:
        """The last one."""
        return self.priorities[-1][1]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something in a ticket's past that its timeline shows; `code` as the desk's own actions name it."""

    at: datetime
    code: str
    span: Span | None = None
    before: Span | None = None


def custody_of(opened_at: datetime, steps: Iterable[Span], *, closed_at: datetime | None) -> tuple[Span, ...]:
    """Make contiguous custody of steps that each hold until the next, the first from the opening.

    What lasted no time leaves nothing, and what did not change is one span. The steps' own ends are not read.
    """
    steps = list(steps)
    ends = [max(step.start_at, opened_at) for step in steps[1:]]
    starts = [opened_at, *ends]
    found: list[Span] = []
    for step, start, end in zip(steps, starts, [*ends, closed_at], strict=True):
        if end is not None and end <= start:
            continue
        if found and _holder(found[-1]) == _holder(step):
            found[-1] = found[-1].ended(end) if end else _open(found[-1], found[-1].start_at)
        else:
            found.append(_open(step, start) if end is None else _open(step, start).ended(end))
    return tuple(found)


def _open(span: Span, start_at: datetime) -> Span:
    return Span(start_at, None, *_holder(span))


def _holder(span: Span) -> tuple[int, int, Mode, str | None, int | None]:
    return span.team_id, span.organisation_id, span.mode, span.reason, span.person_id


def state_of(spans: Sequence[Span], *, closed_at: datetime | None) -> State:
    """Return the state that such custody leaves the ticket in."""
    if closed_at is not None:
        return State.CLOSED
    last = spans[-1]
    if last.reason == _CONFIRMATION:
        return State.RESOLVED
    if last.mode is Mode.QUEUED:
        return State.NEW if len(spans) == 1 else State.QUEUED
    return State.WORKING if last.mode is Mode.WORKING else State.WAITING


def answered_at(spans: Sequence[Span], *, since: datetime | None = None) -> datetime | None:
    """Return when the requester certainly first heard: was asked for something, or told of a solution."""
    heard = (WaitingReason.CUSTOMER.value, _CONFIRMATION)
    moments = (span.start_at for span in spans if span.reason in heard)
    return next((moment for moment in moments if since is None or moment >= since), None)


def handovers(spans: Sequence[Span]) -> int:
    """Return how often another team took over."""
    return sum(before.team_id != after.team_id for before, after in pairwise(spans))


def reopenings(spans: Sequence[Span]) -> int:
    """Return how often a solution was taken back."""
    return sum(before.reason == _CONFIRMATION and after.reason != _CONFIRMATION for before, after in pairwise(spans))


def suppliers_since(spans: Sequence[Span], *, integrator_id: int) -> dict[int, datetime]:
    """Return the other organisations that held the ticket, with the moment each first did."""
    found: dict[int, datetime] = {}
    for span in spans:
        if span.organisation_id != integrator_id:
            found.setdefault(span.organisation_id, span.start_at)
    return found


def happenings(spans: Sequence[Span], *, closed_at: datetime | None) -> Iterator[Happening]:
    """Yield what the timeline shows of custody, oldest first."""
    for before, after in pairwise((None, *spans)):
        if after is None:
            continue
        if before and before.team_id != after.team_id:
            yield Happening(after.start_at, "handed_over", after, before)
        if before and before.reason == _CONFIRMATION and after.reason != _CONFIRMATION:
            yield Happening(after.start_at, "reopened", after, before)
        if code := _begun(before, after):
            yield Happening(after.start_at, code, after, before)
    if closed_at is not None:
        yield Happening(closed_at, "closed", spans[-1] if spans else None)


def _begun(before: Span | None, after: Span) -> str | None:
    if after.reason == _CONFIRMATION:
        return None if before and before.reason == _CONFIRMATION else "resolved"
    if after.mode is Mode.WAITING:
        return None if before and before.reason == after.reason else "waiting"
    if after.mode is Mode.WORKING:
        if before and before.mode is Mode.WAITING and before.person_id == after.person_id:
            return "resumed"
        return "taken"
    return None
