"""Norwegian organisation numbers: whether one can be right, and whether it looks like one from the register.

These are two questions. The register gives out numbers that begin with 8 or 9; its own example (123456785) and the
numbers of its test environment begin otherwise, and pass the check digit all the same. So only the first is a rule;
the second is for a page to ask about.
"""

from enum import StrEnum

from stdnum.no import orgnr


class Fault(StrEnum):
    """Why a number cannot be an organisation number; the edge words it."""

    NOT_NINE_DIGITS = "not_nine_digits"
    CHECK_DIGIT = "check_digit"
    ONE_DIGIT_REPEATED = "one_digit_repeated"


class OrganisationNumberFault(ValueError):
    """A number that cannot be right, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"organisation number: {fault}")
        self.fault = fault


def checked(number: str) -> str:
    """Return the nine digits, without spaces; raises `OrganisationNumberFault`.

    000000000 and 999999999 pass the check digit, and are what people type to get past a field.
    """
    digits = "".join(number.split())
    if not (len(digits) == 9 and digits.isascii() and digits.isdigit()):
        raise OrganisationNumberFault(Fault.NOT_NINE_DIGITS)
    if len(set(digits)) == 1:
        raise OrganisationNumberFault(Fault.ONE_DIGIT_REPEATED)
    if orgnr.checksum(digits) != 0:
        raise OrganisationNumberFault(Fault.CHECK_DIGIT)
    return digits


def in_register_series(number: str) -> bool:
    """Say whether a checked number begins as those in the register do."""
    return number[0] in "89"
