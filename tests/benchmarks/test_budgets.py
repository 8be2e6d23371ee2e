"""The table of the benchmark: each budget beside what was measured, wider for a million tickets."""

import json
from pathlib import Path
from typing import Any

import benchmarks
from benchmarks.budgets import BUDGETS_MS, impact_rows, rows, settling_rows

KEPT = Path(benchmarks.__file__).with_name("results.json")


def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text())
    return found


def test_what_is_kept_has_a_figure_for_each_budget_and_each_peer() -> None:
    results = kept()
    assert set(results["works"]) == set(BUDGETS_MS) == set(results["peer"]["works"])
    for row in rows(results):
        assert all(row[1:3]), row


def test_a_million_may_cost_twice() -> None:
    results = kept()
    of = {what: (measured, budget) for what, measured, budget, _peer in rows(results)}
    more = {what: (measured, budget) for what, measured, budget, _peer in rows(results | {"tickets": 1_000_000})}
    measured, budget = of["create, p50 ms"]
    assert more["create, p50 ms"] == (measured, str(2 * int(budget)))


def test_a_year_of_settlements_was_measured_at_the_size_that_is_promised() -> None:
    settled = kept()["settling"]
    assert (settled["tickets"], settled["levels"], settled["settlements"]) == (1_000_000, 200, 12 * 25)
    for what, measured, budget, _peer in settling_rows(settled):
        assert float(measured) <= float(budget.replace(",", "")), what


def test_impact_was_measured_at_the_size_that_is_promised() -> None:
    impact = kept()["impact"]
    assert (impact["components"], impact["reach"]) == (100_000, 2_700)
    assert impact["dependencies"] >= 299_900
    assert len(impact_rows(impact)) == 5


def test_no_name_of_a_machine_or_path_is_kept() -> None:
    written = KEPT.read_text()
    assert set(kept()["machine"]) == {"on", "cores", "memory_gib", "python", "postgresql"}
    assert "/" not in written
