"""What somebody typed into the search box, as a ticket number or as words for full-text search."""

import re

_NUMBER = re.compile(r"(?:kp-?\s*)?(\d{1,12})", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def as_ticket_number(typed: str) -> int | None:
    """Return the number of "KP-123", "kp 123" or "123", else None."""
    found = _NUMBER.fullmatch(typed.strip())
    return int(found.group(1)) if found else None


def as_tsquery(typed: str) -> str:
    """Return a tsquery that all words must match, the last one as a beginning: it is still being typed."""
    words = _WORD.findall(typed[:200])[:12]
    if not words:
        return ""
    return " & ".join(f"'{word}'" for word in words[:-1]) + (" & " if words[1:] else "") + f"'{words[-1]}':*"
