"""Lengths and hours are read as they are written, and what is not understood is shown."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knutepunkt.agreement.rules.written import NotWritten, as_duration, as_openings, duration, openings

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("4h", 4 * HOUR),
        ("4 t 30 min", 4 * HOUR + 30 * MINUTE),
        ("1,5 t", 90 * MINUTE),
        ("2 d", 48 * HOUR),
        ("PT4H30M", 4 * HOUR + 30 * MINUTE),
        ("P1DT2H", 26 * HOUR),
        ("30M", 30 * MINUTE),
    ],
)
def test_a_length_is_read(text: str, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "four", "4", "4 weeks", "-4 h", "P", "PT", "4 h and", "1e9 h", "4 ħ", "٤ h"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(NotWritten):
        duration(text)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("08:00-16:00", [[480, 960]]),
        ("8–12, 13.30 til 24", [[480, 720], [810, 1440]]),
        ("0800-1600; 17-18", [[480, 960], [1020, 1080]]),
        (" ", []),
    ],
)
def test_hours_are_read(text: str, spans: list[list[int]]) -> None:
    assert openings(text) == spans


@pytest.mark.parametrize("text", ["8", "08:75-09", "open", "8-16 x", "8-", "-1-4"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(NotWritten):
        openings(text)


@given(some.integers(1, 10**8))
def test_a_length_comes_back_as_it_was_written(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert duration(as_duration(length)) == length


@given(some.lists(some.tuples(some.integers(0, 1440), some.integers(0, 1440)).map(list), max_size=4))
def test_hours_come_back_as_they_were_written(spans: list[list[int]]) -> None:
    assert openings(as_openings(spans)) == spans


@given(some.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (duration, openings):
        try:
            read(text)
        except NotWritten as refusal:
            assert str(refusal) or not text.strip()  # noqa: PT017
