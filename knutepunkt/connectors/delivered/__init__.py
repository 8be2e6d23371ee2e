"""What every installation begins with: rules of law and models of judgement, as files of records by book."""

from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

from knutepunkt.base.errors import Refusal
from knutepunkt.connectors.records import BOOKS, read_in


def deliver(*, at: datetime) -> int:
    """Write the delivered rows that are not there yet; returns how many. A row that somebody corrected stays.

    Raises `Refusal` with the first fault, which is ours.
    """
    with as_file(files(__package__)) as folder:
        return sum(_deliver(folder / book, book, at) for book in BOOKS if (folder / book).is_dir())


def _deliver(folder: Path, book: str, at: datetime) -> int:
    summary = read_in(folder, records=book, at=at, only_new=True)
    if summary.faults:
        raise Refusal(str(summary.faults[0]))
    return sum(counts["new"] for counts in summary.counts.values())
