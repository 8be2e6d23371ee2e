"""The portfolio: which applications there are, what is unknown of them, which functions they serve, what stands out."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from knutepunkt.base.collation import sort_key
from knutepunkt.base.ordering import InOrder
from knutepunkt.catalogue.models import (
    Application,
    ApplicationCost,
    BusinessFunction,
    Component,
    FunctionUse,
    Integration,
    KeyFigure,
    SystemDocument,
)
from knutepunkt.catalogue.rules.portfolio import Duplication, LifeCycle, Sign, duplication, review_due_on, signs
from knutepunkt.party.models import Organisation

_USERS = Application.users.through
# What may be unknown of an application, as a condition; only the integrator sees costs.
UNKNOWN: dict[str, Any] = {
    "sector": Q(sector=None),
    "supplier": Q(supplier=None),
    "hosting": Q(hosting=Application.Hosting.UNSTATED.value),
    "users": ~Exists(_USERS.objects.filter(application=OuterRef("pk"))),
    "phase": Q(phase=Application.Phase.UNSTATED.value),
    "criticality": Q(criticality=None),
    "data_categories": Q(data_categories=[]),
    "owner": Q(owner=None),
    "support_ends_on": Q(support_ends_on=None),
    "documentation": ~Exists(SystemDocument.objects.filter(application=OuterRef("pk"))),
    "cost": ~Exists(ApplicationCost.objects.filter(application=OuterRef("pk"))),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which applications somebody asks for; what is empty does not matter."""

    words: str = ""
    sector: str = ""
    hosting: str = ""
    supplier: str = ""
    phase: str = ""
    customer: str = ""
    unknown: str = ""

    @property
    def is_all(self) -> bool:
        """Say whether nothing is asked for in particular."""
        return not any(getattr(self, one.name) for one in fields(self))


def matching(wanted: Wanted, *, in_text: bool = False) -> QuerySet[Application]:
    """Return the applications asked for, with sector, supplier and `links`: how many integrations each has.

    With `in_text`, words are also looked for in free text: only for those who may read it.
    """
    found = Application.objects.select_related("sector", "supplier").annotate(links=_links(*_ENDS))
    for column, value in (
        ("sector__key", wanted.sector),
        ("hosting", wanted.hosting),
        ("supplier__key", wanted.supplier),
        ("phase", wanted.phase),
        ("users__key", wanted.customer),
    ):
        if value:
            found = found.filter(**{column: value})
    for word in wanted.words.split():
        text = Q(wording__icontains=word) | Q(remark__icontains=word) if in_text else Q()
        found = found.filter(Q(name__icontains=word) | text)
    return found.filter(UNKNOWN[wanted.unknown]) if wanted.unknown in UNKNOWN else found


_ENDS = ("from_application", "to_application", "from_component__application", "to_component__application")


def _links(*ends: str) -> Coalesce:
    """Count the integrations that are there and end in the row; an application's also in its parts."""
    touches = Q()
    for end in ends:
        touches |= Q(**{end: OuterRef("pk")})
    counted = (
        Integration.objects.filter(touches, state=Integration.State.EXISTS.value)
        .order_by()
        .annotate(all=Value(1))
        .values("all")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def unknown_counts() -> dict[str, int]:
    """Return how many applications there are, under "all", and of how many each thing is unknown. One query."""
    counted: dict[str, Any] = {name: Count("pk", filter=condition) for name, condition in UNKNOWN.items()}
    return Application.objects.aggregate(all=Count("pk"), **counted)


def suppliers() -> QuerySet[Organisation]:
    """Return those who deliver an application that the viewer sees."""
    return Organisation.objects.filter(pk__in=Application.objects.values("supplier")).order_by("sort_key")


def customers() -> QuerySet[Organisation]:
    """Return the customers, in their order."""
    return Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER.value).order_by("sort_key")


@dataclass(slots=True)
class Served:
    """A function, and what serves it: each application with the customers it does it for, empty where not stated."""

    function: BusinessFunction
    by: dict[Application, list[Organisation]] = field(default_factory=dict)
    uses: list[FunctionUse] = field(default_factory=list)
    without: list[Organisation] = field(default_factory=list)

    @property
    def duplication(self) -> Duplication | None:
        """Return how it is served twice, or None; what is retired serves nobody."""
        serving = {one: those for one, those in self.by.items() if one.phase != Application.Phase.RETIRED.value}
        return duplication({one.key: [customer.key for customer in those] for one, those in serving.items()})


def functions() -> list[Served]:
    """Return the functions that the viewer sees, by sector, with what serves each for whom. Three queries."""
    ordered = BusinessFunction.objects.select_related("sector").order_by("sector__order", InOrder("name"))
    found = {one.pk: Served(one) for one in ordered}
    uses = FunctionUse.objects.filter(function__in=found).select_related("application", "customer")
    for use in uses.prefetch_related("application__users"):
        served = found[use.function_id]
        served.uses.append(use)
        _add(served, use)
    return list(found.values())


def _add(served: Served, use: FunctionUse) -> None:
    if use.application is None:
        if use.customer is not None and use.application_id is None:
            served.without.append(use.customer)
        return
    those = served.by.setdefault(use.application, [])
    for customer in [use.customer] if use.customer else use.application.users.all():
        if customer not in those:
            those.append(customer)


def doubled(served: Iterable[Served]) -> list[Served]:
    """Return the functions that several applications serve, those of which it is certain first."""
    found = [one for one in served if one.duplication]
    return sorted(found, key=lambda one: one.duplication is Duplication.UNSTATED)


def hubs(*, least: int = 3) -> list[tuple[Application | Component, int]]:
    """Return the systems in which most integrations meet, also those beside the portfolio. Two queries."""
    applications: Any = matching(Wanted())
    ours: list[Any] = list(applications.filter(links__gte=least))
    beside = Component.objects.filter(application=None, service=None).annotate(
        links=_links("from_component", "to_component")
    )
    found = [(one, one.links) for one in [*ours, *beside.filter(links__gte=least)]]
    return sorted(found, key=lambda hub: (-hub[1], sort_key(hub[0].name)))


def replaceable() -> QuerySet[Application]:
    """Return the applications that are to be replaced."""
    return matching(Wanted(phase=Application.Phase.REPLACE.value)).prefetch_related("users")


def life_of(one: Application) -> LifeCycle:
    """Return an application's phase and days."""
    return LifeCycle(one.phase, one.live_on, one.replace_on, one.retired_on, one.support_ends_on)


def signed(*, on: date) -> list[tuple[Application, tuple[Sign, ...]]]:
    """Return the applications whose days say something against their phase, or ahead."""
    dated = Application.objects.exclude(
        live_on=None, replace_on=None, retired_on=None, support_ends_on=None
    ).select_related("sector")
    found = ((one, signs(life_of(one), on=on)) for one in dated)
    return [(one, those) for one, those in found if those]


def overdue_documents(*, on: date) -> list[tuple[SystemDocument, date | None]]:
    """Return the documents that should have been looked through, with the day; None: they never were."""
    rows = SystemDocument.objects.select_related("application").order_by(F("reviewed_on").asc(nulls_first=True))
    found = ((one, review_due_on(one.reviewed_on, one.every_months)) for one in rows)
    return [(one, due) for one, due in found if due is None or due < on]


def figures() -> QuerySet[KeyFigure]:
    """Return the key figures that the viewer sees, in order of kind, customer and day; what is not stated first."""
    return KeyFigure.objects.select_related("customer").order_by(
        "kind", "customer__sort_key", F("on").asc(nulls_first=True)
    )
