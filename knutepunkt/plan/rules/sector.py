"""How often a sector is to meet on its strategy: four times a year, and never more than 120 days apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

A_YEAR = 4
LONGEST_GAP = 120
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """A sector's meetings as they are on a day. `gap`: days since the latest one, None where none was held."""

    held_in_a_year: int
    latest_on: date | None
    next_on: date | None
    gap: int | None
    longest_gap: int

    @property
    def is_too_long(self) -> bool:
        """Say whether the sector has waited longer than it should; so it has where it never met."""
        return self.gap is None or self.gap > LONGEST_GAP

    @property
    def is_next_too_late(self) -> bool:
        """Say whether the gap will be too long, for nothing is planned in time."""
        if self.latest_on is None or self.is_too_long:
            return False
        return self.next_on is None or (self.next_on - self.latest_on).days > LONGEST_GAP

    @property
    def is_too_seldom(self) -> bool:
        """Say whether it met less than four times in a year."""
        return self.held_in_a_year < A_YEAR


def rhythm(held: Sequence[date], planned: Sequence[date], *, on: date) -> Rhythm:
    """Return how a sector stands on a day: meetings held by then, and those planned from then on."""
    past = sorted(one for one in held if one <= on)
    ahead = [one for one in planned if one >= on]
    within = [one for one in past if one > on - _YEAR]
    gaps = [(later - earlier).days for earlier, later in pairwise([*past, on])]
    return Rhythm(
        held_in_a_year=len(within),
        latest_on=past[-1] if past else None,
        next_on=min(ahead) if ahead else None,
        gap=(on - past[-1]).days if past else None,
        longest_gap=max(gaps, default=0),
    )
