"""The portfolio in and out as files: first what would change, then, when somebody says so, the change."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knutepunkt.base.errors import Refusal
from knutepunkt.base.session import as_system
from knutepunkt.connectors.records import BOOKS, Summary, book_as_workbook, read_in, write_out
from knutepunkt.connectors.workbook import About
from knutepunkt.party.queries import administers
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.portfolio.words import SAY
from knutepunkt.web.session import Request

BOOK = "catalogue"
SHEETS = (
    "applications",
    "components",
    "integrations",
    "functions",
    "function_uses",
    "costs",
    "documentation",
    "key_figures",
    "realizations",
)
_LARGEST = 5 * 2**20  # bytes of a file that is sent here; more goes by the command line
_KEPT = 3600  # seconds between looking and saying yes


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    name: str
    content: bytes


@require_safe
@page_for(roles=INTEGRATOR, overseeing=True)
def in_and_out(request: Request) -> HttpResponse:
    """What can be taken out, and where a file is sent in."""
    shown = {"sheets": SHEETS, "may": administers(request.user, request.at), "largest": _LARGEST}
    return render(request, "portfolio/in_and_out.html", SAY | shown)


@require_POST
@page_for(roles=INTEGRATOR, overseeing=True)
def take_in(request: Request) -> HttpResponse:
    """Show what a file would change; with the token of what was shown, change it."""
    if token := request.POST.get("token", ""):
        return _store(request, token)
    try:
        sent = _sent(request)
        summary = _read(request, sent, dry_run=True)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("in-and-out")
    token = "" if summary.faults else token_urlsafe(24)
    if token:
        with as_system():  # the roles of people have no right to the cache
            cache.set(_place(request, token), (sent.name, sent.content), _KEPT)
    shown = {"sent": sent, "summary": summary, "token": token, "may": administers(request.user, request.at)}
    return render(request, "portfolio/would_change.html", SAY | shown, status=422 if summary.faults else 200)


def _store(request: Request, token: str) -> HttpResponse:
    with as_system():
        kept = cache.get(_place(request, token))
        cache.delete(_place(request, token))
    if kept is None:
        messages.error(request, _("It is too long since: send the file again."))
        return redirect("in-and-out")
    sent = Sent(*kept)
    summary = _read(request, sent, dry_run=False)
    if summary.faults:  # something has changed since it was looked at
        shown = {"sent": sent, "summary": summary, "token": "", "may": administers(request.user, request.at)}
        return render(request, "portfolio/would_change.html", SAY | shown, status=422)
    new, changed = (sum(counts[what] for counts in summary.counts.values()) for what in ("new", "changed"))
    messages.success(request, _("%(new)d are new, and %(changed)d changed.") % {"new": new, "changed": changed})
    return redirect("in-and-out")


def _place(request: Request, token: str) -> str:
    """Where a file waits: for the one who sent it, and no other."""
    return f"portfolio-{request.user.pk}-{token[:40]}"


def _sent(request: Request) -> Sent:
    file = request.FILES.get("file")
    if not administers(request.user, request.at):
        raise Refusal(_("You may read this, but your role does not change it."))
    if file is None:
        raise Refusal(_("Choose a file."))
    if (file.size or 0) > _LARGEST:
        raise Refusal(_("The file holds more than %(most)d MB.") % {"most": _LARGEST // 2**20})
    name = PurePath(str(file.name).replace("\\", "/")).name[:100]
    if PurePath(name).suffix.lower() not in (".xlsx", ".csv"):
        raise Refusal(_("Send a workbook (xlsx), or a CSV file called by what it holds, as applications.csv."))
    return Sent(name, file.read())


def _read(request: Request, sent: Sent, *, dry_run: bool) -> Summary:
    """Read a file as `knutepunkt import` does: a workbook, or one file of a directory."""
    with TemporaryDirectory() as folder:
        suffix = PurePath(sent.name).suffix.lower()
        path = Path(folder) / (PurePath(sent.name).stem + suffix)
        path.write_bytes(sent.content)
        return read_in(
            path if suffix == ".xlsx" else path.parent,
            records=BOOK,
            at=request.at,
            by=request.user,
            dry_run=dry_run,
            explain=True,
        )


@require_safe
@page_for(roles=INTEGRATOR, overseeing=True)
def out(request: Request) -> HttpResponse:
    """The portfolio as a workbook, or as a folder of CSV files, as they are taken in again."""
    if request.GET.get("as") == "csv":
        return _attached(_zipped(), "portefolje.zip", "application/zip")
    about: Any = About("", _("Portfolio"), [(_("Taken out"), request.at), (_("Sheets"), ", ".join(SHEETS))])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _attached(book_as_workbook(BOOK, about, only=SHEETS), "portefolje.xlsx", kind)


def _zipped() -> bytes:
    packed = BytesIO()
    with TemporaryDirectory() as folder, ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        write_out(Path(folder), records=BOOK)
        for name in BOOKS[BOOK]:
            if name in SHEETS:
                archive.write(Path(folder) / f"{name}.csv", f"{name}.csv")
    return packed.getvalue()


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
