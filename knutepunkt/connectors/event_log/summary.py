"""What became of a log: every row counted, used or not, and the tickets that came of it."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from django.utils.translation import gettext as _

from knutepunkt.base.identity_number import without_identity_numbers
from knutepunkt.connectors.event_log.faults import Reject

_HEADING = ("line", "case", "column", "reason", "row")


@dataclass(slots=True)
class Summary:
    """Counts that add up: rows = used + postponed + earlier + unchanged + left alone + rejected."""

    rows: int = 0
    used: int = 0
    unchanged: int = 0
    postponed: int = 0
    earlier: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    tickets_new: int = 0
    tickets_extended: int = 0
    tickets_unchanged: int = 0
    tickets_open: int = 0
    unnamed_columns: tuple[str, ...] = ()
    rejects_path: Path | None = None

    @property
    def adds_up(self) -> bool:
        """Say whether every row is accounted for."""
        return self.rows == self.used + self.unchanged + self.postponed + self.earlier + self.rejected.total()

    def __str__(self) -> str:
        lines = [
            _("%(new)d tickets new, %(extended)d extended, %(unchanged)d unchanged.")
            % {"new": self.tickets_new, "extended": self.tickets_extended, "unchanged": self.tickets_unchanged},
            _("%(rows)d rows: %(used)d used, %(unchanged)d known before, %(rejected)d rejected.")
            % {"rows": self.rows, "used": self.used, "unchanged": self.unchanged, "rejected": self.rejected.total()},
        ]
        if self.postponed:
            lines.append(_("%(count)d rows lie after the moment asked for.") % {"count": self.postponed})
        if self.earlier:
            lines.append(
                _("%(count)d rows belong to cases that ended before the moment asked for.") % {"count": self.earlier}
            )
        lines += [f"  {count:>8}  {kind}" for kind, count in self.rejected.most_common()]
        if self.rejected:
            lines.append(_("Rejected rows with their reasons: %(path)s") % {"path": self.rejects_path})
        if self.unnamed_columns:
            lines.append(_("Columns the map does not name: %(names)s") % {"names": ", ".join(self.unnamed_columns)})
        return "\n".join(lines)


class Rejects:
    """Writes rejected rows with their reasons to a CSV file, which is only made when there is one."""

    def __init__(self, path: Path | None, summary: Summary) -> None:
        self._path, self._summary = path, summary
        self._file = None if path is None else path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        self._writer = None if self._file is None else csv.writer(self._file)
        if self._writer:
            self._writer.writerow(_HEADING)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file and self._path:
            self._file.close()
            if not self._summary.rejected:
                self._path.unlink()

    def add(self, reject: Reject) -> None:
        """Count and write one."""
        self._summary.rejected[reject.kind] += 1
        if self._writer:
            case, reason, row = (_as_text(cells) for cells in ((reject.case,), (reject.reason,), reject.row))
            self._writer.writerow((reject.line, case, reject.column, reason, row))


def _as_text(row: tuple[str, ...]) -> str:
    """Return a row in one cell; control characters are shown, not written, and a huge row is cut.

    A national identity number is copied nowhere.
    """
    text = without_identity_numbers(" | ".join(row)[:20_000])
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
