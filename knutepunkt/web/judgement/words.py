"""What judgement is called on pages: why something no longer stands, what is wrong with a responsibility."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from knutepunkt.assessment.rules.responsibility import Fault
from knutepunkt.assessment.rules.staleness import Why
from knutepunkt.web.choices import SURENESS, choice_word
from knutepunkt.web.setup.words import LABELS

STALE: dict[str, Any] = {
    Why.AGE: _("Too old"),
    Why.CHANGED: _("The subject has changed"),
    Why.MODEL: _("A newer model has come"),
    Why.ENDED: _("The decision has ended"),
}
FAULTS: dict[str, Any] = {
    Fault.NOT_STATED: _("Nobody is stated"),
    Fault.NONE_ACCOUNTABLE: _("Nobody answers for it"),
    Fault.MANY_ACCOUNTABLE: _("Several answer for it"),
    Fault.NONE_RESPONSIBLE: _("Nobody does it"),
    Fault.PROVIDER_GOVERNS: _("A supplier answers for governance"),
    Fault.JUDGES_ITSELF: _("A supplier judges itself alone"),
}


def column_word(name: str) -> Any:
    """Return what a column of a subject is called."""
    return LABELS.get(name, name)


SAY: dict[str, Any] = {
    "word": choice_word,
    "column_word": column_word,
    "stale_words": STALE,
    "fault_words": FAULTS,
    "sureness": SURENESS,
}
