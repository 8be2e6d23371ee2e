"""What a register of set-up is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from knutepunkt.base.editing import Record

Column = tuple[Promise, str | Callable[[Any], Any]]


@dataclass(frozen=True, slots=True)
class Register:
    """One page of set-up. `below`: registers whose rows belong to one of this one's, and by which column.

    `begins`: what the form of a new row says before anybody has written. `warn`: what to tell whoever saved a row, and
    the rows of this register that it is about; nothing where there are none.
    """

    name: Promise
    one: Promise
    record: Record
    columns: tuple[Column, ...]
    search: tuple[str, ...]
    joins: tuple[str, ...] = ()
    below: tuple[tuple[str, str], ...] = ()
    begins: Mapping[str, Any] = field(default_factory=dict)
    warn: Callable[[Any], tuple[str, Sequence[Model]]] | None = None

    @property
    def model(self) -> type[Model]:
        """Return the table."""
        return self.record.model
