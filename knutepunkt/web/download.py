"""Kept files on their way out: always as a download, never as a page."""

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotYours
from knutepunkt.base.filing import path_of


def download(digest: str | None, name: str) -> HttpResponse:
    """Send a kept file; `digest` None where the viewer found none."""
    if digest is None or not path_of(digest).exists():
        raise NotYours(_("There is no such file, or it is not yours to read."))
    kind = "application/octet-stream"
    answer = FileResponse(path_of(digest).open("rb"), as_attachment=True, filename=name, content_type=kind)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]
