"""The example's projects and benefits: what the strategy says is there and marked, what it does not say is not."""

from pathlib import Path

import pytest

from knutepunkt.connectors.delivered import deliver
from knutepunkt.example import set_stage
from knutepunkt.example.initiatives import write_initiatives
from knutepunkt.party.queries import local_day
from knutepunkt.plan.models import Benefit, BusinessArea, CostShare, GatePassing, Project, StrategyFocus
from knutepunkt.plan.queries.benefits import benefits, standings
from knutepunkt.plan.queries.projects import ahead, loads_of
from knutepunkt.plan.queries.sectors import sectors
from knutepunkt.plan.rules.benefit import Outlook
from knutepunkt.plan.rules.capacity import hindering
from knutepunkt.plan.rules.project import Demand, Wanting
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
TODAY = local_day(MONDAY)


@pytest.fixture
def stage(settings: object, tmp_path: Path) -> None:
    settings.STATE = tmp_path  # type: ignore[attr-defined]
    deliver(at=MONDAY)
    set_stage(at=MONDAY)
    write_initiatives(at=MONDAY)


def test_what_the_strategy_says_is_there_and_what_it_does_not_state_is_not_stated(stage: None) -> None:
    fourteen = Benefit.objects.filter(project__key="ny-leveranseplattform")
    assert [one.key for one in fourteen] == [f"g{number:02}" for number in range(1, 15)]
    assert StrategyFocus.objects.count() == 3
    assert BusinessArea.objects.count() == 5
    assert {(one.owner_function, one.kind, one.baseline, one.aim) for one in fourteen} == {("", "", None, None)}
    assert all(one.source for one in fourteen)
    stands = standings(benefits().filter(project__key="ny-leveranseplattform"), on=TODAY)
    assert {one.outlook for one in stands} == {Outlook.NOT_STATED}
    passing = GatePassing.objects.get(project__key="ny-leveranseplattform")
    assert (passing.gate, str(passing.passed_on), passing.is_checked) == ("bp2", "2018-09-28", False)
    assert passing.source
    assert not passing.decided_by


def test_what_is_made_up_stands_at_different_points_and_is_divided_to_the_last_øre(stage: None) -> None:
    phases = dict(Project.objects.filter(kind="project").values_list("key", "phase"))
    assert phases == {
        "ny-leveranseplattform": "planning",
        "en-vei-inn": "execution",
        "utskifting-av-socio": "planning",
        "felles-pp-system": "concept",
        "turnus-hurdal": "idea",
        "tradlost-i-skolene": "realising",
    }
    socio = ahead(Project.objects.get(key="utskifting-av-socio"), on=TODAY)
    assert socio is not None
    assert set(socio.missing) == {
        *(Demand.BASELINE, Demand.RISK_ANALYSIS, Demand.DPIA_SCREENING, Demand.PROCUREMENT_PLAN),
    }
    assert socio.shown[Demand.RISK_ANALYSIS].wanting is Wanting.UNDECIDED
    begun = GatePassing.objects.get(project__key="en-vei-inn", gate="bp3")
    assert [one["outcome"] for one in begun.met if one["demand"] == "risk_analysis"] == ["Godkjent med tiltak"]
    assert Project.objects.filter(kind="run", phase="execution").count() == 3
    assert hindering(loads_of(Project.objects.get(key="nye-skrivere")))
    for project in Project.objects.exclude(shares=None):
        shares = CostShare.objects.filter(project=project)
        assert sum(one.amount for one in shares) == project.budget
        assert sum(one.percent for one in shares) == 100
    assert CostShare.objects.get(project__key="turnus-hurdal").municipality.key == "hurdal"
    waiting = {one.group.key for one in sectors(on=TODAY) if one.rhythm.is_too_long}
    assert waiting == {"teknisk"}
    late = {one.group.key for one in sectors(on=TODAY) if one.rhythm.is_next_too_late}
    assert late == {"digitale-tjenester"}
