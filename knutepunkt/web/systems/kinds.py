"""The kinds of system in addresses, in the words that people see."""

from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.errors import NotYours
from knutepunkt.catalogue.models import Application, Component, Service
from knutepunkt.catalogue.queries.impact import System

WORDS: dict[type[Model], str] = {Application: "applikasjon", Service: "tjeneste", Component: "komponent"}
NAMES = {
    Application: gettext_lazy("Application"),
    Service: gettext_lazy("Service"),
    Component: gettext_lazy("Component"),
}
KINDS = {word: kind for kind, word in WORDS.items()}


class KindConverter:
    """A kind of system as a part of an address."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value


def one_of(kind: type[Model], key: str, *joins: str) -> System:
    """Return the system that the viewer sees; raises `NotYours`."""
    rows: Any = kind.objects  # type: ignore[attr-defined]
    found = (rows.select_related(*joins) if joins else rows).filter(key=key).first()
    if found is None:
        raise NotYours(_("There is no such system, or it is not yours to see."))
    return found  # type: ignore[no-any-return]


def address(row: Model) -> str:
    """Return the address of a system's page."""
    return reverse("system", args=(WORDS[type(row)], row.key))  # type: ignore[attr-defined]


def node_id(row: Model) -> str:
    """Return what tells a system from all others in a map."""
    return f"{WORDS[type(row)]}-{row.pk}"
