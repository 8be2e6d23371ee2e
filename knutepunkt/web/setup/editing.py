"""Set-up changes a row: add, change, remove; what was typed stays when something is wrong."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knutepunkt.base.editing import remove as take_away
from knutepunkt.base.editing import save, seen_of
from knutepunkt.base.errors import MovedOn, NotAllowed, Refusal
from knutepunkt.base.history import Change, history
from knutepunkt.web.access import INTEGRATOR, page_for
from knutepunkt.web.history import worded
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request
from knutepunkt.web.setup.forms import RecordForm
from knutepunkt.web.setup.registers.kind import Register
from knutepunkt.web.setup.views import FRAME, register_of, row_of
from knutepunkt.web.workbench.filters import number


@page_for(roles=INTEGRATOR)
def add(request: Request, key: str) -> HttpResponse:
    """A new row; the address may say to what it belongs."""
    found = register_of(key)
    given = {name: value for name, value in request.GET.items() if name in found.record.fields}
    return _edit(request, key, found, found.model(**found.begins), given=given)


@page_for(roles=INTEGRATOR)
def change(request: Request, key: str, row_id: int) -> HttpResponse:
    """A stored row."""
    found = register_of(key)
    return _edit(request, key, found, row_of(found, row_id))


@require_POST
@page_for(roles=INTEGRATOR)
def remove(request: Request, key: str, row_id: int) -> HttpResponse:
    """Take a row away that nothing needs."""
    found = register_of(key)
    row = row_of(found, row_id)
    name = str(row)
    take_away(found.record, row, by=request.user, at=request.at)
    messages.success(request, _("%(name)s is removed. Its history is kept.") % {"name": name})
    return redirect("register", key)


def _history(row: Model) -> list[Change]:
    return history(row._meta.db_table, row.pk)


def _warn(request: Request, key: str, found: Register, kept: Model) -> None:
    """Tell what looks wrong and was kept all the same, with links to what it is about."""
    told, rows = found.warn(kept) if found.warn else ("", ())
    if rows:
        links = format_html_join(
            ", ",
            '<a class="ds-link" href="{}">{}</a>',
            ((reverse("register-row", args=[key, one.pk]), one) for one in rows),
        )
        messages.warning(request, format_html("{} {}", told, links))


def _edit(
    request: Request, key: str, found: Register, row: Model, *, given: dict[str, Any] | None = None
) -> HttpResponse:
    if not found.record.may(request.user, request.at):
        raise NotAllowed(_("You may read this, but your role does not change it."))
    if getattr(row, "is_current", True) is False:
        messages.info(request, _("This version is history, and stays as it was. Change the current one."))
        return redirect("register-row", key, row.pk)
    form = RecordForm(found.record, row, data=request.POST if request.method == "POST" else None, given=given)
    seen = number(request.POST.get("seen", ""))
    changes: list[Any] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = save(found.record, row, form.values(), by=request.user, at=request.at, seen=seen)
                messages.success(request, _("%(name)s is saved.") % {"name": kept})
                _warn(request, key, found, kept)
                return redirect("register-row", key, kept.pk)
            except MovedOn as moved:
                form.add_error(None, moved.message)
                changes = worded(found.model, [one for one in _history(row) if one.id > moved.since])
                status = moved.status
            except Refusal as refusal:
                show_refusal(form, form.placed(refusal))
    shown = {
        "key": key,
        "register": found,
        "row": row if form.stored else None,
        "form": form,
        "seen": seen_of(row) if form.stored else "",
        "changes": changes,
    }
    return render(request, "setup/edit.html", FRAME | shown, status=status)
