"""The registers that set-up shows: each a model, its columns, and what a row is searched by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel
from knutepunkt.catalogue.models import Application, Service
from knutepunkt.party.models import Membership, Organisation, Ownership, Person, Team
from knutepunkt.web.display import duration, metric_word

Column = tuple[Promise, str | Callable[[Any], Any]]


@dataclass(frozen=True, slots=True)
class Register:
    """One page of set-up."""

    name: Promise
    model: type[Model]
    columns: tuple[Column, ...]
    search: tuple[str, ...]
    joins: tuple[str, ...] = ()


REGISTERS: dict[str, Register] = {
    "organisasjoner": Register(
        _("Organisations"),
        Organisation,
        (
            (_("Name"), "name"),
            (_("Kind"), "get_kind_display"),
            (_("Organisation number"), "number"),
            (_("Part of"), "parent"),
        ),
        ("name", "number", "key"),
        ("parent",),
    ),
    "eierskap": Register(
        _("Ownership"),
        Ownership,
        (
            (_("Owner"), "owner"),
            (_("Owns"), "owned"),
            (_("Share"), "share"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
            (_("Notice given"), "notice_given_on"),
            (_("Leaves"), "exit_on"),
        ),
        ("owner__name", "owned__name"),
        ("owner", "owned"),
    ),
    "grupper": Register(
        _("Teams"),
        Team,
        ((_("Name"), "name"), (_("Organisation"), "organisation"), (_("First line"), "is_first_line")),
        ("name", "organisation__name", "key"),
        ("organisation",),
    ),
    "personer": Register(
        _("People"),
        Person,
        (
            (_("Name"), "name"),
            (_("Function"), "title"),
            (_("E-mail"), "email"),
            (_("Organisation"), "organisation"),
            (_("Active"), "is_active"),
        ),
        ("name", "email", "title", "organisation__name"),
        ("organisation",),
    ),
    "tilknytninger": Register(
        _("Memberships"),
        Membership,
        (
            (_("Person"), "person"),
            (_("Organisation"), "organisation"),
            (_("Team"), "team"),
            (_("Role"), "get_role_display"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
        ),
        ("person__name", "organisation__name"),
        ("person", "organisation", "team"),
    ),
    "tjenester": Register(
        _("Services"),
        Service,
        (
            (_("Name"), "name"),
            (_("Group"), "group"),
            (_("Provider"), "provider"),
            (_("First to"), "first_team"),
            (_("Then to"), "next_team"),
            (_("Criticality"), "get_criticality_display"),
        ),
        ("name", "key", "provider__name"),
        ("group", "provider", "first_team", "next_team"),
    ),
    "applikasjoner": Register(
        _("Applications"),
        Application,
        (
            (_("Name"), "name"),
            (_("Sector"), "sector"),
            (_("Supplier"), "supplier"),
            (_("Hosting"), "get_hosting_display"),
            (_("Remark"), "remark"),
        ),
        ("name", "key", "supplier__name", "remark"),
        ("sector", "supplier"),
    ),
    "kalendere": Register(
        _("Calendars"),
        ServiceCalendar,
        (
            (_("Name"), "name"),
            (_("Version"), "version"),
            (_("Current"), "is_current"),
            (_("Always open"), "always"),
            (_("Time zone"), "time_zone"),
        ),
        ("name", "key"),
    ),
    "avtaler": Register(
        _("Agreements"),
        Contract,
        (
            (_("Title"), "title"),
            (_("Kind"), "get_kind_display"),
            (_("Owes"), "provider"),
            (_("Is owed"), "customer"),
            (_("From"), "valid_from"),
            (_("Until"), "valid_to"),
        ),
        ("title", "key", "provider__name", "customer__name"),
        ("provider", "customer"),
    ),
    "nivaer": Register(
        _("Service levels"),
        ServiceLevel,
        (
            (_("Agreement"), "contract"),
            (_("Name"), "name"),
            (_("Measures"), lambda level: metric_word(level.metric)),
            (_("Priority"), lambda level: f"P{level.priority}" if level.priority else "–"),
            (_("Target"), lambda level: duration(level.target)),
            (_("Hours"), "calendar"),
            (_("Version"), "version"),
            (_("Current"), "is_current"),
        ),
        ("name", "contract__title", "key"),
        ("contract", "calendar"),
    ),
}
