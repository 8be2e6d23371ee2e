"""What the portfolio's pages call things."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from knutepunkt.catalogue.rules.portfolio import Duplication, Sign
from knutepunkt.web.choices import DATA, HOSTING, PHASES, choice_word

# In the order in which they are counted: what decides most first.
UNKNOWN = {
    "supplier": _("Supplier"),
    "hosting": _("Hosting"),
    "users": _("Used by"),
    "owner": _("Owner"),
    "phase": _("Life cycle"),
    "data_categories": _("Categories of data"),
    "criticality": _("Criticality"),
    "cost": _("Cost"),
    "documentation": _("System documentation"),
    "support_ends_on": _("Support ends on"),
}
SIGNS = {
    Sign.LATE_LIVE: _("Should have been in use"),
    Sign.LATE_REPLACE: _("Should have been replaced"),
    Sign.LATE_RETIRED: _("Should have been retired"),
    Sign.SUPPORT_ENDED: _("Support has ended"),
    Sign.SUPPORT_ENDS: _("Support ends within a year"),
}
DUPLICATION = {
    Duplication.ACROSS: _("Different applications for different municipalities"),
    Duplication.TWICE: _("Two applications for the same municipality"),
    Duplication.UNSTATED: _("Several applications; who uses which is not stated"),
}
SHORT_DUPLICATION = {
    Duplication.ACROSS: _("Across municipalities"),
    Duplication.TWICE: _("At the same municipality"),
    Duplication.UNSTATED: _("Users not stated"),
}
PHASE_TONES = {"planned": "info", "live": "success", "replace": "warning", "retired": "neutral"}
SAY: dict[str, Any] = {
    "word": choice_word,
    "unknown_words": UNKNOWN,
    "sign_words": SIGNS,
    "duplication_words": DUPLICATION,
    "short_duplication": SHORT_DUPLICATION,
    "phase_tones": PHASE_TONES,
    "hostings": HOSTING,
    "phases": PHASES,
    "data_words": DATA,
}
