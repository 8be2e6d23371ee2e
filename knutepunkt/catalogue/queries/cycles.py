"""Whether what something needs comes round to itself."""

from knutepunkt.catalogue.models import Dependency

Node = tuple[str, int]


def node(*, service_id: int | None, application_id: int | None) -> Node:
    """Return a service or an application as one end of a dependency."""
    return ("service", service_id) if service_id else ("application", application_id or 0)


def reaches(start: Node, goal: Node) -> bool:
    """Say whether `start` needs `goal`, at any remove. One query a step."""
    found, frontier = {start}, {start}
    while frontier and goal not in found:
        frontier = _needed_by(frontier) - found
        found |= frontier
    return goal in found


def _needed_by(nodes: set[Node]) -> set[Node]:
    services = {key for kind, key in nodes if kind == "service"}
    applications = {key for kind, key in nodes if kind == "application"}
    rows = Dependency.objects.filter(service__in=services) | Dependency.objects.filter(application__in=applications)
    needed = rows.values_list("needs_service_id", "needs_application_id")
    return {node(service_id=service, application_id=application) for service, application in needed}
