"""Roadmaps and waves in the database: what is refused, what a wave demands, and where its applications stand after."""

from datetime import UTC, date, datetime, timedelta

import pytest

from knutepunkt.base.editing import save
from knutepunkt.base.errors import NotAllowed, Refusal
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Application, Component, Dependency
from knutepunkt.plan.actions import moving
from knutepunkt.plan.actions.roadmap import ACTIVITY, MILESTONE, set_baseline
from knutepunkt.plan.models import Activity, Milestone, Move, MoveStep, Roadmap, Wave
from knutepunkt.plan.queries.moving import hosting, planned
from knutepunkt.plan.queries.roadmap import drawn
from knutepunkt.plan.rules.quarter import Quarter
from tests.cast import MONDAY, Cast, make_cast
from tests.planned import make_planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def start(wave: Wave, cast: Cast, because: str = "") -> Wave:
    return moving.start(wave.pk, because=because, by=cast.administrator, at=MONDAY)


def test_what_needs_itself_at_a_remove_is_refused_with_the_ring(cast: Cast) -> None:
    make_planned(cast)
    landing, moves = Activity.objects.get(key="landing"), Activity.objects.get(key="moving")
    Activity.objects.filter(key="moving").update(title="Flytte alt")
    with pytest.raises(Refusal) as refused:
        save(ACTIVITY, landing, {"awaits": [moves]}, by=cast.administrator, at=MONDAY)
    assert "landing" in refused.value.fields["awaits"]
    assert "Flytte alt" in refused.value.fields["awaits"]
    assert not landing.awaits.exists()


@pytest.mark.parametrize(
    ("starts", "ends"), [(date(2026, 5, 1), date(2026, 4, 1)), (date(2026, 5, 1), None), (None, date(2026, 5, 1))]
)
def test_an_activity_has_two_days_in_order_or_none(cast: Cast, starts: date | None, ends: date | None) -> None:
    make_planned(cast)
    row = Activity.objects.get(key="landing")
    with pytest.raises(Refusal) as refused:
        save(ACTIVITY, row, {"starts_on": starts, "ends_on": ends}, by=cast.administrator, at=MONDAY)
    assert set(refused.value.fields) == {"ends_on"}


def test_a_milestone_releases_what_stands_on_its_own_roadmap(cast: Cast) -> None:
    make_planned(cast)
    plan = Roadmap.objects.get(key="plan")
    other = Roadmap.objects.create(
        key="other", title="Other", owner=cast.integrator, first_on=plan.first_on, last_on=plan.last_on
    )
    elsewhere = Activity.objects.create(roadmap=other, key="elsewhere", area="A", title="Elsewhere")
    with pytest.raises(Refusal) as refused:
        row = Milestone.objects.get(key="ready")
        save(MILESTONE, row, {"releases": [elsewhere]}, by=cast.administrator, at=MONDAY)
    assert set(refused.value.fields) == {"releases"}


def test_slip_is_counted_from_the_baseline_that_was_set(cast: Cast) -> None:
    make_planned(cast)
    plan = Roadmap.objects.get(key="plan")
    with pytest.raises(NotAllowed):
        set_baseline(plan.pk, by=cast.agent, at=MONDAY)
    set_baseline(plan.pk, by=cast.administrator, at=MONDAY)
    Activity.objects.filter(key="moving").update(ends_on=date(2026, 7, 8))
    lines = {line.activity.key: line for _area, lines in drawn(plan, today=date(2026, 1, 2)).areas for line in lines}
    assert (lines["landing"].late, lines["moving"].late, lines["unstated"].late) == (0, 10, None)


def test_a_wave_that_lacks_something_starts_only_with_a_reason_which_is_kept(cast: Cast) -> None:
    wave = make_planned(cast)
    with pytest.raises(Refusal) as refused:
        start(wave, cast)
    assert "Kart" in refused.value.fields["because"]
    wave.refresh_from_db()
    assert wave.state == "planned"
    assert start(wave, cast, "Agreed in the board").started_because == "Agreed in the board"
    with pytest.raises(Refusal, match="already"):
        start(wave, cast, "Again")


def test_a_wave_without_a_way_back_does_not_start(cast: Cast) -> None:
    wave = make_planned(cast)
    wave.steps.filter(kind="rollback").delete()
    with pytest.raises(Refusal, match="rollback"):
        start(wave, cast, "All the same")


def test_what_is_accepted_stands_where_it_moved_to_and_what_is_rolled_back_where_it_stood(cast: Cast) -> None:
    wave = make_planned(cast)
    start(wave, cast, "Agreed")
    with pytest.raises(Refusal, match="acceptance"):
        moving.accept(wave.pk, by=cast.administrator, at=MONDAY)
    with pytest.raises(Refusal, match="back"):
        moving.roll_back(wave.pk, by=cast.administrator, at=MONDAY)
    for step in MoveStep.objects.exclude(kind="rollback"):
        moving.do_step(step.pk, result="Went well", by=cast.administrator, at=MONDAY + timedelta(hours=1))
    assert Application.objects.get(key="kart").hosting == "own_datacentre"
    assert moving.accept(wave.pk, by=cast.administrator, at=MONDAY).state == "accepted"
    assert Application.objects.get(key="kart").hosting == "cloud_saas"
    with pytest.raises(Refusal):
        moving.roll_back(wave.pk, by=cast.administrator, at=MONDAY)


def test_what_a_running_wave_moves_no_longer_changes(cast: Cast) -> None:
    wave = make_planned(cast)
    start(wave, cast, "Agreed")
    with pytest.raises(Refusal) as refused:
        save(moving.MOVE, Move.objects.get(), {"target": "supplier_hosted"}, by=cast.administrator, at=MONDAY)
    assert set(refused.value.fields) == {"wave"}


def test_what_moves_before_what_it_needs_is_told_with_an_order_that_would_do(cast: Cast) -> None:
    make_planned(cast)
    base = Application.objects.create(key="base", name="Base", hosting="own_datacentre")
    late = Wave.objects.create(key="two", title="Second", number=2)
    Move.objects.create(wave=late, application=base, target="cloud_saas")
    kart = Application.objects.get(key="kart")
    Dependency.objects.create(application=kart, needs_application=base)
    with seen_by(cast.sees(cast.administrator)):
        found = planned(on=MONDAY.date())
    assert list(found.blocked) == [(kart, base)]
    assert [list(group) for group in found.suggested] == [[base], [kart]]
    assert found.ready == 0


def test_what_is_needed_through_services_and_parts_counts_and_a_ring_is_named(cast: Cast) -> None:
    make_planned(cast)
    base, ledger = (Application.objects.create(key=key, name=key.title()) for key in ("base", "ledger"))
    late = Wave.objects.create(key="two", title="Second", number=2)
    for one in (base, ledger):
        Move.objects.create(wave=late, application=one, target="cloud_saas")
    kart = Application.objects.get(key="kart")
    part = Component.objects.create(key="base-api", name="API", application=base)
    own = Component.objects.create(key="kart-kjerne", name="Kjerne", application=kart)
    Dependency.objects.create(component=own, needs_service=cast.service)
    Dependency.objects.create(service=cast.service, needs_component=part)
    Dependency.objects.create(application=base, needs_application=ledger)
    Dependency.objects.create(application=ledger, needs_component=part)
    with seen_by(cast.sees(cast.administrator)):
        found = planned(on=MONDAY.date())
    assert list(found.blocked) == [(kart, base)]
    assert [list(group) for group in found.suggested] == [[base, ledger], [kart]]
    assert [list(ring) for ring in found.rings] == [[base, ledger]]


def test_hosting_follows_the_plan_by_the_quarter(cast: Cast) -> None:
    make_planned(cast)
    Application.objects.create(key="ukjent", name="Ukjent")
    found = hosting(date(2026, 1, 1), date(2026, 9, 1))
    assert found.today == {"own_datacentre": 1, "unstated": 1}
    assert found.coming[Quarter(2026, 1)] == {"own_datacentre": 1, "unstated": 1}
    assert found.coming[Quarter(2026, 2)] == {"cloud_saas": 1, "unstated": 1}
    assert not found.unplaced


@pytest.mark.parametrize("ends_on", [None, date(2025, 12, 31)])
def test_a_move_without_a_day_to_come_stands_where_it_stands_and_says_so(cast: Cast, ends_on: date | None) -> None:
    make_planned(cast)
    Wave.objects.update(ends_on=ends_on)
    found = hosting(date(2026, 1, 1), date(2026, 9, 1))
    assert found.coming[Quarter(2026, 3)] == {"own_datacentre": 1}
    assert [move.application.key for move in found.unplaced] == ["kart"]


def test_what_is_retired_ends_when_its_wave_is_accepted(cast: Cast) -> None:
    wave = make_planned(cast)
    wave.moves.update(way="retire")
    assert hosting(date(2026, 1, 1), date(2026, 9, 1)).coming[Quarter(2026, 3)] == {}
    start(wave, cast, "Agreed")
    for step in MoveStep.objects.exclude(kind="rollback"):
        moving.do_step(step.pk, result="Went well", by=cast.administrator, at=MONDAY)
    moving.accept(wave.pk, by=cast.administrator, at=MONDAY)
    row = Application.objects.get(key="kart")
    assert (row.phase, row.retired_on, row.hosting) == ("retired", MONDAY.date(), "own_datacentre")


def test_a_step_begins_on_one_of_the_waves_days(cast: Cast) -> None:
    make_planned(cast)
    step = MoveStep.objects.get(kind="cut_over")
    with pytest.raises(Refusal) as refused:
        save(moving.MOVE_STEP, step, {"starts_at": MONDAY}, by=cast.administrator, at=MONDAY)
    assert set(refused.value.fields) == {"starts_at"}
    late = datetime(2026, 6, 28, 21, 0, tzinfo=UTC)
    assert save(moving.MOVE_STEP, step, {"starts_at": late}, by=cast.administrator, at=MONDAY).starts_at == late
