"""What carries each promise to a municipality: suppliers along the service, their contracts, and the gaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.agreement.queries.register import is_in_force, last_day_of
from knutepunkt.agreement.queries.terms import hours_of
from knutepunkt.agreement.rules.carrying import Leg
from knutepunkt.agreement.rules.coverage import ANSWERS, Cover, Level, Link, Owed, cover
from knutepunkt.agreement.rules.level import PRIORITIES, Candidate, most_specific
from knutepunkt.agreement.rules.vocabulary import Metric, Pause
from knutepunkt.catalogue.models import Offering, Service
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import local_day, valid_on

_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Promised:
    """A level as one municipality has it of one service, at the priorities where the same carries it."""

    contract: Contract
    customer: Organisation
    service: Service
    level: ServiceLevel
    priorities: tuple[int, ...]
    ends_on: date | None
    cover: Cover


def coverage(*, at: datetime, draft: Contract | None = None) -> list[Promised]:
    """Return every promise in force with what carries it, by municipality and service.

    With a `draft`: the promises that it makes or is to carry, as if it were signed and took the place of what its
    supplier owes there now; from the day it begins. Nine queries, whatever there is.
    """
    day = local_day(at)
    if draft is not None and draft.valid_from > day:
        at += timedelta(days=(draft.valid_from - day).days)
        day = draft.valid_from
    return list(_Coverage(day, draft).promises(since=at, until=at + _AHEAD))


def gaps_of(contracts: Iterable[Contract], *, at: datetime) -> list[Promised]:
    """Return the promises that the contracts make or are to carry, and that are not carried, each once."""
    found = {
        (one.contract.pk, one.customer.pk, one.service.pk, one.level.pk, one.priorities): one
        for contract in contracts
        for one in coverage(at=at, draft=contract)
        if not one.cover.is_carried
    }
    return list(found.values())


class _Place(NamedTuple):
    """A service as one municipality has it, at one priority."""

    service: Service
    customer_id: int
    priority: int


class _Terms:
    """A contract with its current levels: which apply where."""

    def __init__(self, contract: Contract, levels: Sequence[ServiceLevel]) -> None:
        self.contract = contract
        self.levels = {level.pk: level for level in levels}
        self.services = {one.pk for one in contract.services.all()}
        self.municipalities = {one.pk for one in contract.municipalities.all()}
        self._candidates = [_candidate(level) for level in levels]
        self._found: dict[tuple[int, int], dict[Metric, ServiceLevel]] = {}

    def covers(self, service_id: int, customer_id: int) -> bool:
        """Say whether the contract is about such a service of such a municipality; one that names none is about all."""
        return (not self.services or service_id in self.services) and (
            not self.municipalities or customer_id in self.municipalities
        )

    def at(self, service: Service, priority: int) -> dict[Metric, ServiceLevel]:
        """Return the level of each metric that applies."""
        key = (service.pk, priority)
        if key not in self._found:
            chosen = most_specific(
                self._candidates, service_id=service.pk, group_id=service.group_id, priority=priority
            )
            self._found[key] = {one.metric: self.levels[one.level_id] for one in chosen}
        return self._found[key]

    @cached_property
    def ends_on(self) -> date | None:
        """Return its last day; None where it goes on until somebody ends it."""
        return last_day_of(self.contract)


class _Coverage:
    """All that is in force on a day, read once."""

    def __init__(self, day: date, draft: Contract | None) -> None:
        self._draft = draft
        signed = Q(state=Contract.State.SIGNED.value, valid_from__lte=day)
        begun = Contract.objects.filter(signed | Q(pk=draft.pk) if draft else signed)
        begun = begun.select_related("customer", "provider").order_by("customer__sort_key", "pk")
        begun = begun.prefetch_related("services", "municipalities", "options", "notice_periods")
        contracts = [one for one in begun if (draft and one.pk == draft.pk) or is_in_force(one, day)]
        levels: dict[int, list[ServiceLevel]] = {}
        current = ServiceLevel.objects.filter(is_current=True, contract__in=contracts).select_related("calendar")
        for level in current.prefetch_related("services", "groups").order_by("pk"):
            levels.setdefault(level.contract_id, []).append(level)
        self._terms = [_Terms(one, levels.get(one.pk, [])) for one in contracts]
        offered = Offering.objects.filter(valid_on(day), service__is_active=True)
        self._offerings = list(
            offered.select_related(
                "service__group",
                "service__provider",
                "service__first_team__organisation",
                "service__next_team__organisation",
            ).order_by("service__name", "valid_from")
        )

    def promises(self, *, since: datetime, until: datetime) -> Iterator[Promised]:
        """Yield each promise; the priorities at which one level is carried alike are one."""
        for terms in self._terms:
            if terms.contract.kind != Contract.Kind.CUSTOMER:
                continue
            for offering in self._offerings:
                customer = terms.contract.customer
                if offering.customer_id == customer.pk and terms.covers(offering.service_id, customer.pk):
                    yield from self._of_service(terms, offering, since, until)

    def _of_service(self, terms: _Terms, offering: Offering, since: datetime, until: datetime) -> Iterator[Promised]:
        if not self._is_asked(terms, offering):
            return
        ends_on = min((day for day in (terms.ends_on, offering.valid_to) if day is not None), default=None)
        found: dict[tuple[int, Cover], list[int]] = {}
        levels: dict[int, ServiceLevel] = {}
        for priority in PRIORITIES:
            place = _Place(offering.service, offering.customer_id, priority)
            applying = terms.at(place.service, priority)
            for level in applying.values():
                handling = _handling(applying.get(Metric.PICKUP), place.service)
                how = self._carried(level, place, ends_on, handling, since, until)
                levels[level.pk] = level
                found.setdefault((level.pk, how), []).append(priority)
        for (level_id, how), priorities in found.items():
            customer = terms.contract.customer
            yield Promised(
                terms.contract, customer, offering.service, levels[level_id], tuple(priorities), ends_on, how
            )

    def _is_asked(self, terms: _Terms, offering: Offering) -> bool:
        """With a draft, only what it promises or is to carry is asked about."""
        if self._draft is None:
            return True
        if self._draft.kind == Contract.Kind.CUSTOMER:
            return terms.contract.pk == self._draft.pk
        along = {one.pk for one in suppliers_of(offering.service)}
        drafted = next(one for one in self._terms if one.contract.pk == self._draft.pk)
        return self._draft.provider_id in along and drafted.covers(offering.service_id, offering.customer_id)

    def _carried(
        self,
        level: ServiceLevel,
        place: _Place,
        ends_on: date | None,
        handling: Leg | None,
        since: datetime,
        until: datetime,
    ) -> Cover:
        metric = Metric(level.metric)
        first_alone = metric in (Metric.PICKUP, Metric.RESPONSE)
        suppliers = suppliers_of(place.service, first_alone=first_alone)
        chain = [Link(one.name, tuple(self._owed(one, place, metric))) for one in suppliers]
        whole = metric in (Metric.RESOLVE, Metric.HOLD)
        return cover(
            as_level(level),
            chain,
            ends_on=ends_on,
            handling=handling if whole else None,
            since=since,
            until=until,
        )

    def _owed(self, supplier: Organisation, place: _Place, metric: Metric) -> Iterator[Owed]:
        """Yield what the supplier's contracts say there."""
        covering = [
            terms
            for terms in self._terms
            if terms.contract.kind == Contract.Kind.UNDERPINNING
            and terms.contract.provider_id == supplier.pk
            and terms.covers(place.service.pk, place.customer_id)
        ]
        if self._draft is not None and any(terms.contract.pk == self._draft.pk for terms in covering):
            covering = [terms for terms in covering if terms.contract.pk == self._draft.pk]
        for terms in covering:
            at_place = terms.at(place.service, place.priority)
            answer = next((at_place[one] for one in ANSWERS[metric] if one in at_place), None)
            yield Owed(terms.contract.title, terms.ends_on, as_level(answer) if answer else None)


def suppliers_of(service: Service, *, first_alone: bool = False) -> list[Organisation]:
    """Return the suppliers that a ticket of the service may reach, in order; or only the one that has it first."""
    parties = [service.first_team.organisation]
    if not first_alone:
        parties += [service.next_team.organisation] if service.next_team else []
        parties.append(service.provider)
    suppliers = {one.pk: one for one in parties if one.kind == Organisation.Kind.SUPPLIER}
    return list(suppliers.values())


def as_level(level: ServiceLevel) -> Level:
    """Return a row as the value that the rules of coverage read."""
    return Level(
        key=level.key,
        metric=Metric(level.metric),
        target=level.target,
        goal=level.goal,
        hours=hours_of(level.calendar),
        pauses=frozenset(Pause(pause) for pause in level.pauses),
        name=level.name,
    )


def _handling(pickup: ServiceLevel | None, service: Service) -> Leg | None:
    """What we may take before a supplier has it: our own promise to pick it up, where our team is the first."""
    own = service.first_team.organisation.kind == Organisation.Kind.INTEGRATOR
    if not own or pickup is None or pickup.target is None:
        return None
    return Leg("", pickup.target, hours_of(pickup.calendar))


def _candidate(level: ServiceLevel) -> Candidate:
    return Candidate(
        level_id=level.pk,
        key=level.key,
        metric=Metric(level.metric),
        priority=level.priority,
        services=frozenset(one.pk for one in level.services.all()),
        groups=frozenset(one.pk for one in level.groups.all()),
    )
