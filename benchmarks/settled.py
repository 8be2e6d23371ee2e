"""Fills a database of its own with a year of tickets and their clocks, to be settled: 20 suppliers, 200 levels.

Rows are made by PostgreSQL itself, always the same for the same number: tickets that opened evenly over the year, went
to a supplier each and closed; their clocks as stopped, one in twelve too late. Custody is left out, and the trail:
reckoning reads neither.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction

from knutepunkt.agreement.models import CompensationRule, Contract, PriceLine, ServiceCalendar, ServiceLevel
from knutepunkt.base.collation import sort_key
from knutepunkt.catalogue.models import Service, ServiceGroup
from knutepunkt.party.models import Membership, Organisation, Person, Team

SUPPLIERS, MUNICIPALITIES = 20, 5
YEAR = 2025
MANAGER = "avtale@integrator.example"
_SINCE, _BEGINS = date(2020, 1, 1), datetime(YEAR, 1, 1, tzinfo=UTC)
_HOURS = {1: 4, 2: 8, 3: 24, 4: 40}
_TABLES = ("desk_ticket", "desk_clock")

_TICKETS = """
insert into desk_ticket (kind, state, title, description, channel, requester_id, customer_id, service_id, impact,
       urgency, priority, is_restricted, opened_by_id, opened_at, resolved_at, closed_at, mode, reason, is_breached,
       resolution, handovers, reopenings, source, reference, version)
select 'incident', 'closed', 'Sak ' || n, '', 'portal', p.id, p.organisation_id, s.id, 'medium', 'medium',
       (array[1, 2, 2, 3, 3, 3, 3, 3, 3, 4])[1 + (hashint8(n) & 1023) %% 10], false, p.id, o.at,
       o.at + interval '1 hour' * (1 + (hashint8(n + 1) & 1023) / 40.0),
       o.at + interval '1 hour' * (60 + (hashint8(n + 1) & 1023) / 40.0), '', '', false,
       'Ordnet.', 1, 0, 'benchmark', n, 4
  from generate_series(1, %s::bigint) n
  cross join lateral (select %s::timestamptz + n * (interval '362 days' / %s) as at) o
  join (select *, row_number() over (order by id) - 1 as place from party_person where email like 'ansatt%%') p
       on p.place = n %% %s
  join (select *, row_number() over (order by id) - 1 as place from catalogue_service) s on s.place = (n / 7) %% %s
"""
# One in twelve is late, by up to two days; the rest used some of what was allowed.
_CLOCKS = """
insert into desk_clock (ticket_id, level_id, applies_from, state, elapsed, stopped_at, breached_at, computed_at)
select t.id, l.id, t.opened_at, case when late then 'breached' else 'met' end, elapsed, stopped_at,
       case when late then stopped_at - (elapsed - l.target) end, t.closed_at
  from desk_ticket t
  join catalogue_service s on s.id = t.service_id
  join agreement_contract c on c.kind = 'customer' and c.customer_id = t.customer_id
       or c.kind = 'underpinning' and c.provider_id = s.provider_id
  join agreement_servicelevel l on l.contract_id = c.id and l.priority = t.priority
  cross join lateral (select hashint8(t.id * 1000 + l.id) & 65535 as drawn) d
  cross join lateral (select drawn %% 12 = 0 as late) a
  cross join lateral (select case when late then l.target + interval '1 second' * (1 + drawn * 2)
                                  else l.target * (drawn / 65536.0) end as elapsed) e
  cross join lateral (select case when l.metric = 'pickup' then t.opened_at + l.target * (drawn / 65536.0)
                                  else t.resolved_at end as stopped_at) m
 where t.id > %s and t.id <= %s
"""


def fill(many: int) -> float:
    """Bring the database to `many` tickets of the year; return how many seconds that took, 0 when they were there."""
    start = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from desk_ticket")
        if cursor.fetchone()[0] == many:
            return 0.0
        cursor.execute(f"truncate {', '.join(_TABLES)} cascade")
    if not Organisation.objects.exists():
        set_stage()
    _rows(many)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze desk_ticket, desk_clock")
    return (datetime.now(UTC) - start).total_seconds()


@transaction.atomic
def set_stage() -> None:
    """Write the parties, and a contract with each: eight levels, and for half of the suppliers what a breach costs."""
    home = _organisation("integrator", "Integratoren", Organisation.Kind.INTEGRATOR)
    _person(MANAGER, home, Membership.Role.SUPPLIER_MANAGER)
    calendar = ServiceCalendar.objects.create(
        key="office", name="Kontortid", weekly=[[day, 8 * 60, 16 * 60] for day in range(5)]
    )
    group = ServiceGroup.objects.create(key="all", name="Tjenester", kind="catalogue")
    for number in range(MUNICIPALITIES):
        one = _organisation(f"kommune-{number}", f"Kommune {number}", Organisation.Kind.CUSTOMER)
        _person(f"ansatt@kommune-{number}.example", one, Membership.Role.EMPLOYEE)
        _agree(home, one, Contract.Kind.CUSTOMER, calendar, ("pickup", "resolve"))
    for number in range(SUPPLIERS):
        one = _organisation(f"leverandor-{number:02}", f"Leverandør {number}", Organisation.Kind.SUPPLIER)
        team = Team.objects.create(organisation=one, key=one.key, name="Drift")
        Service.objects.create(key=one.key, name=one.name, group=group, owner=home, provider=one, first_team=team)
        contract = _agree(one, home, Contract.Kind.UNDERPINNING, calendar, ("pickup", "hold"))
        if number % 2:
            _compensate(contract)


def _agree(
    provider: Organisation,
    customer: Organisation,
    kind: Contract.Kind,
    calendar: ServiceCalendar,
    metrics: tuple[str, ...],
) -> Contract:
    key = f"{provider.key}-{customer.key}"
    contract = Contract.objects.create(
        key=key, kind=kind.value, title=key, provider=provider, customer=customer, valid_from=_SINCE
    )
    for metric in metrics:
        for priority, hours in _HOURS.items():
            ServiceLevel.objects.create(
                contract=contract,
                key=f"{metric}-{priority}",
                name=f"{metric} P{priority}",
                metric=metric,
                priority=priority,
                target=timedelta(hours=hours) / (4 if metric == "pickup" else 1),
                goal=Decimal(95),
                calendar=calendar,
                pauses=["customer"],
            )
    return contract


def _compensate(contract: Contract) -> None:
    PriceLine.objects.create(
        contract=contract, key="drift", title="Drift", amount=Decimal(500_000), every="month", valid_from=_SINCE
    )
    CompensationRule.objects.create(
        contract=contract,
        key="timebot",
        title="Timebot",
        kind="hourly",
        unit="hour",
        levels=[f"hold-{priority}" for priority in _HOURS],
        rate=Decimal("0.001"),
        base="annual_fee",
        cap_per_case=Decimal("0.01"),
        cap_per_period=Decimal(4),
        cap_per_year=Decimal(30),
    )
    CompensationRule.objects.create(
        contract=contract,
        key="pabegynt",
        title="Påbegynt i tide",
        kind="price_reduction",
        unit="period",
        levels=[f"pickup-{priority}" for priority in _HOURS],
        steps=[["95", "1"], ["90", "3"]],
        base="monthly_fee",
    )


@transaction.atomic
def _rows(many: int) -> None:
    """Make tickets and clocks; the triggers that keep custody whole and write the trail are off meanwhile."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(_TICKETS, [many, _BEGINS, many, MUNICIPALITIES, SUPPLIERS])
        cursor.execute("select min(id) - 1, max(id) from desk_ticket")
        first, last = cursor.fetchone()
        cursor.execute(_CLOCKS, [first, last])
        cursor.execute("set constraints all immediate")
        for table in _TABLES:
            cursor.execute(f"alter table {table} enable trigger user")


def _organisation(key: str, name: str, kind: Organisation.Kind) -> Organisation:
    return Organisation.objects.create(key=key, name=name, sort_key=sort_key(name), kind=kind.value)


def _person(email: str, home: Organisation, role: Membership.Role) -> None:
    person = Person.objects.create(email=email, name=email.partition("@")[0].capitalize(), organisation=home)
    Membership.objects.create(person=person, organisation=home, role=role.value, valid_from=_SINCE)
