"""The cast of most tests: two municipalities, two suppliers, the integrator, and what is agreed between them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel
from knutepunkt.base.collation import sort_key
from knutepunkt.base.session import Viewer
from knutepunkt.catalogue.models import Offering, Service, ServiceGroup
from knutepunkt.party.models import Membership, Organisation, Person, Team
from knutepunkt.party.queries import viewer

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # nine o'clock in Oslo
SINCE = date(2020, 1, 1)


@dataclass
class Cast:
    """Who plays."""

    integrator: Organisation
    municipality: Organisation
    other_municipality: Organisation
    supplier: Organisation
    other_supplier: Organisation
    first_line: Team
    operations: Team
    security: Team
    employee: Person
    colleague: Person
    service_owner: Person
    stranger: Person
    agent: Person
    second_agent: Person
    security_officer: Person
    administrator: Person
    resolver: Person
    other_resolver: Person
    service: Service
    security_service: Service
    calendar: ServiceCalendar

    def sees(self, person: Person, *, at: datetime = MONDAY) -> Viewer:
        """As whom the person reads."""
        found = viewer(person, at=at, source="test")
        assert found is not None
        return found


def make_cast() -> Cast:
    """Write the cast as the owner of the tables."""
    kinds = Organisation.Kind
    integrator = _organisation("integrator", "Integratoren", kinds.INTEGRATOR)
    municipality = _organisation("nordvik", "Nordvik kommune", kinds.CUSTOMER)
    other = _organisation("fjellbygda", "Fjellbygda kommune", kinds.CUSTOMER)
    supplier = _organisation("leverandor-a", "Leverandør A", kinds.SUPPLIER)
    rival = _organisation("leverandor-b", "Leverandør B", kinds.SUPPLIER)
    first_line = Team.objects.create(organisation=integrator, key="first", name="Servicesenter", is_first_line=True)
    operations = Team.objects.create(organisation=supplier, key="operations", name="Drift")
    security = Team.objects.create(organisation=rival, key="security", name="Sikkerhet")
    roles = Membership.Role
    group = ServiceGroup.objects.create(key="applications", name="Applikasjoner", kind="catalogue")
    service = Service.objects.create(
        key="mail",
        name="E-post",
        words=["epost", "outlook"],
        group=group,
        owner=integrator,
        provider=supplier,
        first_team=first_line,
        next_team=operations,
    )
    guarded = Service.objects.create(
        key="firewall", name="Brannmur", group=group, owner=integrator, provider=rival, first_team=first_line
    )
    for customer in (municipality, other):
        Offering.objects.create(service=service, customer=customer, valid_from=SINCE)
    calendar = ServiceCalendar.objects.create(
        key="office", name="Kontortid", weekly=[[day, 8 * 60, 16 * 60] for day in range(5)]
    )
    _agree("nordvik", Contract.Kind.CUSTOMER, integrator, municipality, calendar)
    _agree("fjellbygda", Contract.Kind.CUSTOMER, integrator, other, calendar)
    _agree("a", Contract.Kind.UNDERPINNING, supplier, integrator, calendar)
    _agree("b", Contract.Kind.UNDERPINNING, rival, integrator, calendar)
    return Cast(
        integrator=integrator,
        municipality=municipality,
        other_municipality=other,
        supplier=supplier,
        other_supplier=rival,
        first_line=first_line,
        operations=operations,
        security=security,
        employee=_person("ansatt", municipality, roles.EMPLOYEE),
        colleague=_person("kollega", municipality, roles.EMPLOYEE),
        service_owner=_person("tjenesteeier", municipality, roles.SERVICE_OWNER),
        stranger=_person("fremmed", other, roles.SERVICE_OWNER),
        agent=_person("agent", integrator, roles.AGENT, first_line),
        second_agent=_person("agent2", integrator, roles.AGENT, first_line),
        security_officer=_person("sikkerhet", integrator, roles.SECURITY),
        administrator=_person("administrator", integrator, roles.ADMINISTRATOR),
        resolver=_person("drift", supplier, roles.RESOLVER, operations),
        other_resolver=_person("soc", rival, roles.RESOLVER, security),
        service=service,
        security_service=guarded,
        calendar=calendar,
    )


def _organisation(key: str, name: str, kind: Organisation.Kind) -> Organisation:
    return Organisation.objects.create(key=key, name=name, sort_key=sort_key(name), kind=kind.value)


def _person(name: str, home: Organisation, role: Membership.Role, team: Team | None = None) -> Person:
    person = Person.objects.create(email=f"{name}@{home.key}.example", name=name.capitalize(), organisation=home)
    Membership.objects.create(person=person, organisation=home, team=team, role=role.value, valid_from=SINCE)
    return person


def _agree(
    key: str, kind: Contract.Kind, provider: Organisation, customer: Organisation, calendar: ServiceCalendar
) -> None:
    contract = Contract.objects.create(
        key=key, kind=kind.value, title=f"Avtale {key}", provider=provider, customer=customer, valid_from=SINCE
    )
    metrics = ["pickup", "response", "resolve"] + (["hold"] if kind is Contract.Kind.UNDERPINNING else [])
    for metric, hours in zip(metrics, (1, 2, 8, 6), strict=False):
        ServiceLevel.objects.create(
            contract=contract,
            key=metric,
            name=f"{metric} {key}",
            metric=metric,
            target=timedelta(hours=hours),
            calendar=calendar,
            pauses=["customer"],
        )
