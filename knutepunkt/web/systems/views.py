"""The map of sectors, one sector, one system with its neighbours; and every integration in a list."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.catalogue.models import Application, Component, Integration, ServiceGroup
from knutepunkt.catalogue.queries import systems
from knutepunkt.catalogue.queries.realizing import of_ours
from knutepunkt.party.queries import administers
from knutepunkt.web.access import is_ours, page_for
from knutepunkt.web.choices import choice_word
from knutepunkt.web.session import Request
from knutepunkt.web.systems.drawing import Edge, Node, draw
from knutepunkt.web.systems.kinds import KINDS, NAMES, WORDS, address, node_id, one_of

TONES = {"exists": "success", "planned": "info", "possible": "neutral", "missing": "danger", "retired": "neutral"}
LEGEND = {
    "exists": gettext_lazy("exists"),
    "planned": gettext_lazy("planned or possible"),
    "missing": gettext_lazy("missing"),
    "need": gettext_lazy("needs"),
}
SAY: dict[str, Any] = {"legend": LEGEND, "word": choice_word, "kinds": WORDS, "kind_names": NAMES, "tones": TONES}
OUTSIDE = "outside"
_ARROWS = {Integration.Direction.ONE.value: "forward", Integration.Direction.BOTH.value: "both"}
_STATES = ("missing", "planned", "possible")


@require_safe
@page_for(overseeing=True)
def overview(request: Request) -> HttpResponse:
    """Sectors and what passes between them; links that are missed. Four queries beside the frame's."""
    sectors = list(systems.sectors())
    many = Counter(one.sector_id for one in systems.applications())
    found = list(systems.integrations())
    outside = _outside(found)
    pairs = Counter(tuple(sorted((_group(one.start), _group(one.end)))) for one in found)
    nodes = [Node(str(one.pk), one.name, _sector_address(one), "sector", _systems(many[one.pk])) for one in sectors]
    if outside:
        nodes.append(Node(OUTSIDE, _("Outside the portfolio"), "#outside", OUTSIDE, _systems(len(outside))))
    edges = [Edge(a, b, words=str(number)) for (a, b), number in sorted(pairs.items()) if a != b]
    names = {node.id: node.label for node in nodes}
    shown = {
        "drawing": draw(nodes, edges),
        "sectors": [(one, many[one.pk]) for one in sectors],
        "pairs": [(names.get(a, "–"), names.get(b, "–"), number) for (a, b), number in sorted(pairs.items())],
        "wished": [one for one in found if one.state in _STATES],
        "outside": outside,
        "many": sum(many.values()),
        "number": len(found),
    }
    return render(request, "systems/overview.html", SAY | shown)


def _sector_address(one: ServiceGroup) -> str:
    return reverse("sector-map", args=(one.key,))


def _systems(number: int) -> str:
    return ngettext("%(n)d system", "%(n)d systems", number) % {"n": number}


def _group(end: Application | Component | None) -> str:
    """Return the group of an end on the overview: its sector, or what is outside."""
    application = end if isinstance(end, Application) else getattr(end, "application", None)
    return str(application.sector_id) if application is not None else OUTSIDE


def _outside(found: Iterable[Integration]) -> list[tuple[Component, int]]:
    """Return the systems outside the portfolio, with how many links each has. One query."""
    ends = Counter(end for one in found for end in (one.from_component_id, one.to_component_id) if end)
    rows = Component.objects.filter(kind=Component.Kind.SYSTEM.value)
    return [(one, ends[one.pk]) for one in rows]


@require_safe
@page_for(overseeing=True)
def sector(request: Request, key: str) -> HttpResponse:
    """The systems of one sector and those that they exchange data with. Three queries beside the frame's."""
    one = systems.sectors().filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such sector."))
    own = list(systems.applications().filter(sector=one))
    found = list(systems.of_sector(one))
    others = {end for link in found for end in (link.start, link.end) if end is not None} - set(own)
    nodes = [_node(row, "own") for row in own]
    nodes += [_node(row, _tone(row)) for row in sorted(others, key=str)]
    shown = {
        "one": one,
        "drawing": draw(nodes, map(_edge, found)),
        "own": own,
        "found": found,
        "alone": [row for row in own if row not in {end for link in found for end in (link.start, link.end)}],
    }
    return render(request, "systems/sector.html", SAY | shown)


def _node(row: Model, tone: str, note: str = "") -> Node:
    return Node(node_id(row), str(row), address(row), tone, note)


def _tone(row: Model) -> str:
    return OUTSIDE if isinstance(row, Component) and row.kind == Component.Kind.SYSTEM.value else "other"


def _edge(link: Integration) -> Edge:
    start, end = (node_id(row) if row is not None else "" for row in (link.start, link.end))
    return Edge(start, end, link.state, arrows=_ARROWS.get(link.direction, "none"))


@require_safe
@page_for(overseeing=True)
def system(request: Request, kind: str, key: str) -> HttpResponse:
    """One system with its neighbours: what passes, what it needs, what needs it. Six queries beside the frame's."""
    joins = {"applikasjon": ("sector", "supplier"), "komponent": ("application", "service", "operator")}
    one: Any = one_of(KINDS[kind], key, *joins.get(kind, ("provider", "group")))
    links = list(systems.of_system(one))
    needs = [(row, _first(row, systems.NEEDED)) for row in systems.needs(one)]
    needed_by = [(row, _first(row, systems.SUBJECTS)) for row in systems.needed_by(one)]
    neighbours = {end: _tone(end) for link in links for end in (link.start, link.end) if end is not None}
    neighbours |= {other: "needed" for _row, other in needs if other is not None}
    neighbours |= {other: "needing" for _row, other in needed_by if other is not None}
    neighbours.pop(one, None)
    nodes = [_node(one, "chosen"), *(_node(row, tone) for row, tone in sorted(neighbours.items(), key=_by_name))]
    edges = [*map(_edge, links), *_needs(one, needs, needed_by)]
    shown = {
        "one": one,
        "kind": kind,
        "drawing": draw(nodes, edges),
        "links": links,
        "needs": needs,
        "needed_by": needed_by,
        "parts": list(systems.parts(one)),
        "references": [] if isinstance(one, Component) else of_ours(one),
        "may": administers(request.user, request.at),
        "alone": len(nodes) == 1,
    }
    return render(request, "systems/system.html", SAY | shown)


def _first(row: Model, columns: Iterable[str]) -> Any:
    return next((end for end in (getattr(row, name) for name in columns) if end is not None), None)


def _by_name(item: tuple[Any, str]) -> str:
    return str(item[0])


def _needs(one: Model, needs: Iterable[tuple[Any, Any]], needed_by: Iterable[tuple[Any, Any]]) -> list[Edge]:
    """Return the lines of need, each from who needs to what is needed."""
    here, words = node_id(one), _("needs")
    found = [(here, node_id(other), row) for row, other in needs if other is not None]
    found += [(node_id(other), here, row) for row, other in needed_by if other is not None]
    return [Edge(a, b, "redundant" if row.redundancy else "need", words, "forward") for a, b, row in found]


@require_safe
@page_for(overseeing=True)
def integrations(request: Request) -> HttpResponse:
    """Every integration with what is known of it, as page or JSON. One query beside the frame's."""
    chosen = request.GET.get("state", "")
    found = systems.integrations()
    if chosen in Integration.State.values:
        found = found.filter(state=chosen)
    if request.GET.get("as") == "json":
        return JsonResponse(as_json(found, is_ours=is_ours(request)), safe=False)
    return render(request, "systems/integrations.html", SAY | {"found": found, "chosen": chosen})


def as_json(found: Iterable[Integration], *, is_ours: bool) -> list[dict[str, Any]]:
    """Return integrations as programs read them; what is not stated is null. Free text may name others, and is ours."""
    columns = ["state", "direction", "carries", "protocol", "frequency", "authentication", "certainty"]
    columns += ["wording", "remark"] if is_ours else []
    return [
        {
            "key": one.key,
            "from": one.start.key if one.start else None,
            "to": one.end.key if one.end else None,
            "owner": one.owner.name if one.owner else None,
            **{column: getattr(one, column) or None for column in columns},
        }
        for one in found
    ]
