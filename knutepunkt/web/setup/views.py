"""Set-up: the registers of parties, catalogue and terms, each row with what belongs to it and its history."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import Model, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.history import history
from knutepunkt.base.ordering import InOrder
from knutepunkt.catalogue.models import Application, Component, Service
from knutepunkt.catalogue.queries.impact import System, impact_of
from knutepunkt.party.queries import local_day
from knutepunkt.web import display
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.history import worded
from knutepunkt.web.session import Request
from knutepunkt.web.setup.gaps import gaps
from knutepunkt.web.setup.registers import CHAPTERS, REGISTERS
from knutepunkt.web.setup.registers.kind import Column, Register
from knutepunkt.web.setup.words import LABELS

FRAME = {"chapters": CHAPTERS, "registers": REGISTERS}
_PAGE = 100
_BELOW = 50


@require_safe
@page_for(roles=INTEGRATOR)
def index(request: Request) -> HttpResponse:
    """The registers with how many rows each holds, and what is still missing. One query each."""
    counts = {key: one.model._default_manager.count() for key, one in REGISTERS.items()}
    return render(request, "setup/index.html", FRAME | {"counts": counts, "gaps": gaps(at=request.at)})


@require_safe
@page_for(roles=INTEGRATOR)
def register(request: Request, key: str) -> HttpResponse:
    """One register, searched, a hundred rows a page. Two queries."""
    found = register_of(key)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = found.model._default_manager.select_related(*found.joins)
    if words:
        rows = rows.filter(_matching(found, words))
    page = Paginator(rows.order_by(*_order(found.model)), _PAGE).get_page(request.GET.get("page"))
    shown = {
        "key": key,
        "register": found,
        "words": words,
        "page": page,
        "table": table(found.columns, page),
        "may": found.record.may(request.user, request.at),
    }
    return render(request, "setup/register.html", FRAME | shown)


@require_safe
@page_for(roles=INTEGRATOR)
def row(request: Request, key: str, row_id: int) -> HttpResponse:
    """One row with its columns, what belongs to it and its history. Three queries, and one for each register below.

    A service, an application or a component also says who is hit when it is down, for four more.
    """
    found = register_of(key)
    one = row_of(found, row_id)
    ways = Counter(other for other, _column in found.below)
    shown = {
        "key": key,
        "register": found,
        "row": one,
        "facts": [(column[0], cell(one, column)) for column in found.columns],
        "below": [_below(one, other, column, two_ways=ways[other] > 1) for other, column in found.below],
        "changes": worded(found.model, history(found.model._meta.db_table, row_id)),
        "may": found.record.may(request.user, request.at),
        "is_history": getattr(one, "is_current", True) is False,
        "reach": _reach(one, at=request.at) if isinstance(one, System) else None,
    }
    return render(request, "setup/row.html", FRAME | shown)


def _reach(down: System, *, at: datetime) -> list[tuple[str, str]]:
    found = impact_of(down, day=local_day(at), nearest=_BELOW)
    kinds: list[tuple[str, Any]] = [(_("Customers"), found.customers)]
    for kind, name in ((Service, _("Services")), (Application, _("Applications")), (Component, _("Components"))):
        kinds.append((name, [hit.name for hit in found.hits if hit.kind is kind]))
    return [(name, ", ".join(map(str, hit))) for name, hit in kinds if hit]


@dataclass(frozen=True, slots=True)
class Below:
    """Rows of another register that belong to one. `column` is how they name it, `part` says which of two ways."""

    key: str
    name: Promise
    one: Promise
    part: str
    column: str
    heads: tuple[Column, ...]
    table: list[tuple[int, list[Any]]]


def _below(one: Model, key: str, column: str, *, two_ways: bool) -> Below:
    other = REGISTERS[key]
    rows = other.model._default_manager.filter(**{column: one.pk}).select_related(*other.joins)
    if other.record.succeed is not None:
        rows = rows.filter(is_current=True)
    way = str(LABELS[column]) if two_ways else ""
    columns = tuple(shown for shown in other.columns if shown[1] != column)  # the page says already whose they are
    return Below(key, other.name, other.one, way, column, columns, table(columns, rows[:_BELOW]))


def table(columns: tuple[Column, ...], rows: Any) -> list[tuple[int, list[Any]]]:
    """Return each row's id and cells."""
    return [(row.pk, [cell(row, column) for column in columns]) for row in rows]


def cell(row: Model, column: Column) -> Any:
    """Return what a column shows of a row."""
    source = column[1]
    value = source(row) if callable(source) else choice_word(row._meta.model_name, source, getattr(row, source))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return display.day(value)
    return "–" if value in (None, "") else value


def register_of(key: str) -> Register:
    """Return the register at an address."""
    if key not in REGISTERS:
        raise NotYours(_("There is no such register."))
    return REGISTERS[key]


def row_of(found: Register, row_id: int) -> Model:
    """Return one row with what its columns show."""
    one = found.model._default_manager.select_related(*found.joins).filter(pk=row_id).first()
    if one is None:
        raise NotYours(_("There is no such row."))
    return one


def _matching(found: Register, words: str) -> Q:
    """Every word stands somewhere in what the register is searched by."""
    matching = Q()
    for word in words.split():
        anywhere = Q()
        for column in found.search:
            anywhere |= Q(**{f"{column}__icontains": word})
        matching &= anywhere
    return matching


def _order(model: type[Model]) -> tuple[str | InOrder, ...]:
    for name in ("sort_key", "name", "title"):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return (name if name == "sort_key" else InOrder(name), "pk")
    return ("pk",)
