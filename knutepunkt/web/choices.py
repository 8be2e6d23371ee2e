"""What is stored as a code and read as a word: kinds, roles, states."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from knutepunkt.web import display

Words = Mapping[Any, Any]

ROLES: Words = {
    "employee": _("Employee"),
    "service_owner": _("Service owner"),
    "agent": _("Service desk agent"),
    "resolver": _("Resolver"),
    "supplier_manager": _("Supplier manager"),
    "security": _("Security officer"),
    "administrator": _("Administrator"),
}
MAILS: Words = {
    "at_once": _("At once, one mail for each event"),
    "digest": _("Gathered, one mail now and then"),
    "never": _("Never; I look here"),
}
HOSTING: Words = {
    "cloud_saas": _("Cloud"),
    "own_datacentre": _("Own data centre"),
    "hybrid_cloud_and_local": _("Cloud and local"),
    "supplier_hosted": _("At the supplier's"),
    "local_install": _("On the computers"),
    "unstated": _("Unknown"),
}
GRADES: Words = {"high": _("High"), "medium": _("Medium"), "low": _("Low")}
# By "table.column".
CHOICES: dict[str, Words] = {
    "organisation.kind": {
        "customer": _("Customer"),
        "integrator": _("Service integrator"),
        "supplier": _("Supplier"),
        "authority": _("Authority"),
    },
    "municipalitynumber.certainty": {"verified": _("Verified"), "memory": _("From memory")},
    "membership.role": ROLES,
    "person.mail": MAILS,
    "servicegroup.kind": {"catalogue": _("Catalogue"), "sector": _("Sector")},
    "service.criticality": {1: _("Critical"), 2: _("High"), 3: _("Normal"), 4: _("Low")},
    "application.hosting": HOSTING,
    "contract.kind": {"customer": _("Customer agreement"), "underpinning": _("Underpinning contract")},
    "servicelevel.metric": display.METRICS,
    "servicelevel.counts_from": {
        "opening": _("the ticket's opening"),
        "applying": _("when the level came to apply"),
    },
    "ticket.kind": display.KINDS,
    "ticket.state": display.STATES,
    "ticket.mode": display.MODES,
    "ticket.reason": display.WAITING,
    "ticket.channel": {
        "portal": _("The portal"),
        "phone": _("Telephone"),
        "mail": _("E-mail"),
        "desk": _("At the desk"),
        "system": _("Another system"),
        "api": _("API"),
    },
    "ticket.impact": GRADES,
    "ticket.urgency": GRADES,
}


def choice_word(table: str | None, column: str, value: Any) -> Any:
    """Return what a column of `table` holds in words; what is no choice as it is."""
    words = CHOICES.get(f"{table}.{column}", {})
    return str(words[value]) if isinstance(value, str | int) and value in words else value
