"""The parts of a contract's file, in the order in which they are read: each is a kind of record."""

from knutepunkt.agreement.actions import price, register
from knutepunkt.agreement.actions import records as terms
from knutepunkt.base.editing import Record

CONTRACT = "contract"
CALENDARS = "calendars"
LEVELS = "levels"
# Each row of these belongs to the contract, which the file does not say again.
BELONGING: dict[str, Record] = {
    LEVELS: terms.LEVEL,
    "notice_periods": register.NOTICE_PERIOD,
    "options": register.CONTRACT_OPTION,
    "change_orders": register.CHANGE_ORDER,
    "sub_processors": register.SUB_PROCESSOR,
    "prices": price.PRICE_LINE,
    "compensation": price.COMPENSATION,
}
PARTS: dict[str, Record] = {CALENDARS: terms.CALENDAR, CONTRACT: terms.CONTRACT, **BELONGING}


def columns_of(part: str) -> tuple[str, ...]:
    """Return what a row of the part may say."""
    return tuple(name for name in PARTS[part].fields if part not in BELONGING or name != "contract")
