"""A project goes from gate to gate when all is in place, and nothing begins beyond the hours that there are."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from knutepunkt.assessment.actions import judging
from knutepunkt.assessment.models import Assessment, Undertaking
from knutepunkt.assessment.queries.judged import assessments, judged
from knutepunkt.base.editing import save
from knutepunkt.base.errors import NotAllowed, NotYours, Refusal
from knutepunkt.base.session import seen_by
from knutepunkt.connectors.records import read_in, write_out
from knutepunkt.party.models import Organisation, Ownership, Person, Team
from knutepunkt.plan.actions import portfolio
from knutepunkt.plan.actions import projects as moving
from knutepunkt.plan.models import (
    Benefit,
    BusinessArea,
    Capacity,
    CapacityNeed,
    CostKey,
    CostShare,
    GateDemand,
    KeyInhabitants,
    Project,
)
from knutepunkt.plan.queries.projects import Eaten, ahead, beyond, eaten, eaten_in, run_share
from knutepunkt.plan.rules.project import Demand, Wanting
from tests.cast import MONDAY, SINCE, make_cast
from tests.judged import make_application, make_model
from tests.projects import BP3, QUARTER, TODAY, Planning, make_planning, make_projects

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Planning:
    return make_planning(make_cast())


def missing(refusal: pytest.ExceptionInfo[moving.Missing]) -> set[str]:
    return set(refusal.value.demands)


def test_bp3_is_refused_with_all_that_is_missing_and_then_passed(plan: Planning) -> None:
    Benefit.objects.update(baseline=None, baseline_on=None)
    with pytest.raises(moving.Missing) as refusal:
        plan.pass_gate("bp3")
    assert missing(refusal) == {*BP3, "baseline"}
    plan.one.refresh_from_db()
    assert plan.one.phase == "planning"

    Benefit.objects.update(baseline=1, baseline_on=TODAY)
    plan.prove(*BP3)
    passing = plan.pass_gate("bp3")
    plan.one.refresh_from_db()
    assert plan.one.phase == "execution"
    assert [one["demand"] for one in passing.met] == [
        "management_document", "baseline", "risk_analysis", "dpia_screening", "capacity", "procurement_plan",
    ]  # fmt: skip


def test_a_benefit_without_owner_stops_bp2(plan: Planning) -> None:
    Project.objects.update(phase="concept")
    Benefit.objects.update(owner_function="")
    plan.prove("proposal")
    with pytest.raises(moving.Missing) as refusal:
        plan.pass_gate("bp2")
    assert missing(refusal) == {"benefits"}


def test_bp5_asks_for_handover_and_realisation_plan_and_the_end_for_measurements(plan: Planning) -> None:
    Project.objects.update(phase="closing")
    with pytest.raises(moving.Missing) as refusal:
        plan.pass_gate("bp5")
    assert missing(refusal) == {"handover", "realisation_plan"}
    plan.prove("handover", "realisation_plan")
    plan.pass_gate("bp5")
    with pytest.raises(Refusal, match="Spart tid"):
        plan.do(moving.finish, plan.one.pk)


def test_hours_that_do_not_fit_stop_bp3_and_so_does_a_capacity_that_nobody_stated(plan: Planning) -> None:
    plan.prove(*BP3)
    other = plan.run("annet", 41)
    plan.do(moving.begin_run, other.pk)
    with pytest.raises(moving.Missing) as refusal:
        plan.pass_gate("bp3")
    assert missing(refusal) == {"capacity"}
    plan.do(moving.finish, other.pk)  # its hours are free again
    Capacity.objects.all().delete()
    with pytest.raises(moving.Missing) as refusal:
        plan.pass_gate("bp3")
    assert missing(refusal) == {"capacity"}
    CapacityNeed.objects.all().delete()
    found = ahead(plan.one, on=TODAY)
    assert found is not None
    assert Demand.CAPACITY in found.missing, "a project that takes no hours has not been planned"


def test_a_run_project_begins_where_there_is_room_alone(plan: Planning) -> None:
    with pytest.raises(Refusal, match="B 2026-10"):
        plan.do(moving.begin_run, plan.run("stort", 101).pk)
    plan.do(moving.begin_run, plan.run("fyller", 100).pk)
    with pytest.raises(Refusal, match="no room"):
        plan.do(moving.begin_run, plan.run("lite", 1).pk)
    plan.do(moving.begin_run, plan.run("andre", 100, plan.desk).pk)


def test_hours_beyond_capacity_are_taken_for_a_reason_that_is_kept(plan: Planning) -> None:
    big = plan.run("stort", 101)
    plan.do(moving.begin_run, big.pk, beyond_because="Sertifikatene går ut på mandag")
    big.refresh_from_db()
    assert (big.phase, big.beyond_because) == ("execution", "Sertifikatene går ut på mandag")
    assert [one.pk for one in beyond()] == [big.pk]
    plan.prove(*BP3)
    with pytest.raises(moving.Missing) as refusal:
        plan.pass_gate("bp3")
    assert missing(refusal) == {"capacity"}
    passing = plan.pass_gate("bp3", beyond_because="Styret tar risikoen")
    plan.one.refresh_from_db()
    assert plan.one.beyond_because == "Styret tar risikoen"
    assert [one["demand"] for one in passing.met if one.get("is_beyond")] == ["capacity"]


def test_no_reason_is_enough_where_the_hours_are_not_stated_and_none_is_kept_where_there_is_room(
    plan: Planning,
) -> None:
    plan.prove(*BP3)
    plan.pass_gate("bp3", beyond_because="Trengs ikke")
    plan.one.refresh_from_db()
    assert plan.one.beyond_because == ""
    unstated = Project.objects.create(key="uten", title="Uten timer", kind="run", owner=plan.cast.integrator)
    with pytest.raises(Refusal, match="State first"):
        plan.do(moving.begin_run, unstated.pk, beyond_because="Haster")


def test_what_was_begun_beyond_capacity_may_be_given_fewer_hours_but_no_more(plan: Planning) -> None:
    row = plan.run("stort", 150)
    plan.do(moving.begin_run, row.pk, beyond_because="Haster")
    need = CapacityNeed.objects.get(project=row)
    with seen_by(plan.cast.sees(plan.cast.administrator)):
        save(portfolio.NEED, need, {"hours": Decimal(120)}, by=plan.cast.administrator, at=MONDAY)
    with pytest.raises(Refusal) as refusal, seen_by(plan.cast.sees(plan.cast.administrator)):
        save(portfolio.NEED, need, {"hours": Decimal(121)}, by=plan.cast.administrator, at=MONDAY)
    assert set(refusal.value.fields) == {"hours"}


def test_the_risk_analysis_is_an_assessment_that_is_decided_and_still_stands(plan: Planning) -> None:
    said: dict[str, Any] = {"demand": "risk_analysis", "said": "Sak 9", "approved_by": "Eier", "approved_on": TODAY}
    with pytest.raises(Refusal, match="An assessment shows this"):
        plan.do(moving.prove, plan.one.pk, **said)
    plan.prove("management_document", "dpia_screening", "procurement_plan")

    def lacks(days: int = 0) -> Wanting | None:
        found = ahead(plan.one, on=TODAY + timedelta(days=days))
        assert found is not None
        assert set(found.missing) == ({"risk_analysis"} if found.shown["risk_analysis"].wanting else set())  # type: ignore[index]
        return found.shown[Demand.RISK_ANALYSIS].wanting

    first = plan.judge(decided=False)
    plan.rest(first)
    assert lacks() is Wanting.UNDECIDED
    with pytest.raises(moving.Missing):
        plan.pass_gate("bp3")
    plan.do(judging.decide, first.pk, outcome="ikke_godkjent", reason="Mer må gjøres")
    assert lacks() is Wanting.NOT_ACCEPTED
    second = plan.judge(konfidensialitet="hoy")
    assert lacks() is Wanting.REPLACED
    plan.rest(second)
    assert lacks() is None
    assert lacks(-1) is Wanting.UNDECIDED, "what is decided today did not show it yesterday"
    assert lacks(365) is None
    assert lacks(366) is Wanting.STALE
    Project.objects.filter(pk=plan.one.pk).update(description="Også hjemmekontor")
    assert lacks() is Wanting.STALE, "it is another project than was judged"
    third = plan.judge()
    plan.rest(third)
    Project.objects.filter(pk=plan.one.pk).update(remark="Ringt", certainty="secondary")
    assert lacks() is None, "a remark is no change of what was judged"
    passing = plan.pass_gate("bp3")
    (met,) = (one for one in passing.met if one["demand"] == "risk_analysis")
    assert (met["assessment"], met["outcome"]) == (third.pk, "Godkjent")
    plan.one.refresh_from_db()
    with seen_by(plan.cast.sees(plan.cast.administrator)):
        (one,) = judged(assessments().filter(pk=third.pk), on=TODAY)
    assert one.stale == (), "that it goes on is no change of it"


def test_the_assessment_of_another_project_or_by_another_model_shows_nothing(plan: Planning) -> None:
    other = plan.run("annet", 1)
    others = plan.judge(decided=False)
    Assessment.objects.filter(pk=others.pk).update(project=other.pk)
    foreign = Assessment.objects.create(model=make_model(), application=make_application(plan.cast), assessed_on=TODAY)
    for one in (others, foreign):
        with pytest.raises(Refusal) as refusal:
            plan.rest(one)
        assert set(refusal.value.fields) == {"assessment"}
    with pytest.raises(Refusal) as refusal:
        plan.do(moving.rest_on, plan.one.pk, demand="results", assessment=others.pk)
    assert set(refusal.value.fields) == {"demand"}
    with pytest.raises(NotYours):
        plan.do(moving.rest_on, plan.one.pk, demand="risk_analysis", assessment=others.pk, by=plan.cast.stranger)


def test_a_stop_of_the_risk_analysis_excludes_that_it_is_approved(plan: Planning) -> None:
    stops: list[dict[str, Any]] = [
        {"eier": "nei"},
        {"integritet": "svaert_hoy"},
        {"tiltak": "nei"},
        {"kartlagt": "nei"},
    ]
    for answers in stops:
        row = plan.judge(decided=False, **answers)
        assert row.is_stopped, answers
        with pytest.raises(Refusal) as refusal:
            plan.do(judging.decide, row.pk, outcome="godkjent", reason="Likevel")
        assert set(refusal.value.fields) == {"outcome"}


def test_a_municipality_sees_what_was_decided_of_its_project_and_nothing_undecided(plan: Planning) -> None:
    row = plan.judge(decided=False)

    def seen(person: Person) -> list[str]:
        with seen_by(plan.cast.sees(person)):
            return [f"{one}" for one in assessments()]

    assert seen(plan.cast.service_owner) == []
    plan.do(judging.decide, row.pk, outcome=row.advice)
    assert seen(plan.cast.service_owner) == ["Risikoanalyse av prosjekt: Nett i skolene"]
    for person in (plan.cast.employee, plan.cast.stranger, plan.cast.resolver):
        assert seen(person) == [], person
        with seen_by(plan.cast.sees(person)):
            assert not Undertaking.objects.exists()


def test_a_project_whose_work_has_ended_is_not_judged_again(plan: Planning) -> None:
    row = plan.judge()
    Project.objects.filter(pk=plan.one.pk).update(phase="realising", budget=5)
    with pytest.raises(NotYours):
        plan.judge()
    (one,) = judged(assessments().filter(pk=row.pk), on=TODAY + timedelta(days=999))
    assert one.stale == ()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"shown_by": "finnes-ikke", "accepts": "godkjent"}, "shown_by"),
        ({"shown_by": "prosjektrisiko", "accepts": "godkjent, grei"}, "accepts"),
        ({"shown_by": "prosjektrisiko", "accepts": ""}, "accepts"),
        ({"shown_by": "", "accepts": "godkjent"}, "accepts"),
    ],
)
def test_a_gate_names_a_model_and_outcomes_that_there_are(plan: Planning, values: dict[str, str], field: str) -> None:
    admin = plan.cast.administrator
    row = GateDemand.objects.get(gate="bp3", demand="dpia_screening")
    with pytest.raises(Refusal) as refusal, seen_by(plan.cast.sees(admin)):
        save(portfolio.GATE_DEMAND, row, values, by=admin, at=MONDAY)
    assert set(refusal.value.fields) == {field}
    counted = GateDemand.objects.get(gate="bp3", demand="capacity")
    with pytest.raises(Refusal) as refusal, seen_by(plan.cast.sees(admin)):
        values = {"shown_by": "prosjektrisiko", "accepts": "godkjent"}
        save(portfolio.GATE_DEMAND, counted, values, by=admin, at=MONDAY)
    assert set(refusal.value.fields) == {"shown_by"}


def test_what_runs_takes_no_more_hours_than_there_are(plan: Planning) -> None:
    row = plan.run("gaar", 100)
    plan.do(moving.begin_run, row.pk)
    need = CapacityNeed.objects.get(project=row)
    with pytest.raises(Refusal) as refusal, seen_by(plan.cast.sees(plan.cast.administrator)):
        save(portfolio.NEED, need, {"hours": Decimal(101)}, by=plan.cast.administrator, at=MONDAY)
    assert set(refusal.value.fields) == {"hours"}
    assert CapacityNeed.objects.get(pk=need.pk).hours == 100


@pytest.mark.parametrize(("gate", "days", "field"), [("bp4", 0, None), ("bp3", 1, "passed_on"), ("bp2", 0, None)])
def test_no_gate_is_passed_out_of_turn_or_ahead_of_its_day(
    plan: Planning, gate: str, days: int, field: str | None
) -> None:
    plan.prove(*BP3)
    said: dict[str, Any] = {"decided_by": "Styret", "line": "Vedtatt", "passed_on": TODAY + timedelta(days=days)}
    with pytest.raises(Refusal) as refusal:
        plan.do(moving.pass_gate, plan.one.pk, gate=gate, **said)
    assert set(refusal.value.fields) == ({field} if field else set())
    assert not plan.one.passings.exists()


def test_nobody_vouches_for_what_the_platform_works_out(plan: Planning) -> None:
    said: dict[str, Any] = {"said": "Jo da", "approved_by": "Eier", "approved_on": TODAY}
    for demand in ("capacity", "benefits", "finnes-ikke"):
        with pytest.raises(Refusal) as refusal:
            plan.do(moving.prove, plan.one.pk, demand=demand, **said)
        assert set(refusal.value.fields) == {"demand"}
    with pytest.raises(Refusal) as refusal:
        plan.do(moving.prove, plan.one.pk, demand="risk_analysis", is_needed=False, **said)
    assert set(refusal.value.fields) == {"is_needed"}


def test_only_those_who_keep_plans_move_a_project_and_others_do_not_find_it(plan: Planning) -> None:
    with pytest.raises(NotAllowed):
        plan.do(moving.stop, plan.one.pk, reason="Nei", by=plan.cast.agent)
    for stranger in (plan.cast.stranger, plan.cast.resolver):
        with pytest.raises(NotYours):
            plan.do(moving.stop, plan.one.pk, reason="Nei", by=stranger)


def test_a_gate_of_the_past_is_written_down_with_its_source_but_none_that_begins_work(plan: Planning) -> None:
    Project.objects.update(phase="idea")
    past: dict[str, Any] = {"decided_by": "Styret", "line": "Vedtatt", "source": "Sak 7/18"}
    first = plan.do(moving.write_down_gate, plan.one.pk, gate="bp1", passed_on=TODAY - timedelta(days=900), **past)
    assert (first.is_checked, first.source) == (False, "Sak 7/18")
    with pytest.raises(Refusal) as refusal:
        plan.do(moving.write_down_gate, plan.one.pk, gate="bp2", passed_on=TODAY - timedelta(days=901), **past)
    assert set(refusal.value.fields) == {"passed_on"}
    plan.do(moving.write_down_gate, plan.one.pk, gate="bp2", passed_on=TODAY - timedelta(days=900), **past)
    with pytest.raises(Refusal) as refusal:
        plan.do(moving.write_down_gate, plan.one.pk, gate="bp3", passed_on=TODAY, **past)
    assert set(refusal.value.fields) == {"gate"}


def test_time_is_written_by_area_and_the_share_of_run_projects_is_told(plan: Planning) -> None:
    run = plan.run("rydde", 30)
    said: dict[str, Any] = {"area": plan.delivery, "spent_on": TODAY, "note": "", "by": plan.cast.agent}
    with pytest.raises(Refusal, match="has not begun"):
        plan.do(moving.spend, run.pk, hours=Decimal(8), **said)
    plan.do(moving.begin_run, run.pk)
    plan.do(moving.spend, run.pk, hours=Decimal(8), **said)
    plan.do(moving.spend, plan.one.pk, hours=Decimal(24), **said)
    found = {one.area.pk: one for one in eaten(QUARTER, TODAY)}
    assert [found[plan.delivery.pk].run, found[plan.delivery.pk].all] == [Decimal(8), Decimal(32)]
    assert found[plan.desk.pk].all == 0
    for wrong in (Decimal(0), Decimal(-1), Decimal(1001)):
        with pytest.raises(Refusal) as refusal:
            plan.do(moving.spend, run.pk, hours=wrong, **said)
        assert set(refusal.value.fields) == {"hours"}


def test_cost_is_divided_by_the_key_of_the_day_to_the_last_øre(plan: Planning) -> None:
    cast = plan.cast
    for who, share in ((cast.municipality, "0.700000"), (cast.other_municipality, "0.300000")):
        Ownership.objects.create(owner=who, owned=cast.integrator, share=Decimal(share), valid_from=SINCE)
    CostKey.objects.create(divides_by="ownership", valid_from=SINCE, valid_to=TODAY)
    later = CostKey.objects.create(divides_by="ownership", valid_from=TODAY + timedelta(days=1))
    plan.one.municipalities.clear()
    values: dict[str, Any] = {"is_common": True, "divides_by": "ownership", "shared_on": TODAY, "municipalities": []}
    with seen_by(cast.sees(cast.administrator)):
        save(portfolio.PROJECT, plan.one, values, by=cast.administrator, at=MONDAY)
    shares = list(CostShare.objects.filter(project=plan.one))
    assert [(one.percent, one.amount) for one in shares] == [
        (Decimal(70), Decimal("700.01")),
        (Decimal(30), Decimal("300.00")),
    ]
    assert later.pk not in {one.cost_key_id for one in shares}


def test_a_key_that_does_not_hold_or_does_not_know_a_payer_is_refused_and_nothing_kept(plan: Planning) -> None:
    admin = plan.cast.administrator
    for basis in ("ownership", "inhabitants"):
        with pytest.raises(Refusal) as refusal, seen_by(plan.cast.sees(admin)):
            save(portfolio.PROJECT, plan.one, {"divides_by": basis, "shared_on": TODAY}, by=admin, at=MONDAY)
        assert set(refusal.value.fields) == {"divides_by"}
        plan.one.refresh_from_db()
    key = CostKey.objects.create(divides_by="inhabitants", valid_from=SINCE)
    KeyInhabitants.objects.create(cost_key=key, municipality=plan.cast.other_municipality, inhabitants=5)
    with pytest.raises(Refusal, match="Nordvik"), seen_by(plan.cast.sees(admin)):
        save(portfolio.PROJECT, plan.one, {"divides_by": "inhabitants", "shared_on": TODAY}, by=admin, at=MONDAY)
    assert not CostShare.objects.exists()
    plan.one.refresh_from_db()
    assert (plan.one.divides_by, plan.one.shared_on) == ("equal", None)


def test_bp3_divides_the_cost_of_a_project_whose_day_is_not_set(plan: Planning) -> None:
    plan.prove(*BP3)
    plan.pass_gate("bp3")
    share = CostShare.objects.get(project=plan.one)
    assert (share.municipality, share.amount, share.percent) == (
        plan.cast.municipality,
        Decimal("1000.01"),
        Decimal(100),
    )


def test_what_is_kept_of_projects_is_written_out_and_read_in_as_it_was(tmp_path: Path) -> None:
    make_projects(make_cast())
    write_out(tmp_path, records="plan")
    summary = read_in(tmp_path, records="plan", at=MONDAY)
    assert [str(fault) for fault in summary.faults] == []
    assert all(sum(counts.values()) == counts["unchanged"] for counts in summary.counts.values()), summary.counts
    assert summary.counts["projects.csv"]["unchanged"] == summary.counts["benefits.csv"]["unchanged"] == 1


def test_a_file_with_a_faulty_row_says_where_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    make_cast()
    (tmp_path / "business_areas.yaml").write_text("- {key: a, name: A}\n")
    (tmp_path / "capacity.yaml").write_text(
        "- {area: a, quarter: 2026-11-02, hours: 10}\n- {area: a, quarter: 2027-01-01, hours: -1}\n"
    )
    summary = read_in(tmp_path, records="plan", at=MONDAY)
    (fault,) = summary.faults
    assert (fault.file, fault.line) == ("capacity.yaml", 2)
    assert not BusinessArea.objects.exists()


def test_figures_of_time_become_hours_where_none_are_and_their_capacity_is_kept(plan: Planning) -> None:
    run = plan.run("rydde", 30)
    plan.do(moving.begin_run, run.pk)
    said: dict[str, Any] = {"spent_on": TODAY, "note": "", "area": plan.delivery, "by": plan.cast.agent}
    plan.do(moving.spend, run.pk, hours=Decimal(8), **said)
    before, months = date(2026, 7, 1), {"capacity_hours": 400, "source": "Regneark"}
    teams = {key: Team(key=key, name=key.title()) for key in ("b", "nytt")}
    figures = [
        SimpleNamespace(team=teams["b"], from_on=QUARTER, to_on=date(2026, 12, 31), hours=90, **months),
        SimpleNamespace(team=teams["b"], from_on=before, to_on=date(2026, 9, 30), hours=70, **months),
        SimpleNamespace(team=teams["nytt"], from_on=before, to_on=date(2026, 9, 30), hours=12_000, **months),
        SimpleNamespace(team=teams["nytt"], from_on=QUARTER, to_on=date(2026, 10, 31), hours=5, **months),
    ]
    for _again in range(2):
        import_module("knutepunkt.plan.migrations.0018_hours_of_run_projects").moved(figures, apps)
    found = {
        (first, one.area.key): (one.run, one.capacity)
        for first, rows in eaten_in([before, QUARTER]).items()
        for one in rows
    }
    assert found[QUARTER, "b"] == (Decimal(8), Decimal(100)), "hours that were written down are not counted twice"
    assert found[before, "b"] == (Decimal(70), Decimal(400))
    assert found[before, "nytt"] == (Decimal(12_000), Decimal(400))
    assert found[QUARTER, "nytt"] == (Decimal(5), None), "a month's capacity is not a quarter's"
    assert found[before, "a"] == (Decimal(0), None)


def test_the_share_of_run_projects_counts_areas_whose_capacity_is_stated(plan: Planning) -> None:
    rows = [
        Eaten(plan.desk, Decimal(30), Decimal(30), Decimal(100)),
        Eaten(plan.desk, Decimal(0), Decimal(0), Decimal(200)),
    ]
    assert run_share([*rows, Eaten(plan.desk, Decimal(99), Decimal(99), None)]) == Fraction(1, 10)
    assert run_share([Eaten(plan.desk, Decimal(1), Decimal(1), None)]) is None


def test_a_cost_is_divided_as_by_hand_by_the_key_of_its_day_and_not_by_the_one_after(plan: Planning) -> None:
    """Three owners, 7 000, 11 000 and 13 000 inhabitants, share 1 000.00: 225.806, 354.838 and 419.354 before øre."""
    cast = plan.cast
    third = Organisation.objects.create(key="sorvik", name="Sørvik kommune", sort_key="sørvik", kind="customer")
    of_then = {cast.municipality: 7_000, cast.other_municipality: 11_000, third: 13_000}
    for days, numbers in ((0, of_then), (1, dict.fromkeys(of_then, 1))):
        key = CostKey.objects.create(
            divides_by="inhabitants", valid_from=TODAY if days else SINCE, valid_to=None if days else TODAY - DAY
        )
        for who, inhabitants in numbers.items():
            KeyInhabitants.objects.create(cost_key=key, municipality=who, inhabitants=inhabitants)
    for who in of_then:
        Ownership.objects.create(owner=who, owned=cast.integrator, valid_from=SINCE)

    def shares(on: date, budget: str) -> list[tuple[str, Decimal, Decimal]]:
        values = {"is_common": True, "municipalities": [], "divides_by": "inhabitants", "shared_on": on}
        with seen_by(cast.sees(cast.administrator)):
            save(portfolio.PROJECT, plan.one, values | {"budget": Decimal(budget)}, by=cast.administrator, at=MONDAY)
        rows = CostShare.objects.filter(project=plan.one)
        assert sum(one.amount for one in rows) == Decimal(budget)
        assert sum(one.percent for one in rows) == 100
        return sorted((one.municipality.key, one.percent, one.amount) for one in rows)

    # Cut to øre 225.80 + 354.83 + 419.35 = 999.98: the two øre go to those from whom most was cut, .838 and .806.
    assert shares(TODAY - DAY, "1000.00") == [
        ("fjellbygda", Decimal("35.48"), Decimal("354.84")),
        ("nordvik", Decimal("22.58"), Decimal("225.81")),
        ("sorvik", Decimal("41.94"), Decimal("419.35")),
    ]
    # From today the key says that all weigh alike; the øre that is left goes to the first by name.
    assert shares(TODAY, "1000.00") == [
        ("fjellbygda", Decimal("33.34"), Decimal("333.34")),
        ("nordvik", Decimal("33.33"), Decimal("333.33")),
        ("sorvik", Decimal("33.33"), Decimal("333.33")),
    ]


def test_a_key_that_is_corrected_divides_again_what_it_divided(plan: Planning) -> None:
    cast, admin = plan.cast, plan.cast.administrator
    key = CostKey.objects.create(divides_by="inhabitants", valid_from=SINCE)
    for who in (cast.municipality, cast.other_municipality):
        KeyInhabitants.objects.create(cost_key=key, municipality=who, inhabitants=100)
        Ownership.objects.create(owner=who, owned=cast.integrator, valid_from=SINCE)
    values = {"is_common": True, "municipalities": [], "divides_by": "inhabitants", "shared_on": TODAY, "budget": 100}
    with seen_by(cast.sees(admin)):
        save(portfolio.PROJECT, plan.one, values, by=admin, at=MONDAY)
        row = KeyInhabitants.objects.get(municipality=cast.municipality)
        save(portfolio.INHABITANTS, row, {"inhabitants": 300}, by=admin, at=MONDAY)
    paid = dict(CostShare.objects.filter(project=plan.one).values_list("municipality__key", "amount"))
    assert paid == {"nordvik": Decimal(75), "fjellbygda": Decimal(25)}
    Project.objects.filter(pk=plan.one.pk).update(phase="done")
    with seen_by(cast.sees(admin)):
        save(portfolio.INHABITANTS, row, {"inhabitants": 100}, by=admin, at=MONDAY)
    paid = dict(CostShare.objects.filter(project=plan.one).values_list("municipality__key", "amount"))
    assert paid == {"nordvik": Decimal(75), "fjellbygda": Decimal(25)}, "what is over stays as it was divided"
