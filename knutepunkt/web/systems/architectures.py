"""Architectures that were read in: which there are, what one holds, and one of its elements with what fills it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from knutepunkt.base.editing import save
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.catalogue.actions.architecture import REALIZATION
from knutepunkt.catalogue.models import Application, Architecture, ArchitectureConcept, Realization, Service
from knutepunkt.catalogue.queries import architecture as queries
from knutepunkt.catalogue.queries import realizing
from knutepunkt.catalogue.rules.architecture import RELATIONS
from knutepunkt.connectors.archimate import write_exchange
from knutepunkt.party.queries import administers
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.choices import CHOICES
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request
from knutepunkt.web.systems.drawing import Edge, Node, draw
from knutepunkt.web.systems.views import SAY

_PAGE, _DRAWN = 100, 24


class FillForm(forms.Form):
    """Which application or service of ours is the product for an element."""

    ours = forms.ChoiceField(label=gettext_lazy("Application or service"))
    certainty = forms.ChoiceField(label=gettext_lazy("How sure"))
    remark = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours: list[Any] = [("", [("", "---------")])]
        for label, kind, rows in (
            (_("Applications"), "application", Application.objects.all()),
            (_("Services"), "service", Service.objects.filter(is_active=True)),
        ):
            ours.append((label, [(f"{kind}-{row.pk}", row.name) for row in rows]))
        self.fields["ours"].choices = ours  # type: ignore[attr-defined]
        self.fields["certainty"].choices = list(CHOICES["realization.certainty"].items())  # type: ignore[attr-defined]

    def columns(self) -> dict[str, Any]:
        """Return what the row is to hold."""
        given = self.cleaned_data
        kind, _dash, pk = given["ours"].partition("-")
        application = Application.objects.get(pk=pk) if kind == "application" else None
        service = Service.objects.get(pk=pk) if kind == "service" else None
        said = {name: given[name] for name in ("certainty", "remark")}
        return {"application": application, "service": service} | said


@require_safe
@page_for(roles=INTEGRATOR)
def architectures(request: Request) -> HttpResponse:
    """Which there are. Two queries beside the frame's."""
    rows = Architecture.objects.annotate(many=Count("concepts"))
    filled = Realization.objects.order_by().values_list("architecture").annotate(n=Count("identifier", distinct=True))
    return render(request, "systems/architectures.html", SAY | {"rows": rows, "filled": dict(filled)})


@require_safe
@page_for(roles=INTEGRATOR)
def architecture(request: Request, architecture_id: int) -> HttpResponse:
    """How many there are of each kind, and those of one kind with what fills them. Seven queries beside the frame's."""
    one = _of(architecture_id)
    counts = queries.counts(one)
    kinds = [kind for kind, _many in counts]
    kind = request.GET.get("kind", "ApplicationComponent")
    kind = kind if kind in kinds else next(iter(kinds), "")
    of_kind = one.concepts.filter(kind=kind)
    rows = of_kind.select_related("source", "target").order_by("name", "place")
    filled = request.GET.get("filled", "")
    if filled in realizing.FILLED and kind not in RELATIONS:
        rows = realizing.with_filled(rows).filter(realizing.FILLED[filled])
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if words:
        rows = rows.filter(name__icontains=words)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    shown = {"one": one, "counts": counts, "kind": kind, "page": page, "words": words, "filled": filled}
    shown["has_ours"] = one.realizations.exists()
    if kind not in RELATIONS:
        shown |= {
            "filled_counts": realizing.filled_counts(of_kind),
            "filling": realizing.of_elements(one, [row.identifier for row in page]),
            "lost": list(realizing.lost(one)),
        }
    return render(request, "systems/architecture.html", SAY | shown)


@page_for(roles=INTEGRATOR)
def concept(request: Request, architecture_id: int, identifier: str) -> HttpResponse:
    """One element or relation, with what it is joined to and what of ours fills it; who may, says what does.

    Five queries beside the frame's, and two for the form.
    """
    model = _of(architecture_id)
    one = model.concepts.select_related("source", "target").filter(identifier=identifier.replace("\x00", "")).first()
    if one is None:
        raise NotYours(_("There is nothing by that identifier."))
    form = FillForm(request.POST) if request.method == "POST" else FillForm()
    if form.is_bound and form.is_valid():
        try:
            row = {"architecture": model, "identifier": identifier} | form.columns()
            save(REALIZATION, Realization(), row, by=request.user, at=request.at)
            messages.success(request, _("Kept."))
            return redirect("architecture-concept", model.pk, identifier)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            show_refusal(form, Refusal(" ".join(refusal.fields.values()) or refusal.message))
    return _concept(request, model, one, form)


def _concept(request: Request, model: Architecture, one: ArchitectureConcept, form: FillForm) -> HttpResponse:
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
        "filling": realizing.of_elements(model, [one.identifier])[one.identifier],
        "is_element": one.kind not in RELATIONS,
        "may": administers(request.user, request.at),
        "form": form,
    }
    return render(request, "systems/concept.html", SAY | shown, status=422 if form.errors else 200)


def _node(one: ArchitectureConcept, tone: str) -> Node:
    href = "" if tone == "chosen" else f"../{one.identifier}/"
    return Node(str(one.pk), str(one), href, tone, one.kind)


@require_safe
@page_for(roles=INTEGRATOR)
def exchange_file(request: Request, architecture_id: int) -> HttpResponse:
    """The architecture as other tools read it, alone or with ours."""
    one = _of(architecture_id)
    whole = queries.with_ours(one) if "ours" in request.GET else queries.read(one)
    written = write_exchange(whole)
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
