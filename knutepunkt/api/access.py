"""For whom an address is: the same as its page."""

from django.utils.translation import gettext as _

from knutepunkt.base.errors import NotAllowed
from knutepunkt.base.session import Role
from knutepunkt.web.access import EVERYBODY
from knutepunkt.web.session import Request


def require(request: Request, roles: frozenset[Role] = EVERYBODY, *, overseeing: bool = True) -> None:
    """Refuse others than people of these roles, and with `overseeing` others than who answer for their organisation."""
    viewer = request.viewer
    if viewer is None or viewer.role not in roles or (overseeing and not viewer.oversees):
        raise NotAllowed(_("This page is not for your role."))
