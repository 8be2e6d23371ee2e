"""What a value of the log becomes here: by its name, by a pattern, or spread over several by a stable hash."""

import re
from collections.abc import Iterable, Mapping
from zlib import crc32

Targets = tuple[str, ...]


class Choice:
    """Exact names win over patterns, patterns in the order of the map; `value` is looked up once."""

    def __init__(self, table: Mapping[str, Targets]) -> None:
        """Read {name or /pattern/: targets}. Raises `re.error`, with the pattern in it."""
        self.table = dict(table)
        self._exact = {name: targets for name, targets in table.items() if not is_pattern(name)}
        self._patterns = [(re.compile(name[1:-1]), targets) for name, targets in table.items() if is_pattern(name)]
        self._found: dict[str, str | None] = {}

    def of(self, value: str) -> str | None:
        """Return what `value` becomes, the same at every run; None when the map does not say."""
        if value not in self._found:
            targets = self._exact.get(value) or self._matching(value)
            self._found[value] = spread(value, targets) if targets else None
        return self._found[value]

    def named(self) -> set[str]:
        """Return every target."""
        return {target for targets in self.table.values() for target in targets}

    def _matching(self, value: str) -> Targets:
        return next((targets for pattern, targets in self._patterns if pattern.fullmatch(value)), ())


def is_pattern(name: str) -> bool:
    """Say whether a name of the map is a regular expression: it stands between slashes."""
    return len(name) > 2 and name.startswith("/") and name.endswith("/")


def spread(value: str, over: Iterable[str]) -> str:
    """Return one of `over`, always the same for `value`."""
    targets = tuple(over)
    return targets[crc32(value.encode()) % len(targets)]
