"""The custody ribbon's geometry: spans in, segments on a line of 1000 out; order kept, scale bent for the short."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from knutepunkt.desk.models import Custody
from knutepunkt.web.display import duration, mode_word

WIDTH = 1000.0
COLOURS = 8
# A span of seconds between days would vanish; this much is taken from the long ones for each short one.
LEAST = 4.0


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation on the ribbon, with its colour and how long it held the ticket."""

    index: int
    name: str
    length: timedelta


@dataclass(frozen=True, slots=True)
class Segment:
    """One span, drawn."""

    x: float
    width: float
    party: int
    mode: str
    reason: str
    start_at: datetime
    length: timedelta
    organisation: str
    team: str
    person: str
    title: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """All of it; `sentence` says it to those who do not see it."""

    key: int
    start_at: datetime
    end_at: datetime
    is_open: bool
    parties: tuple[Party, ...]
    segments: tuple[Segment, ...]
    sentence: str


def draw(rows: Sequence[Custody], *, at: datetime, key: int = 0) -> Ribbon:
    """Return the ribbon of a ticket's custody as of `at`; rows oldest first, at least one."""
    lengths = [(row.end_at or max(at, row.start_at)) - row.start_at for row in rows]
    widths = shares([length.total_seconds() for length in lengths])
    held: dict[str, timedelta] = {}
    for row, length in zip(rows, lengths, strict=True):
        held[row.organisation.name] = held.get(row.organisation.name, timedelta(0)) + length
    index = {name: position % COLOURS for position, name in enumerate(held)}
    segments, x = [], 0.0
    for row, length, width in zip(rows, lengths, widths, strict=True):
        segments.append(_segment(row, length, x, width, index[row.organisation.name]))
        x += width
    last = rows[-1].end_at
    return Ribbon(
        key=key,
        start_at=rows[0].start_at,
        end_at=last or at,
        is_open=last is None,
        parties=tuple(Party(index[name], name, length) for name, length in held.items()),
        segments=tuple(segments),
        sentence="; ".join(f"{name}: {duration(length)}" for name, length in held.items()),
    )


def shares(lengths: Sequence[float]) -> list[float]:
    """Divide WIDTH by length, none narrower than LEAST (or an even share, when there are too many for that)."""
    total = sum(lengths)
    if not lengths:
        return []
    least = min(LEAST, WIDTH / len(lengths))
    if total <= 0:
        return [WIDTH / len(lengths)] * len(lengths)
    free = WIDTH - least * len(lengths)
    return [least + free * length / total for length in lengths]


def _segment(row: Custody, length: timedelta, x: float, width: float, party: int) -> Segment:
    person = getattr(row, "person_name", None) or ""
    held = mode_word(row.mode, row.reason)
    return Segment(
        x=round(x, 2),
        width=round(width, 2),
        party=party,
        mode=row.mode,
        reason=row.reason,
        start_at=row.start_at,
        length=length,
        organisation=row.organisation.name,
        team=row.team.name,
        person=person,
        title=_("%(team)s, %(organisation)s: %(held)s, %(length)s")
        % {
            "team": row.team.name,
            "organisation": row.organisation.name,
            "held": held,
            "length": duration(length),
        },
    )
