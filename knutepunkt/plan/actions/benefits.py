"""Measures benefits: by hand on a day, and by the platform itself for each month that is over."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from knutepunkt.base.editing import require_allowed, require_come
from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import as_system
from knutepunkt.base.text import cleaned, refuse_identity_number, refused
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day, manages_terms
from knutepunkt.performance.rules.month import Month, ended, month_of, up_to
from knutepunkt.plan.models import Benefit, BenefitMeasurement
from knutepunkt.plan.queries.benefits import measured

MONTHS = 12


@transaction.atomic
def measure(
    benefit_id: int,
    *,
    value: Decimal,
    measured_on: date,
    note: str = "",
    municipality: Organisation | None = None,
    by: Person,
    at: datetime,
) -> BenefitMeasurement:
    """Write down what was measured on a day; a second measurement of the same day takes its place."""
    note = cleaned(note, field="note", label=_("Note"), longest=300)
    refuse_identity_number(note, field="note")
    row = Benefit.objects.filter(pk=benefit_id).first()
    if row is None:
        raise NotYours(_("There is no such benefit, or it is not yours to see."))
    require_allowed(manages_terms, by, at)
    if row.measured_by:
        raise refused("value", _("The platform measures this itself, by its own tables."))
    require_come({"measured_on": measured_on}, local_day(at))
    with as_system():
        found, _new = BenefitMeasurement.objects.update_or_create(
            benefit=row,
            municipality=municipality,
            measured_on=measured_on,
            defaults={"value": value, "note": note, "by": by, "at": at},
        )
    return found


def measure_months(*, at: datetime, months: int = MONTHS) -> int:
    """Measure what the platform measures itself, for months that are over; returns how many figures are new.

    The latest month is measured anew, for promises of it still end in settlements; earlier ones stay as they were.
    """
    last = ended(local_day(at))
    found = 0
    for benefit in Benefit.objects.exclude(measured_by=""):
        known = set(benefit.measurements.values_list("measured_on", flat=True))
        for month in up_to(last, months):
            if month == last or month.last not in known:
                found += _measure(benefit, month, at)
    return found


@transaction.atomic
def _measure(benefit: Benefit, month: Month, at: datetime) -> int:
    if benefit.baseline_on is not None and month < month_of(benefit.baseline_on):
        return 0
    new = 0
    for municipality, counted in measured(benefit.measured_by, month).items():
        if counted.value is None:
            continue
        values = {"value": counted.value, "part": counted.part, "whole": counted.whole, "at": at}
        _row, is_new = BenefitMeasurement.objects.update_or_create(
            benefit=benefit, municipality_id=municipality, measured_on=month.last, defaults=values
        )
        new += is_new
    return new
