"""Writes the example's projects, benefits, capacity and sector strategy: the strategy's own, and some made up."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from knutepunkt.assessment.actions import judging
from knutepunkt.assessment.actions.judging import Answer
from knutepunkt.assessment.models import Assessment, AssessmentModel
from knutepunkt.base.session import seen_by
from knutepunkt.catalogue.models import Service, ServiceGroup
from knutepunkt.example.reading import read
from knutepunkt.party.models import Membership, Organisation, Person
from knutepunkt.party.queries import integrator, local_day, viewer
from knutepunkt.plan.actions import benefits as measuring
from knutepunkt.plan.actions import projects as moving
from knutepunkt.plan.actions.sharing import share_cost
from knutepunkt.plan.models import (
    Benefit,
    BusinessArea,
    Capacity,
    CapacityNeed,
    CostKey,
    GateDemand,
    GatePassing,
    KeyInhabitants,
    Project,
    StrategyFocus,
    StrategyItem,
    StrategyMeeting,
    TimeSpent,
)
from knutepunkt.plan.rules.capacity import following, quarter_of
from knutepunkt.plan.rules.project import WORKED_OUT, Demand

_DAY = timedelta(days=1)
_STRATEGY = "Sourcingstrategien"
_PAST, _AHEAD = 8, 5  # quarters
_BEFORE = ("title", "description", "owner_function", "led_by", "budget", "divides_by", "key")


def write_initiatives(*, at: datetime) -> None:
    """Write them where they are missing; what was decided in the past is the action itself, on its own day."""
    if Project.objects.exists():
        return
    found = read("projects")
    _of_the_strategy(found, at)
    _Stage(found["example"], at).write()


def _of_the_strategy(found: Mapping[str, Any], at: datetime) -> None:
    for order, given in enumerate(found["areas"]):
        BusinessArea.objects.create(order=order, source=_STRATEGY, **given)
    for order, given in enumerate(found["focus"]):
        StrategyFocus.objects.create(order=order, source=_STRATEGY, **given)
    sourcing = Project.objects.create(owner=integrator(), phase="planning", is_example=True, **found["sourcing"])
    GatePassing.objects.create(project=sourcing, is_checked=False, source=sourcing.source, at=at, **found["passed"])
    for order, given in enumerate(found["benefits"], start=1):
        Benefit.objects.create(project=sourcing, order=order, source=sourcing.source, is_example=True, **given)


class _Stage:
    """Who plays, and the day that everything is reckoned from."""

    def __init__(self, found: Mapping[str, Any], at: datetime) -> None:
        self.found, self.at, self.today = found, at, local_day(at)
        roles = Membership.objects.filter(role=Membership.Role.SUPPLIER_MANAGER.value, organisation=integrator())
        self.manager: Person = roles.select_related("person__organisation").order_by("pk")[0].person
        self.areas = {one.key: one for one in BusinessArea.objects.all()}
        self.quarters = dict(_around(self.today))

    def write(self) -> None:
        """Write keys and capacity, then projects in the order in which they began, then what ran beside them."""
        self._keys()
        for quarter in self.quarters.values():
            for key, hours in self.found["capacity"].items():
                Capacity.objects.create(area=self.areas[key], quarter=quarter, hours=hours)
        for given in self.found["projects"]:
            self._project(given)
        for given in self.found["runs"]:
            self._run(given)
        for given in self.found["meetings"]:
            self._meetings(given)

    def _keys(self) -> None:
        kept = "Eksempel"
        for basis in ("equal", "ownership", "inhabitants"):
            CostKey.objects.create(divides_by=basis, valid_from=date(2020, 1, 1), source=kept, certainty="memory")
        key = CostKey.objects.get(divides_by="inhabitants")
        CostKey.objects.filter(pk=key.pk).update(remark="Avrundede eksempeltall, ikke statistikk.")
        for name, number in self.found["inhabitants"].items():
            municipality = Organisation.objects.get(key=name)
            KeyInhabitants.objects.create(cost_key=key, municipality=municipality, inhabitants=number)

    def _day(self, days: int) -> date:
        return self.today + days * _DAY

    def _do(self, action: Any, /, *args: Any, days: float, **values: Any) -> Any:
        """Do an action so many days from now."""
        moment = self.at + days * _DAY
        reader = viewer(self.manager, at=moment, source="example")
        assert reader is not None
        with seen_by(reader):
            return action(*args, by=self.manager, at=moment, **values)

    def _project(self, given: Mapping[str, Any]) -> None:
        row = self._row(given)
        for order, gain in enumerate(given.get("benefits", ()), start=1):
            self._benefit(row, gain, order)
        for gate, days in given["passes"].items():
            for demand in GateDemand.objects.filter(gate=gate, valid_from__lte=self._day(days)):
                if demand.shown_by:
                    self._decide(self._judge(row, demand.demand, given, days), days)
                else:
                    self._prove(row, demand.demand, days)
            said = {"decided_by": "Styringsgruppen", "passed_on": self._day(days), "line": "Eksempel: vedtatt."}
            self._do(moving.pass_gate, row.pk, gate=gate, days=days, **said)
        for demand, days in given.get("proofs", {}).items():
            self._prove(row, demand, days)
        if "judged" in given:
            self._judge(row, Demand.RISK_ANALYSIS, given, given["judged"])
        if "time" in given:
            weekly = dict(given["time"])
            self._spend(row, weekly.pop("from"), weekly)
        if "shared" in given:
            row.refresh_from_db()
            row.shared_on = self._day(given["shared"])
            row.save(update_fields=["shared_on"])
            share_cost(row)

    def _judge(self, row: Project, demand: str, given: Mapping[str, Any], days: int) -> Assessment:
        """Answer the questions of what shows a demand, and let it show it."""
        found = AssessmentModel.objects.get(is_current=True, key=self.found["risk"]["model"])
        answers = {key: Answer(one) for key, one in (self.found["risk"]["answers"] | given.get("risk", {})).items()}
        one: Assessment = self._do(judging.assess, found.pk, row.pk, answers=answers, days=days)
        Assessment.objects.filter(pk=one.pk).update(is_example=True)
        self._do(moving.rest_on, row.pk, demand=demand, assessment=one.pk, days=days)
        return one

    def _decide(self, one: Assessment, days: int) -> None:
        self._do(judging.decide, one.pk, outcome=one.advice, reference="Eksempel", days=days)

    def _row(self, given: Mapping[str, Any], **values: Any) -> Project:
        named = given.get("for", ())
        begins, ends = (self._day(one) for one in given["days"]) if "days" in given else (None, None)
        row = Project.objects.create(
            owner=integrator(),
            sector=ServiceGroup.objects.filter(key=given.get("sector")).first(),
            focus=StrategyFocus.objects.filter(key=given.get("focus")).first(),
            is_common=not named,
            start_on=begins,
            end_on=ends,
            is_example=True,
            **{name: given[name] for name in _BEFORE if name in given},
            **values,
        )
        row.municipalities.set(Organisation.objects.filter(key__in=named))
        row.services.set(Service.objects.filter(key__in=given.get("services", ())))
        for area, hours in given["needs"].items():
            for quarter, number in hours.items():
                CapacityNeed.objects.create(
                    project=row, area=self.areas[area], quarter=self.quarters[quarter], hours=number
                )
        row.refresh_from_db()
        return row

    def _prove(self, row: Project, demand: str, days: int) -> None:
        if Demand(demand) not in WORKED_OUT:
            said = {"said": "Eksempel: behandlet og arkivert.", "approved_by": "Prosjekteier"}
            self._do(moving.prove, row.pk, demand=demand, approved_on=self._day(days), days=days, **said)

    def _benefit(self, row: Project, given: Mapping[str, Any], order: int) -> None:
        values = {name: value for name, value in given.items() if name not in ("from", "to", "measured")}
        if "from" in given:
            values |= {"baseline_on": self._day(given["from"]), "aim_on": self._day(given["to"])}
        gain = Benefit.objects.create(project=row, order=order, is_example=True, **values)
        for days, value in given.get("measured", {}).items():
            self._do(measuring.measure, gain.pk, value=Decimal(str(value)), measured_on=self._day(days), days=days)

    def _run(self, given: Mapping[str, Any]) -> None:
        row = self._row(given, kind=Project.Kind.RUN.value)
        if "begun" not in given:
            return
        self._do(moving.begin_run, row.pk, days=given["begun"])
        self._spend(row, given["begun"], given["time"])

    def _spend(self, row: Project, begun: int, weekly: Mapping[str, float]) -> None:
        """Write the same hours of each area every week since."""
        for days in range(begun, 0, 7):
            for area, hours in weekly.items():
                TimeSpent.objects.create(
                    project=row,
                    area=self.areas[area],
                    spent_on=self._day(days),
                    hours=Decimal(str(hours)),
                    by=self.manager,
                    at=self.at + days * _DAY,
                )

    def _meetings(self, given: Mapping[str, Any]) -> None:
        sector = ServiceGroup.objects.get(key=given["sector"])
        for days in given["held"]:
            held = StrategyMeeting.objects.create(
                sector=sector,
                planned_on=self._day(days),
                held_on=self._day(days),
                state=StrategyMeeting.State.HELD.value,
                present="Sektorleder i hver kommune, Sektorrådgiver, Leder for prosjekt",
                minutes="Eksempel.",
                is_example=True,
            )
        for order, (key, (decision, rank, reason)) in enumerate(given.get("items", {}).items(), start=1):
            said = {"decision": decision, "rank": rank, "reason": reason, "order": order}
            StrategyItem.objects.create(meeting=held, project=Project.objects.get(key=key), **said)
        if "next" in given:
            ahead = StrategyMeeting.objects.create(sector=sector, planned_on=self._day(given["next"]), is_example=True)
            for order, key in enumerate(given.get("agenda", ()), start=1):
                StrategyItem.objects.create(meeting=ahead, project=Project.objects.get(key=key), order=order)


def _around(day: date) -> Iterator[tuple[int, date]]:
    """Yield the quarters around a day, by how many from its own."""
    one = quarter_of(day)
    for _ in range(_PAST):
        one = quarter_of(one - _DAY)
    for number in range(-_PAST, _AHEAD + 1):
        yield number, one
        one = following(one)
