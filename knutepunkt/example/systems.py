"""Writes the example's systems: those beside the portfolio, what passes between, what needs what."""

from typing import Any

from knutepunkt.catalogue.models import Application, Component, Dependency, Integration
from knutepunkt.example.reading import read

_SOURCE = "Kildedokumentet"


def write_systems() -> None:
    """Write them where they are missing."""
    found = read("integrations")
    for given in found["systems"]:
        _component(given | {"kind": Component.Kind.SYSTEM.value})
    for given in found["parts"]:
        _component(given)
    ends = {row.key: row for kind in (Application, Component) for row in kind.objects.all()}
    for given in found["integrations"]:
        _integration(given, ends)
    for given in found["needs"]:
        _needs(given, ends)


def _component(given: dict[str, Any]) -> None:
    whole = given.get("application")
    values = {
        "name": given["name"],
        "kind": given["kind"],
        "application": Application.objects.get(key=whole) if whole else None,
        "wording": given.get("words", ""),
        "source": "example" if given.get("example") else _SOURCE,
        "remark": given.get("remark", ""),
    }
    Component.objects.get_or_create(key=given["key"], defaults=values)


def _integration(given: dict[str, Any], ends: dict[str, Any]) -> None:
    values: dict[str, Any] = {
        **_end("from", ends[given["from"]]),
        **_end("to", ends[given["to"]]),
        "wording": given["words"],
        "source": _SOURCE,
        **{
            name: given[name]
            for name in ("direction", "state", "carries", "protocol", "certainty", "remark")
            if name in given
        },
    }
    key = given.get("key", f"{given['from']}-{given['to']}")
    Integration.objects.get_or_create(key=key, defaults=values)


def _end(part: str, row: Application | Component) -> dict[str, Any]:
    return {f"{part}_{type(row).__name__.lower()}": row}


def _needs(given: dict[str, Any], ends: dict[str, Any]) -> None:
    for subject in given["what"]:
        for needed in given["needs"]:
            joined = {type(ends[subject]).__name__.lower(): ends[subject]} | _end("needs", ends[needed])
            more = {"redundancy": given.get("redundancy", ""), "remark": given.get("remark", "")}
            Dependency.objects.get_or_create(**joined, defaults=more)
