"""The example's purchases: the strategy's own plan of 2019 with what the law says of it, and three that run."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from knutepunkt.base.session import Role, Viewer, seen_by
from knutepunkt.example import set_stage
from knutepunkt.example.purchases import write_purchases
from knutepunkt.plan.models import Procurement, SealedAnswer, Submission
from knutepunkt.plan.queries import procurement as queries
from knutepunkt.plan.queries.procurement import Next
from knutepunkt.plan.rules.law import Regime
from knutepunkt.plan.rules.schedule import Finding, Verdict
from tests.procurement import make_law

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def written(db: None, settings: Any, tmp_path: Path) -> None:
    settings.STATE = tmp_path
    set_stage(at=NOW)
    make_law()
    write_purchases(at=NOW)


def findings(key: str) -> dict[str, Finding]:
    one = queries.procurements().get(key=key)
    found = queries.valued(one, law=queries.law_of(one, NOW))
    return {finding.rule.key: finding for finding in queries.checked(one, found).findings}


@pytest.mark.usefixtures("written")
def test_the_plan_of_2019_is_told_what_it_breaks() -> None:
    found = findings("driftstjenester-2019")
    request = found["forhandling-foresporsel"]
    assert request.verdict is Verdict.ONLY_EARLY
    assert (request.reached, request.latest_working) == (date(2019, 9, 12), date(2019, 8, 9))
    assert found["karens"].latest_working == date(2019, 12, 20)
    one = queries.procurements().get(key="driftstjenester-2019")
    assert queries.law_of(one, NOW).thresholds.eea_goods_services == 2_000_000
    assert queries.valued(one, law=queries.law_of(one, NOW)).regime is None  # no value is stated, and none is guessed
    assert [lot.module for lot in one.lots.all()] == [1, 2, 3]
    assert {row.words for row in one.plan.all()} >= {"primo september", "ultimo oktober", "slutten av desember 2019"}
    assert one.is_example
    assert "Modul 4" in one.why_together or "modul 4" in one.why_together


@pytest.mark.usefixtures("written")
def test_one_that_runs_is_sealed_and_one_stands_in_its_standstill() -> None:
    nexts = {one.key: queries.ahead(one, lacks=[], at=NOW).next for one in queries.procurements()}
    assert nexts["skydrift"] is Next.WAIT_TENDERS
    assert nexts["sikkerhetstester"] is Next.STANDSTILL
    sealed = Submission.objects.filter(round__procurement__key="skydrift", round__opened_at=None)
    assert sealed.count() == 2
    with seen_by(Viewer(Role.SYSTEM)):
        assert not SealedAnswer.objects.filter(submission__in=sealed).exists()
    judged = queries.procurements().get(key="sikkerhetstester")
    assert queries.valued(judged, law=queries.law_of(judged, NOW)).regime is Regime.PART_III
    assert judged.letters.count() == 3


@pytest.mark.usefixtures("written")
def test_a_second_time_nothing_is_written() -> None:
    before = Procurement.objects.count()
    write_purchases(at=NOW)
    assert Procurement.objects.count() == before == 4
