"""What is kept about outages, entered by hand or read in, until monitoring tells of them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.base.editing import Record
from knutepunkt.base.text import refused
from knutepunkt.party.queries import works_at_desk
from knutepunkt.signal.models import Outage


def _rule_outage(row: Outage) -> None:
    same = Outage.objects.filter(service=row.service, start_at=row.start_at, is_planned=row.is_planned)
    if same.exclude(pk=row.pk).exists():
        raise refused("start_at", _("An outage of this service that began then is written down already."))


OUTAGE = Record(
    Outage,
    ("service", "start_at", "end_at", "is_planned", "cause", "source", "reference"),
    ("service", "start_at"),
    works_at_desk,
    fixed=frozenset(),
    rule=_rule_outage,
    faults={
        "outage_ends_after_it_starts": ("end_at", gettext_lazy("It must not end before it starts.")),
        "outage_once_per_source": ("reference", gettext_lazy("That source has told of this outage already.")),
    },
    removable=True,
)
