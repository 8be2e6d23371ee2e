"""A municipality's service is only as available as all that it needs: the product of what each part showed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from knutepunkt.agreement.models import Contract, ServiceLevel
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.catalogue.models import Application, Dependency, Service
from knutepunkt.desk.models import Ticket
from knutepunkt.performance.actions.measuring import measure
from knutepunkt.performance.models import Attainment, Settlement
from knutepunkt.performance.queries.attained import Shown, attained
from knutepunkt.performance.queries.reporting import figures_of
from knutepunkt.performance.rules.month import Month
from knutepunkt.signal.models import Outage
from tests.cast import MONDAY, Cast
from tests.performance.test_settling import AFTER, NOVEMBER, make_parties, solve
from tests.register import promise_availability

pytestmark = pytest.mark.django_db
AGREED = timedelta(hours=21 * 8)  # November's office hours


@pytest.fixture
def cast() -> Cast:
    return make_parties()


def down(service: Service, share: str) -> None:
    """Down for a share of what was agreed, from a Monday's opening on."""
    Outage.objects.create(service=service, start_at=MONDAY, end_at=MONDAY + AGREED * float(share))


def measured(key: str) -> list[Shown]:
    return [one for one in attained(Settlement.objects.get(contract__key=key)) if one.up]


def test_the_product_of_the_parts_stands_beside_what_was_agreed(cast: Cast) -> None:
    level = promise_availability(cast)
    room = Service.objects.create(
        key="room", name="Datarom", group=cast.service.group, owner=cast.integrator, provider=cast.integrator,
        first_team=cast.first_line,
    )  # fmt: skip
    program = Application.objects.create(key="vegg", name="Veggen", sector=cast.service.group, hosting="unstated")
    Dependency.objects.create(service=cast.security_service, needs_application=program)
    Dependency.objects.create(application=program, needs_service=room)
    Dependency.objects.create(service=room, needs_service=cast.service)  # round again: each counts once
    for service, share in ((cast.service, "0.001"), (cast.security_service, "0.005"), (room, "0.002")):
        down(service, share)
    measure([NOVEMBER], at=AFTER)
    [one] = measured("nordvik")
    assert (one.level, one.percent, one.reaches) == (level, Decimal("99.9000"), True)
    assert [(part.service_id, part.found.percent) for part in one.parts] == [
        (cast.security_service.pk, Decimal("99.5000")),
        (room.pk, Decimal("99.8000")),
    ]
    assert one.end_to_end is not None
    assert (round(float(one.end_to_end.share), 6), one.end_to_end.percent) == (0.992017, Decimal("99.201699"))
    assert not one.end_to_end.reaches


def test_a_supplier_answers_for_its_own_service_alone(cast: Cast) -> None:
    promise_availability(cast)
    ServiceLevel.objects.create(
        contract=Contract.objects.get(key="a"), key="oppetid", name="Oppetid", metric="availability",
        goal=Decimal("99.5"), calendar=cast.calendar,
    )  # fmt: skip
    down(cast.security_service, "0.01")
    measure([NOVEMBER], at=AFTER)
    [theirs] = measured("a")
    assert (theirs.percent, theirs.parts, theirs.end_to_end) == (Decimal("100.0000"), (), None)
    [ours] = measured("nordvik")
    assert ours.end_to_end is not None
    assert ours.end_to_end.percent == Decimal("99.000000")


def test_the_service_report_says_it_too(cast: Cast) -> None:
    promise_availability(cast)
    down(cast.security_service, "0.01")
    ticket: Ticket = solve(cast, after=timedelta(hours=1))
    measure([NOVEMBER], at=AFTER)
    with seen_by(Viewer(Role.SYSTEM)):
        found = figures_of(Month(NOVEMBER.from_on), [cast.municipality])[ticket.customer_id]["availability"]
    assert found == [
        {
            "service": "E-post",
            "level": "Oppetid",
            "goal": 99.5,
            "share": 100.0,
            "reached": True,
            "needs": [{"service": "Brannmur", "share": 99.0}],
            "end_to_end": 99.0,
            "end_to_end_reached": False,
        }
    ]


def test_tickets_have_no_parts(cast: Cast) -> None:
    solve(cast, after=timedelta(hours=1))
    measure([NOVEMBER], at=AFTER)
    assert set(map(str, Attainment.objects.values_list("parts", flat=True))) == {"[]"}
