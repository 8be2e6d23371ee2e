"""A query compiled once: bound anew each time, and read as whoever asks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from knutepunkt.base.compiled import Compiled
from knutepunkt.base.session import seen_by
from knutepunkt.desk import actions
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.queries import queue
from knutepunkt.desk.queries.queue import with_names
from tests.cast import MONDAY, Cast, make_cast

built: list[int] = []


@Compiled
def of_service(service_id: int, title: str) -> QuerySet[Ticket]:
    built.append(1)
    return with_names(Ticket.objects.filter(service_id=service_id, title=title)).order_by("pk")


@Compiled
def titles(requester_id: int) -> "QuerySet[Ticket, tuple[str]]":
    return Ticket.objects.filter(requester_id=requester_id).order_by("pk").values_list("title")


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    for title, by in (("Skriver", cast.employee), ("Skjerm", cast.employee), ("Skriver", cast.stranger)):
        with seen_by(cast.sees(by)):
            actions.open_ticket(title=title, service=cast.service, by=by, at=MONDAY)
    return cast


def test_it_is_built_once_and_bound_each_time(cast: Cast) -> None:
    built.clear()
    assert [row.title for row in of_service(cast.service.pk, "Skjerm")] == ["Skjerm"]
    assert [row.title for row in of_service(cast.service.pk, "Skriver")] == ["Skriver", "Skriver"]
    assert of_service(cast.security_service.pk, "Skriver") == []
    assert len(built) <= 1


def test_each_run_asks_the_database_with_related_rows_in_one_statement(cast: Cast) -> None:
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            row = of_service.first(cast.service.pk, "Skjerm")
            assert row is not None
            assert (row.customer.name, row.service.name) == ("Nordvik kommune", "E-post")
        assert len(asked) == 1


@pytest.mark.parametrize("number", [1 << 15, 1 << 31, 1 << 63, -(1 << 70)])
def test_a_number_is_looked_up_whatever_its_size(cast: Cast, number: int) -> None:
    assert of_service(number, "Skriver") == []


def test_values_come_as_tuples(cast: Cast) -> None:
    assert titles(cast.employee.pk) == [("Skriver",), ("Skjerm",)]
    assert titles(cast.agent.pk) == []
    assert titles.first(cast.agent.pk) is None


def test_viewers_on_one_connection_see_their_own_however_often_it_is_prepared(cast: Cast) -> None:
    owned = {cast.employee: 1, cast.stranger: 1, cast.colleague: 0, cast.agent: 2, cast.resolver: 0}
    for person in [*owned, *owned, *owned, *reversed(owned)]:  # more often than a statement waits to be prepared
        with seen_by(cast.sees(person)):
            assert len(of_service(cast.service.pk, "Skriver")) == owned[person], person
            assert queue.page(queue.Filter(), at=MONDAY).rows == list(Ticket.objects.order_by("due_at", "pk")), person


def test_a_list_is_the_same_in_every_shape(cast: Cast) -> None:
    at = MONDAY + timedelta(days=1)
    for chosen, many in (
        (queue.Filter(service_id=cast.service.pk), 3),
        (queue.Filter(service_id=cast.service.pk, customer_id=cast.municipality.pk), 2),
        (queue.Filter(customer_id=cast.other_municipality.pk), 1),
        (queue.Filter(service_id=cast.security_service.pk, unassigned=True), 0),
        (queue.Filter(states=("new",), sort="newest"), 3),
        (queue.Filter(due_before=MONDAY), 0),
        (queue.Filter(overdue=True), 3),
    ):
        rows = queue.page(chosen, at=at).rows
        assert len(rows) == many, chosen
        assert {row.pk for row in rows} == set(queue.matching(chosen, at=at).values_list("pk", flat=True)), chosen
