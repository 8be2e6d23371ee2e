"""The register of improvement on its way out: workbook and JSON, as the viewer sees it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from knutepunkt.connectors.workbook import SHARE
from knutepunkt.plan.queries.improvement import Ranked
from knutepunkt.web.choices import in_words
from knutepunkt.web.leaving import Field, Listing


def improvements(rows: Sequence[Ranked]) -> Listing[Ranked]:
    """Return improvements in the order in which to take them, with what their measures show."""
    fields: list[Field[Ranked]] = [
        Field("place", _("Place"), "place"),
        Field("key", _("Key"), "improvement.key"),
        Field("title", _("Title"), "improvement.title"),
        Field("state", _("State"), "improvement.state", in_words("improvement", "state")),
        Field("source", _("Came from"), "improvement.source", in_words("improvement", "source")),
        Field("service", _("Service"), "improvement.service.name"),
        Field("process", _("Process"), "improvement.process.name"),
        Field("owner", _("Owner"), "improvement.owner.name"),
        Field("value", _("Value"), "improvement.value"),
        Field("effort", _("Effort"), "improvement.effort"),
        Field("due_on", _("Due on"), "improvement.due_on"),
        Field("done_on", _("Done on"), "improvement.done_on"),
        Field("measure", _("Measure"), "improvement.measure"),
        Field("unit", _("Unit"), "improvement.unit"),
        Field("baseline", _("Baseline"), "improvement.baseline"),
        Field("target", _("Target"), "improvement.target"),
        Field("measured", _("Measured"), "latest.value"),
        Field("measured_on", _("Day measured"), "latest.on"),
        Field("progress", _("Come so far"), _share, form=SHARE),
    ]
    return Listing(_("Improvements"), fields, rows)


def _share(one: Ranked) -> float | None:
    return None if one.progress is None else round(float(one.progress), 4)
