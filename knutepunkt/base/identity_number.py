"""Finds national identity numbers in free text, so that nobody stores one by accident."""

import re

from stdnum.no import fodselsnummer

# Eleven digits that stand alone, written together or as six and five.
_CANDIDATE = re.compile(r"(?<![\d])(\d{6})[ \u00a0-]?(\d{5})(?!\d)")


def find_identity_number(text: str) -> tuple[int, int] | None:
    """Return where the first number with valid check digits stands, also a D-number; the number is not returned."""
    for found in _CANDIDATE.finditer(text):
        if _checks(found.group(1) + found.group(2)):
            return found.span()
    return None


def without_identity_numbers(text: str) -> str:
    """Return the text with each such number left out, for lists of what was refused."""
    return _CANDIDATE.sub(lambda found: "(…)" if _checks(found.group(1) + found.group(2)) else found.group(), text)


def _checks(digits: str) -> bool:
    """Both check digits, whatever the date in front: a wrong day with right digits is a number all the same."""
    return digits[9] == fodselsnummer.calc_check_digit1(digits) and digits[10] == fodselsnummer.calc_check_digit2(
        digits
    )
