"""What stands in a workbook: the sheet that says what it is, and tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHARE = "0.0 %"  # the form of a column of shares: 0.982 is shown as 98.2 %
FINE_SHARE = "0.000 %"  # of shares that are near one


@dataclass(frozen=True, slots=True)
class Column:
    """A head, and a number format where the kind of value does not give it."""

    head: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name on the tab, its columns, its rows, each as long as there are columns."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class About:
    """The first sheet: what this is, for whom, which period, computed when; labels and values."""

    name: str
    title: str
    lines: Sequence[tuple[str, object]]
