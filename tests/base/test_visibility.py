"""Nobody sees what is not theirs: every table, as a customer and as a supplier, also past the ORM and the pool."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import Model
from psycopg_pool import ConnectionPool

from knutepunkt.agreement.models import ServiceCalendar, ServiceLevel, TeamHours
from knutepunkt.base.models import OutboxMessage, Trail
from knutepunkt.base.session import Viewer, seen_by
from knutepunkt.base.tables import unguarded
from knutepunkt.catalogue.models import Application, Dependency, Offering, Service
from knutepunkt.desk import actions
from knutepunkt.desk.actions.reporting import store_custody_reports
from knutepunkt.desk.models import SavedView, Ticket
from knutepunkt.desk.rules.note import Audience
from knutepunkt.party.models import ApiToken, Ownership, Person
from knutepunkt.signal.models import Outage
from tests.cast import MONDAY, SINCE, Cast, make_cast
from tests.improving import make_plans
from tests.judged import make_judged
from tests.planned import make_clarified, make_planned
from tests.portfolio import make_portfolio
from tests.processes import make_process
from tests.procurement import make_bought
from tests.projects import make_projects
from tests.reckoned import make_reckoned
from tests.register import make_register
from tests.systems import make_systems

# Directories: names that are the same for everybody who may log in. Nothing else may be added here lightly.
DIRECTORIES = {
    "party_organisation": "public register data",
    "party_municipalitynumber": "public register data",
    "party_team": "who holds a ticket is shown by the team's name",
    "catalogue_servicegroup": "headings of the common catalogue",
    "catalogue_service": "the common catalogue",
    "catalogue_dependencyversion": "says only that a dependency changed",
    "agreement_teamhours": "opening hours of the directory's teams",
    "agreement_agreementtype": "published standard agreements",
    "agreement_typeversion": "published standard agreements",
    "agreement_typeappendix": "published standard agreements",
    "agreement_typeterm": "published standard agreements",
    "agreement_priceindex": "published statistics",
    "agreement_changelimit": "published law",
    "plan_threshold": "published law",
    "plan_deadlinerule": "published law",
    "plan_legalground": "published law",
    "plan_lawfigure": "published law",
    "plan_strategyfocus": "what the owners' common strategy aims at",
}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """A world in which everything belongs to Nordvik, supplier A or the integrator; committed, for raw connections."""
    cast = make_cast()
    log: Any = SimpleUploadedFile("logg.txt", b"feil 17")
    with seen_by(cast.sees(cast.employee)):
        ticket = actions.open_ticket(title="Får ikke sendt e-post", service=cast.service, by=cast.employee, at=MONDAY)
    with seen_by(cast.sees(cast.agent)):
        actions.hand_over(ticket.pk, to=cast.operations, by=cast.agent, at=MONDAY + timedelta(minutes=5))
        actions.answer(
            ticket.pk,
            body="Vi ser på det",
            files=[log],
            by=cast.agent,
            at=MONDAY + timedelta(minutes=6),
        )
        actions.add_note(
            ticket.pk, body="Internt", audience=Audience.chosen(cast.integrator.pk), by=cast.agent, at=MONDAY
        )
        actions.follow(ticket.pk, by=cast.agent, at=MONDAY)
    Ownership.objects.create(owner=cast.municipality, owned=cast.integrator, valid_from=SINCE)
    ApiToken.objects.create(person=cast.employee, name="skript", digest="0" * 64, created_at=MONDAY)
    SavedView.objects.create(person=cast.agent, name="Min")
    service = _of_supplier_a(cast)
    Outage.objects.create(service=service, start_at=MONDAY)
    _used_and_promised(cast, service)
    make_register(cast)
    make_systems(cast)
    make_process(cast)
    make_plans(cast)
    make_portfolio(cast)
    make_reckoned(cast, ticket)
    make_bought(cast)
    make_judged(cast)
    make_planned(cast)
    make_clarified()
    make_projects(cast)
    store_custody_reports(at=MONDAY + timedelta(hours=1), periods=(30,))
    OutboxMessage.objects.create(
        key="x", recipient="a@b.example", subject="x", body="x", created_at=MONDAY, next_attempt_at=MONDAY
    )
    return cast


def _of_supplier_a(cast: Cast) -> Service:
    """A service that the strangers neither have nor deliver."""
    service = Service.objects.create(
        key="vpn",
        name="VPN",
        group=cast.service.group,
        owner=cast.integrator,
        provider=cast.supplier,
        first_team=cast.first_line,
    )
    Offering.objects.create(service=service, customer=cast.municipality, valid_from=SINCE)
    return service


def _used_and_promised(cast: Cast, service: Service) -> None:
    """An application, and hours of its own promised on a service: Nordvik's and supplier A's alone."""
    application = Application.objects.create(key="vpn", name="VPN-klient", supplier=cast.supplier)
    application.users.add(cast.municipality)
    Dependency.objects.create(service=service, needs_application=application)
    TeamHours.objects.create(team=cast.operations, calendar=cast.calendar)
    hours = ServiceCalendar.objects.create(key="nordvik", name="Nordviks tid", always=True)
    level = ServiceLevel.objects.get(contract__key="nordvik", key="resolve")
    ServiceLevel.objects.filter(pk=level.pk).update(calendar=hours)
    level.services.add(service)
    level.groups.add(service.group)


def tables() -> list[str]:
    """Every table of ours, also those between models."""
    ours = [model for model in apps.get_models(include_auto_created=True) if is_ours(model)]
    return sorted({model._meta.db_table for model in ours})


def is_ours(model: type[Model]) -> bool:
    return model.__module__.startswith("knutepunkt.")


# What a stranger may see all the same: what is the stranger's own, of the integrator, or of both.
def allowed(table: str, viewer: Viewer, person: Person) -> str:
    organisations = "{" + ",".join(map(str, viewer.organisations)) + "}"
    own = {
        "party_person": f"id = {person.pk} or organisation_id = any('{organisations}') or organisation_id in "
        "(select id from party_organisation where kind = 'integrator')",
        "party_membership": f"person_id = {person.pk} or organisation_id = any('{organisations}')",
        "catalogue_offering": f"customer_id = any('{organisations}')",
        "agreement_contract": f"customer_id = any('{organisations}') or provider_id = any('{organisations}')",
        "agreement_servicelevel": "contract_id in (select id from agreement_contract "
        f"where customer_id = any('{organisations}') or provider_id = any('{organisations}'))",
        "agreement_servicecalendar": "key = 'office'",  # the common one is also in the stranger's agreement
    }
    return own.get(table, "false")


def rows(table: str, condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table} where not ({condition})")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["stranger", "other_resolver"])
def test_a_stranger_finds_nothing_in_any_table(cast: Cast, who: str) -> None:
    person: Person = getattr(cast, who)
    viewer = cast.sees(person)
    for table in guarded():
        condition = allowed(table, viewer, person)
        assert rows(table, condition) > 0, f"{table} holds nothing of others': it would pass for nothing"
        with seen_by(viewer):
            assert rows(table, condition) == 0, table


def guarded() -> list[str]:
    """The tables that hold somebody's data."""
    return [table for table in tables() if table not in DIRECTORIES]


@pytest.mark.django_db(transaction=True)
def test_the_parties_find_what_is_theirs(cast: Cast) -> None:
    for person in (cast.employee, cast.service_owner, cast.resolver, cast.agent):
        with seen_by(cast.sees(person)):
            assert Ticket.objects.count() == 1, person
    with seen_by(cast.sees(cast.colleague)):
        assert Ticket.objects.count() == 0


@pytest.fixture
def pool(cluster: object, cast: Cast) -> Iterator[ConnectionPool]:
    """One pooled connection as the web's own login."""
    info = connection.settings_dict
    conninfo = f"host={info['HOST']} dbname={info['NAME']} user=kp_web"
    with ConnectionPool(conninfo, min_size=1, max_size=1, open=True) as pool:
        yield pool


def take_role(raw: psycopg.Connection, viewer: Viewer) -> None:
    role, person, organisations, teams, oversees, cleared, _source = viewer.settings()
    for name, value in (
        ("role", role),
        ("kp.person", person),
        ("kp.organisations", organisations),
        ("kp.teams", teams),
        ("kp.oversees", oversees),
        ("kp.cleared", cleared),
    ):
        raw.execute("select set_config(%s, %s, true)", [name, value])


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_carries_nothing_over(cast: Cast, pool: ConnectionPool) -> None:
    with pool.connection() as raw, raw.transaction():
        take_role(raw, cast.sees(cast.agent))
        assert raw.execute("select count(*) from desk_ticket").fetchone() == (1,)
        backend = raw.info.backend_pid
    with pool.connection() as raw, raw.transaction():
        assert raw.info.backend_pid == backend
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute("select count(*) from desk_ticket")
    with pool.connection() as raw, raw.transaction():
        take_role(raw, cast.sees(cast.other_resolver))
        assert raw.execute("select count(*) from desk_ticket").fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["stranger", "other_resolver"])
def test_nor_does_a_pooled_connection_that_served_the_agent_just_before(
    cast: Cast, pool: ConnectionPool, who: str
) -> None:
    person: Person = getattr(cast, who)
    viewer = cast.sees(person)
    found = set()
    for table in guarded():
        count = f"select count(*) from {table} where not ({allowed(table, viewer, person)})"
        with pool.connection() as raw, raw.transaction():
            take_role(raw, cast.sees(cast.agent))
            found |= {table} if raw.execute(count).fetchone() != (0,) else set()
        with pool.connection() as raw, raw.transaction():
            take_role(raw, viewer)
            assert raw.execute(count).fetchone() == (0,), table
    assert {"desk_ticket", "desk_note", "desk_attachment", "desk_custody", "desk_clock", "party_person"} <= found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["employee", "agent", "resolver"])
def test_people_write_nothing_but_through_actions(cast: Cast, pool: ConnectionPool, who: str) -> None:
    for statement in (
        "update desk_ticket set title = 'x'",
        "delete from desk_custody",
        "insert into desk_follow (ticket_id, person_id) values (1, 1)",
        "update base_trail set action = 'x'",
        "delete from base_trail",
    ):
        with pool.connection() as raw, pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
            take_role(raw, cast.sees(getattr(cast, who)))
            raw.execute(statement)


CHANGES_OF_THE_TRAIL = (
    "update base_trail set action = 'x'",
    "delete from base_trail",
    "delete from base_trail where false",
)
FORGED = (
    "insert into base_trail (at, table_name, row_id, action, source, changes) values (now(), 'x', 1, 'x', 'x', '{}')"
)
ROLES = ("kp_system", "kp_entry", "kp_integrator", "kp_customer", "kp_supplier")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", [*ROLES, "none"])
def test_no_role_of_the_web_writes_the_trail(cast: Cast, pool: ConnectionPool, role: str) -> None:
    for statement in (*CHANGES_OF_THE_TRAIL, FORGED, "truncate base_trail"):
        with pool.connection() as raw, pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
            raw.execute("select set_config('role', %s, true)", [role])
            raw.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("login", ["kp_worker", "kp_owner"])
def test_nor_do_jobs_and_commands_change_it(cast: Cast, login: str) -> None:
    info = connection.settings_dict
    for statement in CHANGES_OF_THE_TRAIL:
        with (
            psycopg.connect(host=info["HOST"], dbname=info["NAME"], user=login) as raw,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            raw.execute(statement)
    assert Trail.objects.exists()


@pytest.mark.django_db
def test_every_table_has_a_policy_or_an_exemption_in_words() -> None:
    assert unguarded() == []


@pytest.mark.django_db
def test_what_is_exempt_from_policies_is_read_by_no_role_of_people() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, r.rolname from pg_class c cross join pg_roles r"
            " where obj_description(c.oid, 'pg_class') = 'exempt from row policies'"
            " and r.rolname in ('kp_integrator', 'kp_customer', 'kp_supplier', 'kp_web')"
            " and has_any_column_privilege(r.oid, c.oid, 'select')"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_a_new_table_without_a_policy_is_found() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create table forgotten (id int)")
        cursor.execute("grant select on forgotten to kp_integrator")
        assert unguarded() == ["forgotten"]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_view_that_passes_by_the_policies_is_found() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create view past_the_policies as select * from plan_project")
        cursor.execute("grant select on past_the_policies to kp_customer")
        assert unguarded() == ["past_the_policies"]
        cursor.execute("alter view past_the_policies set (security_invoker = true)")
        assert unguarded() == []
        transaction.set_rollback(True)
