"""Files attached to notes."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from knutepunkt.desk.models import Attachment
from knutepunkt.web.access import page_for
from knutepunkt.web.download import download
from knutepunkt.web.session import Request


@require_safe
@page_for()
def attachment(request: Request, attachment_id: int) -> HttpResponse:
    """Send a file to somebody who may read the note it came with. One query beside the session's."""
    found = Attachment.objects.filter(pk=attachment_id).first()
    return download(found.digest, found.name) if found else download(None, "")
