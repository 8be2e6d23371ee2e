"""The one path by which plain records change: cleaned, checked, saved, and left in the trail.

A concept describes each of its records once; set-up's forms and the import of files both save through here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import (
    BaseConstraint,
    CharField,
    Field,
    Max,
    Model,
    ProtectedError,
    TextField,
    UniqueConstraint,
)
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from knutepunkt.base.errors import MovedOn, NotAllowed, NotYours, Refusal
from knutepunkt.base.history import latest
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number

Row = TypeVar("Row", bound=Model)
_LONGEST = 20_000


def _nothing(row: Any) -> None:
    """Most rows are right when their own columns are."""


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of row that people keep.

    `fields` may be set, those in `fixed` only once. `key` finds a row again. `may` says who may change it.
    `complete` fills what follows from other columns; `rule` refuses what more than the row's own columns
    must say. `faults`: what a broken constraint means, and at which field. `succeed` makes a change into a new
    version: it is given the row before and the row after it. `follow` writes what follows in rows below it.
    `release` refuses that a removable row is taken away, where something else must say so. What happened on a day in
    `past` has happened when it is written down.
    """

    model: type[Model]
    fields: tuple[str, ...]
    key: tuple[str, ...]
    may: Callable[[Any, datetime], bool]
    fixed: frozenset[str] = frozenset({"key"})
    complete: Callable[[Any], None] = _nothing
    rule: Callable[[Any], None] = _nothing
    follow: Callable[[Any], None] = _nothing
    release: Callable[[Any], None] = _nothing
    faults: Mapping[str, tuple[str, Promise]] = field(default_factory=dict)
    succeed: Callable[[Any, Any, datetime], None] | None = None
    removable: bool = False
    past: frozenset[str] = frozenset()

    @property
    def many(self) -> frozenset[str]:
        """Return the fields that name many rows."""
        return frozenset(one.name for one in self.model._meta.many_to_many)

    def column(self, name: str) -> "Field[Any, Any]":
        """Return the model's field of that name."""
        return cast("Field[Any, Any]", self.model._meta.get_field(name))


def seen_of(row: Model) -> int:
    """Return what a form remembers, to tell whether the row has changed since."""
    return latest(row._meta.db_table, row.pk)


@transaction.atomic
def save(
    record: Record,
    row: Row,
    values: Mapping[str, Any],
    *,
    by: Any,
    at: datetime,
    seen: int | None = None,
    follows: bool = True,
) -> Row:
    """Set `values` on a new or stored row and keep it; returns the row, a new version where the record has them.

    Nothing is written when nothing differs. `by` is None for whoever runs the command line. `seen` is what
    `seen_of` gave when the editor began. Without `follows` the caller asks `follow` later, when the rows below have
    had their turn. Raises `Refusal` with a message for each field at fault, `NotAllowed`,
    and `MovedOn` when somebody else was first.
    """
    require_allowed(record.may, by, at)
    if row.pk is not None:
        require_unmoved(row, seen)
        _require_current(record, row)
    values = {name: value for name, value in values.items() if row.pk is None or name not in record.fixed}
    many = {name: list(value) for name, value in values.items() if name in record.many}
    single = _clean_texts(record, {name: value for name, value in values.items() if name not in record.many})
    if row.pk is not None and not _differs(row, single, many):
        return row
    require_come({name: single[name] for name in record.past & single.keys()}, timezone.localtime(at).date())
    before = record.model._default_manager.filter(pk=row.pk).first() if row.pk is not None else None
    for name, value in single.items():
        setattr(row, name, value)
    record.complete(row)
    if before is not None and record.succeed is not None:
        many = {name: list(getattr(before, name).all()) for name in record.many} | many
        row = _succeed(record, row, before, many, at)
    else:
        _keep(record, row, many)
    if follows:
        follow(record, row)
    return row


def follow(record: Record, row: Model) -> None:
    """Write what follows from a row that was kept."""
    with as_system():
        record.follow(row)


@transaction.atomic
def remove(record: Record, row: Model, *, by: Any, at: datetime, seen: int | None = None) -> None:
    """Take away a row that nothing needs; the trail keeps what it was."""
    require_allowed(record.may, by, at)
    require_unmoved(row, seen)
    if not record.removable:
        raise Refusal(_("This is not removed: tickets and history refer to it. Give it an end instead."))
    record.release(row)
    try:
        with as_system():
            row.delete()
    except ProtectedError as error:
        users = ", ".join(sorted({str(user) for user in error.protected_objects})[:5])
        raise Refusal(_("It is needed by %(users)s, and cannot be removed.") % {"users": users}) from error


def _keep(record: Record, row: Model, many: Mapping[str, list[Any]]) -> None:
    _validate(record, row)
    with as_system():
        row.save()
        for name, chosen in many.items():
            getattr(row, name).set(chosen)
        record.rule(row)


def _succeed(record: Record, row: Row, before: Model, many: Mapping[str, list[Any]], at: datetime) -> Row:
    """Keep the change as a row after the one before, which is no longer current."""
    versioned: Any = row
    same = record.model._default_manager.filter(**{name: getattr(before, name) for name in record.key})
    versioned.version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
    versioned.is_current = True
    versioned.pk, versioned._state.adding = None, True
    with as_system():
        record.model._default_manager.filter(pk=before.pk).update(is_current=False)
    _keep(record, row, many)
    assert record.succeed is not None
    with as_system():
        record.succeed(before, row, at)
    return row


def require_allowed(may: Callable[[Any, datetime], bool], by: Any, at: datetime) -> None:
    """Raises `NotAllowed` where `by`'s role may not change what it may read; nobody is the system, which may."""
    if by is not None and not may(by, at):
        raise NotAllowed(_("You may read this, but your role does not change it."))


def require_unmoved(row: Model, seen: int | None) -> None:
    """Lock the row for what follows. Raises `MovedOn` when somebody changed it since it was `seen`."""
    with as_system():
        locked = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if locked is None:
        raise NotYours(_("It is no longer there."))
    if seen is not None and seen_of(row) != seen:
        raise MovedOn(_("Somebody else changed this while you wrote. Nothing of theirs is overwritten."), since=seen)


def require_come(days: Mapping[str, date | None], today: date) -> None:
    """Raises `Refusal` of each day, by its field, on which something is said to be done though it has not come."""
    if coming := sorted(name for name, day in days.items() if day is not None and day > today):
        message = _("That day has not come yet.")
        raise Refusal(message, fields=dict.fromkeys(coming, message))


def _require_current(record: Record, row: Any) -> None:
    if record.succeed is not None and not row.is_current:
        raise Refusal(_("This version is history, and stays as it was. Change the current one."))


def _clean_texts(record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    clean = dict(values)
    for name, value in values.items():
        column = record.column(name)
        if isinstance(value, str) and isinstance(column, CharField | TextField) and not column.choices:
            clean[name] = cleaned(value, field=name, label=str(column.verbose_name), longest=_LONGEST)
            refuse_identity_number(clean[name], field=name)
    return clean


def _differs(row: Model, single: Mapping[str, Any], many: Mapping[str, list[Any]]) -> bool:
    stored = type(row)._default_manager.get(pk=row.pk)
    if any(getattr(stored, name) != record_value for name, record_value in single.items()):
        return True
    return any({one.pk for one in getattr(stored, name).all()} != {one.pk for one in many[name]} for name in many)


def _validate(record: Record, row: Model) -> None:
    """Ask every column, uniqueness and constraint, and refuse with all that is wrong at once."""
    faults: dict[str, str] = {}
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        faults |= {name: " ".join(messages) for name, messages in error.message_dict.items()}
    if not faults:
        faults = _taken(row) | _broken(record, row)
    if faults:
        first = next(iter(faults.values()))
        fields = {name: message for name, message in faults.items() if name != NON_FIELD_ERRORS}
        raise Refusal(faults.get(NON_FIELD_ERRORS, first), fields=fields)


def _taken(row: Model) -> dict[str, str]:
    try:
        row.validate_unique()
    except ValidationError as error:
        return dict.fromkeys(error.error_dict, _("Another row has this already."))
    return {}


def _broken(record: Record, row: Model) -> dict[str, str]:
    broken: dict[str, str] = {}
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError as error:
            at_field, meaning = record.faults.get(constraint.name) or _meant(constraint, error)
            broken[at_field] = str(meaning)
    return broken


def _meant(constraint: BaseConstraint, error: ValidationError) -> tuple[str, str]:
    """Return at which field a broken constraint is told, and how; Django would name our columns in English."""
    if isinstance(constraint, UniqueConstraint) and constraint.fields:
        return constraint.fields[-1], _("Another row has this already.")
    return NON_FIELD_ERRORS, error.messages[0]
