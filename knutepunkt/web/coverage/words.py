"""How gaps and worst starts are said."""

from datetime import datetime, timedelta
from fractions import Fraction

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knutepunkt.agreement.rules.carrying import Carrying
from knutepunkt.agreement.rules.coverage import Cover, Finding, Gap
from knutepunkt.web import display
from knutepunkt.web.setup.words import PAUSES

GAPS: dict[str, Promise] = {
    Gap.NO_CONTRACT.value: gettext_lazy("No contract"),
    Gap.NO_LEVEL.value: gettext_lazy("No such level"),
    Gap.TARGET_LONGER.value: gettext_lazy("Takes longer"),
    Gap.HOURS_NARROWER.value: gettext_lazy("Narrower hours"),
    Gap.PAUSES_MORE.value: gettext_lazy("Waits for more"),
    Gap.AVAILABILITY_SHORT.value: gettext_lazy("Too little uptime"),
    Gap.ENDS_FIRST.value: gettext_lazy("Ends first"),
}
_LONGER_TOGETHER = gettext_lazy("One after the other, with our own handling, it takes longer than we promised.")
_SAID: dict[Gap, Promise] = {
    Gap.NO_CONTRACT: gettext_lazy("%(supplier)s owes nothing here by a contract in force."),
    Gap.NO_LEVEL: gettext_lazy("%(contract)s has no level that answers this."),
    Gap.TARGET_LONGER: gettext_lazy("%(level)s in %(contract)s is longer than what we promised."),
    Gap.HOURS_NARROWER: gettext_lazy("%(level)s in %(contract)s does not count in all our hours."),
    Gap.PAUSES_MORE: gettext_lazy("%(level)s in %(contract)s also stands still for: %(pauses)s."),
    Gap.ENDS_FIRST: gettext_lazy("%(contract)s ends %(ends_on)s; our promise goes on."),
}


def gap_word(gap: Gap) -> str:
    """Return a gap's name."""
    return str(GAPS[gap.value])


def finding_words(finding: Finding, cover: Cover) -> str:
    """Return what is wrong, whose it is, and by how much, as a sentence."""
    if finding.gap is Gap.AVAILABILITY_SHORT:
        return _("In series they owe %(short)s percentage points less than we promised.") % {"short": _points(cover)}
    said = _LONGER_TOGETHER if finding.gap is Gap.TARGET_LONGER and not finding.supplier else _SAID[finding.gap]
    return str(said) % {
        "supplier": finding.supplier,
        "contract": finding.contract,
        "level": finding.level_name,
        "ends_on": display.day(finding.ends_on),
        "pauses": ", ".join(str(PAUSES[pause.value]).lower() for pause in finding.pauses),
    }


def worst_words(worst: Carrying) -> str:
    """Return the worst start, when we are due then, and when the chain is."""
    ends = worst.legs_due_at[-1][1]
    return _("Begun %(start)s we are due %(ours)s; the suppliers %(theirs)s.") % {
        "start": _exact(worst.start_at),
        "ours": _exact(worst.ours_due_at),
        "theirs": _exact(ends),
    }


def late_words(worst: Carrying) -> str:
    """Return by how much the worst start is late, or how much room is left."""
    if worst.late is None:
        return _("never in time")
    if worst.late > timedelta(0):
        return _("%(length)s late") % {"length": display.duration(worst.late)}
    return _("%(length)s to spare") % {"length": display.duration(-worst.late)}


def _points(cover: Cover) -> str:
    return display.number(float(cover.short or Fraction(0)), 3)


def _exact(at: datetime | None) -> str:
    """A weekday and a moment: the worst is most often before a weekend or a holiday."""
    if at is None:
        return _("never")
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'D')} {display.day(local)} {display.clock_time(local)}"
