"""Which role a page is for: one line above a view."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotAllowed
from knutepunkt.base.session import Role
from knutepunkt.web.session import Request

View = Callable[..., HttpResponse]

EVERYBODY = frozenset({Role.INTEGRATOR, Role.CUSTOMER, Role.SUPPLIER})
WORKERS = frozenset({Role.INTEGRATOR, Role.SUPPLIER})
INTEGRATOR = frozenset({Role.INTEGRATOR})


def page_for(*, roles: frozenset[Role] = EVERYBODY, overseeing: bool = False) -> Callable[[View], View]:
    """Let in people of these roles, and with `overseeing` only those who answer for their organisation."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(asked: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not asked.user.is_authenticated:
                return redirect_to_login(_page_of(asked))
            request = cast(Request, asked)
            if request.viewer is None:
                raise NotAllowed(_("You have no place in an organisation here now. Ask your service owner."))
            if request.viewer.role not in roles or (overseeing and not request.viewer.oversees):
                raise NotAllowed(_("This page is not for your role."))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def is_ours(request: Request) -> bool:
    """Say whether the viewer is of the integrator, who alone reads free text about systems: it may name others."""
    return request.viewer is not None and request.viewer.role is Role.INTEGRATOR


def _page_of(asked: HttpRequest) -> str:
    """Return the page asked for; for a form that was sent the page it stood on, where its draft waits."""
    if asked.method in {"GET", "HEAD"}:
        return asked.get_full_path()
    page = asked.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {asked.get_host()}, require_https=asked.is_secure())
    return page if ours else "/"
