"""Hours by business area and quarter: what there is, what is taken, what is asked for; nothing starts beyond it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

Place: TypeAlias = tuple[int, date]  # a business area, and the first day of a quarter
Hours: TypeAlias = Decimal

NONE = Decimal(0)
# From this share of the capacity on, a quarter is said to be tight.
TIGHT = Fraction(9, 10)


class Room(StrEnum):
    """How an area stands in a quarter when what is asked for is counted in."""

    ENOUGH = "enough"
    TIGHT = "tight"
    OVER = "over"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """An area in a quarter, in hours. `taken` is of what runs; `asked` of what wants to."""

    area: int
    quarter: date
    capacity: Hours | None
    taken: Hours = NONE
    asked: Hours = NONE

    @property
    def together(self) -> Hours:
        """What would be taken if all began."""
        return self.taken + self.asked

    @property
    def room(self) -> Room:
        """How it stands; without a stated capacity nobody can say."""
        if self.capacity is None:
            return Room.NOT_STATED if self.together else Room.ENOUGH
        if self.together > self.capacity:
            return Room.OVER
        return (
            Room.TIGHT if self.together and Fraction(self.together) >= Fraction(self.capacity) * TIGHT else Room.ENOUGH
        )

    @property
    def share(self) -> Fraction | None:
        """The share of the capacity, where there is one."""
        return Fraction(self.together) / Fraction(self.capacity) if self.capacity else None


def loads(
    capacity: Mapping[Place, Hours], taken: Mapping[Place, Hours], asked: Mapping[Place, Hours]
) -> dict[Place, Load]:
    """Return every place of which something is said, by quarter and area."""
    places = sorted({*capacity, *taken, *asked}, key=lambda place: (place[1], place[0]))
    return {
        place: Load(
            area=place[0],
            quarter=place[1],
            capacity=capacity.get(place),
            taken=taken.get(place, NONE),
            asked=asked.get(place, NONE),
        )
        for place in places
    }


def hindering(found: Iterable[Load]) -> list[Load]:
    """Return where what is asked for does not fit, or where nobody knows whether it does."""
    return [one for one in found if one.asked and one.room in (Room.OVER, Room.NOT_STATED)]


def quarter_of(day: date) -> date:
    """Return the first day of the quarter of a day."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def following(quarter: date) -> date:
    """Return the first day of the quarter after."""
    return date(quarter.year + quarter.month // 10, (quarter.month + 2) % 12 + 1, 1)


def quarters(first: date, how_many: int) -> Iterator[date]:
    """Yield the first days of so many quarters, from that of `first` on."""
    one = quarter_of(first)
    for _ in range(how_many):
        yield one
        one = following(one)
