"""What is wrong with a log, its map or one of its rows, said with the place where it stands."""

from dataclasses import dataclass

from knutepunkt.base.errors import Refusal


class LogFault(Refusal):
    """The file or the map cannot be used at all; nothing has been loaded."""

    def __init__(self, path: str, message: str, *, line: int | None = None, column: str | None = None) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part)
        super().__init__(f"{place}: {message}")


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that could not be used. `kind` groups like reasons in the summary."""

    line: int
    case: str
    column: str
    kind: str
    reason: str
    row: tuple[str, ...]
