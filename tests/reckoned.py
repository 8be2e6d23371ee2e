"""What was reckoned, for tests: one row of each kind, of supplier A and its contract."""

from datetime import date
from decimal import Decimal

from knutepunkt.agreement.models import CompensationRule, Contract, ServiceLevel
from knutepunkt.desk.models import Ticket
from knutepunkt.performance.models import (
    Attainment,
    Contest,
    Credit,
    Evidence,
    Regime,
    Review,
    ReviewAction,
    ReviewDecision,
    Score,
    ScoreModel,
    ServiceReport,
    Settlement,
    Subscription,
    Survey,
)
from tests.cast import MONDAY, SINCE, Cast


def make_reckoned(cast: Cast, ticket: Ticket) -> Settlement:
    """Write it as the owner of the tables; the register must be there."""
    contract = Contract.objects.get(key="a")
    level = ServiceLevel.objects.get(contract=contract, key="resolve")
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    settlement = Settlement.objects.create(
        contract=contract, from_on=first, to_on=last, measured_at=MONDAY, shown_on=MONDAY.date()
    )
    Attainment.objects.create(settlement=settlement, level=level, customer=cast.municipality, counted_total=1)
    contest = Contest.objects.create(
        settlement=settlement,
        level=level,
        ticket=ticket,
        is_met=False,
        by=cast.resolver,
        organisation=cast.supplier,
        at=MONDAY,
        grounds="Ventet på kunden",
    )
    Evidence.objects.create(
        contest=contest, name="logg.txt", media_type="text/plain", size=1, digest="0" * 64,
        added_by=cast.resolver, added_at=MONDAY,
    )  # fmt: skip
    Credit.objects.create(
        settlement=settlement,
        rule=CompensationRule.objects.get(key="timebot"),
        level=level,
        ticket=ticket,
        occurred_at=MONDAY,
        amount=Decimal(2400),
    )
    model = ScoreModel.objects.create(version=1, measures={}, since_on=SINCE)
    Score.objects.create(
        model=model, subject="supplier", subject_id=cast.supplier.pk, month=first, measures={}, computed_at=MONDAY
    )
    Regime.objects.create(supplier=cast.supplier, tier="tactical", every_months=3, since_on=SINCE)
    review = Review.objects.create(
        supplier=cast.supplier, tier="tactical", planned_on=MONDAY.date(), from_on=first, to_on=last
    )
    ReviewDecision.objects.create(review=review, text="Flere på vakt")
    ReviewAction.objects.create(review=review, text="Bemanne", organisation=cast.supplier, due_on=MONDAY.date())
    Survey.objects.create(ticket=ticket, person=cast.employee, asked_at=MONDAY)
    ServiceReport.objects.create(organisation=cast.municipality, month=first, made_at=MONDAY, figures={})
    Subscription.objects.create(person=cast.service_owner, organisation=cast.municipality, since_at=MONDAY)
    return settlement
