"""Whether what something needs comes round to itself."""

from knutepunkt.catalogue.models import Dependency

Node = tuple[str, int]
_SUBJECTS = ("service", "application", "component")
_NEEDED = tuple(f"needs_{kind}_id" for kind in _SUBJECTS)


def node(*, service_id: int | None, application_id: int | None, component_id: int | None) -> Node:
    """Return a service, an application or a component as one end of a dependency."""
    ends = zip(_SUBJECTS, (service_id, application_id, component_id), strict=True)
    return next(((kind, one) for kind, one in ends if one), ("", 0))


def reaches(start: Node, goal: Node) -> bool:
    """Say whether `start` needs `goal`, at any remove. At most three queries a step."""
    found, frontier = {start}, {start}
    while frontier and goal not in found:
        frontier = _needed_by(frontier) - found
        found |= frontier
    return goal in found


def _needed_by(nodes: set[Node]) -> set[Node]:
    found: set[Node] = set()
    for subject in _SUBJECTS:
        ids = [key for kind, key in nodes if kind == subject]
        rows = Dependency.objects.filter(**{f"{subject}__in": ids}).values_list(*_NEEDED) if ids else ()
        found |= {node(service_id=row[0], application_id=row[1], component_id=row[2]) for row in rows}
    return found
