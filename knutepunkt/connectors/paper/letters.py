"""Which letters a document can show: PDF/UA refuses a file that holds one which no font draws."""

import json
import unicodedata
from functools import cache
from pathlib import Path

from knutepunkt.base.text import printable

FONTS = Path(__file__).parent / "fonts"
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_VARIATIONS = {chr(code) for code in range(0xFE00, 0xFE10)}
# Symbols that Typst brings fonts for itself, where Inter has none: arrows, operators, shapes and ticks.
_SYMBOLS = {
    *range(0x2190, 0x219A),
    *range(0x2260, 0x2266),
    *range(0x25A0, 0x25A2),
    0x2248,
    0x25B2,
    0x25BC,
    0x25CF,
    0x2713,
}


def shown(text: str) -> str:
    """Return `text` with a mark for each letter that no font draws, and without those that are not seen.

    The unseen can turn the order of what is read, so they are left out rather than marked.
    """
    return "".join(_shown(letter) for letter in printable(text))


def _shown(letter: str) -> str:
    if letter == "\n" or ord(letter) in _drawn():
        return letter
    category = unicodedata.category(letter)
    if letter == "\t" or category.startswith("Z"):
        return " "
    return "" if category == "Cf" or letter in _VARIATIONS else _UNKNOWN


@cache
def _drawn() -> frozenset[int]:
    spans = json.loads((FONTS / "letters.json").read_text())
    letters = (letter for first, last in spans for letter in range(first, last + 1))
    return frozenset({*letters, *_SYMBOLS})
