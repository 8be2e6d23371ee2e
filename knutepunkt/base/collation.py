"""Norwegian alphabetical order as a stored key: the same on every server, whatever its collations."""

import unicodedata

_AFTER_Z = {"æ": "z\ue001", "ä": "z\ue001", "ø": "z\ue002", "ö": "z\ue002", "å": "z\ue003"}


def sort_key(text: str) -> str:
    """Return a key whose plain order is æ, ø, å after z, with other accents and case ignored.

    "Aa" stays two letters: only the bearer of a name knows whether it is an å.
    """
    return "".join(_AFTER_Z.get(letter) or _plain(letter) for letter in text.casefold())


def _plain(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
