"""Days as plans say them: exact, or a part of a month, as «primo september 2019»."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
_PARTS = {
    "primo": (1, 10),
    "tidlig i": (1, 10),
    "begynnelsen av": (1, 10),
    "medio": (11, 20),
    "midten av": (11, 20),
    "ultimo": (21, 31),
    "slutten av": (21, 31),
    "": (1, 31),
}
_WRITTEN = re.compile(rf"({'|'.join(filter(None, _PARTS))})?\s*({'|'.join(_MONTHS)})\s+(\d{{4}})")


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which something is planned, both counted. Raises ValueError when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a window ends after it begins")

    @property
    def is_exact(self) -> bool:
        """Say whether it is one day."""
        return self.first == self.last


def on_day(day: date) -> Window:
    """Return the window of one day."""
    return Window(day, day)


def window_of(words: str) -> Window:
    """Read «primo september 2019» (1-10), «medio» (11-20), «ultimo» (21-end), or a whole month.

    Raises ValueError for words that say no days, as «sommeren 2019».
    """
    found = _WRITTEN.fullmatch(" ".join(words.lower().split()))
    if found is None:
        raise ValueError(f"{words!r} says no days")
    part, month, year = found[1] or "", _MONTHS.index(found[2]) + 1, int(found[3])
    first, last = _PARTS[part]
    return Window(date(year, month, first), date(year, month, min(last, monthrange(year, month)[1])))
