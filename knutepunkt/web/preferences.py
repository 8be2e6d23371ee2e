"""A person's language, theme and mail: set from any page, kept without scripts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knutepunkt.base.errors import Refusal
from knutepunkt.party import actions
from knutepunkt.party.models import Person

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
_A_YEAR = 365 * 24 * 60 * 60


def theme_of(request: HttpRequest) -> str:
    """Return light, dark or auto."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        raise Refusal(_("Choose light, dark or automatic."), fields={"theme": chosen})
    return _with_cookie(back(request), THEME_COOKIE, chosen)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language with the person, or in a cookie before login."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise Refusal(_("Choose one of the languages offered."), fields={"language": chosen})
    if isinstance(request.user, Person) and request.viewer:  # type: ignore[attr-defined]
        actions.choose_language(request.user, chosen)
    return _with_cookie(back(request), settings.LANGUAGE_COOKIE_NAME, chosen)


def back(request: HttpRequest) -> HttpResponseRedirect:
    """Return to the page the form was on, when it is one of ours."""
    target = request.POST.get("next") or request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if ours else "/")


def _with_cookie(response: HttpResponse, name: str, value: str) -> HttpResponse:
    response.set_cookie(name, value, max_age=_A_YEAR, samesite="Lax", secure=settings.PRODUCTION)
    return response
