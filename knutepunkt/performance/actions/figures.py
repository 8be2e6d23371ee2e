"""Key figures that the platform measures itself: tickets of a month, applications in use."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count

from knutepunkt.catalogue.models import Application, Certainty, KeyFigure
from knutepunkt.desk.models import Ticket
from knutepunkt.party.models import Organisation
from knutepunkt.performance.rules.month import Month

SOURCE = "Knutepunkt"
_CUSTOMER = Organisation.Kind.CUSTOMER.value


@transaction.atomic
def count_tickets(month: Month) -> None:
    """Write how many tickets each customer opened in a month, and all together; again, it is counted anew.

    Before the first ticket there was nothing to count, and nothing is written.
    """
    if not Ticket.objects.filter(opened_at__lt=month.end_at).exists():
        return
    opened = Ticket.objects.filter(opened_at__gte=month.start_at, opened_at__lt=month.end_at)
    each = opened.filter(customer__kind=_CUSTOMER).values_list("customer").annotate(Count("pk"))
    _keep(KeyFigure.Kind.TICKETS, month.last, [*each.order_by(), (None, opened.count())])


@transaction.atomic
def count_applications(*, on: date) -> None:
    """Write how many applications each customer is known to use on a day, and how many there are."""
    living = Application.objects.exclude(phase=Application.Phase.RETIRED.value)
    each = living.filter(users__kind=_CUSTOMER).values_list("users").annotate(Count("pk"))
    _keep(KeyFigure.Kind.APPLICATIONS, on, [*each.order_by(), (None, living.count())])


def _keep(kind: KeyFigure.Kind, on: date, counted: Iterable[tuple[int | None, int]]) -> None:
    """Write figures; one that somebody wrote by hand for that day stays."""
    for customer, number in counted:
        row = KeyFigure.objects.filter(kind=kind.value, customer=customer, on=on).first()
        if row is not None and row.certainty != Certainty.MEASURED.value:
            continue
        row = row or KeyFigure(
            kind=kind.value, customer_id=customer, on=on, source=SOURCE, certainty=Certainty.MEASURED.value
        )
        if row.value != number:
            row.value = Decimal(number)
            row.save()
