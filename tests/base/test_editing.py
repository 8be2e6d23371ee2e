"""Records change by one path: checked, refused with every fault at its field, versioned, never overwritten unseen."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as some

from knutepunkt.agreement.actions import records as terms
from knutepunkt.agreement.models import Contract, ServiceCalendar, ServiceLevel, TeamHours
from knutepunkt.base.editing import Record, remove, save, seen_of
from knutepunkt.base.errors import MovedOn, NotAllowed, Refusal
from knutepunkt.base.history import history
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.actions import records as catalogue
from knutepunkt.catalogue.models import Application, Dependency, Offering, Service
from knutepunkt.party.actions import records as party
from knutepunkt.party.models import Membership, Organisation, Ownership, Person, Team
from tests.cast import MONDAY, SINCE, Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def keep(cast: Cast, record: Record, row: Any, *, seen: int | None = None, **values: Any) -> Any:
    with seen_by(cast.sees(cast.administrator)):
        return save(record, row, values, by=cast.administrator, at=MONDAY, seen=seen)


def refused_at(cast: Cast, record: Record, row: Any, **values: Any) -> set[str]:
    with pytest.raises(Refusal) as refusal:
        keep(cast, record, row, **values)
    assert refusal.value.message
    return set(refusal.value.fields)


def test_an_organisation_is_kept_with_its_number_and_in_norwegian_order(cast: Cast) -> None:
    made = keep(
        cast,
        party.ORGANISATION,
        Organisation(),
        key="aas",
        name="Ås kommune",
        kind="customer",
        number="974 760 673",
        domain="AAS.example",
    )
    assert (made.number, made.domain) == ("974760673", "aas.example")
    assert Organisation.objects.filter(kind="customer").last() == made  # Å comes last


@pytest.mark.parametrize("number", ["974760674", "000000000", "999999999", "97476067", "abcdefghi", "٩٧٤٧٦٠٦٧٣"])
def test_a_wrong_organisation_number_is_refused_at_its_field(cast: Cast, number: str) -> None:
    wrong: dict[str, Any] = {"key": "x", "name": "X", "kind": "customer", "number": number, "domain": ""}
    assert refused_at(cast, party.ORGANISATION, Organisation(), **wrong) == {"number"}
    assert not Organisation.objects.filter(key="x").exists()


def test_all_faults_are_told_at_once(cast: Cast) -> None:
    wrong = {"key": "not a key", "name": "", "kind": "king", "number": "", "domain": ""}
    assert refused_at(cast, party.ORGANISATION, Organisation(), **wrong) == {"key", "name", "kind"}


def test_a_key_or_number_that_another_has_is_refused(cast: Cast) -> None:
    again = {"key": "nordvik", "name": "Nordvik", "kind": "customer"}
    assert refused_at(cast, party.ORGANISATION, Organisation(), **again) == {"key"}
    keep(cast, party.ORGANISATION, cast.municipality, number="974760673")
    assert refused_at(cast, party.ORGANISATION, cast.supplier, number="974760673") == {"number"}


def test_an_organisation_is_no_part_of_itself(cast: Cast) -> None:
    keep(cast, party.ORGANISATION, cast.supplier, parent=cast.other_supplier)
    assert refused_at(cast, party.ORGANISATION, cast.other_supplier, parent=cast.supplier) == {"parent"}


def test_there_is_one_integrator(cast: Cast) -> None:
    assert refused_at(cast, party.ORGANISATION, cast.supplier, kind="integrator") == {"kind"}


def test_shares_never_exceed_the_whole_nor_overlap(cast: Cast) -> None:
    given: dict[str, Any] = {"owned": cast.integrator, "valid_from": SINCE, "share": "0.7"}
    keep(cast, party.OWNERSHIP, Ownership(), owner=cast.municipality, **given)
    assert refused_at(cast, party.OWNERSHIP, Ownership(), owner=cast.other_municipality, **given) == {"share"}
    assert refused_at(cast, party.OWNERSHIP, Ownership(), owner=cast.municipality, **given | {"share": "0.1"}) == {
        "valid_from"
    }


@given(number=some.text(max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_municipality_number_is_four_digits_or_refused(number: str) -> None:
    from knutepunkt.party.actions.records import _rule_number
    from knutepunkt.party.models import MunicipalityNumber

    row = MunicipalityNumber(number=number, organisation_id=0)
    if not (len(number) == 4 and all(letter in "0123456789" for letter in number)):
        with pytest.raises(Refusal):
            _rule_number(row)


def test_a_place_fits_the_organisation_and_its_team(cast: Cast) -> None:
    place: dict[str, Any] = {
        "person": cast.agent,
        "organisation": cast.municipality,
        "role": "employee",
        "valid_from": SINCE,
    }
    assert refused_at(cast, party.MEMBERSHIP, Membership(), **place, team=cast.first_line) == {"team"}
    assert refused_at(cast, party.MEMBERSHIP, Membership(), **place | {"role": "administrator"}, team=None) == {"role"}
    keep(cast, party.MEMBERSHIP, Membership(), **place, team=None)
    assert refused_at(cast, party.MEMBERSHIP, Membership(), **place, team=None) == {"valid_from"}


def test_a_new_person_cannot_log_in_before_choosing_a_password(cast: Cast) -> None:
    made = keep(
        cast, party.PERSON, Person(), name="Rådgiver", email="Radgiver@Nordvik.example", organisation=cast.municipality
    )
    assert made.email == "radgiver@nordvik.example"
    assert not made.has_usable_password()
    assert refused_at(cast, party.PERSON, Person(), name="En", email=made.email, organisation=cast.supplier) == {
        "email"
    }


def test_only_an_administrator_changes_what_there_is(cast: Cast) -> None:
    with seen_by(cast.sees(cast.agent)), pytest.raises(NotAllowed):
        save(party.TEAM, cast.first_line, {"name": "Mitt"}, by=cast.agent, at=MONDAY)
    assert Team.objects.get(pk=cast.first_line.pk).name == "Servicesenter"


def test_who_comes_second_is_told_and_overwrites_nothing(cast: Cast) -> None:
    with seen_by(cast.sees(cast.administrator)):
        seen = seen_of(cast.first_line)
    keep(cast, party.TEAM, Team.objects.get(pk=cast.first_line.pk), seen=seen, name="Servicesenteret")
    with pytest.raises(MovedOn):
        keep(cast, party.TEAM, cast.first_line, seen=seen, name="Førstelinja")
    assert Team.objects.get(pk=cast.first_line.pk).name == "Servicesenteret"


def test_every_change_is_in_the_trail_and_nothing_is_for_no_change(cast: Cast) -> None:
    keep(cast, party.TEAM, cast.first_line, name="Servicesenteret")
    keep(cast, party.TEAM, cast.first_line, name="Servicesenteret")
    with seen_by(cast.sees(cast.administrator)):
        newest, *rest = history("party_team", cast.first_line.pk)
    assert (newest.person_id, newest.columns) == (
        cast.administrator.pk,
        (("name", "Servicesenter", "Servicesenteret"),),
    )
    assert [change.action for change in rest] == ["insert"]


def test_what_is_needed_is_not_removed_and_what_is_not_can_be(cast: Cast) -> None:
    with seen_by(cast.sees(cast.administrator)):
        with pytest.raises(Refusal):
            remove(party.TEAM, cast.first_line, by=cast.administrator, at=MONDAY)
        offering = Offering.objects.filter(customer=cast.municipality).get()
        remove(catalogue.OFFERING, offering, by=cast.administrator, at=MONDAY)
    assert not Offering.objects.filter(pk=offering.pk).exists()


def test_needs_do_not_come_round_in_a_ring(cast: Cast) -> None:
    a, b, c = (Application.objects.create(key=key, name=key.upper()) for key in "abc")
    empty = {"service": None, "needs_service": None}
    for one, other in ((a, b), (b, c)):
        keep(cast, catalogue.DEPENDENCY, Dependency(), **empty, application=one, needs_application=other)
    with pytest.raises(Refusal, match="ring"):
        keep(cast, catalogue.DEPENDENCY, Dependency(), **empty, application=c, needs_application=a)
    both: dict[str, Any] = {"service": cast.service, "application": a, "needs_application": b, "needs_service": None}
    assert refused_at(cast, catalogue.DEPENDENCY, Dependency(), **both) == {"service"}


def test_a_service_starts_where_somebody_takes_it(cast: Cast) -> None:
    assert refused_at(cast, catalogue.SERVICE, cast.service, first_team=cast.security) == {"first_team"}
    assert Service.objects.get(pk=cast.service.pk).first_team == cast.first_line


def test_changed_hours_are_a_new_version_that_the_levels_follow(cast: Cast) -> None:
    TeamHours.objects.create(team=cast.first_line, calendar=cast.calendar)
    old_levels = set(ServiceLevel.objects.values_list("pk", flat=True))
    after = keep(cast, terms.CALENDAR, cast.calendar, weekly=[[0, 480, 1440]])
    before = ServiceCalendar.objects.get(key="office", version=1)
    assert (after.version, after.is_current, before.is_current, before.weekly[0]) == (2, True, False, [0, 480, 960])
    assert set(ServiceLevel.objects.filter(is_current=True).values_list("calendar", "version")) == {(after.pk, 2)}
    assert set(ServiceLevel.objects.filter(is_current=False).values_list("pk", flat=True)) == old_levels
    assert TeamHours.objects.get().calendar == after
    with translation.override("en"), pytest.raises(Refusal, match="history"):
        keep(cast, terms.CALENDAR, before, weekly=[[1, 480, 960]])


@pytest.mark.parametrize(
    "weekly", [[[0, 600, 500]], [[7, 0, 60]], [[0, 0, 1441]], [], [["a"]], "x", [[0, 0, 60], [0, 30, 90]]]
)
def test_hours_that_cannot_be_are_refused(cast: Cast, weekly: Any) -> None:
    assert refused_at(cast, terms.CALENDAR, cast.calendar, weekly=weekly) == {"weekly"}
    assert ServiceCalendar.objects.filter(is_current=True).get() == cast.calendar


def test_a_changed_level_is_a_new_version_with_what_it_covered(cast: Cast) -> None:
    contract = Contract.objects.get(key="nordvik")
    level = keep(
        cast,
        terms.LEVEL,
        ServiceLevel(),
        contract=contract,
        key="pickup-mail",
        name="Påbegynt e-post",
        metric="pickup",
        priority=None,
        target=timedelta(minutes=30),
        calendar=cast.calendar,
        services=[cast.service],
        groups=[],
    )
    after = keep(cast, terms.LEVEL, ServiceLevel.objects.get(pk=level.pk), target=timedelta(minutes=20))
    assert (after.version, list(after.services.all())) == (2, [cast.service])
    assert ServiceLevel.objects.get(pk=level.pk).target == timedelta(minutes=30)


def test_two_levels_that_would_tie_are_refused_naming_both(cast: Cast) -> None:
    contract = Contract.objects.get(key="nordvik")
    twin: dict[str, Any] = {
        "contract": contract,
        "key": "pickup-again",
        "name": "Igjen",
        "metric": "pickup",
        "calendar": cast.calendar,
    }
    with pytest.raises(Refusal, match="pickup.*pickup-again|pickup-again.*pickup") as refusal:
        keep(cast, terms.LEVEL, ServiceLevel(), **twin, target=timedelta(hours=1))
    assert set(refusal.value.fields) == {"priority"}
    assert not ServiceLevel.objects.filter(key="pickup-again").exists()


def test_an_agreement_stands_between_the_integrator_and_the_right_kind(cast: Cast) -> None:
    given: dict[str, Any] = {"key": "ny", "title": "Ny", "kind": "customer", "valid_from": SINCE, "priorities": {}}
    wrong = given | {"provider": cast.integrator, "customer": cast.supplier}
    assert refused_at(cast, terms.CONTRACT, Contract(), **wrong) == {"customer"}
    late = given | {"provider": cast.integrator, "customer": cast.municipality, "valid_to": date(2019, 1, 1)}
    assert refused_at(cast, terms.CONTRACT, Contract(), **late) == {"valid_to"}
    short = given | {"provider": cast.integrator, "customer": cast.municipality, "priorities": {"high": {"high": 1}}}
    assert refused_at(cast, terms.CONTRACT, Contract(), **short) == {"priorities"}


def test_an_identity_number_or_a_control_character_does_not_come_in(cast: Cast) -> None:
    assert refused_at(cast, catalogue.SERVICE, cast.service, description="Gjelder 01010750160") == {"description"}
    kept = keep(cast, catalogue.SERVICE, cast.service, description="En\x00 linje\r\ntil")
    assert kept.description == "En linje\ntil"


def test_one_service_gets_what_nobody_knows_the_service_of_and_the_first_line_gets_it(cast: Cast) -> None:
    assert keep(cast, catalogue.SERVICE, cast.service, is_fallback=True).is_fallback
    assert refused_at(cast, catalogue.SERVICE, cast.security_service, is_fallback=True) == {"is_fallback"}
    assert refused_at(cast, catalogue.SERVICE, cast.service, is_active=False) == {"is_active"}
    cast.service.refresh_from_db()
    assert refused_at(cast, catalogue.SERVICE, cast.service, first_team=cast.operations) == {"first_team"}
