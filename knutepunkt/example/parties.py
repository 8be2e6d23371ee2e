"""Writes the example's organisations, teams and people. People are called by their function."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password

from knutepunkt.base.collation import sort_key
from knutepunkt.example.reading import read
from knutepunkt.party.models import Membership, MunicipalityNumber, Organisation, Ownership, Person, Team

SINCE = date(2010, 1, 1)
_Role = Membership.Role


def write_parties(password: str) -> None:
    """Write them where they are missing; all may log in with `password`."""
    party = read("party")
    secret = make_password(password)
    home = _organisation(party["integrator"], Organisation.Kind.INTEGRATOR)
    for supplier in (*party["suppliers"], *read("applications")["suppliers"]):
        _organisation(supplier, Organisation.Kind.SUPPLIER)
    for owner in party["owners"]:
        _municipality(owner, home, party["ownership"])
    for order, team in enumerate(party["teams"]):
        _team(team, order)
    _people(party["functions"], party["owners"], secret)


def _organisation(given: dict[str, Any], kind: Organisation.Kind) -> Organisation:
    name, domain = given["name"], given.get("domain", f"{given['key']}.example")
    values = {"name": name, "sort_key": sort_key(name), "kind": kind.value, "domain": domain, "is_example": True}
    found, _is_new = Organisation.objects.get_or_create(key=given["key"], defaults=values)
    return found


def _municipality(given: dict[str, Any], home: Organisation, ownership: dict[str, Any]) -> None:
    owner = _organisation(given, Organisation.Kind.CUSTOMER)
    for one in given["numbers"]:
        MunicipalityNumber.objects.get_or_create(
            organisation=owner,
            number=one["number"],
            defaults={
                "valid_from": one.get("from"),
                "valid_to": one.get("to"),
                "certainty": one.get("certainty", "verified"),
            },
        )
    notice = ownership["notice"] if ownership["notice"]["owner"] == given["key"] else {}
    Ownership.objects.get_or_create(
        owner=owner,
        owned=home,
        defaults={
            "share": Decimal(str(ownership["shares"][given["key"]])),
            "valid_from": ownership["since"],
            "notice_given_on": notice.get("given_on"),
            "exit_on": notice.get("exit_on"),
            "remark": "Eksempeldata",
        },
    )


def _team(given: dict[str, Any], order: int) -> None:
    organisation = Organisation.objects.get(key=given["of"])
    values = {
        "organisation": organisation,
        "name": given["name"],
        "is_first_line": given.get("first", False),
        "order": order,
    }
    Team.objects.get_or_create(key=given["key"], defaults=values)


def _people(functions: dict[str, Any], owners: list[dict[str, Any]], secret: str) -> None:
    for owner in owners:
        home = Organisation.objects.get(key=owner["key"])
        _person("tjenesteeier", "Tjenesteeier", home, _Role.SERVICE_OWNER, secret)
        for function in functions["employees"]:
            _person(_address(function), function, home, _Role.EMPLOYEE, secret)
    integrator = Organisation.objects.get(kind=Organisation.Kind.INTEGRATOR.value)
    _person("administrator", "Administrator", integrator, _Role.ADMINISTRATOR, secret)
    _person("leverandoransvarlig", "Leverandøransvarlig", integrator, _Role.SUPPLIER_MANAGER, secret)
    _person("sikkerhetsansvarlig", "Sikkerhetsansvarlig", integrator, _Role.SECURITY, secret, "sikkerhet-og-kvalitet")
    for module in (1, 2, 3):
        supplier = Organisation.objects.get(key=f"modul-{module}")
        _person("avtaleansvarlig", "Avtaleansvarlig", supplier, _Role.SERVICE_OWNER, secret)
    for role, word in ((_Role.AGENT, "agents"), (_Role.RESOLVER, "resolvers")):
        for key, count in functions[word].items():
            team = Team.objects.select_related("organisation").get(key=key)
            for n in range(1, count + 1):
                _person(f"{key}-{n}", f"{team.name} {n}", team.organisation, role, secret, key)


def _person(
    address: str, function: str, home: Organisation, role: Membership.Role, secret: str, team: str = ""
) -> None:
    named = f"{function}, {home.name.removesuffix(' kommune')}" if home.kind == Organisation.Kind.CUSTOMER else function
    values = {"name": named, "title": function, "organisation": home, "password": secret, "is_example": True}
    person, is_new = Person.objects.get_or_create(email=f"{address}@{home.domain}", defaults=values)
    if is_new:
        Membership.objects.create(
            person=person,
            organisation=home,
            team=Team.objects.get(key=team) if team else None,
            role=role.value,
            valid_from=SINCE,
        )


def _address(function: str) -> str:
    return function.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
