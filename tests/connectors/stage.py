"""The organisations, teams, services and people that a map names, made from its keys."""

from datetime import date, timedelta

from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel
from knutepunkt.catalogue.models import Service, ServiceGroup
from knutepunkt.connectors.event_log.mapping import LogMap
from knutepunkt.party.models import Membership, Organisation, Person, Team

SINCE = date(2010, 1, 1)
FIRST = "servicesenter"
_TARGETS = {1: 4, 2: 8, 3: 24, 4: 40}


def set_up(log_map: LogMap) -> None:
    """Write them all, and an agreement with each customer and supplier."""
    calendar = set_up_parties(log_map)
    home = Organisation.objects.get(kind=Organisation.Kind.INTEGRATOR.value)
    for customer in Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value).order_by("pk"):
        agree(Contract.Kind.CUSTOMER, home, customer, calendar, ("pickup", "response", "resolve"))
    for supplier in Organisation.objects.filter(kind=Organisation.Kind.SUPPLIER.value).order_by("pk"):
        agree(Contract.Kind.UNDERPINNING, supplier, home, calendar, ("pickup", "hold"))


def set_up_parties(log_map: LogMap) -> ServiceCalendar:
    """Write the parties: the first line at the integrator, other teams in turn at it and at two suppliers."""
    home = _organisation("integrator", Organisation.Kind.INTEGRATOR)
    suppliers = [_organisation(f"supplier-{n}", Organisation.Kind.SUPPLIER) for n in (1, 2)]
    calendar = ServiceCalendar.objects.create(
        key="office", name="Office", weekly=[[day, 7 * 60, 17 * 60] for day in range(5)]
    )
    others = sorted(log_map.choices["teams"].named() - {FIRST})
    first = _team(FIRST, home)
    for number, key in enumerate(others):
        _team(key, (home, *suppliers)[number % 3])
    group = ServiceGroup.objects.create(key="all", name="All", kind="catalogue")
    for key in sorted(log_map.choices["services"].named()):
        Service.objects.create(key=key, name=key, group=group, owner=home, provider=home, first_team=first)
    for key in sorted(log_map.choices["customers"].named()):
        customer = _organisation(key, Organisation.Kind.CUSTOMER)
        for number in range(3):
            _person(f"employee-{number}@{key}.example", customer, Membership.Role.EMPLOYEE, None)
    return calendar


def agree(
    kind: Contract.Kind,
    provider: Organisation,
    customer: Organisation,
    calendar: ServiceCalendar,
    metrics: tuple[str, ...],
) -> None:
    """One contract with a level for each metric and priority."""
    key = f"{provider.key}-{customer.key}"
    contract = Contract.objects.create(
        key=key, kind=kind.value, title=key, provider=provider, customer=customer, valid_from=SINCE
    )
    for metric in metrics:
        for priority, hours in _TARGETS.items():
            share = 1 if metric in ("resolve", "hold") else 4
            ServiceLevel.objects.create(
                contract=contract,
                key=f"{metric}-{priority}",
                name=f"{metric} P{priority}",
                metric=metric,
                priority=priority,
                target=timedelta(hours=hours) / share,
                calendar=calendar,
                pauses=["customer", "scheduled"],
            )


def _organisation(key: str, kind: Organisation.Kind) -> Organisation:
    return Organisation.objects.create(key=key, name=key, sort_key=key, kind=kind.value)


def _team(key: str, home: Organisation) -> Team:
    team = Team.objects.create(organisation=home, key=key, name=key, is_first_line=key == FIRST)
    for number in range(2):
        _person(f"{key}-{number}@{home.key}.example", home, Membership.Role.AGENT, team)
    return team


def _person(email: str, home: Organisation, role: Membership.Role, team: Team | None) -> None:
    person = Person.objects.create(email=email, name=email.partition("@")[0], organisation=home)
    Membership.objects.create(person=person, organisation=home, team=team, role=role.value, valid_from=SINCE)
