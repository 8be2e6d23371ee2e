"""Checks that what a map names exists here, before anything is loaded."""

from collections.abc import Collection
from difflib import get_close_matches

from django.utils.translation import gettext as _

from knutepunkt.connectors.event_log.faults import LogFault
from knutepunkt.connectors.event_log.mapping import LogMap
from knutepunkt.desk.queries.places import Places


def require_places(log_map: LogMap, places: Places) -> None:
    """Raise `LogFault` at the first key of the map that names no team, customer or service, or one without people."""
    known: dict[str, Collection[str]] = {
        "teams": places.teams,
        "customers": places.customers,
        "services": places.services,
    }
    for table, keys in known.items():
        for name, targets in log_map.choices[table].table.items():
            for target in targets:
                if target not in keys:
                    raise log_map.fault(_unknown(target, keys), table=table, key=name)
    for customer in sorted(log_map.choices["customers"].named()):
        if not places.customer_people.get(places.customers[customer]):
            message = _("“%(customer)s” has no people who could have asked.") % {"customer": customer}
            raise log_map.fault(message, table="customers")
    if not places.desk_people:
        raise LogFault(log_map.path.name, _("The integrator has no people in a team who could have opened tickets."))


def _unknown(target: str, keys: Collection[str]) -> str:
    nearest = get_close_matches(target, keys, n=1)
    message = _("“%(target)s” is not known here.") % {"target": target}
    return message + (" " + _("Is it “%(nearest)s”?") % {"nearest": nearest[0]} if nearest else "")
