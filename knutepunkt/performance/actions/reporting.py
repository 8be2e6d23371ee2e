"""Makes each month's service reports, once, and tells those who asked for them."""

from datetime import datetime

from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from knutepunkt.base import outbox
from knutepunkt.base.errors import NotYours
from knutepunkt.base.session import Role, Viewer, as_system, present
from knutepunkt.party.models import Organisation, Person
from knutepunkt.party.queries import local_day, viewer
from knutepunkt.performance.models import ServiceReport, Subscription
from knutepunkt.performance.queries.reporting import REPORTED, figures_of
from knutepunkt.performance.rules.month import Month, ended, first_working_day


def make_due_reports(*, at: datetime, address: str) -> int:
    """Make last month's reports on the first working day of this one, or as soon after as this is asked."""
    today = local_day(at)
    month = ended(today)
    return make_reports(month, at=at, address=address) if today >= first_working_day(month.back(-1)) else 0


@transaction.atomic
def make_reports(month: Month, *, at: datetime, address: str) -> int:
    """Make the reports of a month that are not made yet, and post a link to those who asked; return how many."""
    with as_system():
        made = ServiceReport.objects.filter(month=month.first).values("organisation")
        missing = Organisation.objects.filter(kind__in=REPORTED).exclude(pk__in=made)
        if not missing.exists():
            return 0
        rows = [
            ServiceReport(organisation_id=key, month=month.first, made_at=at, figures=figures)
            for key, figures in figures_of(month, missing).items()
        ]
        for report in ServiceReport.objects.bulk_create(rows):
            _tell(report, at=at, address=address)
    return len(rows)


@transaction.atomic
def subscribe(organisation_id: int, *, by: Person, at: datetime) -> None:
    """Let the person have a mail with a link whenever the organisation's report is made."""
    _require_readable(organisation_id, present())
    with as_system():
        Subscription.objects.get_or_create(person=by, organisation_id=organisation_id, defaults={"since_at": at})


@transaction.atomic
def unsubscribe(organisation_id: int, *, by: Person, at: datetime) -> None:
    """Send the person no more of them."""
    with as_system():
        Subscription.objects.filter(person=by, organisation_id=organisation_id).delete()


def _require_readable(organisation_id: int, reader: Viewer | None) -> None:
    reported = Organisation.objects.filter(pk=organisation_id, kind__in=REPORTED).exists()
    if reader is None or not reported or not _reads(reader, organisation_id):
        raise NotYours(_("There is no such report, or it is not yours to see."))


def _reads(reader: Viewer, organisation_id: int) -> bool:
    own = reader.oversees and organisation_id in reader.organisations
    return reader.role is Role.INTEGRATOR or own


def _tell(report: ServiceReport, *, at: datetime, address: str) -> None:
    """Post a link; who no longer may read the report, or wants no mail, gets none."""
    wanted = Subscription.objects.filter(organisation=report.organisation_id, person__is_active=True)
    for one in wanted.exclude(person__mail=Person.Mail.NEVER.value).select_related("person", "organisation"):
        reader = viewer(one.person, at=at, source="report")
        if reader is not None and _reads(reader, report.organisation_id):
            _post(report, one, at=at, address=address)


def _post(report: ServiceReport, one: Subscription, *, at: datetime, address: str) -> None:
    with translation.override(one.person.language):
        month = formats.date_format(report.month, "YEAR_MONTH_FORMAT")
        told = {"organisation": one.organisation.name, "month": month}
        outbox.post(
            key=f"report-{report.pk}-{one.person_id}",
            recipient=one.person.email,
            subject=_("Service report for %(organisation)s, %(month)s") % told,
            body=_("The report is ready:") + f"\n{address}/rapporter/{report.pk}/\n",
            at=at,
        )
