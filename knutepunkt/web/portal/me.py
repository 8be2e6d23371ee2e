"""My page: what I set for myself, and keys for my own programs."""

from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from knutepunkt.base.errors import Refusal
from knutepunkt.party import actions
from knutepunkt.party.models import Person
from knutepunkt.web.access import page_for
from knutepunkt.web.choices import MAILS, ROLES
from knutepunkt.web.refusing import show_refusal
from knutepunkt.web.session import Request

LASTS = ((30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("One year")))


class PreferencesForm(forms.Form):
    """Language, time zone, mail."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    mail = forms.ChoiceField(
        label=gettext_lazy("Mail about tickets"), choices=list(MAILS.items()), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [(zone, zone) for zone in _zones()]  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    """A new key: what it is for, how long it lasts."""

    name = forms.CharField(label=gettext_lazy("What is the key for?"), max_length=80)
    days = forms.TypedChoiceField(label=gettext_lazy("It lasts"), choices=LASTS, coerce=int, initial=90)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for()
def preferences(request: Request) -> HttpResponse:
    """Show and keep what the person sets."""
    person = request.user
    if request.method != "POST":
        return _show(request, PreferencesForm(initial=_set_now(person)))
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    actions.choose_preferences(person, **form.cleaned_data)
    with translation.override(person.language):
        messages.success(request, _("Kept."))
    return redirect("preferences")


@require_POST
@page_for()
def add_token(request: Request) -> HttpResponse:
    """Make a key and show it, this once."""
    form = TokenForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            key = actions.issue_token(
                request.user, name=said["name"], lasts=timedelta(days=said["days"]), at=request.at
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            response = _show(request, PreferencesForm(initial=_set_now(request.user)), key=key)
            response.headers["Cache-Control"] = "no-store"
            return response
    return _show(request, PreferencesForm(initial=_set_now(request.user)), token_form=form, status=422)


@require_POST
@page_for()
def revoke_token(request: Request, token_id: int) -> HttpResponse:
    """Make a key useless."""
    actions.revoke_token(request.user, token_id, at=request.at)
    messages.success(request, _("The key no longer works."))
    return redirect("preferences")


def _show(request: Request, form: PreferencesForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page. Three queries: organisation, places, keys."""
    person = request.user
    shown = {
        "form": form,
        "token_form": TokenForm(),
        "tokens": person.api_tokens.filter(revoked_at__isnull=True).order_by("-created_at"),
        "places": person.memberships.select_related("organisation", "team").order_by("-valid_from"),
        "role_names": ROLES,
    }
    return render(request, "portal/me.html", shown | more, status=status)


def _set_now(person: Person) -> dict[str, str]:
    return {"language": person.language, "time_zone": person.time_zone, "mail": person.mail}


@cache
def _zones() -> list[str]:
    """Oslo first, then the places of the world by name; no abbreviations and no odd ones."""
    places = (zone for zone in available_timezones() if zone.split("/")[0] in _CONTINENTS)
    return ["Europe/Oslo", *sorted(set(places) - {"Europe/Oslo"})]


_CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
