"""What is wrong in a file, and where."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.utils.translation import gettext as _

FAULTS_AT_MOST = 200


class Fault(Exception):
    """Something that cannot be taken in: its line and column from 1, in a sheet where it is one, and the file."""

    def __init__(self, line: int, column: int, message: str, *, file: str = "", sheet: str = "") -> None:
        super().__init__(message)
        self.file, self.line, self.column, self.message, self.sheet = file, line, column, message, sheet

    @property
    def place(self) -> str:
        """Where it stands: line and column of a text, or sheet and cell."""
        return f"{self.sheet}!{_letters(self.column)}{self.line}" if self.sheet else f"{self.line}:{self.column}"

    def __str__(self) -> str:
        """As compilers say it, so that editors find the place."""
        return f"{self.file}:{self.place}: {self.message}"


def _letters(column: int) -> str:
    """Return a spreadsheet's name of a column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Enough(Exception):
    """So many faults are found that more would help nobody: the rest is not read."""


class Wrong(Exception):
    """A value that cannot be; the reader knows where it stands. `missing`: the key that is known of no row."""

    def __init__(self, message: str, *, missing: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.message, self.missing = message, missing


def with_nearest(message: str, written: str, known: Iterable[str], *, else_all: bool = False) -> str:
    """Return the message with the known name that comes nearest, else with all of them where that helps."""
    names = list(known)
    if near := get_close_matches(written, names, 1):
        return message + " " + _("Is it “%(nearest)s”?") % {"nearest": near[0]}
    return message + " " + _("There are %(names)s.") % {"names": ", ".join(names)} if else_all else message
