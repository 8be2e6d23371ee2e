"""The example holds what its source names, once, and stays out of an organisation's own data."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Count, Sum

from knutepunkt import example
from knutepunkt.agreement.models import Contract
from knutepunkt.base.errors import Refusal
from knutepunkt.catalogue.models import Application, Service, ServiceGroup
from knutepunkt.desk.models import Ticket
from knutepunkt.example.incidents import SOURCE, load_incidents, shift_for
from knutepunkt.example.offers import write_catalogue
from knutepunkt.example.parties import write_parties
from knutepunkt.example.promises import write_agreements
from knutepunkt.example.reckoning import reckon
from knutepunkt.party.models import Organisation, Ownership, Person, Team
from knutepunkt.performance.models import Settlement
from knutepunkt.signal.models import Outage

pytestmark = pytest.mark.django_db


def write() -> None:
    write_parties("et langt passord")
    write_catalogue()
    write_agreements(on=date(2026, 11, 23))


def test_everything_that_the_source_names_is_there_and_only_once() -> None:
    write()
    write()
    customers = Organisation.objects.filter(kind="customer")
    assert customers.count() == Ownership.objects.count() == 6
    assert Ownership.objects.filter(notice_given_on__isnull=False).count() == 1
    assert Application.objects.count() == 37
    assert ServiceGroup.objects.filter(kind="catalogue").count() == 4
    areas = {"Servicesenter", "Tjenesteleveranse", "Prosjekt", "Tjenesteutvikling", "Sikkerhet og kvalitet"}
    assert areas <= set(Team.objects.filter(organisation__kind="integrator").values_list("name", flat=True))
    assert set(Contract.objects.exclude(module=None).values_list("module", flat=True)) == {1, 2, 3}
    assert Contract.objects.filter(kind="customer").count() == 6
    assert not Contract.objects.filter(is_example=False).exists()
    assert Application.objects.filter(needed_by__isnull=True).count() == 0


def test_applications_are_as_the_source_has_them() -> None:
    write()
    hosting = Application.objects.values_list("hosting").annotate(number=Count("pk")).order_by()
    assert dict(hosting) == {
        "cloud_saas": 11,
        "own_datacentre": 8,
        "unstated": 13,
        "supplier_hosted": 1,
        "local_install": 3,
        "hybrid_cloud_and_local": 1,
    }
    users = Application.objects.annotate(number=Count("users")).filter(number__gt=0).values_list("number", flat=True)
    assert (len(users), sum(users)) == (7, 23)
    assert Application.objects.filter(supplier__isnull=False).count() == 23
    assert Application.objects.exclude(wording="").count() == 37  # in its own words
    gat = Application.objects.get(key="gat")
    assert [one.name for one in gat.users.order_by("sort_key")] == [
        f"{name} kommune" for name in ("Eidsvoll", "Gjerdrum", "Nannestad", "Nes", "Ullensaker")
    ]


def test_the_owner_under_notice_leaves_three_years_after() -> None:
    write()
    leaving = Ownership.objects.filter(notice_given_on__isnull=False)
    days = leaving.values_list("owner__key", "notice_given_on", "exit_on")
    assert list(days) == [("ullensaker", date(2025, 5, 20), date(2028, 5, 20))]
    assert Ownership.objects.aggregate(whole=Sum("share"))["whole"] == 1


def test_every_service_has_somebody_to_take_its_tickets() -> None:
    write()
    for service in Service.objects.all():
        assert service.first_team.memberships.exists(), service
        assert service.next_team is None or service.next_team.memberships.exists(), service


def test_each_login_is_somebody() -> None:
    write()
    emails = {email for _role, email, _look_at in example.logins()}
    assert Person.objects.filter(email__in=emails).count() == len(emails)


@pytest.mark.parametrize("day", range(0, 365, 3))
def test_a_busy_weekday_of_the_log_is_today_with_the_whole_month_before(day: int) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(days=day)
    then = at - shift_for(at)
    assert then.weekday() < 5
    if at.weekday() < 5:
        assert then.weekday() == at.weekday()
    month_before = (at.replace(day=1) - timedelta(days=1)).replace(day=1)
    assert (month_before - shift_for(at)).date() >= date(2016, 2, 29)


def test_a_second_start_loads_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    # Only the log's first weeks: enough to see that the second start adds nothing.
    monkeypatch.setattr("knutepunkt.example.incidents.shift_for", lambda _at: at - datetime(2016, 3, 2, tzinfo=UTC))
    load_incidents(at=at, progress=None)
    loaded = Ticket.objects.filter(source=SOURCE).count()
    assert loaded > 100
    load_incidents(at=at + timedelta(days=1), progress=None)
    assert Ticket.objects.filter(source=SOURCE).count() == loaded


def test_the_example_stays_out_of_an_own_installation() -> None:
    Organisation.objects.create(key="own", name="Eget IKS", sort_key="eget", kind="integrator")
    with pytest.raises(Refusal):
        example.load(at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert Organisation.objects.count() == 1


def test_its_year_is_settled_but_for_the_month_that_was_shown_last() -> None:
    write()
    at = datetime(2026, 11, 25, 9, tzinfo=UTC)
    for _turn in range(2):
        reckon(at=at)
    states = dict(Settlement.objects.values_list("from_on", "state").distinct())
    assert states[date(2026, 9, 1)] == "agreed"
    assert (states[date(2026, 10, 1)], states[date(2026, 11, 1)]) == ("measured", "measured")
    assert len(states) == 13
    assert Outage.objects.filter(is_example=True).count() == Outage.objects.count() == 8
