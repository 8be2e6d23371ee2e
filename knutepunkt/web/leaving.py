"""Lists on their way out: described once, column by column, then a workbook for people or JSON for programs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from knutepunkt.connectors.workbook import About, Column, Sheet, workbook
from knutepunkt.web.session import Request

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = TypeVar("Row")


def _no_word(value: Any) -> None:
    """Most values are read as they are."""


@dataclass(frozen=True, slots=True)
class Field(Generic[Row]):
    """A column: its key for programs, its head for people, what stands in it, and how people read that.

    `of` is a function of the row, or a path in it as `benefit.project.title`; where the path ends early, or at nothing
    written, nothing is stated. `form` is the number format of the workbook, where the kind of value does not give it.
    """

    key: str
    head: str
    of: Callable[[Row], Any] | str
    word: Callable[[Any], Any] = _no_word
    form: str = ""

    def value(self, row: Row) -> Any:
        """Return what stands in the column."""
        if callable(self.of):
            return self.of(row)
        found: Any = row
        for name in self.of.split("."):
            found = None if found is None else found[int(name)] if name.isdigit() else getattr(found, name)
        return None if found == "" else found


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A list: its title, its columns, its rows."""

    title: str
    fields: Sequence[Field[Row]]
    rows: Sequence[Row]

    def as_json(self) -> list[dict[str, Any]]:
        """Return plain values by key, codes as they are kept: the same for page and API."""
        return [{one.key: one.value(row) for one in self.fields} for row in self.rows]

    def as_sheet(self) -> Sheet:
        """Return the same in words, several of something on a line each."""
        rows = [[_cell(one.word, one.value(row)) for one in self.fields] for row in self.rows]
        return Sheet(self.title, [Column(one.head, one.form) for one in self.fields], rows)


def _cell(word: Callable[[Any], Any], value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "\n".join(str(_said(word, one)) for one in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return _said(word, value)


def _said(word: Callable[[Any], Any], value: Any) -> Any:
    """Return the word for a code; what has none stays as it is."""
    said = None if value is None else word(value)
    return value if said is None or said is value else str(said)


def asked_form(request: Request) -> str:
    """Return the form in which a list is asked for, xlsx or json; empty: as a page."""
    form = request.GET.get("as", "")
    return form if form in ("xlsx", "json") else ""


def leave(name: str, listing: Listing[Any], *also: Listing[Any] | Sheet, form: str, at: datetime) -> HttpResponse:
    """Return the list as `form`; in a workbook called `name` also what belongs beside it."""
    if form == "json":
        return JsonResponse(listing.as_json(), safe=False)
    about = About(_("About"), listing.title, [(_("Computed"), at)])
    sheets = [listing.as_sheet(), *(one.as_sheet() if isinstance(one, Listing) else one for one in also)]
    answer = HttpResponse(workbook(about, sheets, zone=timezone.get_current_timezone()), content_type=_XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
