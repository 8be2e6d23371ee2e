"""From the events of one case to a ticket's past: opening, custody, closing, and who and what it was about."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, takewhile

from django.utils.translation import gettext as _

from knutepunkt.agreement.queries.terms import Book
from knutepunkt.agreement.rules.vocabulary import Impact, Urgency, WaitingReason
from knutepunkt.connectors.event_log.choice import spread
from knutepunkt.connectors.event_log.events import Event
from knutepunkt.connectors.event_log.faults import Reject
from knutepunkt.connectors.event_log.mapping import LogMap
from knutepunkt.connectors.event_log.moments import Moments
from knutepunkt.desk.queries.places import Offer, Place, Places
from knutepunkt.desk.rules.custody import Mode, Span
from knutepunkt.desk.rules.past import PastTicket, custody_of
from knutepunkt.party.queries import local_day

_CONFIRMATION = WaitingReason.CONFIRMATION.value


@dataclass(frozen=True, slots=True)
class Historian:
    """Tells the past of cases by one map; what it cannot use goes to `reject`."""

    log_map: LogMap
    moments: Moments
    places: Places
    book: Book
    latest: datetime
    reject: Callable[[Reject], None]

    def past(self, events: Sequence[Event]) -> PastTicket | None:
        """Return the past that events in order tell, or None when they do not say what any ticket needs."""
        customer = self._first(events, "customer")
        service = self._first(events, "service")
        if customer is None or service is None:
            self._reject_all(events, "customer" if customer is None else "service")
            return None
        offer = self.places.services[service]
        customer_id = self.places.customers[customer]
        opened_at = self.moments.moved(events[0].opened or events[0].moment)
        closed_at = self._closing(events, opened_at)
        steps = self._steps(events, offer, opened_at, is_closed=closed_at is not None)
        last = events[-1]
        title, description = self._words(events, service)
        caller = self._first(events, "caller") or events[0].case
        requester_id = self._one_of(self.places.customer_people.get(customer_id, ()), caller)
        channel = self._first(events, "channel") or "portal"
        return PastTicket(
            source=self.log_map.source,
            reference=last.case,
            title=title,
            description=description,
            channel=channel,
            requester_id=requester_id,
            opener_id=requester_id if channel == "portal" else self._opener(events),
            customer_id=customer_id,
            service_id=offer.service_id,
            group_id=offer.group_id,
            impact=last.impact or Impact.LOW.value,
            urgency=last.urgency or Urgency.MEDIUM.value,
            opened_at=opened_at,
            resolved_at=self._resolution(events, opened_at),
            closed_at=closed_at,
            priorities=tuple(self._priorities(events, customer_id, opened_at)),
            spans=custody_of(opened_at, steps, closed_at=closed_at),
        )

    def in_order(self, events: Sequence[Event]) -> list[Event]:
        """Leave out the fewest rows that make time go backwards, unless the map says to sort."""
        if self.log_map.order == "moment":
            return sorted(events, key=lambda event: event.moment)
        kept = in_order([event.moment for event in events])
        for place, event in enumerate(events):
            if place not in kept:
                reason = _("Time goes backwards: the other rows of the case contradict “%(found)s”.")
                found = event.moment.astimezone(self.log_map.zone).strftime("%Y-%m-%d %H:%M")
                self._reject(event, "moment", "backwards", reason % {"found": found})
        return [events[place] for place in sorted(kept)]

    def _closing(self, events: Sequence[Event], opened_at: datetime) -> datetime | None:
        """The last row when it closes; else the closing that was filled in afterwards, once it has come."""
        last = events[-1]
        if last.state == "closed":
            return max(self.moments.moved(last.moment), opened_at)
        if last.closed and last.closed >= last.moment:
            closed_at = self.moments.moved(last.closed)
            return max(closed_at, opened_at) if closed_at <= self.latest else None
        return None

    def _resolution(self, events: Sequence[Event], opened_at: datetime) -> datetime | None:
        """When the resolution came that stands: before it, the case was worked; after it, at most closed."""
        events = events[:-1] if events[-1].state == "closed" else events
        standing = list(takewhile(lambda event: event.state in ("resolved", "closed"), reversed(events)))
        return max(self.moments.moved(standing[-1].moment), opened_at) if standing else None

    def _steps(self, events: Sequence[Event], offer: Offer, opened_at: datetime, *, is_closed: bool) -> Iterable[Span]:
        """Each row holds until the next; before the first the ticket lies in the queue that the first names."""
        place = self.places.teams.get(events[0].group) or offer.first
        moment = opened_at
        yield _span(opened_at, place, Mode.QUEUED)
        ends = is_closed and events[-1].state == "closed"
        for event in events[:-1] if ends else events:
            place = self.places.teams.get(event.group) or place
            moment = max(moment, self.moments.moved(event.moment))
            yield self._step(event, place, moment)

    def _step(self, event: Event, place: Place, moment: datetime) -> Span:
        if event.state == "queued":
            return _span(moment, place, Mode.QUEUED)
        person_id = self._resolver(event, place)
        if event.state == "working":
            return _span(moment, place, Mode.WORKING, person_id=person_id)
        reason = event.state.removeprefix("waiting ") if event.state.startswith("waiting ") else _CONFIRMATION
        return _span(moment, place, Mode.WAITING, reason=reason, person_id=person_id)

    def _priorities(
        self, events: Sequence[Event], customer_id: int, opened_at: datetime
    ) -> Iterable[tuple[datetime, int]]:
        before = None
        for event in events:
            priority = int(event.priority) if event.priority else self._reckoned(event, customer_id, opened_at)
            if priority != before:
                yield (opened_at if before is None else max(opened_at, self.moments.moved(event.moment))), priority
            before = priority

    def _reckoned(self, event: Event, customer_id: int, opened_at: datetime) -> int:
        impact, urgency = Impact(event.impact or Impact.LOW), Urgency(event.urgency or Urgency.MEDIUM)
        return self.book.priority(customer_id, impact=impact, urgency=urgency, day=local_day(opened_at))

    def _words(self, events: Sequence[Event], service: str) -> tuple[str, str]:
        """The case's own title, else one of the map's example titles for the service, by its symptom."""
        case = events[0].case
        title = self._first(events, "title")
        if title is None:
            titles = self.log_map.titles.get(service) or self.log_map.titles.get("other") or (case,)
            title = spread(self._first(events, "symptom") or case, titles)
        description = self._first(events, "description") or self.log_map.description.replace("{case}", case)
        return title, description

    def _opener(self, events: Sequence[Event]) -> int:
        return self._one_of(self.places.desk_people, self._first(events, "opener") or events[0].case)

    def _resolver(self, event: Event, place: Place) -> int | None:
        people = self.places.team_people.get(place.team_id, ())
        return self._one_of(people, event.person) if event.person and people else None

    def _one_of(self, people: tuple[int, ...], value: str) -> int:
        return int(spread(value, map(str, people)))

    def _first(self, events: Sequence[Event], name: str) -> str | None:
        return next((value for event in events if (value := getattr(event, name))), None)

    def _reject_all(self, events: Sequence[Event], name: str) -> None:
        for event in events:
            self._reject(event, name, f"no {name}", _("No row of the case says which %(what)s.") % {"what": name})

    def _reject(self, event: Event, name: str, kind: str, reason: str) -> None:
        column = self.log_map.columns.get(name, "")
        self.reject(Reject(event.line, event.case, column, kind, reason, event.whole))


def _span(
    start_at: datetime, place: Place, mode: Mode, *, reason: str | None = None, person_id: int | None = None
) -> Span:
    return Span(start_at, None, place.team_id, place.organisation_id, mode, reason, person_id)


def in_order(moments: Sequence[datetime]) -> set[int]:
    """Return the places of the longest run that never goes backwards."""
    if all(before <= after for before, after in pairwise(moments)):
        return set(range(len(moments)))
    tails: list[int] = []  # the place on which the best run of each length ends
    before: list[int | None] = []
    for place, moment in enumerate(moments):
        length = bisect_right(tails, moment, key=lambda tail: moments[tail])
        before.append(tails[length - 1] if length else None)
        tails[length : length + 1] = [place]
    kept: set[int] = set()
    here: int | None = tails[-1]
    while here is not None:
        kept.add(here)
        here = before[here]
    return kept
