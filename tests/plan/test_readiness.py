"""Readiness asks the registers: each demand met and lacking, and what a word by hand can and cannot do."""

from datetime import date, timedelta
from typing import Any

import pytest

from knutepunkt.agreement.models import Contract, Licence, Processing
from knutepunkt.assessment.actions.judging import Answer, assess, decide
from knutepunkt.assessment.models import Assessment, AssessmentModel
from knutepunkt.assessment.queries.placement import ACCEPTED, MAY_STAND, MODEL, RISK
from knutepunkt.base.editing import save
from knutepunkt.base.errors import Refusal
from knutepunkt.base.models import Trail
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Application, Component, Integration
from knutepunkt.connectors.delivered import deliver
from knutepunkt.plan.actions import moving
from knutepunkt.plan.models import Clarification, Move, Wave
from knutepunkt.plan.queries.moving import planned
from knutepunkt.plan.queries.readiness import moves, readiness
from knutepunkt.plan.rules.wave import Demand, Lack, Readiness
from tests.cast import MONDAY, Cast, make_cast
from tests.planned import make_planned

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
ANSWERS = {
    "kategori": "vanlige", "gradert": "nei", "arkiv": "nei", "dba": "inngatt", "ros": "godkjent", "dpia": "ikke_krav",
    "sted": "eos", "lovkrav": "nei", "behov": "ja", "teknikk": "saas", "integrasjoner": "taler", "utgang": "avtalt",
    "kostnytte": "bedre",
}  # fmt: skip


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    deliver(at=MONDAY)
    make_planned(cast)
    return cast


def kart() -> Application:
    return Application.objects.get(key="kart")


def ready(cast: Cast, on: date = TODAY) -> Readiness:
    with seen_by(cast.sees(cast.administrator)):
        every = list(moves())
        move = Move.objects.get(application__key="kart")
        return readiness([one for one in every if one.pk == move.pk], every=every, on=on)[move.pk]


def lacks(cast: Cast, demand: Demand, on: date = TODAY) -> list[Lack]:
    return [gap.lack for gap in ready(cast, on).answers[demand].gaps]


def judged(cast: Cast, *, days_ago: int = 3, **answers: str) -> Assessment:
    model = AssessmentModel.objects.get(key=MODEL, is_current=True)
    given = {key: Answer(value) for key, value in (ANSWERS | answers).items() if value}
    with seen_by(cast.sees(cast.administrator)):
        at = MONDAY - timedelta(days=days_ago)
        return assess(model.pk, kart().pk, answers=given, by=cast.administrator, at=at)


def decided(cast: Cast, outcome: str = "offentlig_sky_ok", *, valid_to: date | None = None, **answers: str) -> None:
    row = judged(cast, days_ago=3, **answers)
    with seen_by(cast.sees(cast.administrator)):
        decide(row.pk, outcome=outcome, reason="Slik", valid_to=valid_to, by=cast.administrator, at=MONDAY)


def say(cast: Cast, demand: Demand, reason: str, integration: Integration | None = None) -> Clarification:
    values = {"move": Move.objects.get(), "demand": demand.value, "integration": integration, "reason": reason}
    return save(moving.CLARIFICATION, Clarification(), values, by=cast.administrator, at=MONDAY)


def link(other: Application | Component, key: str = "link", **values: Any) -> Integration:
    end = {f"to_{type(other).__name__.lower()}": other}
    return Integration.objects.create(key=key, from_application=kart(), **end, **values)


def test_the_delivered_model_has_what_readiness_asks_for(cast: Cast) -> None:
    scheme = AssessmentModel.objects.get(key=MODEL, is_current=True).scheme
    assert scheme.criteria[RISK].choice(ACCEPTED) is not None
    assert {one.key for one in scheme.outcomes} == set(MAY_STAND)
    hostings = set(Application.Hosting.values) - {"unstated"}
    assert set().union(*MAY_STAND.values()) == hostings


def test_a_placement_is_in_place_when_it_is_decided_and_stands(cast: Cast) -> None:
    assert lacks(cast, Demand.PLACEMENT) == [Lack.NOT_JUDGED]
    judged(cast, kostnytte="", teknikk="")
    assert lacks(cast, Demand.PLACEMENT) == [Lack.UNFINISHED]
    judged(cast)
    assert lacks(cast, Demand.PLACEMENT) == [Lack.UNDECIDED]
    assert ready(cast).met(Demand.PLACEMENT) is False
    decided(cast)
    assert ready(cast).met(Demand.PLACEMENT) is True
    assert lacks(cast, Demand.PLACEMENT, TODAY + timedelta(days=400)) == [Lack.STALE]


def test_a_decision_on_a_subject_that_has_changed_since_does_not_count(cast: Cast) -> None:
    decided(cast)
    Application.objects.filter(key="kart").update(data_categories=["health"])
    assert lacks(cast, Demand.PLACEMENT) == [Lack.STALE]
    assert lacks(cast, Demand.RISK) == [Lack.STALE]


def test_a_decision_must_stand_when_the_wave_begins(cast: Cast) -> None:
    decided(cast, valid_to=date(2026, 12, 31))
    Wave.objects.update(starts_on=date(2026, 12, 31), ends_on=date(2027, 1, 15))
    assert lacks(cast, Demand.PLACEMENT) == []
    Wave.objects.update(starts_on=date(2027, 1, 1))
    assert lacks(cast, Demand.PLACEMENT) == [Lack.RUNS_OUT]


def test_what_is_decided_for_another_place_does_not_let_it_move_here(cast: Cast) -> None:
    decided(cast, "behold_lokalt", teknikk="lokal")
    assert lacks(cast, Demand.PLACEMENT) == [Lack.ELSEWHERE]
    Move.objects.update(target="own_datacentre")
    assert lacks(cast, Demand.PLACEMENT) == []
    decided(cast, "avvikle", behov="nei")
    assert lacks(cast, Demand.PLACEMENT) == [Lack.ELSEWHERE]
    Move.objects.update(way="retire")
    assert lacks(cast, Demand.PLACEMENT) == []


def test_the_risk_analysis_is_what_the_decided_assessment_says_unless_a_newer_answer_says_less(cast: Cast) -> None:
    assert lacks(cast, Demand.RISK) == [Lack.RISK_UNKNOWN]
    assert ready(cast).met(Demand.RISK) is None
    judged(cast)
    assert lacks(cast, Demand.RISK) == [Lack.UNDECIDED]
    decided(cast)
    assert ready(cast).met(Demand.RISK) is True
    judged(cast, days_ago=0, ros="apen")
    assert lacks(cast, Demand.RISK) == [Lack.RISK_OPEN]
    judged(cast, days_ago=0, ros="")
    assert ready(cast).met(Demand.RISK) is True


def test_the_suppliers_agreement_in_force_is_asked_for_its_data_processing(cast: Cast) -> None:
    assert lacks(cast, Demand.PROCESSING) == [Lack.NO_PROCESSING]
    row = Processing.objects.create(contract=Contract.objects.get(key="a"), state="draft")
    assert lacks(cast, Demand.PROCESSING) == [Lack.NOT_SIGNED]
    for state in ("signed", "not_needed"):
        Processing.objects.update(state=state)
        assert lacks(cast, Demand.PROCESSING) == [], state
    other = Contract.objects.create(
        key="a2", kind="underpinning", title="To", provider=cast.supplier, customer=cast.integrator,
        valid_from=TODAY - timedelta(days=1), state="signed",
    )  # fmt: skip
    assert lacks(cast, Demand.PROCESSING) == [Lack.NO_PROCESSING], "that none is needed must be said of each"
    Licence.objects.create(
        contract=row.contract, key="kart", name="Kart", metric="user", entitled=1, application=kart()
    )
    assert lacks(cast, Demand.PROCESSING) == [], "the licence says under which it is delivered"
    Contract.objects.exclude(pk=other.pk).update(ended_on=TODAY - timedelta(days=1), state="ended")
    Contract.objects.filter(pk=other.pk).update(state="draft")
    assert lacks(cast, Demand.PROCESSING) == [Lack.NO_AGREEMENT]
    Application.objects.update(supplier=None)
    assert lacks(cast, Demand.PROCESSING) == [Lack.NO_SUPPLIER]


def test_each_integration_must_move_along_have_moved_or_say_how_it_is_kept(cast: Cast) -> None:
    assert lacks(cast, Demand.INTEGRATIONS) == [Lack.NOT_RECORDED]
    other = Application.objects.create(key="arkiv", name="Arkiv")
    part = Component.objects.create(key="arkiv-api", name="API", application=other)
    link(part)
    assert lacks(cast, Demand.INTEGRATIONS) == [Lack.STAYS]
    wave = Wave.objects.create(key="two", title="Second", number=2)
    Move.objects.create(wave=wave, application=other, target="cloud_saas")
    assert lacks(cast, Demand.INTEGRATIONS) == [Lack.LATER]
    with seen_by(cast.sees(cast.administrator)):
        parted = planned(on=TODAY).parted
    assert [(one.first.application.key, one.later.key) for one in parted] == [("kart", "arkiv")]
    Wave.objects.filter(key="two").update(number=1)
    assert lacks(cast, Demand.INTEGRATIONS) == []
    Wave.objects.filter(key="two").update(number=2, state="accepted", started_on=TODAY, over_on=TODAY)
    assert lacks(cast, Demand.INTEGRATIONS) == []
    Wave.objects.filter(key="two").update(state="rolled_back")
    assert lacks(cast, Demand.INTEGRATIONS) == [Lack.STAYS]
    Integration.objects.update(state="planned")
    assert lacks(cast, Demand.INTEGRATIONS) == [Lack.NOT_RECORDED], "what is not there cannot be cut"


def test_how_an_integration_is_kept_is_said_for_that_one_and_left_in_the_trail(cast: Cast) -> None:
    outside = Component.objects.create(key="helsenett", name="Norsk helsenett")
    first, second = link(outside), link(outside, "second")
    said = say(cast, Demand.INTEGRATIONS, "Adressen flyttes samme natt", first)
    assert [gap.about for gap in ready(cast).answers[Demand.INTEGRATIONS].gaps] == [second]
    say(cast, Demand.INTEGRATIONS, "Likeså", second)
    answer = ready(cast).answers[Demand.INTEGRATIONS]
    assert answer.met is True
    assert answer.by_hand[0] == "Norsk helsenett: Adressen flyttes samme natt"
    trail = Trail.objects.get(table_name="plan_clarification", row_id=said.pk)
    assert trail.changes["reason"] == "Adressen flyttes samme natt"


def test_a_word_by_hand_does_not_go_against_what_a_register_says(cast: Cast) -> None:
    for demand in (Demand.RISK, Demand.PROCESSING, Demand.INTEGRATIONS):
        say(cast, demand, "Ligger i arkivet")
        assert ready(cast).met(demand) is True, demand
    judged(cast, ros="mangler")
    Processing.objects.create(contract=Contract.objects.get(key="a"), state="missing")
    link(Component.objects.create(key="id-porten", name="ID-porten"))
    assert ready(cast).lacking == tuple(Demand)
    assert ready(cast).met(Demand.RISK) is False


def test_a_word_by_hand_has_a_reason_and_is_of_the_moves_own_integrations(cast: Cast) -> None:
    one, two = (Application.objects.create(key=key, name=key) for key in ("en", "to"))
    foreign = Integration.objects.create(key="x", from_application=one, to_application=two)
    for demand, reason, integration, field in (
        (Demand.RISK, "", None, "reason"),
        (Demand.RISK, "Fordi", foreign, "integration"),
        (Demand.INTEGRATIONS, "Fordi", foreign, "integration"),
        (Demand.PLACEMENT, "Fordi", None, "demand"),
    ):
        with pytest.raises(Refusal) as refused:
            say(cast, demand, reason, integration)
        assert set(refused.value.fields) == {field}
    assert not Clarification.objects.exists()


def test_of_what_stays_nothing_is_asked_and_a_wave_that_is_ready_starts_without_a_reason(cast: Cast) -> None:
    Move.objects.update(way="retain")
    assert ready(cast).is_ready
    wave = Wave.objects.get()
    assert moving.start(wave.pk, because="", by=cast.administrator, at=MONDAY).started_because == ""


def test_a_wave_with_all_in_place_starts_without_a_reason(cast: Cast) -> None:
    decided(cast)
    Processing.objects.create(contract=Contract.objects.get(key="a"), state="signed")
    say(cast, Demand.INTEGRATIONS, "Den har ingen")
    with seen_by(cast.sees(cast.administrator)):
        assert planned(on=TODAY).ready == 1
    assert moving.start(Wave.objects.get().pk, because="", by=cast.administrator, at=MONDAY).state == "running"
