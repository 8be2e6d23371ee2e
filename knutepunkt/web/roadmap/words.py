"""What roadmaps and waves call what is stored as codes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HOLDERS = {
    "supplier": _("Supplier"),
    "own": _("Ourselves"),
    "shared": _("Shared"),
    "unstated": _("Not stated"),
}
WAYS = {
    "rehost": _("Rehost: moved as it is"),
    "replatform": _("Replatform: a new platform below"),
    "repurchase": _("Repurchase: another product"),
    "refactor": _("Refactor: built anew for the cloud"),
    "relocate": _("Relocate: the whole platform moved"),
    "retain": _("Retain: stays"),
    "retire": _("Retire: ends"),
}
WAVE_STATES = {
    "planned": pgettext_lazy("a wave", "Planned"),
    "running": _("Running"),
    "accepted": _("Accepted"),
    "rolled_back": _("Rolled back"),
}
WAVE_COLOURS = {"planned": "neutral", "running": "info", "accepted": "success", "rolled_back": "danger"}
STEP_KINDS = {"cut_over": _("Cut-over"), "acceptance": _("Acceptance"), "rollback": _("Rollback")}
DEMANDS = {
    "placement": _("Placement decided"),
    "processing": _("Data-processing agreement"),
    "risk": _("Risk analysis approved"),
    "integrations": _("Integrations kept"),
}
SAID_BY_HAND = {key: words for key, words in DEMANDS.items() if key != "placement"}
