"""Meetings are planned by the regime, their agenda comes from the figures, and what was agreed is followed."""

from datetime import date, timedelta

import pytest

from knutepunkt.base.errors import NotAllowed, NotYours, Refusal
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.party.models import Membership
from knutepunkt.performance.actions import reviewing as acting
from knutepunkt.performance.models import Regime, Review, ReviewAction
from knutepunkt.performance.queries import reviewing
from tests.cast import MONDAY, SINCE, Cast
from tests.performance.test_scoring import cast, worked
from tests.register import make_register

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
SYSTEM = Viewer(Role.SYSTEM)
TODAY = MONDAY.date()


def followed(cast: Cast, *, since: date, months: int = 1) -> Regime:
    return Regime.objects.create(supplier=cast.supplier, tier="operational", every_months=months, since_on=since)


def planned(cast: Cast) -> Review:
    """The meeting that looks at October."""
    followed(cast, since=date(2026, 10, 25))
    with seen_by(SYSTEM):
        acting.plan_reviews(at=MONDAY)
    return Review.objects.get(to_on=date(2026, 10, 31))


def test_meetings_of_half_a_year_are_planned_once_and_stay_where_they_are_moved(cast: Cast) -> None:
    review = planned(cast)
    assert (review.planned_on, review.from_on) == (date(2026, 11, 25), date(2026, 10, 1))
    days = list(Review.objects.order_by("planned_on").values_list("planned_on", flat=True))
    assert len(days) == 6
    with seen_by(cast.sees(cast.administrator)):
        acting.move(review.pk, to=date(2026, 11, 27), by=cast.administrator, at=MONDAY)
    with seen_by(SYSTEM):
        assert acting.plan_reviews(at=MONDAY) == 0
    assert Review.objects.filter(planned_on=date(2026, 11, 27)).count() == 1


def test_the_agenda_is_drawn_from_the_figures_and_stays_as_it_was(cast: Cast) -> None:
    make_register(cast)
    late = worked(cast, held=timedelta(hours=7))
    review = planned(cast)
    items = {one["topic"]: one["figures"] for one in reviewing.agenda(review, on=TODAY)}
    assert [(one["met"], one["total"], one["is_thin"]) for one in items["attainment"]] == [(0, 1, True), (0, 1, True)]
    assert items["tickets"] == [{"ticket": late, "held": 7 * 3600}]
    assert {"what": "option", "day": "2027-09-30", "contract": "Avtale a"} in items["days"]
    assert "actions" not in items
    held = hold(cast, review)
    worked(cast, held=timedelta(hours=7))
    hold(cast, review, minutes="Rettet.")
    again = Review.objects.get(pk=review.pk)
    assert (again.agenda, again.minutes) == (held.agenda, "Rettet.")
    assert {one["topic"] for one in held.agenda} == {"attainment", "tickets", "days"}


def hold(cast: Cast, review: Review, *, minutes: str = "Gjennomgått.", on: date = TODAY) -> Review:
    with seen_by(cast.sees(cast.administrator)):
        return acting.hold(review.pk, held_on=on, present="Leder", minutes=minutes, by=cast.administrator, at=MONDAY)


def test_what_was_agreed_comes_up_again_until_it_is_done(cast: Cast) -> None:
    review = hold(cast, planned(cast))
    with seen_by(cast.sees(cast.administrator)):
        acting.decide(review.pk, text="Flere på vakt", by=cast.administrator, at=MONDAY)
        action = acting.agree(
            review.pk, text="Bemanne", organisation=cast.supplier, owner=cast.resolver, due_on=TODAY,
            by=cast.administrator, at=MONDAY,
        )  # fmt: skip
    following = Review.objects.get(to_on=date(2026, 11, 30))
    assert [one["text"] for one in _topic(following, "actions", on=TODAY + timedelta(days=1))] == ["Bemanne"]
    with seen_by(cast.sees(cast.administrator)):
        acting.finish(action.pk, by=cast.administrator, at=MONDAY)
    assert _topic(following, "actions", on=TODAY) == []
    assert ReviewAction.objects.get().done_on == TODAY


def _topic(review: Review, topic: str, *, on: date) -> list[dict[str, object]]:
    found = {one["topic"]: one["figures"] for one in reviewing.agenda(review, on=on)}
    return list(found.get(topic, []))


def test_planned_is_held_against_what_was_held(cast: Cast) -> None:
    followed(cast, since=TODAY - timedelta(days=100))
    (one,) = reviewing.followed(on=TODAY)
    assert (len(one.turns), one.held, one.missed) == (3, 0, 3)
    assert one.days_overdue > 60
    days = (TODAY - timedelta(days=40), TODAY + timedelta(days=20))
    for planned_on in days:
        Review.objects.create(
            supplier=cast.supplier, tier="operational", planned_on=planned_on, from_on=SINCE, to_on=planned_on
        )
    (one,) = reviewing.followed(on=TODAY)
    assert one.next_review is not None
    assert one.next_review.planned_on == days[1]
    Review.objects.create(
        supplier=cast.supplier, tier="operational", planned_on=TODAY, held_on=TODAY, state="held",
        from_on=SINCE, to_on=SINCE,
    )  # fmt: skip
    (one,) = reviewing.followed(on=TODAY)
    assert (one.held, one.missed, one.days_overdue) == (1, 2, 0)


def test_only_the_integrators_managers_change_a_review(cast: Cast) -> None:
    review = planned(cast)
    role = Membership.Role.SUPPLIER_MANAGER.value
    Membership.objects.create(person=cast.resolver, organisation=cast.supplier, role=role, valid_from=SINCE)
    for person, refusal in (
        (cast.agent, NotAllowed), (cast.resolver, NotAllowed), (cast.other_resolver, NotYours), (cast.service_owner, NotYours),
    ):  # fmt: skip
        with seen_by(cast.sees(person)), pytest.raises(refusal):
            acting.decide(review.pk, text="Nei", by=person, at=MONDAY)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"present": " "}, "present"),
        ({"minutes": ""}, "minutes"),
        ({"minutes": "Født 15108695088"}, "minutes"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(cast: Cast, typed: dict[str, object], field: str) -> None:
    review = planned(cast)
    given = {"held_on": TODAY, "present": "Leder", "minutes": "Gjennomgått."} | typed
    with seen_by(cast.sees(cast.administrator)), pytest.raises(Refusal) as refused:
        acting.hold(review.pk, **given, by=cast.administrator, at=MONDAY)  # type: ignore[arg-type]
    assert field in refused.value.fields


def test_who_did_not_meet_is_given_nothing_to_do_and_what_is_off_stays_off(cast: Cast) -> None:
    review = planned(cast)
    with seen_by(cast.sees(cast.administrator)):
        with pytest.raises(Refusal):
            acting.agree(
                review.pk, text="x", organisation=cast.other_supplier, owner=None, due_on=TODAY,
                by=cast.administrator, at=MONDAY,
            )  # fmt: skip
        with pytest.raises(Refusal):
            acting.agree(
                review.pk, text="x", organisation=cast.supplier, owner=cast.agent, due_on=TODAY,
                by=cast.administrator, at=MONDAY,
            )  # fmt: skip
        acting.cancel(review.pk, by=cast.administrator, at=MONDAY)
        with pytest.raises(Refusal):
            acting.decide(review.pk, text="Nei", by=cast.administrator, at=MONDAY)
