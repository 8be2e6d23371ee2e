"""Writes the example's portfolio: functions and what serves them, costs, documentation, key figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from knutepunkt.catalogue.models import (
    Application,
    ApplicationCost,
    BusinessFunction,
    Certainty,
    FunctionUse,
    KeyFigure,
    ServiceGroup,
    SystemDocument,
)
from knutepunkt.example.reading import read
from knutepunkt.party.models import Organisation

_EXAMPLE = {"certainty": Certainty.EXAMPLE.value}
_SOURCE, _MADE_UP = "Kildedokumentet", "Eksempeldata"
_HALF_YEAR = 6


def write_portfolio(*, on: date) -> None:
    """Write it where it is missing; examples are dated back from `on`."""
    found = read("portfolio")
    if BusinessFunction.objects.exists():
        return
    applications = {one.key: one for one in Application.objects.all()}
    customers = {one.key: one for one in Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value)}
    for given in found["functions"]:
        _function(given, applications, customers)
    for key, kinds in found["costs"].items():
        for kind, amounts in kinds.items():
            for back, amount in enumerate(amounts, 1):
                ApplicationCost.objects.create(
                    application=applications[key],
                    year=on.year - back,
                    kind=kind,
                    amount=amount,
                    source=_MADE_UP,
                    **_EXAMPLE,
                )
    for given in found["documents"]:
        ago = given["ago"]
        SystemDocument.objects.create(
            application=applications[given["of"]],
            title=given["title"],
            reference=given["reference"],
            responsible=given["responsible"],
            reviewed_on=None if ago is None else on - timedelta(days=ago),
            **_EXAMPLE,
        )
    KeyFigure.objects.bulk_create([*_lost(found["unstated"]), *_figures(found["figures"], customers, on)])


def _function(given: dict[str, Any], applications: dict[str, Application], customers: dict[str, Organisation]) -> None:
    function = BusinessFunction.objects.create(
        key=given["key"],
        name=given["name"],
        sector=ServiceGroup.objects.get(key=given["sector"]),
        wording=given.get("words", ""),
        source=_SOURCE if given.get("words") else "",
        remark="" if given.get("words") else "Navnet på funksjonen er lest inn; kilden nevner bare systemet.",
    )
    for key, certainty in given.get("served", {}).items():
        FunctionUse.objects.create(function=function, application=applications[key], certainty=certainty)
    for key in given.get("neither", ()):
        FunctionUse.objects.create(
            function=function,
            customer=customers[key],
            certainty=Certainty.INFERRED.value,
            remark="Nevnt med ingen av systemene.",
        )
    if not given.get("served"):
        FunctionUse.objects.create(function=function, remark="Kilden nevner funksjonen uten produkt.")


def _lost(given: dict[str, Any]) -> Iterator[KeyFigure]:
    for kind in given["kinds"]:
        yield KeyFigure(kind=kind, source=_SOURCE, wording=given["wording"], remark="Figuren er gått tapt.")


def _figures(given: dict[str, Any], customers: dict[str, Organisation], on: date) -> Iterator[KeyFigure]:
    """Yield each figure now, and as it was at half-years before: each kind and customer with a curve of its own."""
    first = on.replace(day=1)
    rows: list[tuple[str, Organisation | None, int]]
    rows = [(kind, customers[key], now) for kind, each in given["now"].items() for key, now in each.items()]
    rows += [(kind, None, now) for kind, now in given["together"].items()]
    for place, (kind, customer, now) in enumerate(rows):
        shares = [*given["before"][place % len(given["before"])], 100]
        for back, share in enumerate(reversed(shares)):
            day, value = _back(first, _HALF_YEAR * back), round(now * share / 100)
            yield KeyFigure(kind=kind, customer=customer, on=day, value=value, source=_MADE_UP, **_EXAMPLE)


def _back(first: date, months: int) -> date:
    years, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(years, month + 1, 1)
