"""The Gardermoen example: six municipalities, their integrator, its suppliers, and real incidents among them."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from knutepunkt.base.errors import Refusal
from knutepunkt.connectors.event_log.loading import Progress
from knutepunkt.example.incidents import load_incidents
from knutepunkt.example.initiatives import write_initiatives
from knutepunkt.example.judgement import write_judgement
from knutepunkt.example.offers import write_catalogue
from knutepunkt.example.parties import write_parties
from knutepunkt.example.portfolio import write_portfolio
from knutepunkt.example.promises import write_agreements
from knutepunkt.example.purchases import write_plans, write_purchases
from knutepunkt.example.reckoning import reckon
from knutepunkt.example.roadmaps import write_roadmaps
from knutepunkt.example.systems import write_systems
from knutepunkt.example.ways import write_ways
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import local_day

_LOGINS = (
    ("Employee of a municipality", "sykepleier@nes.example", "the portal: report, follow, answer"),
    ("Service owner of a municipality", "tjenesteeier@nes.example", "our services and promises kept"),
    ("Service desk agent", "servicesenter-1@dgi.example", "the workbench and a ticket's custody ribbon"),
    ("Supplier's resolver", "moderne-it-drift-1@modul2.example", "the same workbench, with what it holds only"),
    ("Supplier's contract manager", "avtaleansvarlig@modul2.example", "own settlements, contests and scorecard"),
    ("Supplier manager", "leverandoransvarlig@dgi.example", "the overview and the custody report"),
    ("Security", "sikkerhetsansvarlig@dgi.example", "restricted tickets"),
    ("Administrator", "administrator@dgi.example", "set-up, with the history of each row"),
)


def load(*, at: datetime, progress: Progress | None = None) -> None:
    """Write the example where it is missing: once, and a second time at no cost. Runs as the tables' owner."""
    integrators = Organisation.objects.filter(kind=Organisation.Kind.INTEGRATOR.value)
    if integrators.filter(is_example=False).exists():
        raise Refusal("This database holds an organisation's own data; the example is not written into it.")
    if not integrators.exists():
        set_stage(at=at)
    write_purchases(at=at)
    write_roadmaps(on=local_day(at))
    write_initiatives(at=at)
    load_incidents(at=at, progress=progress)
    reckon(at=at, progress=progress)


def set_stage(*, at: datetime) -> None:
    """Write who there is, what is delivered, agreed and judged at a moment: what purchases and plans build on."""
    with transaction.atomic():
        write_parties(password())
        write_catalogue()
        write_systems()
        write_portfolio(on=local_day(at))
        write_agreements(on=local_day(at))
        write_plans()
        write_judgement(at=at)
        write_ways(on=local_day(at))
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def logins() -> tuple[tuple[str, str, str], ...]:
    """Return a login for each role: role, e-mail, what to look at."""
    return _LOGINS


def password() -> str:
    """Return the example's one password, made at the first start and kept in the state folder."""
    kept = settings.STATE / "example-password"
    if not kept.exists():
        fresh = kept.with_suffix(".new")  # moved when whole: a cut in between must not leave an empty password
        fresh.touch(mode=0o600)
        fresh.write_text(f"knutepunkt-{secrets.token_hex(4)}")
        fresh.replace(kept)
    return kept.read_text()
