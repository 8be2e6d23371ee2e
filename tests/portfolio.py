"""A portfolio for tests: what hangs on Nordvik's journal, and a function that no application is known to serve."""

from datetime import date
from decimal import Decimal

from knutepunkt.catalogue.models import (
    Application,
    ApplicationCost,
    BusinessFunction,
    FunctionUse,
    KeyFigure,
    SystemDocument,
)
from tests.cast import Cast


def make_portfolio(cast: Cast) -> BusinessFunction:
    """Write it as the owner of the tables, after `make_systems`; returns the function that the journal serves."""
    journal = Application.objects.get(key="journal")
    care = BusinessFunction.objects.create(key="pleie", name="Pleie", sector=journal.sector)
    FunctionUse.objects.create(function=care, application=journal)
    ApplicationCost.objects.create(
        application=journal, year=2026, kind="licence", amount=Decimal(120_000), source="faktura"
    )
    SystemDocument.objects.create(application=journal, title="Driftsrutine", reviewed_on=date(2025, 1, 15))
    for year, value in ((2025, 900), (2026, 1000)):
        KeyFigure.objects.create(
            kind="users", customer=cast.municipality, on=date(year, 11, 1), value=value, source="telling"
        )
    return care
