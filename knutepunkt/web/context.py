"""What every page shows around its content: navigation, person, language, theme, notifications."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.translation import get_language

from knutepunkt.desk.queries.told import unread
from knutepunkt.web.menu import Menu, menu_of
from knutepunkt.web.preferences import theme_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; a page without a person gets an empty frame."""
    viewer = getattr(request, "viewer", None)
    menu = menu_of(request, viewer) if viewer else Menu([], [], [])
    return {
        "csrf_input": csrf_input(request),  # once a page: it is made anew each time it is asked for
        "viewer": viewer,
        "person": request.user if viewer else None,
        "menu": menu,
        "unread": _unread(request) if viewer else 0,
        "language": get_language(),
        "languages": settings.LANGUAGES,
        "theme": theme_of(request),
        "at": getattr(request, "at", None),
    }


def _unread(request: HttpRequest) -> int:
    if request.path.startswith("/konto/"):
        return 0  # at the door, nobody's notifications are seen
    return unread(int(request.user.pk or 0))
