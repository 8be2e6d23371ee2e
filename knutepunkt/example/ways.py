"""Writes how the example works and betters itself: processes, improvements, plans of continuity and their exercises.

The source names findings, not processes: what it says stands as its finding, the rest is made up and marked as example.
"""

from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from knutepunkt.catalogue.models import Process
from knutepunkt.connectors.records import read_in
from knutepunkt.example.moving import move
from knutepunkt.plan.models import ContinuityPlan, Improvement

_FILES = Path(__file__).resolve().parents[2] / "data" / "gardermoen"
_PROCESSES = "process*.csv"
_PLANS = ("improvements.csv", "effects.csv", "continuity_plans.csv", "continuity_steps.csv", "exercises.csv")


def write_ways(*, on: date) -> None:
    """Write them where they are missing, with their days as they stand on a day."""
    if Process.objects.exists():
        return
    _take_in("catalogue", [file.name for file in _FILES.joinpath("catalogue").glob(_PROCESSES)], on)
    _take_in("plan", list(_PLANS), on)
    Process.objects.update(is_example=True)
    Improvement.objects.update(is_example=True)
    ContinuityPlan.objects.update(is_example=True)


def _take_in(book: str, names: list[str], on: date) -> None:
    with TemporaryDirectory() as folder:
        move(_FILES / book, into=Path(folder), on=on)
        for file in Path(folder).iterdir():
            if file.name not in names:
                file.unlink()
        summary = read_in(Path(folder), records=book, at=datetime.combine(on, time(12), UTC))
    assert not summary.faults, summary.faults[0]
