"""How promises fared on real custody: by hand each way a promise breaks, and that holders' times add up to the clock's."""

import re
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from knutepunkt.agreement.models import Contract
from knutepunkt.agreement.queries.terms import terms_of
from knutepunkt.agreement.rules.coverage import Gap
from knutepunkt.agreement.rules.hours import NEVER, to_micros
from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.cli.tables import print_back_to_back
from knutepunkt.desk import actions as desk
from knutepunkt.desk.actions.reckoning import spans_of
from knutepunkt.desk.actions.recomputing import recompute
from knutepunkt.desk.models import Clock, Ticket
from knutepunkt.desk.rules.clocks import ClockRows, Custodies, micros_or_never
from knutepunkt.performance.queries.back_to_back import BackToBack, Checked, back_to_back
from knutepunkt.performance.queries.carried import Fared, suppliers_time
from tests.cast import MONDAY, Cast, make_cast
from tests.desk.test_replaying import LATER, work
from tests.performance.test_settling import solve

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)
AFTER = MONDAY + timedelta(days=4)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def check(**more: object) -> BackToBack:
    with seen_by(Viewer(Role.SYSTEM)):
        return back_to_back(at=AFTER, **more)  # type: ignore[arg-type]


def resolve_of(found: BackToBack) -> Checked:
    (one,) = [
        one for one in found.rows if one.promised.level.metric == "resolve" and one.promised.customer.key == "nordvik"
    ]
    return one


def solve_late_with_us(cast: Cast, *, with_supplier: timedelta | None) -> None:
    """We keep it for Monday's seven hours; then a supplier has it for a while, or we do."""
    with seen_by(cast.sees(cast.employee)):
        pk = desk.open_ticket(title="Sak", service=cast.service, by=cast.employee, at=MONDAY).pk
    tuesday = MONDAY + timedelta(hours=23)
    by = cast.agent
    if with_supplier is not None:
        with seen_by(cast.sees(cast.agent)):
            desk.hand_over(pk, to=cast.operations, by=cast.agent, at=tuesday)
        by = cast.resolver
    with seen_by(cast.sees(by)):
        desk.take(pk, by=by, at=tuesday)
        desk.resolve(pk, resolution="Løst", by=by, at=tuesday + (with_supplier or 2 * H))


def test_who_broke_a_promise(cast: Cast) -> None:
    solve(cast, after=H)
    assert resolve_of(check()).fared == Fared(1, 0, 0, 0, H, H, 8 * H)
    solve(cast, after=30 * H)  # the supplier has it all along, for fourteen hours of service time
    solve_late_with_us(cast, with_supplier=1.5 * H)
    solve_late_with_us(cast, with_supplier=None)
    found = resolve_of(check())
    assert (found.fared.stopped, found.fared.broken) == (4, 3)
    assert (found.fared.suppliers_late, found.fared.uncovered, found.fared.ours) == (1, 1, 1)
    assert (found.fared.spent, found.fared.with_suppliers) == (1 * H + 14 * H + 8.5 * H + 9 * H, 16.5 * H)
    assert found.fared.used_by_suppliers == 16.5 / 32
    assert found.promised.cover.is_carried, "by the contracts it could have been kept"


def test_a_period_counts_what_stopped_in_it(cast: Cast) -> None:
    solve(cast, after=H)
    with seen_by(Viewer(Role.SYSTEM)):
        assert resolve_of(check(days=5)).fared.stopped == 1
        assert resolve_of(check(days=2)).fared == Fared()


def test_an_earlier_version_of_a_level_is_the_same_promise(cast: Cast) -> None:
    solve(cast, after=H)
    level = Contract.objects.get(key="nordvik").levels.get(key="resolve")
    type(level).objects.filter(pk=level.pk).update(is_current=False)
    level.pk, level.version, level.is_current = None, 2, True
    level._state.adding = True
    level.save()
    assert resolve_of(check()).fared.stopped == 1


def test_plain_values_name_each_gap_and_the_worst_start(cast: Cast) -> None:
    Contract.objects.get(key="a").levels.filter(key="hold").update(target=9 * H)
    plain = resolve_of(check()).as_json()
    assert (plain["is_carried"], plain["suppliers"], plain["priorities"]) == (False, ["Leverandør A"], [1, 2, 3, 4])
    assert plain["gaps"] == [
        {
            "gap": Gap.TARGET_LONGER.value,
            "supplier": "Leverandør A",
            "contract": "Avtale a",
            "level": "hold",
            "ends_on": None,
            "pauses": [],
        }
    ]
    assert [leg["supplier"] for leg in plain["worst"]["legs"]] == ["", "Leverandør A"]
    assert plain["worst"]["late"] > 0


def test_without_a_promise_there_is_nothing(cast: Cast) -> None:
    Contract.objects.update(state="draft")
    assert check().rows == ()


def test_the_time_with_suppliers_and_with_us_is_all_the_time_there_was(cast: Cast) -> None:
    for number in range(40):
        work(cast, number)
    recompute(at=LATER)
    with seen_by(Viewer(Role.SYSTEM)):
        clocks = list(Clock.objects.filter(level__metric="resolve", level__contract__kind="customer"))
        levels = terms_of({clock.level_id for clock in clocks})
        tickets = [Ticket.objects.get(pk=clock.ticket_id) for clock in clocks]
        custody = Custodies.of(spans_of(ticket) for ticket in tickets)
    kinds = np.where(np.isin(custody.organisation, [cast.supplier.pk, cast.other_supplier.pk]), 1, 0)
    terms = list(levels.values())
    places = {level.level_id: place for place, level in enumerate(terms)}
    rows = ClockRows(
        np.arange(len(clocks)),
        np.array([places[clock.level_id] for clock in clocks]),
        np.array([to_micros(ticket.opened_at) for ticket in tickets]),
        np.array([micros_or_never(clock.applies_until) for clock in clocks]),
        np.full(len(clocks), NEVER),
    )
    parts = [
        suppliers_time(terms, replace(custody, organisation=kinds), rows, holder=holder, at=LATER) for holder in (0, 1)
    ]
    elapsed = [clock.elapsed // timedelta(microseconds=1) for clock in clocks]
    assert (parts[0] + parts[1]).tolist() == elapsed
    assert parts[1].any()


def test_the_terminal_shows_what_is_not_carried(cast: Cast) -> None:
    Contract.objects.get(key="a").levels.filter(key="hold").update(target=9 * H)
    out = StringIO()
    console = Console(file=out, width=160, no_color=True)
    print_back_to_back(check(), everything=False, console=console)
    assert "2 of 6 promises are not carried by contract." in out.getvalue()
    assert "ourselves" not in out.getvalue()
    assert re.search(r"Nordvik kommune: E-post +resolve +Leverandør A +target_longer", out.getvalue())
    print_back_to_back(check(), everything=True, console=console)
    assert "ourselves" in out.getvalue()
