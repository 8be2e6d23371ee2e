"""Which terms apply: the contracts along the chain, their levels, and the levels as values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel
from knutepunkt.agreement.queries.register import is_in_force, last_day_of
from knutepunkt.agreement.rules.calendar import ServiceCalendar as CalendarValue
from knutepunkt.agreement.rules.hours import ServiceHours
from knutepunkt.agreement.rules.level import Candidate, LevelTerms, PriorityMatrix, most_specific
from knutepunkt.agreement.rules.vocabulary import CountsFrom, Impact, Metric, Pause, Urgency
from knutepunkt.base.compiled import Compiled
from knutepunkt.party.queries import local_day


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """A contract in force with its current levels, as values. `services`, `municipalities`: none named means all."""

    contract_id: int
    kind: str
    provider_id: int
    customer_id: int
    valid_from: date
    last_day: date | None
    priorities: PriorityMatrix
    levels: tuple[Candidate, ...]
    services: frozenset[int] = frozenset()
    municipalities: frozenset[int] = frozenset()

    def covers(self, service_id: int, customer_id: int) -> bool:
        """Say whether it is about such a service of such a municipality at all."""
        return (not self.services or service_id in self.services) and (
            not self.municipalities or customer_id in self.municipalities
        )

    def holds_on(self, day: date) -> bool:
        """Say whether the contract is in force on `day`."""
        return self.valid_from <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Book:
    """Contracts with their levels: answers which levels apply to a ticket without asking the database."""

    contracts: tuple[ContractTerms, ...]

    def levels_for(
        self,
        *,
        service_id: int,
        group_id: int,
        customer_id: int,
        supplier_ids: Iterable[int],
        priority: int,
        day: date,
    ) -> set[int]:
        """Return the ids of the levels that apply: for each contract of the chain and metric, the most specific."""
        suppliers = set(supplier_ids)
        chosen: set[int] = set()
        for contract in self.contracts:
            applies = contract.holds_on(day) and contract.covers(service_id, customer_id)
            if applies and _in_chain(contract, customer_id, suppliers):
                found = most_specific(contract.levels, service_id=service_id, group_id=group_id, priority=priority)
                chosen |= {candidate.level_id for candidate in found}
        return chosen

    def priority(self, customer_id: int, *, impact: Impact, urgency: Urgency, day: date) -> int:
        """Return the priority by the customer's agreement, or by the common matrix without one."""
        for contract in self.contracts:
            if contract.kind == "customer" and contract.customer_id == customer_id and contract.holds_on(day):
                return contract.priorities.priority(impact, urgency)
        return PriorityMatrix.common().priority(impact, urgency)


_OF_A_CONTRACT = ("services", "municipalities", "options", "notice_periods")


def book() -> Book:
    """Read the contracts that have been signed with their levels, as far as the viewer sees them. Eight queries."""
    contracts = Contract.objects.exclude(state=Contract.State.DRAFT.value)
    levels = _candidates(contracts, of_tickets=True)
    return Book(
        tuple(
            ContractTerms(
                contract_id=row.pk,
                kind=row.kind,
                provider_id=row.provider_id,
                customer_id=row.customer_id,
                valid_from=row.valid_from,
                last_day=last_day_of(row),
                priorities=PriorityMatrix.of(row.priorities),
                levels=tuple(levels.get(row.pk, ())),
                services=frozenset(one.pk for one in row.services.all()),
                municipalities=frozenset(one.pk for one in row.municipalities.all()),
            )
            for row in contracts.prefetch_related(*_OF_A_CONTRACT).order_by("pk")
        )
    )


_present: tuple[UUID, Book] | None = None


def present_book() -> Book:
    """Return all contracts as they stand, read anew only when they have changed. One query when they have not.

    For actions only, which run with the system's rights: who may see a contract is not asked.
    """
    global _present
    with connection.cursor() as cursor:
        cursor.execute("select mark from agreement_edition")
        found = cursor.fetchone()
    if found is None:  # the table was emptied, and nothing says whether what was read still stands
        return book()
    if _present is None or _present[0] != found[0]:
        _present = (found[0], book())
    return _present[1]


def priorities(customer_id: int, *, at: datetime) -> PriorityMatrix:
    """Return the table of the customer's agreement, the common one without an agreement. One query, and
    two more for each that was prolonged by its options.
    """
    day = local_day(at)
    agreement = next((one for one in _begun(customer_id, day) if is_in_force(one, day)), None)
    return PriorityMatrix.of(agreement.priorities) if agreement else PriorityMatrix.common()


_OF_ITS_DURATION = ("valid_from", "valid_to", "renewal", "renewal_months", "ended_on")


@Compiled
def _begun(customer_id: int, day: date) -> QuerySet[Contract]:
    agreements = Contract.objects.filter(
        valid_from__lte=day, kind=Contract.Kind.CUSTOMER.value, customer_id=customer_id
    ).exclude(state=Contract.State.DRAFT.value)
    return agreements.only("priorities", *_OF_ITS_DURATION).order_by("pk")


_terms: dict[int, LevelTerms] = {}


def terms_of(level_ids: set[int]) -> dict[int, LevelTerms]:
    """Return the levels as values; a level's row never changes, so each is read once in a process."""
    missing = level_ids - _terms.keys()
    if missing:
        rows = ServiceLevel.objects.filter(pk__in=missing).select_related("calendar", "contract")
        _terms.update({row.pk: as_terms(row) for row in rows})
    return {level_id: _terms[level_id] for level_id in level_ids}


def as_terms(level: ServiceLevel) -> LevelTerms:
    """Return a row as the value that the clock rules read. Availability has no clock."""
    assert level.target is not None, "only availability has no target"
    underpinning = level.contract.kind == Contract.Kind.UNDERPINNING
    return LevelTerms(
        level_id=level.pk,
        version=level.version,
        metric=Metric(level.metric),
        priority=level.priority,
        target=level.target,
        hours=hours_of(level.calendar),
        pauses=frozenset(Pause(pause) for pause in level.pauses),
        per_visit=level.per_visit,
        counts_from=CountsFrom(level.counts_from),
        holder_id=level.contract.provider_id if underpinning else None,
    )


def hours_of(calendar: ServiceCalendar) -> ServiceHours:
    """Return the calendar's hours, compiled once in a process: a calendar's row never changes either."""
    return _compiled(calendar_value(calendar))


def calendar_value(calendar: ServiceCalendar) -> CalendarValue:
    """Return a calendar's row as a value."""
    return CalendarValue(
        zone=calendar.time_zone,
        always=calendar.always,
        weekly=tuple((weekday, opens, closes) for weekday, opens, closes in calendar.weekly),
        holidays_country=calendar.holidays_country or None,
        closed_on=frozenset(calendar.closed_on),
        extra=tuple(
            (date.fromisoformat(day), tuple((opens, closes) for opens, closes in spans))
            for day, spans in sorted(calendar.extra.items())
        ),
    )


@lru_cache(maxsize=512)
def _compiled(value: CalendarValue) -> ServiceHours:
    return ServiceHours(value)


def _in_chain(contract: ContractTerms, customer_id: int, suppliers: set[int]) -> bool:
    if contract.kind == "customer":
        return contract.customer_id == customer_id
    return contract.provider_id in suppliers


def candidates_of(contract_id: int) -> list[Candidate]:
    """Return one contract's current levels as far as choosing needs them. Three queries."""
    return _candidates(Contract.objects.filter(pk=contract_id)).get(contract_id, [])


def _candidates(contracts: QuerySet[Contract], *, of_tickets: bool = False) -> dict[int, list[Candidate]]:
    """Return the current levels, with `of_tickets` only those that a ticket has a clock for."""
    services = [ServiceLevel.Metric.AVAILABILITY.value] if of_tickets else []
    levels = (
        ServiceLevel.objects.filter(is_current=True, contract__in=contracts)
        .exclude(metric__in=services)
        .prefetch_related("services", "groups")
        .order_by("pk")
    )
    found: dict[int, list[Candidate]] = {}
    for level in levels:
        candidate = Candidate(
            level_id=level.pk,
            key=level.key,
            metric=Metric(level.metric),
            priority=level.priority,
            services=frozenset(service.pk for service in level.services.all()),
            groups=frozenset(group.pk for group in level.groups.all()),
        )
        found.setdefault(level.contract_id, []).append(candidate)
    return found
