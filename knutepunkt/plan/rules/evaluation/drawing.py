"""Lots drawn between equals, so that anybody can draw them again and get the same."""

from collections.abc import Iterable
from hashlib import sha256


def drawn(seed: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names as they are drawn: in the order of SHA-256 of the seed, a colon and the name, in UTF-8."""
    return tuple(sorted(names, key=lambda name: sha256(f"{seed}:{name}".encode()).digest()))
