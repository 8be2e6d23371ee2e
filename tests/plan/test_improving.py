"""Improvements made of what was found elsewhere, what their rules refuse, and who sees them; continuity likewise."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from knutepunkt.base.editing import save
from knutepunkt.base.errors import NotAllowed, NotYours, Refusal
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Service
from knutepunkt.catalogue.queries.process import processes
from knutepunkt.desk import actions as desk
from knutepunkt.desk.models import Ticket
from knutepunkt.desk.rules.ticket import Kind
from knutepunkt.party.models import Membership
from knutepunkt.performance.models import Review, ReviewAction
from knutepunkt.plan.actions import continuity, improving
from knutepunkt.plan.actions.improvement import EFFECT, IMPROVEMENT
from knutepunkt.plan.models import ContinuityPlan, Effect, Exercise, Improvement
from knutepunkt.plan.queries import value_stream
from knutepunkt.plan.queries.continuity import plans, prepared, unprepared
from knutepunkt.plan.queries.improvement import improvements, in_rank, place_of
from tests.cast import MONDAY, SINCE, Cast, make_cast
from tests.improving import make_plans
from tests.processes import make_process

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def open_one(cast: Cast, title: str, **more: Any) -> Ticket:
    with seen_by(cast.sees(cast.employee)):
        return desk.open_ticket(title=title, service=cast.service, by=cast.employee, at=MONDAY, **more)


def agreed(cast: Cast) -> ReviewAction:
    review = Review.objects.create(
        supplier=cast.supplier, tier="tactical", planned_on=date(2026, 11, 2), from_on=SINCE, to_on=date(2026, 10, 31)
    )
    return ReviewAction.objects.create(review=review, text="Lage mal", organisation=cast.supplier, due_on=SINCE)


def test_a_reviews_action_becomes_an_improvement_once_and_links_back(cast: Cast) -> None:
    action = agreed(cast)
    with seen_by(cast.sees(cast.agent)):
        made = improving.from_review_action(action.pk, by=cast.agent, at=MONDAY)
        assert improving.from_review_action(action.pk, by=cast.agent, at=MONDAY) == made
    assert (made.review_action, made.owner, made.source, made.title) == (action, cast.supplier, "review", "Lage mal")


def test_a_ticket_becomes_one_with_its_service_and_a_restricted_one_does_not(cast: Cast) -> None:
    ticket, secret = open_one(cast, "Køen stopper"), open_one(cast, "Personsak")
    Ticket.objects.filter(pk=secret.pk).update(is_restricted=True, team=cast.first_line)
    with seen_by(cast.sees(cast.agent)):
        made = improving.from_ticket(ticket.pk, by=cast.agent, at=MONDAY)
        with pytest.raises(Refusal):
            improving.from_ticket(secret.pk, by=cast.agent, at=MONDAY)
    assert (made.ticket, made.service, made.source) == (ticket, cast.service, "ticket")
    assert Improvement.objects.count() == 1
    with seen_by(cast.sees(cast.other_resolver)), pytest.raises(NotYours):
        improving.from_ticket(ticket.pk, by=cast.other_resolver, at=MONDAY)


def test_an_exercise_gives_one_when_it_taught_something(cast: Cast) -> None:
    make_plans(cast)
    Improvement.objects.all().delete()
    exercise = Exercise.objects.get()
    with seen_by(cast.sees(cast.agent)):
        made = improving.from_exercise(exercise.pk, by=cast.agent, at=MONDAY)
    assert (made.title, made.exercise, made.owner) == ("Sertifikatet var utløpt", exercise, cast.supplier)
    exercise.learnt = ""
    exercise.save()
    with seen_by(cast.sees(cast.agent)), pytest.raises(Refusal):
        improving.from_exercise(exercise.pk, by=cast.agent, at=MONDAY)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": 6}, "value"),
        ({"effort": 0}, "effort"),
        ({"state": "done"}, "done_on"),
        ({"source": "finding"}, "finding"),
        ({"source": "process"}, "process"),
        ({"baseline": Decimal(1), "target": Decimal(1), "measure": "Saker"}, "target"),
        ({"target": Decimal(1)}, "measure"),
        ({"title": "Fødselsnummer 01017000027"}, "title"),
    ],
)
def test_what_an_improvement_cannot_be_is_refused_at_its_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        save(IMPROVEMENT, Improvement(), {"key": "x", "title": "X", **values}, by=cast.agent, at=MONDAY)
    assert field in refusal.value.fields
    assert not Improvement.objects.exists()


def test_a_change_of_a_process_has_a_benefit_before_it_is_accepted(cast: Cast) -> None:
    process = make_process(cast)
    values = {"key": "x", "title": "X", "process": process, "source": "process"}
    row = save(IMPROVEMENT, Improvement(), values, by=cast.agent, at=MONDAY)
    with pytest.raises(Refusal) as refusal:
        save(IMPROVEMENT, row, {"state": "accepted"}, by=cast.agent, at=MONDAY)
    assert "benefit" in refusal.value.fields
    row.refresh_from_db()
    save(IMPROVEMENT, row, {"state": "accepted", "benefit": "Raskere hjelp"}, by=cast.agent, at=MONDAY)


def test_only_the_desk_keeps_improvements_and_only_those_who_keep_terms_plans(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        save(IMPROVEMENT, Improvement(), {"key": "x", "title": "X"}, by=cast.service_owner, at=MONDAY)
    with pytest.raises(NotAllowed):
        save(continuity.PLAN, ContinuityPlan(), {"key": "x", "title": "X"}, by=cast.agent, at=MONDAY)


def test_effects_are_measured_of_what_has_a_measure_and_after_its_baseline(cast: Cast) -> None:
    one = make_plans(cast)
    Improvement.objects.filter(pk=one.pk).update(baseline_on=date(2026, 9, 1))
    one.refresh_from_db()
    for on, right in ((date(2026, 8, 1), False), (date(2026, 11, 1), True)):
        values = {"improvement": one, "on": on, "value": Decimal(0)}
        if right:
            save(EFFECT, Effect(), values, by=cast.agent, at=MONDAY)
            continue
        with pytest.raises(Refusal) as refusal:
            save(EFFECT, Effect(), values, by=cast.agent, at=MONDAY)
        assert "on" in refusal.value.fields
    assert place_of(Improvement.objects.get()).progress == 1


def test_what_was_held_has_a_result(cast: Cast) -> None:
    make_plans(cast)
    values = {"plan": ContinuityPlan.objects.get(), "planned_on": date(2026, 11, 1), "scenario": "Brann"}
    with translation.override("en"), pytest.raises(Refusal) as refusal:
        save(
            continuity.EXERCISE, Exercise(), {**values, "held_on": date(2026, 11, 1)}, by=cast.administrator, at=MONDAY
        )
    assert "outcome" in refusal.value.fields


@pytest.mark.parametrize(("held", "right"), [(MONDAY.date() + timedelta(days=1), False), (MONDAY.date(), True)])
def test_what_has_not_happened_yet_is_not_written_down_as_done(cast: Cast, held: date, right: bool) -> None:
    make_plans(cast)
    values = {"plan": ContinuityPlan.objects.get(), "planned_on": held, "held_on": held, "outcome": "passed"}
    if right:
        save(continuity.EXERCISE, Exercise(), {**values, "scenario": "Brann"}, by=cast.administrator, at=MONDAY)
        return
    with translation.override("en"), pytest.raises(Refusal, match="not come yet") as refusal:
        save(continuity.EXERCISE, Exercise(), {**values, "scenario": "Brann"}, by=cast.administrator, at=MONDAY)
    assert set(refusal.value.fields) == {"held_on"}
    assert not Exercise.objects.filter(planned_on=held).exists()


def test_open_ones_are_ranked_and_the_rest_follow(cast: Cast) -> None:
    for key, value, effort, state in (
        ("a", 2, 2, "proposed"),
        ("b", 5, 1, "accepted"),
        ("c", 5, 1, "rejected"),
        ("d", None, 1, "proposed"),
    ):
        Improvement.objects.create(key=key, title=key, value=value, effort=effort, state=state)
    found = [(one.improvement.key, one.place) for one in in_rank(improvements())]
    assert found == [("b", 1), ("a", 2), ("d", 3), ("c", None)]


def test_exercises_that_are_overdue_and_critical_services_without_a_plan_show(cast: Cast) -> None:
    make_plans(cast)
    Service.objects.update(criticality=1)
    assert [one.key for one in unprepared()] == ["firewall"]
    (found,) = prepared(plans(), on=date(2027, 5, 14))
    assert (found.due_on, found.days_overdue) == (date(2027, 5, 4), 10)
    assert found.last is not None
    assert found.last.kept is False
    ContinuityPlan.objects.update(approved_on=None)
    assert {one.key for one in unprepared()} == {"firewall", "mail"}, "a plan that nobody approved is none"


def test_each_party_sees_its_own(cast: Cast) -> None:
    make_plans(cast)
    make_process(cast)
    roles = Membership.Role
    for person in (cast.resolver, cast.other_resolver):
        Membership.objects.filter(person=person).update(role=roles.SERVICE_OWNER.value)
    seen = {}
    for person in (
        cast.administrator,
        cast.resolver,
        cast.other_resolver,
        cast.service_owner,
        cast.employee,
        cast.stranger,
    ):
        with seen_by(cast.sees(person)):
            seen[person.name] = (Improvement.objects.count(), ContinuityPlan.objects.count(), processes().count())
    assert seen == {
        "Administrator": (1, 1, 1), "Drift": (1, 1, 1), "Soc": (0, 0, 0), "Tjenesteeier": (0, 0, 1),
        "Ansatt": (0, 0, 1), "Fremmed": (0, 0, 0),
    }  # fmt: skip


def test_a_party_of_a_process_does_not_see_systems_that_are_not_its_own(cast: Cast) -> None:
    process = make_process(cast)
    steps = list(process.steps.all())
    steps[2].applications.get().users.clear()
    with seen_by(cast.sees(cast.employee)):
        (found,) = processes()
        assert [len(step.applications.all()) for step in found.steps.all()] == [0, 0, 0]
    with seen_by(cast.sees(cast.resolver)):
        (found,) = processes()
        assert [len(step.applications.all()) for step in found.steps.all()] == [0, 0, 1]


def test_a_stream_counts_what_is_under_way_and_leaves_out_what_is_restricted(cast: Cast) -> None:
    make_plans(cast)
    ticket, secret = open_one(cast, "Bestille postkasse", kind=Kind.REQUEST), open_one(cast, "Personsak")
    open_one(cast, "Henger")
    Ticket.objects.filter(pk=secret.pk).update(is_restricted=True)
    with seen_by(cast.sees(cast.agent)):
        streams = {
            one.service.key: one for one in value_stream.streams(Service.objects.all(), at=MONDAY + timedelta(hours=1))
        }
        mail = streams["mail"]
        assert (mail.customers, mail.requests, mail.others, mail.improvements, mail.has_plan) == (2, 1, 1, 1, True)
        (held,) = value_stream.holding(cast.service)
        assert (held.team, held.requests, held.others) == ("Servicesenter", 1, 1)
        assert value_stream.orders(cast.service, at=MONDAY) == {ticket.state: 1}
        (cost,) = value_stream.costs(cast.service, day=MONDAY.date())
        assert (cost.contract.key, cost.yearly) == ("a", None), "no price is stated, and none is guessed"
        parts = [link.part for link in value_stream.chain(cast.service, day=MONDAY.date())]
    assert parts == ["need", "first", "delivers"]
