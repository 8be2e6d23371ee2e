"""A ceiling is shared, a turn is a turn, and nothing is signed half done."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.fault import Reason, TermsFault
from knutepunkt.agreement.rules.framework import (
    AllocationKey,
    AppendixState,
    Award,
    CallOff,
    Mechanism,
    Seat,
    Unready,
    check_ceiling,
    consumption,
    lot_ceilings,
    to_ask,
    uneven,
    unready,
)

CEILING = Decimal(10_000_000)
FOUR = tuple(Seat("lot 1", supplier, rank=supplier, ceiling=CEILING) for supplier in (1, 2, 3, 4))
EXPECTED = {1: 2, 2: 6, 3: 4}  # the seed's counts, the only certain thing about its matrix


def called_off(*pairs: tuple[int, int]) -> list[CallOff]:
    return [CallOff("lot 1", supplier, Decimal(value)) for supplier, value in pairs]


def by(key: AllocationKey, *shares: int) -> Award:
    seats = tuple(replace(seat, share=Decimal(share)) for seat, share in zip(FOUR, shares, strict=False)) or FOUR
    return Award(Mechanism.FIXED_KEY, seats, key)


def test_four_suppliers_share_one_ceiling() -> None:
    other = Seat("lot 2", 1, ceiling=Decimal(2_000_000))
    assert lot_ceilings([*FOUR, other]) == {"lot 1": CEILING, "lot 2": Decimal(2_000_000)}
    assert sum(lot_ceilings([*FOUR, other]).values()) == 12_000_000, "not 42"


@pytest.mark.parametrize(
    ("ceiling", "reason"), [("9000000", Reason.DIFFERS), ("0", Reason.NOT_POSITIVE), ("NaN", Reason.NOT_A_NUMBER)]
)
def test_a_ceiling_written_differently_is_refused(ceiling: str, reason: Reason) -> None:
    with pytest.raises(TermsFault) as refused:
        lot_ceilings([*FOUR, Seat("lot 1", 5, ceiling=Decimal(ceiling))])
    assert (refused.value.field, refused.value.reason) == ("ceiling", reason)


def test_a_lot_without_a_ceiling_is_refused() -> None:
    with pytest.raises(TermsFault) as refused:
        lot_ceilings([Seat("lot 1", 1)])
    assert refused.value.reason is Reason.MISSING


@pytest.mark.parametrize(
    ("used", "warnings", "shown"),
    [
        (4_999_999, (), "49.9"),
        (5_000_000, (50,), "50.0"),
        (8_000_000, (50, 80), "80.0"),
        (9_999_999, (50, 80), "99.9"),
        (10_000_000, (50, 80, 100), "100.0"),
        (12_000_000, (50, 80, 100), "120.0"),
    ],
)
def test_what_is_consumed_warns_in_time(used: int, warnings: tuple[int, ...], shown: str) -> None:
    found = consumption(CEILING, called_off((1, used - 1000), (2, 1000)))
    assert found.warnings == warnings
    assert found.percent == Decimal(shown)
    assert found.consumed + found.remaining == CEILING


def test_a_ceiling_below_what_is_consumed_is_refused() -> None:
    check_ceiling(CEILING, CEILING)
    with pytest.raises(TermsFault) as refused:
        check_ceiling(CEILING, CEILING + 1)
    assert (refused.value.field, refused.value.reason) == ("ceiling", Reason.BELOW_CONSUMED)


def test_the_first_in_rank_is_asked_until_it_declines() -> None:
    ranking = by(AllocationKey.RANKING)
    assert to_ask(ranking, called_off((1, 5), (1, 5))) == [1]
    assert to_ask(ranking, declined=frozenset({1, 2})) == [3]
    assert to_ask(ranking, declined=frozenset({1, 2, 3, 4})) == []


def test_the_turn_goes_round() -> None:
    rotation = by(AllocationKey.ROTATION)
    assert to_ask(rotation) == [1]
    assert to_ask(rotation, called_off((1, 5), (2, 5))) == [3]
    assert to_ask(rotation, called_off((4, 5))) == [1]
    assert to_ask(rotation, called_off((1, 5)), declined=frozenset({2, 3})) == [4]
    assert to_ask(rotation, called_off((1, 5), (9, 5))) == [2], "9 has left the framework"


def test_whoever_is_furthest_behind_its_share_is_asked() -> None:
    shares = by(AllocationKey.SHARE, 60, 40)
    assert to_ask(shares) == [1]
    assert to_ask(shares, called_off((1, 100))) == [2]
    assert to_ask(shares, called_off((1, 100), (2, 60))) == [2]
    assert to_ask(shares, called_off((1, 100), (2, 70))) == [1]


def test_a_mini_competition_asks_all() -> None:
    assert to_ask(Award(Mechanism.MINI_COMPETITION, FOUR)) == [1, 2, 3, 4]
    assert to_ask(Award(Mechanism.DIRECT, FOUR[:1])) == [1]


def test_where_the_documents_allow_both_the_call_off_says_which() -> None:
    both = Award(Mechanism.BOTH, FOUR, AllocationKey.ROTATION)
    assert to_ask(both, called_off((1, 5))) == [2]
    assert to_ask(both, called_off((1, 5)), is_competed=True) == [1, 2, 3, 4]
    with pytest.raises(TermsFault, match="mechanism: not_wanted"):
        to_ask(by(AllocationKey.ROTATION), is_competed=True)


@pytest.mark.parametrize(
    ("mechanism", "seats", "key", "field", "reason"),
    [
        (Mechanism.DIRECT, FOUR, None, "seats", Reason.TOO_MANY),
        (Mechanism.DIRECT, (), None, "seats", Reason.MISSING),
        (Mechanism.MINI_COMPETITION, FOUR + FOUR[:1], None, "seats", Reason.REPEATED),
        (Mechanism.MINI_COMPETITION, FOUR, AllocationKey.RANKING, "key", Reason.NOT_WANTED),
        (Mechanism.FIXED_KEY, FOUR, None, "key", Reason.MISSING),
        (Mechanism.FIXED_KEY, (FOUR[0], replace(FOUR[1], rank=1)), AllocationKey.RANKING, "rank", Reason.REPEATED),
        (Mechanism.FIXED_KEY, FOUR, AllocationKey.SHARE, "share", Reason.MISSING),
    ],
)
def test_an_award_that_cannot_be_names_the_field(
    mechanism: Mechanism, seats: tuple[Seat, ...], key: AllocationKey | None, field: str, reason: Reason
) -> None:
    with pytest.raises(TermsFault) as refused:
        Award(mechanism, seats, key)
    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize(("shares", "reason"), [((60, 41), Reason.NOT_HUNDRED), ((-10, 110), Reason.NEGATIVE)])
def test_shares_are_of_a_hundred(shares: tuple[int, int], reason: Reason) -> None:
    with pytest.raises(TermsFault) as refused:
        by(AllocationKey.SHARE, *shares)
    assert (refused.value.field, refused.value.reason) == ("share", reason)


def test_nothing_is_signed_before_every_appendix_but_the_first_is_ready() -> None:
    missing, draft, done, unused = AppendixState
    called = {
        "SSA-L": {1: missing, 2: done, 3: unused, 4: draft},
        "SSA-B": {1: draft, 2: missing},
        "SSA-O": {1: missing, 2: done},
        "SSA-S": {},
    }
    assert unready(called) == [
        Unready("SSA-B", 2, missing),
        Unready("SSA-L", 4, draft),
        Unready("SSA-S", None, missing),
    ]


def test_the_matrix_is_held_against_its_counts_alone() -> None:
    all_six = frozenset("DLBOKV")
    assert uneven({1: frozenset("BO"), 2: all_six, 3: frozenset("DLBO")}, EXPECTED) == {}
    assert uneven({1: frozenset("KV"), 2: all_six, 3: frozenset("KVBO")}, EXPECTED) == {}, "a guess is not judged"
    assert uneven({1: frozenset("B"), 2: all_six}, EXPECTED) == {1: (1, 2), 3: (0, 4)}


awards = some.lists(some.integers(1, 100), min_size=1, max_size=40)


@given(awards)
def test_in_a_rotation_nobody_gets_more_than_one_ahead(values: list[int]) -> None:
    rotation, call_offs = by(AllocationKey.ROTATION), list[CallOff]()
    for value in values:
        (asked,) = to_ask(rotation, call_offs)
        call_offs += called_off((asked, value))
    counts = [sum(one.supplier_id == seat.supplier_id for one in call_offs) for seat in FOUR]
    assert max(counts) - min(counts) <= 1


@given(awards, some.integers(1, 99))
def test_by_shares_nobody_strays_further_than_the_largest_call_off(values: list[int], share: int) -> None:
    shares, call_offs = by(AllocationKey.SHARE, share, 100 - share), list[CallOff]()
    for value in values:
        (asked,) = to_ask(shares, call_offs)
        call_offs += called_off((asked, value))
    first = sum(one.value for one in call_offs if one.supplier_id == 1)
    assert abs(first - Decimal(share) * sum(values) / 100) <= max(values)
