"""Files of a competition on their way out: published documents, and what was sent, when its seal is broken."""

from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.plan.models import ProcurementDocument, SealedFile
from knutepunkt.web.access import WORKERS, page_for
from knutepunkt.web.download import download
from knutepunkt.web.session import Request


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def document(request: Request, document_id: int) -> HttpResponse:
    """One document of the competition."""
    found = ProcurementDocument.objects.filter(pk=document_id).first()
    return download(found.digest if found else None, found.name if found else "")


@require_safe
@page_for(roles=WORKERS, overseeing=True)
def sealed(request: Request, file_id: UUID) -> HttpResponse:
    """One file of a submission, always as a download; the database decides who reads it."""
    found = SealedFile.objects.filter(pk=file_id).first()
    if found is None:
        raise NotYours(_("There is no such file, or it is not yours to read."))
    answer = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
