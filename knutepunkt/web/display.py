"""How moments, durations, numbers and states are written, in the reader's language and time zone."""

from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

STATES = {
    "new": gettext_lazy("New"),
    "queued": gettext_lazy("In queue"),
    "working": gettext_lazy("In progress"),
    "waiting": gettext_lazy("Waiting"),
    "resolved": gettext_lazy("Resolved"),
    "closed": gettext_lazy("Closed"),
}
WAITING = {
    "customer": gettext_lazy("Waiting for customer"),
    "supplier": gettext_lazy("Waiting for supplier"),
    "scheduled": gettext_lazy("Scheduled"),
    "problem": gettext_lazy("Waiting for cause"),
    "evidence": gettext_lazy("Waiting for evidence"),
    "confirmation": gettext_lazy("Waiting for confirmation"),
}
MODES = {
    "queued": gettext_lazy("in queue"),
    "working": gettext_lazy("in progress"),
    "waiting": gettext_lazy("waiting"),
}
KINDS = {"incident": gettext_lazy("Incident"), "request": gettext_lazy("Request")}
METRICS = {
    "pickup": gettext_lazy("Pickup"),
    "response": gettext_lazy("First response"),
    "resolve": gettext_lazy("Resolution"),
    "hold": gettext_lazy("Time with the supplier"),
    "availability": gettext_lazy("Availability"),
}
_CLOCKS = {
    "pending": gettext_lazy("Not begun"),
    "running": gettext_lazy("Running"),
    "paused": gettext_lazy("Paused"),
    "met": gettext_lazy("Met"),
    "breached": gettext_lazy("Breached"),
    "released": gettext_lazy("No longer applies"),
}
_FIELDS = {
    "hours": pgettext_lazy("why time does not count", "outside the hours"),
    "pauses": pgettext_lazy("why time does not count", "paused by what it waits for"),
    "holder": pgettext_lazy("why time does not count", "held by somebody else"),
    "metric": pgettext_lazy("why time does not count", "what is measured had ended"),
    "counts_from": pgettext_lazy("why time does not count", "before counting begins"),
    "applies": pgettext_lazy("why time does not count", "the level no longer applied"),
}


def state_word(state: str, reason: str = "") -> str:
    """Return a ticket's state in words; what it waits for, when it waits."""
    if state == "waiting" and reason in WAITING:
        return str(WAITING[reason])
    return str(STATES.get(state, state))


def mode_word(mode: str, reason: str = "") -> str:
    """Return how a ticket is held, in words."""
    words = WAITING[reason] if reason in WAITING else MODES[mode]
    return str(words).lower()


def kind_word(kind: str) -> str:
    """Return a ticket's kind in words."""
    return str(KINDS.get(kind, kind))


def metric_word(metric: str) -> str:
    """Return what a level measures, in words."""
    return str(METRICS.get(metric, metric))


def clock_word(state: str) -> str:
    """Return a clock's state in words."""
    return str(_CLOCKS.get(state, state))


def field_word(field: str | None) -> str:
    """Return why time did not count, in words; nothing when all counted."""
    return str(_FIELDS[field]) if field else ""


def moment(at: datetime | None) -> Markup:
    """Return a moment as people say it: today, yesterday, then the date; exact for machines and on hover."""
    if at is None:
        return Markup("–")
    exact, words = _moment(timezone.localtime(at), timezone.localdate(), get_language())
    return Markup('<time datetime="%s" title="%s">%s</time>') % (at.isoformat(), exact, words)


@lru_cache(maxsize=4096)
def _moment(local: datetime, today: date, _language: str | None) -> tuple[Markup, Markup]:
    """The exact moment, and what people say; kept, for a page shows the same few moments over and over."""
    clock = clock_time(local)
    days = (local.date() - today).days
    if days == 0:
        words = _("today at %(time)s") % {"time": clock}
    elif days == -1:
        words = _("yesterday at %(time)s") % {"time": clock}
    elif days == 1:
        words = _("tomorrow at %(time)s") % {"time": clock}
    else:
        words = _("%(date)s at %(time)s") % {"date": day(local), "time": clock}
    return escape(formats.date_format(local, "DATETIME_FORMAT")), escape(words)


def day(on: date | datetime | None) -> str:
    """Return a day, with the year when it is not this one."""
    if on is None:
        return "–"
    local = timezone.localtime(on).date() if isinstance(on, datetime) else on
    return formats.date_format(local, "j. b" if local.year == timezone.localdate().year else "j. b Y")


def month(on: date) -> str:
    """Return a month with its year."""
    return formats.date_format(on, "YEAR_MONTH_FORMAT")


def clock_time(at: datetime) -> str:
    """Return the time of day."""
    return timezone.localtime(at).strftime("%H.%M")


def iso(at: datetime | None) -> str:
    """Return a moment for machines."""
    return at.isoformat() if at else ""


def duration(length: timedelta | float | None) -> str:
    """Return a length in its two largest units: "1 t 31 min"; seconds below a minute."""
    if length is None:
        return "–"
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    days, rest = divmod(abs(seconds), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    if days:
        parts = [_("%(n)d d") % {"n": days}, _("%(n)d h") % {"n": hours} if hours else ""]
    elif hours:
        parts = [_("%(n)d h") % {"n": hours}, _("%(n)d min") % {"n": minutes} if minutes else ""]
    elif minutes:
        parts = [_("%(n)d min") % {"n": minutes}]
    else:
        parts = [_("%(n)d s") % {"n": rest}]
    return " ".join(part for part in parts if part)


def service_time(length: timedelta | None) -> str:
    """Return time within opening hours: "129 t 20 min". Never in days, for a day of service is no 24 hours."""
    if length is None:
        return "–"
    hours, rest = divmod(int(abs(length.total_seconds())), 3_600)
    parts = [_("%(n)d h") % {"n": hours} if hours else "", duration(rest) if rest >= 60 or not hours else ""]
    return " ".join(part for part in parts if part)


def due_tone(opened_at: datetime, due_at: datetime, at: datetime) -> tuple[str, int]:
    """Return how near a deadline is, in a word for its colour, and how much of the time is used, 3 to 100."""
    whole = max((due_at - opened_at).total_seconds(), 1)
    left = (due_at - at).total_seconds()
    used = min(max(int(100 * (whole - left) / whole), 3), 100)
    return ("over" if left < 0 else "near" if used > 75 else "well"), used


def until(due_at: datetime, at: datetime) -> str:
    """Return how long is left, or how long it is over."""
    left = due_at - at
    return duration(left) if left >= timedelta(0) else _("%(length)s over") % {"length": duration(-left)}


def number(value: float | Decimal | None, decimals: int = 0) -> str:
    """Return a number with the language's separators, rounded half up."""
    return "–" if value is None else _separated(Decimal(str(value)), decimals, ROUND_HALF_UP)


def cut(value: float | Decimal | str | None, decimals: int = 1) -> str:
    """Return per cent as attained: what lies beyond the decimals is cut off, so that it is never shown as better."""
    return "–" if value is None else _separated(Decimal(str(value)), decimals, ROUND_FLOOR)


def goal(value: float | Decimal) -> str:
    """Return a goal in per cent, with all the decimals that it has, one at least."""
    exact = Decimal(str(value)).normalize()
    return _separated(exact, max(-int(exact.as_tuple().exponent), 1), ROUND_HALF_UP)


def exact(value: Decimal | Fraction | float) -> str:
    """Return a number with no more decimals than it needs, two at most of what never ends."""
    found = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    decimals = next((places for places in range(5) if (found * 10**places).denominator == 1), 2)
    return number(float(found), decimals)


def percent(share: float | None, decimals: int = 1) -> str:
    """Return a share of one as per cent, cut off."""
    return "–" if share is None else f"{cut(Decimal(str(share)) * 100, decimals)} %"


def _separated(value: Decimal, decimals: int, rounding: str) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding) + 0  # never -0
    return formats.number_format(rounded, decimals, use_l10n=True, force_grouping=True)


def initials(name: str) -> str:
    """Return up to two initials."""
    words = [word for word in name.replace("-", " ").replace(",", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()


def filesize(size: int) -> str:
    """Return a file's size in words."""
    return str(filesizeformat(size))


def paragraphs(text: str) -> Markup:
    """Return typed text as paragraphs, all of it escaped."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(Markup("<br>").join(block.split("\n"))) for block in blocks)
