"""A subject is judged and decided upon: what is kept, what is refused, who sees it."""

import copy
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from knutepunkt.assessment.actions import resolving
from knutepunkt.assessment.actions.judging import Answer, assess, decide
from knutepunkt.assessment.actions.records import MODEL
from knutepunkt.assessment.models import Assessment, AssessmentModel, Capability, Conflict, Decision, Score
from knutepunkt.assessment.queries import judged as judging
from knutepunkt.assessment.queries.abilities import heat
from knutepunkt.assessment.queries.changes import columns_of
from knutepunkt.assessment.rules.staleness import Why
from knutepunkt.assessment.rules.watching import USUAL
from knutepunkt.base.editing import save, seen_of
from knutepunkt.base.errors import MovedOn, NotAllowed, NotYours, Refusal
from knutepunkt.base.session import as_system, seen_by
from knutepunkt.catalogue.actions.records import APPLICATION
from knutepunkt.catalogue.models import Application
from knutepunkt.party.models import Person
from tests.cast import MONDAY, Cast, make_cast
from tests.judged import TODAY, make_ability, make_application, make_model

pytestmark = pytest.mark.django_db
SEEN = import_module("knutepunkt.assessment.migrations.0003_seen_with_links").SEEN
YES = {"agreement": Answer("yes"), "fits": Answer("yes")}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def model() -> AssessmentModel:
    return make_model()


@pytest.fixture
def application(cast: Cast) -> Application:
    return make_application(cast)


@pytest.fixture(autouse=True)
def as_administrator(cast: Cast, application: Application, model: AssessmentModel) -> Iterator[None]:
    with seen_by(cast.sees(cast.administrator)):
        yield


def test_what_is_answered_is_kept_with_what_it_comes_to(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    row = assess(
        model.pk,
        application.pk,
        answers={"fits": Answer("yes", "Leveres slik")},
        remark="Første runde",
        by=cast.agent,
        at=MONDAY,
    )
    assert (row.advice, row.unanswered, row.is_stopped) == ("", 1, False)  # the stop may still come
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    assert Assessment.objects.get() == row
    assert (row.advice, row.unanswered, row.state) == ("cloud", 0, "open")
    assert set(row.scores.values_list("criterion", "choice", "evidence")) == {
        ("agreement", "yes", ""),
        ("fits", "yes", ""),
    }


def test_an_answer_taken_back_is_gone(cast: Cast, model: AssessmentModel, application: Application) -> None:
    assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    assess(model.pk, application.pk, answers={"fits": Answer("no")}, by=cast.agent, at=MONDAY)
    assert Score.objects.values_list("criterion", "choice").get() == ("fits", "no")


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"colour": Answer("red")}, "colour"),
        ({"fits": Answer("perhaps")}, "fits"),
        ({"fits": Answer("yes", target="perhaps")}, "fits"),
        ({"fits": Answer("yes", "x" * 4_001)}, "fits_evidence"),
        ({"fits": Answer("yes", "gjelder 01010112377")}, "fits_evidence"),
    ],
)
def test_a_bad_answer_is_refused_at_its_question_and_nothing_is_stored(
    cast: Cast, model: AssessmentModel, application: Application, answers: dict[str, Answer], field: str
) -> None:
    with pytest.raises(Refusal) as caught:
        assess(model.pk, application.pk, answers={"agreement": Answer("yes"), **answers}, by=cast.agent, at=MONDAY)
    assert set(caught.value.fields) == {field}
    assert not Assessment.objects.exists()


def test_somebody_elses_answers_are_not_overwritten(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    seen = seen_of(row)
    assess(
        model.pk, application.pk, answers=YES | {"fits": Answer("yes", "Ny")}, by=cast.administrator, at=MONDAY,
        seen=seen,
    )  # fmt: skip
    with pytest.raises(MovedOn):
        assess(model.pk, application.pk, answers={}, by=cast.agent, at=MONDAY, seen=seen)
    assert Score.objects.count() == 2


def test_who_does_not_work_for_the_integrator_does_not_judge(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    for person in (cast.resolver, cast.service_owner):
        with pytest.raises(NotAllowed):
            assess(model.pk, application.pk, answers=YES, by=person, at=MONDAY)
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    with pytest.raises(NotAllowed):
        decide(row.pk, outcome="cloud", by=cast.agent, at=MONDAY)


def test_a_decision_that_follows_needs_no_reason_and_one_that_departs_does(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    with pytest.raises(Refusal) as caught:
        decide(row.pk, outcome="stay", by=cast.administrator, at=MONDAY)
    assert set(caught.value.fields) == {"reason"}
    assert not Decision.objects.exists()
    decision = decide(row.pk, outcome="stay", reason="Byttes ut neste år", by=cast.administrator, at=MONDAY)
    row.refresh_from_db()
    assert (decision.follows_advice, decision.decided_on, row.state) == (False, TODAY, "decided")
    with pytest.raises(Refusal):
        decide(row.pk, outcome="cloud", by=cast.administrator, at=MONDAY)


def test_no_reason_gets_past_a_stop(cast: Cast, model: AssessmentModel, application: Application) -> None:
    row = assess(model.pk, application.pk, answers=YES | {"agreement": Answer("no")}, by=cast.agent, at=MONDAY)
    assert (row.advice, row.is_stopped) == ("stay", True)
    for outcome in ("cloud", "private"):
        with pytest.raises(Refusal, match=r"Avtale mangler\."):
            decide(row.pk, outcome=outcome, ground="law", reason="Vi vil", by=cast.administrator, at=MONDAY)
    decide(row.pk, outcome="stay", by=cast.administrator, at=MONDAY)


def test_what_may_stop_it_is_answered_first(cast: Cast, model: AssessmentModel, application: Application) -> None:
    row = assess(model.pk, application.pk, answers={"fits": Answer("yes")}, by=cast.agent, at=MONDAY)
    with pytest.raises(Refusal, match=r"Avtale mangler\."):
        decide(row.pk, outcome="cloud", reason="Vi vil", by=cast.administrator, at=MONDAY)


def test_private_cloud_demands_its_legal_ground(cast: Cast, model: AssessmentModel, application: Application) -> None:
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    for ground in ("", "taste"):
        with pytest.raises(Refusal) as caught:
            decide(row.pk, outcome="private", ground=ground, reason="Lov", by=cast.administrator, at=MONDAY)
        assert set(caught.value.fields) == {"ground"}
    assert decide(row.pk, outcome="private", ground="law", reason="Lov", by=cast.administrator, at=MONDAY).ground


def test_a_decision_does_not_end_before_it_starts(cast: Cast, model: AssessmentModel, application: Application) -> None:
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    with pytest.raises(Refusal) as caught:
        decide(row.pk, outcome="cloud", valid_to=TODAY - timedelta(days=1), by=cast.administrator, at=MONDAY)
    assert set(caught.value.fields) == {"valid_to"}


def test_judged_anew_the_old_decision_stands_until_the_new_one(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    first = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    decide(first.pk, outcome="cloud", by=cast.administrator, at=MONDAY)
    second = assess(model.pk, application.pk, answers={"fits": Answer("no")}, by=cast.agent, at=MONDAY)
    assert second.pk != first.pk
    first.refresh_from_db()
    assert first.state == "decided"
    decide(second.pk, outcome="stay", by=cast.administrator, at=MONDAY)
    first.refresh_from_db()
    assert first.state == "replaced"
    assert Decision.objects.count() == 2


def test_a_judgement_goes_stale_by_age_by_change_and_by_a_newer_model(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)

    def reasons(on: date = TODAY) -> tuple[Why, ...]:
        (one,) = judging.judged(judging.assessments(), on=on)
        return one.stale

    assert reasons() == ()
    assert reasons(TODAY + timedelta(days=366)) == (Why.AGE,)
    save(APPLICATION, application, {"hosting": "cloud_saas"}, by=cast.administrator, at=MONDAY)
    assert reasons() == (Why.CHANGED,)
    newer = save(MODEL, model, {"lasts_days": 100}, by=cast.administrator, at=MONDAY)
    assert newer.version == 2
    assert reasons() == (Why.CHANGED, Why.MODEL)
    old = AssessmentModel.objects.get(key="placement", version=1)
    with pytest.raises(Refusal):
        assess(old.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    assess(newer.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    assert reasons() == ()


def changed(cast: Cast, person: Person) -> frozenset[str]:
    """Return what the one judgement hangs on and a person is told has changed."""
    with seen_by(cast.sees(person)):
        (one,) = judging.judged(judging.assessments(), on=TODAY)
    return one.changed


def test_a_remark_changes_no_judgement_and_who_uses_it_does(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    decide(row.pk, outcome="cloud", by=cast.administrator, at=MONDAY)
    both = [cast.municipality, cast.other_municipality]
    for values, told in (
        ({"remark": "Ringt leverandøren", "wording": "VPN", "steward": "Nett", "version": "2"}, set()),
        ({"users": both}, {"users"}),
        ({"supplier": cast.supplier}, {"users", "supplier"}),
    ):
        save(APPLICATION, application, values, by=cast.administrator, at=MONDAY)
        for person in (cast.administrator, cast.service_owner):
            assert changed(cast, person) == told, (values, person)
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    decide(row.pk, outcome="cloud", by=cast.administrator, at=MONDAY)
    assert changed(cast, cast.administrator) == set()
    save(APPLICATION, application, {"users": [cast.municipality]}, by=cast.administrator, at=MONDAY)
    assert changed(cast, cast.administrator) == {"users"}


def test_a_model_says_what_its_judgements_hang_on(cast: Cast, model: AssessmentModel, application: Application) -> None:
    content = copy.deepcopy(model.content)
    content["areas"][0]["criteria"][0]["about"] = ["version"]
    newer = save(MODEL, model, {"content": content}, by=cast.administrator, at=MONDAY)
    assess(newer.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    save(APPLICATION, application, {"hosting": "cloud_saas", "users": []}, by=cast.administrator, at=MONDAY)
    assert changed(cast, cast.administrator) == set()
    save(APPLICATION, application, {"version": "3"}, by=cast.administrator, at=MONDAY)
    assert changed(cast, cast.administrator) == {"version"}


def test_a_question_about_what_is_not_there_is_refused_at_its_place(cast: Cast, model: AssessmentModel) -> None:
    content = copy.deepcopy(model.content)
    content["areas"][0]["criteria"][1]["about"] = ["hosting", "colour"]
    with pytest.raises(Refusal, match=r"areas\.1\.criteria\.2\.about: colour") as caught:
        save(MODEL, model, {"content": content}, by=cast.administrator, at=MONDAY)
    assert set(caught.value.fields) == {"content"}


def test_the_usual_columns_are_there() -> None:
    for kind, usual in USUAL.items():
        assert usual <= columns_of(kind), kind


def test_a_judgement_from_before_has_seen_who_used_it_then(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)
    seen = seen_of(application)
    assert row.seen > seen
    with as_system():
        Assessment.objects.filter(pk=row.pk).update(seen=seen)
    assert changed(cast, cast.administrator) == {"users"}
    save(APPLICATION, application, {"users": []}, by=cast.administrator, at=MONDAY)
    with as_system(), connection.cursor() as cursor:
        cursor.execute(SEEN)
    assert Assessment.objects.get().seen == row.seen
    assert changed(cast, cast.administrator) == {"users"}


def test_a_model_of_one_kind_judges_nothing_of_another(cast: Cast, model: AssessmentModel) -> None:
    with pytest.raises(NotYours):
        assess(model.pk, cast.service.pk + 1000, answers=YES, by=cast.agent, at=MONDAY)


def test_the_database_holds_an_assessment_to_one_subject(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    capability = Capability(key="x", name="X")
    with as_system():
        capability.save()
        for subjects in ({}, {"application": application, "capability": capability}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Assessment.objects.create(model=model, assessed_on=TODAY, **subjects)


def test_the_heat_map_shows_the_weakest_and_the_spread(cast: Cast) -> None:
    with as_system():
        model = make_ability()
        able, unknown = (Capability.objects.create(key=key, name=key) for key in ("able", "unknown"))
    due = date(2027, 6, 30)
    answers = {"processes": Answer("2", "", "4", due), "technology": Answer("5", "", "5")}
    row = assess(model.pk, able.pk, answers=answers, by=cast.agent, at=MONDAY)
    assert (row.low, row.high, row.advice) == (Decimal(2), Decimal(2), "2")
    (shown,) = heat()
    first, second = shown.rows
    assert (first.overall, first.spread, first.target_on) == (Decimal(2), Decimal(3), due)
    assert [(cell.now, cell.target) for cell in first.cells] == [(Decimal(2), Decimal(4)), (Decimal(5), Decimal(5))]
    assert (second.capability, second.overall, [cell.now for cell in second.cells]) == (unknown, None, [None, None])
    half = assess(model.pk, unknown.pk, answers={"processes": Answer("3")}, by=cast.agent, at=MONDAY)
    assert (half.advice, half.low, half.high) == ("", Decimal(1), Decimal(3))
    (shown,) = heat()
    assert (shown.rows[1].overall, [cell.now for cell in shown.rows[1].cells]) == (None, [3, None])


def test_a_contradiction_is_decided_with_its_reason(cast: Cast) -> None:
    with as_system():
        row = Conflict.objects.create(key="spoc", title="SPOC", text="…", source="Prøve", certainty="stated")
    with pytest.raises(Refusal) as caught:
        resolving.resolve(row.pk, decision=" ", valid_to=None, by=cast.administrator, at=MONDAY)
    assert set(caught.value.fields) == {"decision"}
    with pytest.raises(NotAllowed):
        resolving.resolve(row.pk, decision="Vår", valid_to=None, by=cast.agent, at=MONDAY)
    resolving.resolve(row.pk, decision="Vår", valid_to=None, by=cast.administrator, at=MONDAY)
    row.refresh_from_db()
    assert (row.decision, row.decided_on, row.decided_by) == ("Vår", TODAY, cast.administrator)


def test_a_municipality_sees_what_is_decided_of_its_own_and_nothing_before(
    cast: Cast, model: AssessmentModel, application: Application
) -> None:
    row = assess(model.pk, application.pk, answers=YES, by=cast.agent, at=MONDAY)

    def seen(person: Person) -> tuple[int, int, int, int]:
        with seen_by(cast.sees(person)):
            return tuple(one.objects.count() for one in (Assessment, Score, Decision, AssessmentModel))  # type: ignore[return-value]

    assert seen(cast.service_owner) == (0, 0, 0, 0)
    decide(row.pk, outcome="cloud", by=cast.administrator, at=MONDAY)
    assert seen(cast.service_owner) == (1, 2, 1, 1)
    for person in (cast.employee, cast.stranger, cast.resolver, cast.other_resolver):
        assert seen(person) == (0, 0, 0, 0), person
