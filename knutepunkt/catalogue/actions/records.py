"""What is kept about the catalogue, and what more than one row must agree on."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.catalogue.actions.portfolio import leave_functions, rule_application
from knutepunkt.catalogue.models import Application, Component, Dependency, Integration, Offering, Service, ServiceGroup
from knutepunkt.catalogue.queries.cycles import node, reaches
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import administers

_ENDS_FIRST = gettext_lazy("It must not end before it starts.")
_OF_ITSELF = gettext_lazy("Nothing needs itself.")
_TWO_ENDS = gettext_lazy("An integration is between two.")


def _rule_service(row: Service) -> None:
    integrator = Organisation.Kind.INTEGRATOR
    if not row.first_team.is_active:
        raise refused("first_team", _("That team takes no work any more."))
    if row.first_team.organisation_id != row.provider_id and row.first_team.organisation.kind != integrator:
        raise refused("first_team", _("New tickets go to the service integrator or to the one who delivers."))
    if row.is_fallback and not row.first_team.is_first_line:
        raise refused("first_team", _("What nobody knows the service of goes to the first line."))
    if row.next_team is not None and row.next_team_id == row.first_team_id:
        raise refused("next_team", _("The next team is another than the first."))


def _rule_offering(row: Offering) -> None:
    if row.customer.kind != Organisation.Kind.CUSTOMER:
        raise refused("customer", _("Services are offered to customers."))
    same = Offering.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=row.valid_from), service=row.service, customer=row.customer
    ).exclude(pk=row.pk)
    if row.valid_to:
        same = same.filter(valid_from__lte=row.valid_to)
    if same.exists():
        raise refused("valid_from", _("The customer has the service in that period already."))


def _rule_dependency(row: Dependency) -> None:
    subject = node(service_id=row.service_id, application_id=row.application_id, component_id=row.component_id)
    needed = node(
        service_id=row.needs_service_id,
        application_id=row.needs_application_id,
        component_id=row.needs_component_id,
    )
    if reaches(needed, subject):
        raise refused("__all__", _("It would come round in a ring: what is needed needs this already."))


GROUP = Record(ServiceGroup, ("key", "name", "kind", "order"), ("key",), administers)
SERVICE = Record(
    Service,
    (
        "key",
        "name",
        "description",
        "group",
        "owner",
        "provider",
        "first_team",
        "next_team",
        "criticality",
        "words",
        "icon",
        "is_active",
        "is_fallback",
    ),
    ("key",),
    administers,
    rule=_rule_service,
    faults={
        "service_one_fallback": ("is_fallback", gettext_lazy("Another service gets what nobody knows the service of.")),
        "service_fallback_is_active": ("is_active", gettext_lazy("Name another such service first.")),
    },
)
OFFERING = Record(
    Offering,
    ("service", "customer", "valid_from", "valid_to"),
    ("service", "customer", "valid_from"),
    administers,
    fixed=frozenset({"service", "customer"}),
    rule=_rule_offering,
    faults={
        "offering_once": ("valid_from", gettext_lazy("The customer has the service from that day already.")),
        "offering_ends_after_it_starts": ("valid_to", _ENDS_FIRST),
    },
    removable=True,
)
APPLICATION = Record(
    Application,
    (
        "key",
        "name",
        "sector",
        "supplier",
        "supplier_basis",
        "hosting",
        "users",
        "owner",
        "steward",
        "version",
        "phase",
        "phase_basis",
        "live_on",
        "replace_on",
        "retired_on",
        "support_ends_on",
        "criticality",
        "data_categories",
        "data_basis",
        "integrations",
        "wording",
        "remark",
        "source",
    ),
    ("key",),
    administers,
    rule=rule_application,
    follow=leave_functions,
    faults={
        "application_replaced_after_live": ("replace_on", gettext_lazy("It is not replaced before it is live.")),
        "application_retired_last": ("retired_on", gettext_lazy("It is retired after the other days.")),
    },
)
COMPONENT = Record(
    Component,
    ("key", "name", "kind", "application", "service", "operator", "wording", "source", "remark"),
    ("key",),
    administers,
    faults={"component_of_one_thing": ("service", gettext_lazy("It is part of an application or of a service."))},
    removable=True,
)
INTEGRATION = Record(
    Integration,
    (
        "key",
        "from_application",
        "from_component",
        "to_application",
        "to_component",
        "direction",
        "state",
        "carries",
        "protocol",
        "frequency",
        "authentication",
        "owner",
        "wording",
        "source",
        "certainty",
        "remark",
    ),
    ("key",),
    administers,
    faults={
        "integration_has_one_start": ("from_application", gettext_lazy("Name where it starts: one of them.")),
        "integration_has_one_end": ("to_application", gettext_lazy("Name where it ends: one of them.")),
        "integration_between_two_applications": ("to_application", _TWO_ENDS),
        "integration_between_two_components": ("to_component", _TWO_ENDS),
    },
    removable=True,
)
_SUBJECTS = ("service", "application", "component")
_NEEDED = ("needs_service", "needs_application", "needs_component")
DEPENDENCY = Record(
    Dependency,
    (*_SUBJECTS, *_NEEDED, "redundancy", "least", "remark"),
    (*_SUBJECTS, *_NEEDED),
    administers,
    fixed=frozenset(),
    rule=_rule_dependency,
    faults={
        "dependency_has_one_subject": ("service", gettext_lazy("Name what needs it: one of them.")),
        "dependency_has_one_object": ("needs_service", gettext_lazy("Name what is needed: one of them.")),
        "dependency_service_not_of_itself": ("needs_service", _OF_ITSELF),
        "dependency_application_not_of_itself": ("needs_application", _OF_ITSELF),
        "dependency_component_not_of_itself": ("needs_component", _OF_ITSELF),
        "dependency_least_of_a_redundancy": ("least", gettext_lazy("More than one needs a name of the redundancy.")),
    },
    removable=True,
)
