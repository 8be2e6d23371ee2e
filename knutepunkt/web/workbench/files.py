"""Attached files on their way out: always as a download, never as a page."""

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knutepunkt.base.errors import NotYours
from knutepunkt.desk.actions.storing import path_of
from knutepunkt.desk.models import Attachment
from knutepunkt.web.access import page_for
from knutepunkt.web.session import Request


@require_safe
@page_for()
def attachment(request: Request, attachment_id: int) -> HttpResponse:
    """Send a file to somebody who may read the note it came with. One query beside the session's."""
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None or not path_of(found).exists():
        raise NotYours(_("There is no such file, or it is not yours to read."))
    answer = FileResponse(
        path_of(found).open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]
