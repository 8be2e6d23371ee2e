"""The files of a contract or framework: put in by who keeps terms, taken out by who may see them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.agreement.actions.documents import add_document
from knutepunkt.agreement.models import Contract, Document, Framework
from knutepunkt.base.errors import NotYours, Refusal
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.download import download
from knutepunkt.web.session import Request
from knutepunkt.web.workbench.filters import number


@require_POST
@page_for(roles=INTEGRATOR, overseeing=True)
def add(request: Request, key: str, of: type[Contract] | type[Framework]) -> HttpResponse:
    """Keep a file, perhaps as an appendix."""
    one = of.objects.filter(key=key).first()
    if one is None:
        raise NotYours(_("There is no such agreement, or it is not yours to see."))
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Refusal(_("Choose a file."))
        kept = add_document(
            one,
            file=file,  # type: ignore[arg-type]
            title=request.POST.get("title", ""),
            appendix_id=number(request.POST.get("appendix", "")),
            by=request.user,
            at=request.at,
        )
        messages.success(request, _("%(name)s is saved.") % {"name": kept})
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("agreement" if of is Contract else "framework", key)


@require_safe
@page_for(overseeing=True)
def document(request: Request, document_id: int) -> HttpResponse:
    """One file, always as a download."""
    found = Document.objects.filter(pk=document_id).first()
    return download(found.digest if found else None, found.name if found else "")
