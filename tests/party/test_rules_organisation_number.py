"""Organisation numbers: the vectors of the register, and what passes the check digit without being one."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from knutepunkt.party.rules.organisation_number import Fault, OrganisationNumberFault, checked, in_register_series


@pytest.mark.parametrize("number", ["123456785", "701730496", "974760673"])
def test_valid_numbers_pass(number: str) -> None:
    assert checked(number) == number


def test_spaces_are_for_people() -> None:
    assert checked(" 974 760\u00a0673 ") == "974760673"


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("123456789", Fault.CHECK_DIGIT),
        *((f"10000013{last}", Fault.CHECK_DIGIT) for last in range(10)),  # the check digit would be ten
        ("000000000", Fault.ONE_DIGIT_REPEATED),
        ("999999999", Fault.ONE_DIGIT_REPEATED),
        ("", Fault.NOT_NINE_DIGITS),
        ("97476067", Fault.NOT_NINE_DIGITS),
        ("9747606733", Fault.NOT_NINE_DIGITS),
        ("97476067x", Fault.NOT_NINE_DIGITS),
        ("97476067³", Fault.NOT_NINE_DIGITS),
        ("٩٧٤٧٦٠٦٧٣", Fault.NOT_NINE_DIGITS),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_reason(number: str, fault: Fault) -> None:
    with pytest.raises(OrganisationNumberFault) as refused:
        checked(number)
    assert refused.value.fault is fault


@given(some.integers(0, 8), some.integers(1, 9))
def test_one_wrong_digit_is_always_seen(place: int, wrong_by: int) -> None:
    right = "974760673"
    wrong = right[:place] + str((int(right[place]) + wrong_by) % 10) + right[place + 1 :]
    assume(wrong != right)
    with pytest.raises(OrganisationNumberFault):
        checked(wrong)


def test_the_series_is_a_question_of_its_own() -> None:
    assert in_register_series(checked("974760673"))
    assert not in_register_series(checked("123456785"))
