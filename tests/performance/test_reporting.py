"""A month's reports are made once, of what the month held, and told to those who asked and may read them."""

from datetime import datetime, timedelta

import pytest

from knutepunkt.base.errors import NotYours
from knutepunkt.base.models import OutboxMessage
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.party.models import Membership, Organisation, Person
from knutepunkt.performance.actions.reporting import make_due_reports, make_reports, subscribe, unsubscribe
from knutepunkt.performance.models import ServiceReport, Subscription
from knutepunkt.signal.models import Outage
from tests.cast import Cast
from tests.performance.test_scoring import AFTER, OCTOBER, THURSDAY, cast, worked

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
SYSTEM = Viewer(Role.SYSTEM)
ADDRESS = "https://knutepunkt.example"


def made(cast: Cast, *, at: datetime = AFTER) -> dict[str, ServiceReport]:
    with seen_by(SYSTEM):
        make_reports(OCTOBER, at=at, address=ADDRESS)
    return {one.organisation.key: one for one in ServiceReport.objects.select_related("organisation")}


def test_each_party_is_told_its_own_promises(cast: Cast) -> None:
    for hours in (1, 7):
        worked(cast, held=timedelta(hours=hours))
    Outage.objects.create(service=cast.service, start_at=THURSDAY, end_at=THURSDAY + timedelta(minutes=90))
    Outage.objects.create(service=cast.security_service, start_at=THURSDAY)
    found = {key: one.figures for key, one in made(cast).items()}
    assert found.keys() == {"nordvik", "leverandor-a"}
    ours, theirs = found["nordvik"], found["leverandor-a"]
    for figures in (ours, theirs):
        assert (figures["opened"], figures["resolved"], figures["open"]) == (2, 2, 0)
        assert [(one["service"], one["within"]) for one in figures["outages"]] == [("E-post", 5400)]
        assert [(one["service"], one["opened"], one["resolved"]) for one in figures["services"]] == [("E-post", 2, 2)]
        assert (figures["asked"], figures["average"], figures["credit"]) == (0, None, None)
    assert {one["contract"] for one in ours["levels"]} == {"Avtale nordvik"}
    assert {one["contract"] for one in theirs["levels"]} == {"Avtale a"}
    assert "hold" not in {one["metric"] for one in ours["levels"]}
    assert (theirs["met"], theirs["total"], theirs["share"]) == (6, 8, 75.0)


def test_the_months_add_up_to_the_year(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=1))
    worked(cast, held=timedelta(hours=1), at=THURSDAY - timedelta(days=28))
    figures = made(cast)["leverandor-a"].figures
    months = {one["month"]: one for one in figures["months"]}
    assert len(months) == 12
    assert [months[f"2026-{n}-01"]["opened"] for n in ("08", "09", "10")] == [0, 1, 1]
    assert months["2026-10-01"]["total"] == figures["total"] == sum(one["total"] for one in figures["levels"])
    assert sum(one["met"] for one in figures["services"]) == figures["met"]


def test_what_was_still_open_at_the_end_is_counted(cast: Cast) -> None:
    worked(cast, held=timedelta(days=40))
    figures = made(cast)["leverandor-a"].figures
    assert (figures["opened"], figures["resolved"], figures["open"]) == (1, 0, 1)


def test_a_report_stays_as_it_was_made(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=1))
    before = made(cast)
    worked(cast, held=timedelta(hours=1))
    after = made(cast, at=AFTER + timedelta(days=1))
    assert {key: (one.pk, one.figures, one.made_at) for key, one in before.items()} == {
        key: (one.pk, one.figures, one.made_at) for key, one in after.items()
    }


def test_it_is_made_from_the_first_working_day_on(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=1))
    sunday = AFTER - timedelta(days=1)
    with seen_by(SYSTEM):
        assert make_due_reports(at=sunday, address=ADDRESS) == 0
        assert make_due_reports(at=AFTER + timedelta(days=3), address=ADDRESS) == 2
        assert make_due_reports(at=AFTER + timedelta(days=4), address=ADDRESS) == 0


def wants(person: Person, organisation: Organisation, cast: Cast) -> None:
    with seen_by(cast.sees(person)):
        subscribe(organisation.pk, by=person, at=THURSDAY)
        subscribe(organisation.pk, by=person, at=THURSDAY)


def test_those_who_asked_get_one_link_each(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=1))
    for person in (cast.service_owner, cast.agent):
        wants(person, cast.municipality, cast)
    Person.objects.filter(pk=cast.agent.pk).update(mail="never")
    report = made(cast)["nordvik"]
    made(cast)
    mail = OutboxMessage.objects.get()
    assert mail.recipient == cast.service_owner.email
    assert mail.subject == "Tjenesterapport for Nordvik kommune, oktober 2026"
    assert f"{ADDRESS}/rapporter/{report.pk}/" in mail.body


def test_who_has_left_gets_no_link(cast: Cast) -> None:
    worked(cast, held=timedelta(hours=1))
    wants(cast.service_owner, cast.municipality, cast)
    Membership.objects.filter(person=cast.service_owner).update(valid_to=THURSDAY.date())
    made(cast)
    assert not OutboxMessage.objects.exists()


def test_nobody_subscribes_to_what_is_not_theirs(cast: Cast) -> None:
    for person, organisation in (
        (cast.service_owner, cast.other_municipality),
        (cast.service_owner, cast.supplier),
        (cast.employee, cast.municipality),
        (cast.resolver, cast.supplier),
        (cast.agent, cast.integrator),
    ):
        with seen_by(cast.sees(person)), pytest.raises(NotYours):
            subscribe(organisation.pk, by=person, at=THURSDAY)
    wants(cast.agent, cast.supplier, cast)
    with seen_by(cast.sees(cast.agent)):
        unsubscribe(cast.supplier.pk, by=cast.agent, at=THURSDAY)
    assert not Subscription.objects.exists()
