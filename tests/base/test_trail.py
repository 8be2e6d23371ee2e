"""The trail: every change of a ticket, a membership and an agreement, with who, when and from where."""

from datetime import UTC, datetime

import pytest
from django.db.models import Model

from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.base.models import Trail
from knutepunkt.base.session import as_system, seen_by
from knutepunkt.desk import actions
from knutepunkt.party.models import Membership
from tests.cast import MONDAY, make_cast

pytestmark = pytest.mark.django_db


def test_who_changed_what_when_and_from_where() -> None:
    cast = make_cast()
    before = datetime.now(UTC)
    with seen_by(cast.sees(cast.employee)):
        ticket = actions.open_ticket(title="Noe", service=cast.service, by=cast.employee, at=MONDAY)
    rows: list[Model] = [ticket, *(kept.objects.all()[0] for kept in (Membership, Contract, ServiceLevel))]
    with seen_by(cast.sees(cast.agent)):
        actions.take(ticket.pk, by=cast.agent, at=MONDAY)
        for row in rows[1:]:
            with as_system():
                row.delete()
    for row, action in zip(rows, ("update", "delete", "delete", "delete"), strict=True):
        found = Trail.objects.filter(table_name=row._meta.db_table, person_id=cast.agent.pk, action=action)
        kept = found.order_by("-pk")[0]
        assert (kept.source, kept.at >= before, bool(kept.changes)) == ("test", True, True), row
    taken = Trail.objects.get(table_name="desk_ticket", row_id=ticket.pk, action="update")
    assert taken.changes["state"] == ["new", "working"]
