"""Writes the example's agreements: what each municipality is promised, and what each supplier owes."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from knutepunkt.agreement.models import Contract, Framework, Licence, ServiceCalendar, ServiceLevel, TeamHours
from knutepunkt.connectors.records import read_in
from knutepunkt.example.moving import move
from knutepunkt.example.parties import SINCE
from knutepunkt.example.reading import read
from knutepunkt.party.models import Organisation, Team

_WORDS = {"pickup": "Påbegynt", "response": "Første svar", "resolve": "Løst", "hold": "Behandlingstid"}
_USUAL = "kontortid"
REGISTER = Path(__file__).resolve().parents[2] / "data" / "gardermoen" / "agreement"


def write_agreements(*, on: date) -> None:
    """Write them where they are missing, as they stand on a day."""
    given = read("agreement")
    for calendar in given["calendars"]:
        _calendar(calendar)
    home = Organisation.objects.get(kind=Organisation.Kind.INTEGRATOR.value)
    for customer in Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value):
        terms = given["customer"] | {"title": f"Kundeavtale {customer.name}"}
        _contract(f"kunde-{customer.key}", Contract.Kind.CUSTOMER, home, customer, terms)
    for key, terms in given["underpinning"].items():
        _contract(f"avtale-{key}", Contract.Kind.UNDERPINNING, Organisation.objects.get(key=key), home, terms)
    usual = ServiceCalendar.objects.get(key=_USUAL, is_current=True)
    for team in Team.objects.all():
        TeamHours.objects.get_or_create(team=team, defaults={"calendar": usual})
    _write_register(on)


def _write_register(on: date) -> None:
    """Take in the kinds of agreement and all that hangs on the contracts, as an installation of one's own would."""
    if Framework.objects.exists():
        return
    with TemporaryDirectory() as folder:
        move(REGISTER, into=Path(folder), on=on)
        summary = read_in(Path(folder), records="agreement", at=datetime.combine(SINCE, time(), UTC))
    assert not summary.faults, summary.faults[0]
    Framework.objects.update(is_example=True)
    Licence.objects.update(is_example=True)


def _calendar(given: dict[str, Any]) -> None:
    opens, closes = (60 * hour for hour in given.get("open", (0, 24)))
    values = {
        "name": given["name"],
        "always": given.get("always", False),
        "weekly": [[day, opens, closes] for day in given.get("days", ())],
        "holidays_country": "NO" if given.get("holidays", not given.get("always")) else "",
        "is_example": True,
    }
    ServiceCalendar.objects.get_or_create(key=given["key"], version=1, defaults=values)


def _contract(
    key: str, kind: Contract.Kind, provider: Organisation, customer: Organisation, terms: dict[str, Any]
) -> None:
    values = {
        "kind": kind.value,
        "title": terms["title"],
        "provider": provider,
        "customer": customer,
        "module": terms.get("module"),
        "valid_from": SINCE,
        "remark": "Eksempeldata",
        "is_example": True,
    }
    contract, is_new = Contract.objects.get_or_create(key=key, defaults=values)
    if is_new:
        calendar = ServiceCalendar.objects.get(key=terms.get("calendar", _USUAL), is_current=True)
        ServiceLevel.objects.bulk_create(
            _level(contract, calendar, level, priority, hours)
            for level in terms["levels"]
            for priority, hours in enumerate(level["hours"], start=1)
        )


def _level(
    contract: Contract, calendar: ServiceCalendar, given: dict[str, Any], priority: int, hours: float
) -> ServiceLevel:
    metric = given["metric"]
    return ServiceLevel(
        contract=contract,
        key=f"{metric}-p{priority}",
        name=f"{_WORDS[metric]} P{priority}",
        metric=metric,
        priority=priority,
        target=timedelta(hours=hours),
        goal=given.get("goal", 95),
        calendar=calendar,
        pauses=given.get("pauses", ["customer"]),
        per_visit=given.get("per_visit", False),
    )
