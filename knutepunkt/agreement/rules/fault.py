"""Terms that cannot be: which field, and why. The edge words it."""

from decimal import Decimal
from enum import StrEnum


class Reason(StrEnum):
    """Why a field cannot be as it is."""

    MISSING = "missing"
    NOT_WANTED = "not_wanted"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    NOT_POSITIVE = "not_positive"
    OVER_HUNDRED = "over_hundred"
    WITHOUT_BASE = "without_base"
    REPEATED = "repeated"
    OUT_OF_RANGE = "out_of_range"
    OUT_OF_ORDER = "out_of_order"
    DIFFERS = "differs"
    ENDS_BEFORE_START = "ends_before_start"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    BELOW_CONSUMED = "below_consumed"
    NOT_HUNDRED = "not_hundred"
    UNKNOWN = "unknown"


class TermsFault(ValueError):
    """Terms that cannot be; `field` names the part at fault, `reason` says why."""

    def __init__(self, field: str, reason: Reason) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def refuse_if(wrong: bool, field: str, reason: Reason) -> None:
    """Raise `TermsFault` when something is wrong."""
    if wrong:
        raise TermsFault(field, reason)


def not_negative(field: str, value: Decimal | int | None) -> None:
    """Refuse what is no number, and what is less than nothing; None is not given, and passes."""
    if value is not None:
        refuse_if(not Decimal(value).is_finite(), field, Reason.NOT_A_NUMBER)
        refuse_if(value < 0, field, Reason.NEGATIVE)


def positive(field: str, value: Decimal | int) -> None:
    """Refuse what is no number, and what is not more than nothing."""
    refuse_if(not Decimal(value).is_finite(), field, Reason.NOT_A_NUMBER)
    refuse_if(value <= 0, field, Reason.NOT_POSITIVE)
