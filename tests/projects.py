"""Projects for tests: the delivered demands, two areas with hours, and all that can hang on Nordvik's own project."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from knutepunkt.assessment.actions import judging
from knutepunkt.assessment.actions.judging import Answer
from knutepunkt.assessment.models import Assessment, AssessmentModel
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import ServiceGroup
from knutepunkt.connectors.delivered import deliver
from knutepunkt.party.models import Person
from knutepunkt.plan.actions import projects as moving
from knutepunkt.plan.models import (
    Benefit,
    BenefitMeasurement,
    BusinessArea,
    Capacity,
    CapacityNeed,
    CostKey,
    CostShare,
    GateDemand,
    GatePassing,
    KeyInhabitants,
    Project,
    ProjectProof,
    StrategyFocus,
    StrategyItem,
    StrategyMeeting,
    TimeSpent,
)
from tests.cast import MONDAY, SINCE, Cast

QUARTER = date(2026, 10, 1)
TODAY = MONDAY.date()
RISK = {
    **dict.fromkeys(("konfidensialitet", "integritet", "tilgjengelighet", "innforing"), "lav"),
    "kartlagt": "ja",
    "tiltak": "ingen",
    "eier": "ja",
}
BP3 = ("management_document", "risk_analysis", "dpia_screening", "procurement_plan")


@dataclass
class Planning:
    """Who plays, and a project of Nordvik alone that stands before BP3."""

    cast: Cast
    one: Project
    desk: BusinessArea
    delivery: BusinessArea

    def do(self, action: Any, /, *args: Any, by: Person | None = None, at: datetime = MONDAY, **values: Any) -> Any:
        """Do something as the administrator, or as another."""
        person = by or self.cast.administrator
        with seen_by(self.cast.sees(person)):
            return action(*args, by=person, at=at, **values)

    def prove(self, *demands: str) -> None:
        """Say that each is in place; the risk analysis by an assessment that is decided."""
        for demand in demands:
            if demand == "risk_analysis":
                self.rest(self.judge())
                continue
            self.do(moving.prove, self.one.pk, demand=demand, said="Sak 12", approved_by="Eier", approved_on=TODAY)

    def judge(self, *, at: datetime = MONDAY, decided: bool = True, **answers: Any) -> Assessment:
        """Analyse the project's risk, and decide as advised."""
        model = AssessmentModel.objects.get(key="prosjektrisiko", is_current=True)
        given = {key: Answer(one) for key, one in (RISK | answers).items()}
        row: Assessment = self.do(judging.assess, model.pk, self.one.pk, answers=given, at=at)
        if decided:
            self.do(judging.decide, row.pk, outcome=row.advice, at=at)
        return row

    def rest(self, one: Assessment, at: datetime = MONDAY) -> None:
        """Let the assessment show the risk analysis."""
        self.do(moving.rest_on, self.one.pk, demand="risk_analysis", assessment=one.pk, at=at)

    def pass_gate(self, gate: str, at: datetime = MONDAY, **more: Any) -> GatePassing:
        """Pass a gate today."""
        said: dict[str, Any] = {
            "gate": gate,
            "decided_by": "Styringsgruppen",
            "passed_on": at.date(),
            "line": "Vedtatt.",
        }
        found: GatePassing = self.do(moving.pass_gate, self.one.pk, at=at, **said, **more)
        return found

    def run(self, key: str, hours: int, area: BusinessArea | None = None) -> Project:
        """Write a run-project that has not begun."""
        row = Project.objects.create(key=key, title=key, kind="run", owner=self.cast.integrator)
        CapacityNeed.objects.create(project=row, area=area or self.delivery, quarter=QUARTER, hours=hours)
        return row


def make_demands() -> None:
    """Write what every installation's gates demand."""
    deliver(at=MONDAY)
    assert GateDemand.objects.exists()


def make_planning(cast: Cast) -> Planning:
    """Write it: planning, with a benefit, hours that fit, and a cost that Nordvik pays."""
    make_demands()
    desk, delivery = (BusinessArea.objects.create(key=key, name=key.title(), order=n) for n, key in enumerate("ab"))
    for area in (desk, delivery):
        Capacity.objects.create(area=area, quarter=QUARTER, hours=100)
    sector = ServiceGroup.objects.create(key="skole", name="Skole", kind="sector")
    one = Project.objects.create(
        key="nett",
        title="Nett i skolene",
        phase="planning",
        owner=cast.integrator,
        sector=sector,
        is_common=False,
        budget=Decimal("1000.01"),
        divides_by="equal",
    )
    one.municipalities.add(cast.municipality)
    one.services.add(cast.service)
    CostKey.objects.create(divides_by="equal", valid_from=SINCE)
    CapacityNeed.objects.create(project=one, area=delivery, quarter=QUARTER, hours=60)
    Benefit.objects.create(
        project=one,
        key="tid",
        title="Spart tid",
        kind="saved_time",
        owner_function="Rektor",
        unit="timer",
        baseline=Decimal(10),
        baseline_on=TODAY - timedelta(days=100),
        aim=Decimal(20),
        aim_on=TODAY + timedelta(days=100),
    )
    one.refresh_from_db()
    return Planning(cast, one, desk, delivery)


def make_projects(cast: Cast) -> Planning:
    """Write a row in every table of projects; all that a municipality may see is Nordvik's."""
    found = make_planning(cast)
    found.prove(*BP3)
    found.pass_gate("bp3")
    found.do(moving.spend, found.one.pk, area=found.delivery, hours=Decimal(7), spent_on=TODAY, note="", by=cast.agent)
    key = CostKey.objects.create(divides_by="inhabitants", valid_from=SINCE)
    KeyInhabitants.objects.create(cost_key=key, municipality=cast.municipality, inhabitants=9_000)
    StrategyFocus.objects.create(key="dialog", name="Dialog")
    BenefitMeasurement.objects.create(
        benefit=Benefit.objects.get(key="tid"), municipality=cast.municipality, measured_on=TODAY, value=12, at=MONDAY
    )
    meeting = StrategyMeeting.objects.create(
        sector=ServiceGroup.objects.get(key="skole"), planned_on=TODAY, held_on=TODAY, state="held", present="Rektor"
    )
    StrategyItem.objects.create(meeting=meeting, project=found.one)
    assert all(model.objects.exists() for model in (CostShare, ProjectProof, TimeSpent))
    return found
