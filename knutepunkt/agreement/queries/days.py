"""Reads the days to act on: last days of notice and options, ends and renewals of contracts, licences, frameworks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet

from knutepunkt.agreement.models import Contract, Framework, Licence
from knutepunkt.agreement.queries.register import duration_of
from knutepunkt.agreement.rules.duration import (
    NoticeDay,
    Party,
    last_day,
    next_option_by,
    option_notices,
    period_end,
    term_notice,
)


class What(StrEnum):
    """What the day is for."""

    NOTICE_CUSTOMER = "notice_customer"
    NOTICE_PROVIDER = "notice_provider"
    OPTION = "option"
    RENEWAL = "renewal"
    END = "end"
    LICENCE = "licence"
    FRAMEWORK = "framework"


@dataclass(frozen=True, slots=True)
class DayToAct:
    """One day, and of which row; `key` finds it again, and stays when the day moves."""

    what: What
    on: date
    title: str
    key: str


_NOTICE = {Party.CUSTOMER: What.NOTICE_CUSTOMER, Party.PROVIDER: What.NOTICE_PROVIDER}


def contracts() -> QuerySet[Contract]:
    """Return the contracts with what their days and values are computed from. Four queries."""
    joined = Contract.objects.select_related("provider", "customer", "version__type")
    return joined.prefetch_related("notice_periods", "options", "changes")


def days_of(contract: Contract, *, on: date) -> list[DayToAct]:
    """Return a contract's days from `on`, the first first; none of what is a draft or has ended."""
    if contract.state != Contract.State.SIGNED:
        return []
    return sorted((one for one in _days(contract, on) if one.on >= on), key=lambda one: (one.on, one.what))


def _days(contract: Contract, on: date) -> Iterator[DayToAct]:
    lasts = duration_of(contract)
    for party, what in _NOTICE.items():
        if notice := term_notice(lasts, party, on=on):
            yield DayToAct(what, notice.give_by, contract.title, contract.key)
    if option_by := next_option_by(lasts):
        yield DayToAct(What.OPTION, option_by, contract.title, contract.key)
    if end := period_end(lasts, on=on):
        yield DayToAct(What.RENEWAL if last_day(lasts) is None else What.END, end, contract.title, contract.key)


def after_options(contract: Contract, *, on: date) -> list[tuple[What, NoticeDay]]:
    """Return the last days of notice from `on` that options not used yet would bring; none of a draft."""
    if contract.state != Contract.State.SIGNED:
        return []
    lasts = duration_of(contract)
    found = [(what, day) for party, what in _NOTICE.items() for day in option_notices(lasts, party)]
    return sorted((one for one in found if one[1].give_by >= on), key=lambda one: (one[1].give_by, one[0]))


def days_to_act(*, on: date, until: date) -> list[DayToAct]:
    """Return all that the viewer sees, both days included. Six queries."""
    found = [day for contract in contracts() for day in days_of(contract, on=on)]
    found += [DayToAct(What.LICENCE, on_, one.name, one.key) for one, on_ in _renewing(on, until)]
    frameworks = Framework.objects.filter(state=Framework.State.SIGNED.value, valid_to__range=(on, until))
    found += [DayToAct(What.FRAMEWORK, one.valid_to, one.title, one.key) for one in frameworks]
    return sorted((day for day in found if day.on <= until), key=lambda day: (day.on, day.title, day.what))


def _renewing(on: date, until: date) -> Iterable[tuple[Licence, date]]:
    rows = Licence.objects.filter(renews_on__range=(on, until))
    return [(row, row.renews_on) for row in rows if row.renews_on]
