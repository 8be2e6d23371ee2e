"""Working time of many pairs of moments: ours, a pair at a time and all at once, and two libraries'."""

import json
import random
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from knutepunkt.agreement.rules.calendar import ServiceCalendar
from knutepunkt.agreement.rules.hours import ServiceHours, to_micros

OFFICE = ServiceCalendar(weekly=tuple((day, 8 * 60, 16 * 60) for day in range(5)), holidays_country="NO")
_FROM = datetime(2025, 1, 1, tzinfo=UTC)


def pairs(many: int) -> list[tuple[datetime, datetime]]:
    """Return pairs of moments of 2025 and 2026, up to a month apart."""
    dice = random.Random(24)
    starts = [_FROM + timedelta(seconds=dice.randrange(650 * 86_400)) for _ in range(many)]
    return [(start, start + timedelta(seconds=dice.randrange(30 * 86_400))) for start in starts]


def ours(many: int = 1_000_000) -> dict[str, float]:
    """Return pairs per second, a pair at a time and all at once; the two agree to the microsecond."""
    hours = ServiceHours(OFFICE)
    given = pairs(20_000)
    starts = [to_micros(start) for start, _ in given]
    ends = [to_micros(end) for _, end in given]
    hours.between(starts[0], max(ends))
    begin = time.perf_counter()
    one_by_one = [hours.between(start, end) for start, end in zip(starts, ends, strict=True)]
    scalar = len(given) / (time.perf_counter() - begin)
    wide = np.tile(np.array([starts, ends], np.int64), many // len(given))
    begin = time.perf_counter()
    at_once = hours.between_many(*wide)
    vector = wide.shape[1] / (time.perf_counter() - begin)
    assert one_by_one == at_once[: len(given)].tolist(), "the two forms must agree"
    return {"one at a time": round(scalar), "all at once": round(vector)}


def peers(python: Path, many: int = 300) -> dict[str, float]:
    """Return what the two libraries do in a second, on the same pairs and hours, in their own environment."""
    given = [(start.isoformat(), end.isoformat()) for start, end in pairs(many)]
    script = Path(__file__).with_name("peer") / "working_time.py"
    answer = subprocess.run([python, script], input=json.dumps(given), capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(answer.stdout)
    return found
