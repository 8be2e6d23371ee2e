"""What is kept of roadmaps, and the baseline that slip is counted from."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record, require_allowed
from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import as_system
from knutepunkt.base.text import refused
from knutepunkt.party.models import Person
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.plan.models import Activity, Milestone, Roadmap
from knutepunkt.plan.rules.roadmap import ring

_ENDS_FIRST = gettext_lazy("It must not end before it starts.")


def _rule_activity(row: Activity) -> None:
    if row.awaits.exclude(roadmap=row.roadmap_id).exists():
        raise refused("awaits", _("It can need what stands on the same roadmap."))
    pairs = Activity.awaits.through.objects.filter(from_activity__roadmap=row.roadmap_id)
    needs: dict[str, set[str]] = {}
    for one, needed in pairs.values_list("from_activity__key", "to_activity__key"):
        needs.setdefault(one, set()).add(needed)
    if round_trip := ring(needs):
        titles = dict(row.roadmap.activities.values_list("key", "title"))
        told = " → ".join(titles[key] for key in [*round_trip, round_trip[0]])
        raise refused("awaits", _("It would come round in a ring: %(ring)s.") % {"ring": told})


def _rule_milestone(row: Milestone) -> None:
    if row.releases.exclude(roadmap=row.roadmap_id).exists():
        raise refused("releases", _("It can release what stands on the same roadmap."))


ROADMAP = Record(
    Roadmap,
    ("key", "title", "owner", "first_on", "last_on", "source", "remark", "order"),
    ("key",),
    manages_terms,
    faults={"roadmap_ends_after_it_starts": ("last_on", _ENDS_FIRST)},
)
ACTIVITY = Record(
    Activity,
    (
        *(
            "roadmap",
            "key",
            "area",
            "title",
            "order",
            "holder",
            "starts_on",
            "ends_on",
            "done_on",
            "services",
            "awaits",
        ),
        *("source", "remark"),
    ),
    ("key",),
    manages_terms,
    fixed=frozenset({"key", "roadmap"}),
    rule=_rule_activity,
    faults={
        "activity_ends_after_it_starts": (
            "ends_on",
            gettext_lazy("Give both days, the last not before the first; or neither, where the plan does not say."),
        )
    },
    removable=True,
    past=frozenset({"done_on"}),
)
MILESTONE = Record(
    Milestone,
    (
        *("roadmap", "key", "title", "order", "wording", "not_before_on", "not_after_on", "reached_on", "releases"),
        *("source", "remark"),
    ),
    ("key",),
    manages_terms,
    fixed=frozenset({"key", "roadmap"}),
    rule=_rule_milestone,
    faults={"milestone_not_after_before": ("not_after_on", _ENDS_FIRST)},
    removable=True,
    past=frozenset({"reached_on"}),
)


@transaction.atomic
def set_baseline(roadmap_id: int, *, by: Person, at: datetime) -> Roadmap:
    """Let the plan as it stands be what slip is counted from. Raises `NotYours` and `NotAllowed`."""
    if not Roadmap.objects.filter(pk=roadmap_id).exists():
        raise NotYours(_("There is no such roadmap, or it is not yours to see."))
    require_allowed(manages_terms, by, at)
    with as_system():
        row = Roadmap.objects.select_for_update().get(pk=roadmap_id)
        row.activities.update(baseline_starts_on=F("starts_on"), baseline_ends_on=F("ends_on"))
        row.milestones.update(baseline_not_after_on=F("not_after_on"))
        row.baseline_set_on = local_day(at)
        row.save(update_fields=["baseline_set_on"])
    return row
