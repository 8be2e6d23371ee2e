"""What forms of these pages have in common: one is found by its button, one action called, back to the page."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from knutepunkt.base.errors import Refusal
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request

Offered = Mapping[str, Callable[..., forms.Form]]
Do = Mapping[str, Callable[..., object]]
Show = Callable[..., HttpResponse]


def empty(offered: Offered) -> dict[str, forms.Form]:
    """Return each form that is offered, not filled in."""
    return {name: make(prefix=name) for name, make in offered.items()}


def act(
    request: Request,
    row_id: int,
    *,
    offered: Offered,
    do: Do,
    back: tuple[str, Any],
    show: Show,
    word: Callable[[Refusal], Refusal] = lambda refusal: refusal,
) -> HttpResponse:
    """Do what was sent, or show the page again with what is wrong. `word` says a refusal in the page's words."""
    name = request.POST.get("act", "")
    if name not in do:
        raise Refusal(_("The form did not say what to do. Go back and try again."))
    if name not in offered:
        raise Refusal(_("That belongs to another step: look again at where it stands."))
    form = offered[name](request.POST, prefix=name)
    if form.is_valid():
        try:
            do[name](row_id, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("Kept."))
            return redirect(*back)
        except Refusal as refusal:
            if refusal.status != 422:
                raise
            show_refusal(form, word(refusal))
    return show(status=422, faulty={name: form})
