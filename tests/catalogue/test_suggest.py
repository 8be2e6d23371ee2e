"""Suggestions find the service that words are about, in spite of endings and spelling."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Offering, Service
from knutepunkt.catalogue.queries.suggest import offered, suggest
from tests.cast import MONDAY, SINCE, Cast, make_cast

TODAY = MONDAY.date()
WORDS = {
    "printing": ("Skriver og kopimaskin", ["skriver", "skrive ut", "toner", "papirstopp"]),
    "login": ("Passord og pålogging", ["glemt passord", "logge inn", "låst konto"]),
    "records": ("Pasientjournal", ["journal", "pasient", "medisiner"]),
}


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    for key, (name, words) in WORDS.items():
        Offering.objects.create(service=_service(cast, key, name, words), customer=cast.municipality, valid_from=SINCE)
    return cast


def _service(cast: Cast, key: str, name: str, words: list[str]) -> Service:
    return Service.objects.create(
        key=key,
        name=name,
        words=words,
        group=cast.service.group,
        owner=cast.integrator,
        provider=cast.supplier,
        first_team=cast.first_line,
    )


def _best(cast: Cast, typed: str) -> str | None:
    with seen_by(cast.sees(cast.employee)):
        found = suggest(typed, customer_id=cast.municipality.pk, day=TODAY)
    return found[0].service.key if found else None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Skriveren i andre etasje er tom for toner", "printing"),
        ("får ikke skrevet ut", "printing"),
        ("glemt passordet mitt", "login"),
        ("kontoen min er lest", "login"),
        ("pasientjournalen åpner ikke", "records"),
        ("outlok", "mail"),
        ("KAN IKKE LOGGE INN", "login"),
    ],
)
def test_words_lead_to_their_service(cast: Cast, typed: str, key: str) -> None:
    assert _best(cast, typed) == key


@pytest.mark.parametrize("typed", ["", " ", "x", "&&& | !", "qwzx", "\x00\x00", "'; drop table"])
def test_what_means_nothing_suggests_nothing(cast: Cast, typed: str) -> None:
    assert _best(cast, typed) is None


def test_the_reason_is_the_word_that_came_nearest(cast: Cast) -> None:
    with seen_by(cast.sees(cast.employee)):
        first = suggest("tom for toner", customer_id=cast.municipality.pk, day=TODAY)[0]
    assert first.because == "toner"


def test_only_what_the_customer_has_now(cast: Cast) -> None:
    Offering.objects.filter(service__key="printing").update(valid_to=TODAY - timedelta(days=1))
    assert _best(cast, "toner") is None
    with seen_by(cast.sees(cast.employee)):
        keys = {service.key for service in offered(cast.municipality.pk, day=TODAY)}
    assert keys == {"mail", "login", "records"}


def test_a_customer_without_offerings_chooses_from_everything(cast: Cast) -> None:
    Offering.objects.filter(customer=cast.other_municipality).delete()
    with seen_by(cast.sees(cast.stranger)):
        assert offered(cast.other_municipality.pk, day=TODAY).count() == Service.objects.count()
        assert suggest("toner", customer_id=cast.other_municipality.pk, day=TODAY)[0].service.key == "printing"


def test_two_queries_whatever_is_typed(cast: Cast) -> None:
    with seen_by(cast.sees(cast.employee)), CaptureQueriesContext(connection) as queries:
        suggest("toner " * 5_000, customer_id=cast.municipality.pk, day=TODAY)
    assert len(queries) == 2
