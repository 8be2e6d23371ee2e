"""Reads a model from plain values, as YAML or JSON holds it, and says in which place it cannot be."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from knutepunkt.assessment.rules.scheme import (
    Area,
    Choice,
    Combine,
    Criterion,
    Line,
    Outcome,
    Remark,
    Scheme,
    Stop,
    When,
)

One = TypeVar("One")
_LONGEST = 2000
_MOST = 200


class Reason(StrEnum):
    """Why a model cannot be."""

    MISSING = "missing"
    NOT_A_LIST = "not_a_list"
    NOT_NAMED_PARTS = "not_named_parts"
    NOT_TEXT = "not_text"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"
    REPEATED = "repeated"
    EMPTY = "empty"
    TOO_MUCH = "too_much"
    NO_LAST_LINE = "no_last_line"
    LAST_FORBIDDEN = "last_forbidden"
    NO_VALUE = "no_value"
    NO_LOWEST_BAND = "no_lowest_band"
    NO_WEIGHT = "no_weight"


class SchemeFault(Exception):
    """A model that cannot be: `path` says where, as "areas.2.criteria.1.choices"."""

    def __init__(self, reason: Reason, path: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.reason, self.path = reason, path


def read(content: Any) -> Scheme:
    """Return the model that plain values describe. Raises `SchemeFault` with the first place that is wrong."""
    top = _parts(content, "", {"combine", "areas", "outcomes", "stops", "lines", "remarks"})
    combine = _combine(top)
    areas = _each(top, "areas", "", _area)
    outcomes = _each(top, "outcomes", "", _outcome)
    _once((one.key for one in areas), "areas")
    _once((one.key for area in areas for one in area.criteria), "areas")
    _once((one.key for one in outcomes), "outcomes")
    bare = Scheme(combine, areas, outcomes)
    scheme = Scheme(
        combine,
        areas,
        outcomes,
        _each(top, "stops", "", lambda given, path: _stop(given, path, bare), may_lack=True),
        _each(top, "lines", "", lambda given, path: _line(given, path, bare), may_lack=True),
        _each(top, "remarks", "", lambda given, path: _remark(given, path, bare), may_lack=True),
    )
    _require_an_answer(scheme)
    return scheme


def _require_an_answer(scheme: Scheme) -> None:
    """Whatever is answered, something must be left to advise."""
    forbidden = {key for stop in scheme.stops for key in stop.forbids}
    if scheme.combine is Combine.DECISIONS:
        if not scheme.lines or scheme.lines[-1].when:
            raise SchemeFault(Reason.NO_LAST_LINE, "lines")
        if scheme.lines[-1].advise in forbidden:
            raise SchemeFault(Reason.LAST_FORBIDDEN, "lines")
        return
    for criterion in scheme.criteria.values():
        if any(choice.value is None for choice in criterion.choices):
            raise SchemeFault(Reason.NO_VALUE, criterion.key)
    for area in scheme.areas:
        if not sum(one.weight for one in area.criteria):
            raise SchemeFault(Reason.NO_WEIGHT, area.key)
    if not sum(area.weight for area in scheme.areas):
        raise SchemeFault(Reason.NO_WEIGHT, "areas")
    lowest = min(choice.value or 0 for one in scheme.criteria.values() for choice in one.choices)
    if not scheme.bands or scheme.bands[0][0] > lowest:
        raise SchemeFault(Reason.NO_LOWEST_BAND, "outcomes")
    if scheme.bands[0][1].key in forbidden:
        raise SchemeFault(Reason.LAST_FORBIDDEN, "outcomes")


def _combine(top: Mapping[str, Any]) -> Combine:
    given = _text(top, "combine", "")
    if given not in set(Combine):
        raise SchemeFault(Reason.UNKNOWN, "combine")
    return Combine(given)


def _area(given: Any, path: str) -> Area:
    parts = _parts(given, path, {"key", "name", "text", "weight", "criteria"})
    return Area(
        _text(parts, "key", path),
        _text(parts, "name", path),
        _each(parts, "criteria", path, _criterion),
        _weight(parts, path),
        _text(parts, "text", path, may_lack=True),
    )


def _criterion(given: Any, path: str) -> Criterion:
    parts = _parts(given, path, {"key", "name", "text", "weight", "choices", "about"})
    choices = _each(parts, "choices", path, _choice)
    _once((one.key for one in choices), f"{path}.choices")
    return Criterion(
        _text(parts, "key", path),
        _text(parts, "name", path),
        choices,
        _weight(parts, path),
        _text(parts, "text", path, may_lack=True),
        _each(parts, "about", path, _name, may_lack=True),
    )


def _name(given: Any, path: str) -> str:
    if not isinstance(given, str):
        raise SchemeFault(Reason.NOT_TEXT, path)
    return given


def _choice(given: Any, path: str) -> Choice:
    parts = _parts(given, path, {"key", "name", "value"})
    return Choice(_text(parts, "key", path), _text(parts, "name", path), _number(parts, "value", path))


def _outcome(given: Any, path: str) -> Outcome:
    parts = _parts(given, path, {"key", "name", "at_least", "grounds", "tone"})
    grounds = parts.get("grounds") or {}
    if not isinstance(grounds, Mapping):
        raise SchemeFault(Reason.NOT_NAMED_PARTS, f"{path}.grounds")
    return Outcome(
        _text(parts, "key", path),
        _text(parts, "name", path),
        _number(parts, "at_least", path),
        {str(code): _text(grounds, code, f"{path}.grounds") for code in grounds},
        _text(parts, "tone", path, may_lack=True) or "neutral",
    )


def _stop(given: Any, path: str, scheme: Scheme) -> Stop:
    parts = _parts(given, path, {"when", "forbids", "because", "source", "certainty"})
    when = _when(parts, path, scheme)
    if not when:
        raise SchemeFault(Reason.EMPTY, f"{path}.when")
    forbids = frozenset(_each(parts, "forbids", path, lambda one, place: _known(one, place, scheme)))
    because = _text(parts, "because", path)
    said = {name: _text(parts, name, path, may_lack=True) for name in ("source", "certainty")}
    return Stop(when, forbids, because, **said)


def _line(given: Any, path: str, scheme: Scheme) -> Line:
    parts = _parts(given, path, {"when", "advise", "because"})
    advise = _known(parts.get("advise"), f"{path}.advise", scheme)
    return Line(_when(parts, path, scheme), advise, _text(parts, "because", path))


def _remark(given: Any, path: str, scheme: Scheme) -> Remark:
    parts = _parts(given, path, {"when", "says", "source", "certainty"})
    says = _text(parts, "says", path)
    said = {name: _text(parts, name, path, may_lack=True) for name in ("source", "certainty")}
    return Remark(_when(parts, path, scheme), says, **said)


def _known(given: Any, path: str, scheme: Scheme) -> str:
    if scheme.outcome(str(given)) is None:
        raise SchemeFault(Reason.UNKNOWN, path)
    return str(given)


def _when(parts: Mapping[str, Any], path: str, scheme: Scheme) -> When:
    """Read {criterion: [choices]}, each of them known."""
    given = parts.get("when") or {}
    if not isinstance(given, Mapping):
        raise SchemeFault(Reason.NOT_NAMED_PARTS, f"{path}.when")
    found = {}
    for key in given:
        place = f"{path}.when.{key}"
        criterion = scheme.criteria.get(str(key))
        if criterion is None:
            raise SchemeFault(Reason.UNKNOWN, place)
        chosen = _each(given, key, f"{path}.when", lambda one, _place: str(one))
        if any(criterion.choice(one) is None for one in chosen):
            raise SchemeFault(Reason.UNKNOWN, place)
        found[str(key)] = frozenset(chosen)
    return found


def _parts(given: Any, path: str, names: set[str]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise SchemeFault(Reason.NOT_NAMED_PARTS, path)
    for name in given:
        if name not in names:
            raise SchemeFault(Reason.UNKNOWN, _within(path, str(name)))
    return given


def _each(
    parts: Mapping[str, Any], name: str, path: str, take: Callable[[Any, str], One], *, may_lack: bool = False
) -> tuple[One, ...]:
    given, path = parts.get(name), _within(path, name)
    if given is None and may_lack:
        return ()
    if given is None:
        raise SchemeFault(Reason.MISSING, path)
    if not isinstance(given, list | tuple):
        raise SchemeFault(Reason.NOT_A_LIST, path)
    if not given and not may_lack:
        raise SchemeFault(Reason.EMPTY, path)
    if len(given) > _MOST:
        raise SchemeFault(Reason.TOO_MUCH, path)
    return tuple(take(one, f"{path}.{number}") for number, one in enumerate(given, start=1))


def _text(parts: Mapping[str, Any], name: str, path: str, *, may_lack: bool = False) -> str:
    given, path = parts.get(name), _within(path, name)
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)  # a key that is a number, as a level
    if given is None and not may_lack:
        raise SchemeFault(Reason.MISSING, path)
    if given is None:
        return ""
    if not isinstance(given, str):
        raise SchemeFault(Reason.NOT_TEXT, path)
    if not given.strip() and not may_lack:
        raise SchemeFault(Reason.EMPTY, path)
    if len(given) > _LONGEST or "\x00" in given:
        raise SchemeFault(Reason.TOO_MUCH, path)
    return given.strip()


def _number(parts: Mapping[str, Any], name: str, path: str) -> Decimal | None:
    given = parts.get(name)
    if given is None:
        return None
    try:
        found = Decimal(str(given))
    except InvalidOperation as error:
        raise SchemeFault(Reason.NOT_A_NUMBER, _within(path, name)) from error
    if isinstance(given, bool) or not found.is_finite():
        raise SchemeFault(Reason.NOT_A_NUMBER, _within(path, name))
    return found


def _weight(parts: Mapping[str, Any], path: str) -> Decimal:
    found = _number(parts, "weight", path)
    if found is not None and found < 0:
        raise SchemeFault(Reason.NEGATIVE, f"{path}.weight")
    return Decimal(1) if found is None else found


def _once(keys: Iterable[str], path: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise SchemeFault(Reason.REPEATED, f"{path}: {key}")
        seen.add(key)


def _within(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
