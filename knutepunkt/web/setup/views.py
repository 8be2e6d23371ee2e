"""Set-up: the registers of parties, catalogue and terms, each row with its history."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import Model, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.base.history import history
from knutepunkt.party.models import Person
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.session import Request
from knutepunkt.web.setup.registers import REGISTERS, Column, Register

_PAGE = 100


@require_safe
@page_for(roles=INTEGRATOR)
def index(request: Request) -> HttpResponse:
    """The registers, and how many rows each holds. One query each."""
    counts = [(key, one.name, one.model._default_manager.count()) for key, one in REGISTERS.items()]
    return render(request, "setup/index.html", {"counts": counts})


@require_safe
@page_for(roles=INTEGRATOR)
def register(request: Request, key: str) -> HttpResponse:
    """One register, searched, a hundred rows a page. Two queries."""
    found = _register(key)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = found.model._default_manager.select_related(*found.joins)
    if words:
        rows = rows.filter(_matching(found, words))
    page = Paginator(rows.order_by(*_order(found.model)), _PAGE).get_page(request.GET.get("page"))
    shown = {
        "key": key,
        "registers": REGISTERS,
        "register": found,
        "words": words,
        "page": page,
        "table": [(row.pk, [cell(row, column) for column in found.columns]) for row in page],
    }
    return render(request, "setup/register.html", shown)


@require_safe
@page_for(roles=INTEGRATOR)
def row(request: Request, key: str, row_id: int) -> HttpResponse:
    """One row with all its columns and its history. Three queries."""
    found = _register(key)
    one = found.model._default_manager.select_related(*found.joins).filter(pk=row_id).first()
    if one is None:
        raise NotYours(_("There is no such row."))
    changes = history(found.model._meta.db_table, row_id)
    names = dict(Person.objects.filter(pk__in={change.person_id for change in changes}).values_list("pk", "name"))
    shown = {
        "key": key,
        "registers": REGISTERS,
        "register": found,
        "row": one,
        "facts": [(column[0], cell(one, column)) for column in found.columns],
        "changes": changes,
        "names": names,
    }
    return render(request, "setup/row.html", shown)


def cell(row: Model, column: Column) -> Any:
    """Return what a column shows of a row."""
    source = column[1]
    value = source(row) if callable(source) else getattr(row, source)
    value = value() if callable(value) else value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in (None, "") else value


def _register(key: str) -> Register:
    if key not in REGISTERS:
        raise NotYours(_("There is no such register."))
    return REGISTERS[key]


def _matching(found: Register, words: str) -> Q:
    """Every word stands somewhere in what the register is searched by."""
    matching = Q()
    for word in words.split():
        anywhere = Q()
        for column in found.search:
            anywhere |= Q(**{f"{column}__icontains": word})
        matching &= anywhere
    return matching


def _order(model: type[Model]) -> tuple[str, ...]:
    for name in ("sort_key", "name", "title"):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return (name, "pk")
    return ("pk",)
