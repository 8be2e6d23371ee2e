"""What every page shows around its content: navigation, person, language, theme, notifications."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from knutepunkt.base.session import Role
from knutepunkt.desk.queries.told import unread
from knutepunkt.web.preferences import theme_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; a page without a person gets an empty frame."""
    viewer = getattr(request, "viewer", None)
    return {
        "csrf_input": csrf_input(request),  # once a page: it is made anew each time it is asked for
        "viewer": viewer,
        "person": request.user if viewer else None,
        "nav": _navigation(request) if viewer else [],
        "unread": _unread(request) if viewer else 0,
        "language": get_language(),
        "languages": settings.LANGUAGES,
        "theme": theme_of(request),
        "at": getattr(request, "at", None),
    }


def _navigation(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """Label, address, whether we are there: the longest address that fits wins, else the item it stands under."""
    items = [(_(label), reverse(name), _UNDER.get(name, ())) for label, name in _items(request)]
    here = [address for _label, address, _starts in items if _is_within(request.path, address)]
    under = (address for _label, address, starts in items if request.path.startswith(starts))
    current = max(here, key=len, default=next(under, ""))
    return [(label, address, address == current) for label, address, _starts in items]


def _is_within(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


# Pages that stand under an item without beginning with its address.
_UNDER = {
    "suppliers": ("/malkort/", "/oppfolging/", "/undersokelser/", "/rapporter/"),
    "our-services": ("/malkort/",),
}
_SETTLEMENTS = ("Settlements", "settlements")
_AGREEMENTS = (gettext_noop("Agreements"), "agreements")
_REPORTS = (gettext_noop("Reports"), "reports")


def _items(request: HttpRequest) -> list[tuple[str, str]]:
    viewer = request.viewer  # type: ignore[attr-defined]
    portal = [("Help and orders", "home"), ("My tickets", "my-tickets")]
    if viewer.role is Role.SUPPLIER:
        work = [("Workbench", "workbench")]
        ours = [(gettext_noop("Our delivery"), "suppliers"), _AGREEMENTS, _SETTLEMENTS, _REPORTS]
        return [*work, *ours] if viewer.oversees else work
    if viewer.role is Role.CUSTOMER:
        ours = [("Our services", "our-services"), _AGREEMENTS, _SETTLEMENTS, _REPORTS]
        return [*portal, *ours] if viewer.oversees else portal
    return [
        ("Workbench", "workbench"),
        ("Overview", "overview"),
        ("Custody report", "custody-report"),
        ("Suppliers", "suppliers"),
        _AGREEMENTS,
        _SETTLEMENTS,
        ("Set-up", "setup"),
        ("Help and orders", "help"),
    ]


def _unread(request: HttpRequest) -> int:
    if request.path.startswith("/konto/"):
        return 0  # at the door, nobody's notifications are seen
    return unread(int(request.user.pk or 0))
