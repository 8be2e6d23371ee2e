"""Architectures that were read in: which there are, what one holds, and one of its elements with its neighbours."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.catalogue.models import Architecture, ArchitectureConcept
from knutepunkt.catalogue.queries import architecture as queries
from knutepunkt.connectors.archimate import write_exchange
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.session import Request
from knutepunkt.web.systems.drawing import Edge, Node, draw
from knutepunkt.web.systems.views import SAY

_PAGE, _DRAWN = 100, 24


@require_safe
@page_for(roles=INTEGRATOR)
def architectures(request: Request) -> HttpResponse:
    """Which there are. One query beside the frame's."""
    rows = Architecture.objects.annotate(many=Count("concepts"))
    return render(request, "systems/architectures.html", SAY | {"rows": rows})


@require_safe
@page_for(roles=INTEGRATOR)
def architecture(request: Request, architecture_id: int) -> HttpResponse:
    """How many there are of each kind, and those of one kind. Four queries beside the frame's."""
    one = _of(architecture_id)
    counts = queries.counts(one)
    kinds = [kind for kind, _many in counts]
    kind = request.GET.get("kind", "ApplicationComponent")
    kind = kind if kind in kinds else next(iter(kinds), "")
    rows = one.concepts.filter(kind=kind).select_related("source", "target").order_by("name", "place")
    words = request.GET.get("q", "").strip()[:100]
    if words:
        rows = rows.filter(name__icontains=words)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    shown = {"one": one, "counts": counts, "kind": kind, "page": page, "words": words}
    return render(request, "systems/architecture.html", SAY | shown)


@require_safe
@page_for(roles=INTEGRATOR)
def concept(request: Request, architecture_id: int, identifier: str) -> HttpResponse:
    """One element or relation, with what it is joined to. Four queries beside the frame's."""
    model = _of(architecture_id)
    one = model.concepts.select_related("source", "target").filter(identifier=identifier).first()
    if one is None:
        raise NotYours(_("There is nothing by that identifier."))
    relations = list(queries.relations_of(one))
    drawn = relations[:_DRAWN]
    ends = {end for row in drawn for end in (row.source, row.target) if end is not None} | {one}
    nodes = [_node(end, "chosen" if end == one else "other") for end in sorted(ends, key=lambda end: end.place)]
    edges = [
        Edge(str(row.source_id), str(row.target_id), row.kind.lower(), row.kind, "forward")
        for row in drawn
        if row.source_id and row.target_id
    ]
    shown = {
        "model": model,
        "one": one,
        "drawing": draw(nodes, edges),
        "relations": [(row, row.target if row.source_id == one.pk else row.source) for row in relations],
        "left_off": len(relations) - len(drawn),
    }
    return render(request, "systems/concept.html", SAY | shown)


def _node(one: ArchitectureConcept, tone: str) -> Node:
    href = "" if tone == "chosen" else f"../{one.identifier}/"
    return Node(str(one.pk), str(one), href, tone, one.kind)


@require_safe
@page_for(roles=INTEGRATOR)
def exchange_file(request: Request, architecture_id: int) -> HttpResponse:
    """The architecture as other tools read it."""
    one = _of(architecture_id)
    written = write_exchange(queries.read(one))
    return HttpResponse(
        written,
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{one.identifier[:60]}.xml"'},
    )


def _of(architecture_id: int) -> Architecture:
    found = Architecture.objects.filter(pk=architecture_id).first()
    if found is None:
        raise NotYours(_("There is no such architecture."))
    return found
