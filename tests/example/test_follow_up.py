"""The example has something of all that follow-up shows: held, missed and coming meetings, actions, answers."""

from datetime import UTC, datetime, timedelta

import pytest

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.example.follow_up import write_answers, write_follow_up
from knutepunkt.example.incidents import load_incidents
from knutepunkt.party.models import Organisation
from knutepunkt.party.queries import local_day
from knutepunkt.performance.models import Regime, Review, ReviewAction, ReviewDecision, Survey
from knutepunkt.performance.queries import reviewing, surveying
from knutepunkt.performance.rules.satisfaction import ENOUGH
from tests.example.test_example import write

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = local_day(AT)


def follow_up() -> None:
    with seen_by(Viewer(Role.SYSTEM)):
        write_follow_up(at=AT)
        write_answers()


def test_each_supplier_of_a_module_is_followed_up_with_meetings_of_every_fate() -> None:
    write()
    follow_up()
    follow_up()
    met = Organisation.objects.filter(pk__in=Regime.objects.values("supplier"))
    assert set(met.values_list("key", flat=True)) == {"modul-1", "modul-2", "modul-3"}
    for supplier in met:
        reviews = Review.objects.filter(supplier=supplier)
        held, missed, coming = (
            reviews.filter(state="held"),
            reviews.filter(state="planned", planned_on__lt=TODAY),
            reviews.filter(state="planned", planned_on__gte=TODAY),
        )
        assert held.exists()
        assert missed.exists()
        assert coming.exists()
        assert not held.filter(minutes="").exists()
        assert not held.exclude(pk__in=ReviewDecision.objects.values("review")).exists()
        assert not held.exclude(pk__in=ReviewAction.objects.values("review")).exists()
    assert not Review.objects.exclude(planned_on__lt=TODAY).filter(state="held").exists()
    actions = ReviewAction.objects.all()
    assert actions.filter(done_on__isnull=False).count() > actions.filter(done_on__isnull=True).count() > 0
    assert any(one.days_overdue > 0 for one in reviewing.followed(on=TODAY))


def test_requesters_of_the_log_answered_enough_to_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    # Only the first days of the log.
    monkeypatch.setattr("knutepunkt.example.incidents.shift_for", lambda _at: AT - datetime(2016, 3, 3, tzinfo=UTC))
    load_incidents(at=AT, progress=None)
    follow_up()
    asked = Survey.objects.count()
    answered = Survey.objects.filter(answered_at__isnull=False)
    assert asked > answered.count() >= ENOUGH
    assert set(answered.values_list("score", flat=True)) >= {4, 5}
    total, lines = surveying.lines(AT - timedelta(days=90), AT)
    assert not total.is_thin
    assert lines
    follow_up()
    assert Survey.objects.count() == asked
