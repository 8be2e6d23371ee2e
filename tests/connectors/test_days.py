"""A feed of days says the same after it has been read, and holds to the form byte by byte."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from knutepunkt.base.text import printable
from knutepunkt.connectors.days import Day, Hours, feed

AT = datetime(2026, 11, 25, 9, 30, tzinfo=ZoneInfo("Europe/Oslo"))
NOTICE = Day(
    uid="contract-12-notice@knutepunkt",
    on=date(2027, 2, 28),
    title="Siste dag for oppsigelse: Moderne IT-tjenester; modul 2, driftsavtale",
    text="Avtalen fornyes ellers med 12 måneder.\nSe bilag 6; «endringer», og snakk med leverandøren.\\n",
    url="http://127.0.0.1:8000/agreements/12?a=1,2;b=3",
    categories=("Oppsigelse", "Modul 2, drift"),
    alarm=timedelta(days=14),
)


def read(written: bytes) -> Calendar:
    found = Calendar.from_ical(written)
    assert isinstance(found, Calendar)
    return found


def test_a_day_says_the_same_when_read() -> None:
    calendar = read(feed("Avtaledager", [NOTICE], language="nb", at=AT))
    assert (calendar["x-wr-calname"], calendar["name"], calendar["version"]) == ("Avtaledager", "Avtaledager", "2.0")
    (event,) = calendar.events
    assert not event.errors
    assert event["uid"] == NOTICE.uid
    assert (event.start, event.end) == (NOTICE.on, date(2027, 3, 1))
    assert event["summary"] == NOTICE.title
    assert event["description"] == NOTICE.text
    assert event["url"] == NOTICE.url
    assert event.categories == list(NOTICE.categories)
    assert event["dtstamp"].to_ical() == b"20261125T083000Z"
    (alarm,) = event.walk("VALARM")
    assert alarm["trigger"].to_ical() == b"-P14D"


def test_hours_are_set_aside_and_several_days_are_one_entry() -> None:
    night = Hours(
        uid="step-1@knutepunkt",
        begins_at=AT.replace(hour=22),
        ends_at=AT.replace(hour=23, minute=45),
        title="Flytting over: stoppe systemet",
        is_tentative=True,
    )
    week = Day(uid="wave-1@knutepunkt", on=date(2026, 11, 23), until=date(2026, 11, 27), title="Bølge 1")
    first, second = read(feed("Bølger", [night, week], language="nb", at=AT)).events
    assert (first.start, first.end) == (date(2026, 11, 23), date(2026, 11, 28))
    assert (second.start, second.end) == (night.begins_at, night.ends_at)
    assert second["dtstart"].to_ical() == b"20261125T213000Z"
    assert (second["status"], first.get("status"), second.get("transp")) == ("TENTATIVE", None, None)


def test_bytes_are_as_the_form_says() -> None:
    written = feed("Avtaledager", [NOTICE], language="nb", at=AT)
    lines = written.split(b"\r\n")
    assert lines.pop() == b""
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-1] == b"END:VCALENDAR"
    assert all(len(line) <= 75 for line in lines)
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    whole = written.replace(b"\r\n ", b"").decode()
    for said in (
        "DTSTART;VALUE=DATE:20270228\r\n",
        "DTEND;VALUE=DATE:20270301\r\n",
        "DTSTAMP:20261125T083000Z\r\n",
        "TRIGGER:-P14D\r\n",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n",
        "SUMMARY:Siste dag for oppsigelse: Moderne IT-tjenester\\; modul 2\\, driftsavtale\r\n",
        "CATEGORIES:Oppsigelse,Modul 2\\, drift\r\n",
        "URL:http://127.0.0.1:8000/agreements/12?a=1,2;b=3\r\n",
        "måneder.\\nSe bilag 6\\; «endringer»\\, og snakk med leverandøren.\\\\n\r\n",
    ):
        assert said in whole


def test_nothing_can_be_slipped_in() -> None:
    odd = "Ferdig\r\nEND:VEVENT\nBEGIN:VALARM\x00\x07"
    calendar = read(
        feed(odd, [replace(NOTICE, title=odd, text=odd, url=odd, uid=odd, alarm=None)], language="nb", at=AT)
    )
    (event,) = calendar.events
    assert not event.walk("VALARM")
    assert event["summary"] == "Ferdig END:VEVENT BEGIN:VALARM"


def test_the_order_given_does_not_matter() -> None:
    later = replace(NOTICE, uid="a", on=date(2028, 1, 1))
    assert feed("x", [later, NOTICE], language="nn", at=AT) == feed("x", [NOTICE, later], language="nn", at=AT)


def test_a_uid_stands_once() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        feed("x", [NOTICE, replace(NOTICE, on=date(2028, 1, 1))], language="en", at=AT)


texts = st.text(max_size=200)


@settings(deadline=None)
@given(title=texts, text=texts, categories=st.lists(texts, max_size=3))
def test_any_text_comes_back_and_no_line_is_too_long(title: str, text: str, categories: list[str]) -> None:
    day = replace(NOTICE, title=title, text=text, categories=tuple(categories))
    written = feed("x", [day], language="nb", at=AT)
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    (event,) = read(written).events
    assert event["summary"] == " ".join(printable(title).split())
    assert event.get("description", "") == printable(text).strip()
