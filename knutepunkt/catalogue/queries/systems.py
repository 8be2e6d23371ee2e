"""Systems and what joins them: for the map, and for one system with its neighbours."""

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet

from knutepunkt.catalogue.models import Application, Component, Dependency, Integration, Service, ServiceGroup

ENDS = ("from_application", "from_component", "to_application", "to_component")
SUBJECTS = ("service", "application", "component")
NEEDED = ("needs_service", "needs_application", "needs_component")


def sectors() -> QuerySet[ServiceGroup]:
    """Return the sectors, in their order."""
    return ServiceGroup.objects.filter(kind=ServiceGroup.Kind.SECTOR.value)


def applications() -> QuerySet[Application]:
    """Return the applications that the viewer sees, with sector and supplier."""
    return Application.objects.select_related("sector", "supplier")


def integrations() -> QuerySet[Integration]:
    """Return the integrations that the viewer sees, with both ends and who owns them."""
    return Integration.objects.select_related(*ENDS, "owner")


def of_sector(sector: ServiceGroup) -> QuerySet[Integration]:
    """Return those that have an end in a sector."""
    return integrations().filter(Q(from_application__sector=sector) | Q(to_application__sector=sector))


def of_system(one: Model) -> QuerySet[Integration]:
    """Return those that have an end in one application or component; a service has none."""
    kind = type(one).__name__.lower()
    if isinstance(one, Service):
        return Integration.objects.none()
    return integrations().filter(Q(**{f"from_{kind}": one}) | Q(**{f"to_{kind}": one}))


def of_whole(one: Application) -> QuerySet[Integration]:
    """Return those that have an end in an application or in a part of it."""
    return of_wholes([one.pk])


def of_wholes(applications: Iterable[int]) -> QuerySet[Integration]:
    """Return those that have an end in one of the applications or in a part of it."""
    ends = ("from_application", "to_application", "from_component__application", "to_component__application")
    ids, touches = list(applications), Q()
    for end in ends:
        touches |= Q(**{f"{end}__in": ids})
    return integrations().filter(touches)


def needs(one: Model) -> QuerySet[Dependency]:
    """Return what one thing needs, those that stand in for each other side by side."""
    of_it = Dependency.objects.filter(**{type(one).__name__.lower(): one})
    return of_it.select_related(*NEEDED).order_by("redundancy", "pk")


def needed_by(one: Model) -> QuerySet[Dependency]:
    """Return what needs one thing."""
    return Dependency.objects.filter(**{f"needs_{type(one).__name__.lower()}": one}).select_related(*SUBJECTS)


def parts(one: Model) -> QuerySet[Component]:
    """Return the components that are part of one application or service."""
    if isinstance(one, Component):
        return Component.objects.none()
    return Component.objects.filter(**{type(one).__name__.lower(): one})
