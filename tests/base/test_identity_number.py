"""National identity numbers in free text: found wherever they stand, and nothing else taken for one.

The numbers are computed here, from days long gone: none is a person's.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.base.identity_number import find_identity_number

_FIRST, _SECOND = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def numbers(nine: str) -> list[str]:
    """Return the number with these nine digits, computed by the book; none when a check digit would be ten."""
    first = -sum(weight * int(digit) for weight, digit in zip(_FIRST, nine, strict=True)) % 11
    second = -sum(weight * int(digit) for weight, digit in zip(_SECOND, f"{nine}{first % 10}", strict=True)) % 11
    return [] if 10 in (first, second) else [f"{nine}{first}{second}"]


def born(day: int, serials: range = range(100, 140)) -> str:
    return next(found for serial in serials for found in numbers(f"{day:02}0100{serial:03}"))


ORDINARY, D_NUMBER = born(1), born(41)


@pytest.mark.parametrize("number", [ORDINARY, D_NUMBER])
@pytest.mark.parametrize("gap", ["", " ", "\u00a0", "-"])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("Gjelder ", "."), ("nr:", ", haster"), ("(", ")")])
def test_it_is_found_where_it_stands(number: str, gap: str, before: str, after: str) -> None:
    written = number[:6] + gap + number[6:]
    assert find_identity_number(before + written + after) == (len(before), len(before) + len(written))


@pytest.mark.parametrize("place", range(11))
def test_one_wrong_digit_makes_it_something_else(place: int) -> None:
    wrong = ORDINARY[:place] + str((int(ORDINARY[place]) + 1) % 10) + ORDINARY[place + 1 :]
    assert find_identity_number(f"Kundenummer {wrong}") is None


@pytest.mark.parametrize(
    "text", ["", "Ring 22 33 44 55", f"9{ORDINARY}", f"{ORDINARY}0", "KP-12345", "2026-11-23 08:15:00"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_identity_number(text) is None


def test_the_second_is_found_when_the_first_is_something_else() -> None:
    text = f"12345678901 og {ORDINARY}"
    assert find_identity_number(text) == (15, 26)


@given(some.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    found = find_identity_number(text)
    assert found is None or sum(letter.isdigit() for letter in text[slice(*found)]) == 11
