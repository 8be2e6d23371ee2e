"""What each kind of work may cost, and how it stands: design, section 6."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

BUDGETS_MS = {
    "create": 9.0,
    "queue page": 20.0,
    "list of 50": 8.0,
    "ticket page": 12.0,
    "search": 17.0,
    "report over 3 years": 35.0,
}
CREATES_PER_SECOND = 240
PAIRS_PER_SECOND = {"all at once": 5_000_000, "one at a time": 1_000_000}
MEMORY_MB = 250
COLD_START_SECONDS = 2.0
IMPORT_SECONDS = 60
CLOCKS_SECONDS = 5.0  # of 100,000 tickets
SETTLED_SECONDS, SETTLED_MB, SETTLED_PAGE_MS = 60, 2_000, 200  # a year of a million tickets, 200 levels, 20 suppliers
IMPACT_P95_MS = 15.0  # of 2,700 that fall, among 100,000 components and 300,000 dependencies
MILLION = 2  # at 1,000,000 tickets nothing costs more than this many times the budget


def rows(results: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return what, measured, budget and a peer's figure, in words."""
    factor = MILLION if results["tickets"] >= 1_000_000 else 1
    peer = results.get("peer", {}).get("works", {})
    found = [
        (f"{name}, p50 ms", f"{figures['p50_ms']:.1f}", f"{BUDGETS_MS[name] * factor:.0f}", _peer(peer.get(name)))
        for name, figures in results["works"].items()
    ]
    found.append(
        (
            "creates a second, 8 clients",
            f"{results['creates_per_second']:.0f}",
            f"{CREATES_PER_SECOND / factor:.0f}",
            _number(results.get("peer", {}).get("creates_per_second")),
        )
    )
    pairs, others = results["pairs_per_second"], results.get("peer", {}).get("pairs_per_second", {})
    best = max(others.values(), default=None)
    found += [
        (f"pairs a second, {how}", f"{pairs[how]:,}", f"{least:,}", _number(best))
        for how, least in PAIRS_PER_SECOND.items()
    ]
    clocks = results["clocks"]
    allowed = CLOCKS_SECONDS * clocks["tickets"] / 100_000
    found.append((f"{clocks['clocks']:,} clocks anew, s", f"{clocks['seconds']:.1f}", f"{allowed:.0f}", ""))
    if "import" in results:
        found.append(("the UCI log imported, s", f"{results['import']['seconds']:.0f}", str(IMPORT_SECONDS), ""))
    found.append(
        (
            "memory of the web server, MB",
            f"{results['memory_mb']:.0f}",
            str(MEMORY_MB),
            _number(results.get("peer", {}).get("memory_mb")),
        )
    )
    found.append(("cold start, s", f"{results['cold_start_s']:.1f}", f"{COLD_START_SECONDS:.0f}", ""))
    return found


def settling_rows(settled: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return what was measured of a year of settlements, as `rows` does; no peer has any."""
    pages = [
        (f"{name}, p50 ms", f"{figures['p50_ms']:.0f}", str(SETTLED_PAGE_MS), "")
        for name, figures in settled["pages"].items()
    ]
    return [
        (f"{settled['settlements']} settlements reckoned, s", f"{settled['seconds']:.1f}", str(SETTLED_SECONDS), ""),
        ("memory of it, MB", f"{settled['memory_mb']:.0f}", f"{SETTLED_MB:,}", ""),
        *pages,
    ]


def impact_rows(impact: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return what was measured of impact, as `rows` does; no peer has any."""
    answers = [
        (f"{name}, p50 and p95 ms", f"{figures['p50_ms']:.1f} {figures['p95_ms']:.1f}", f"p95 {IMPACT_P95_MS:.0f}", "")
        for name, figures in impact["answers"].items()
    ]
    return [*answers, ("the graph read anew after a change, s", f"{impact['read_s']:.2f}", "", "")]


def show(title: str, lines: Iterable[tuple[str, str, str, str]]) -> None:
    """Print what was measured beside what is allowed."""
    table = Table(title=title)
    for head in ("what", "measured", "budget", "peer"):
        table.add_column(head, justify="left" if head == "what" else "right")
    for line in lines:
        table.add_row(*line)
    Console().print(table)


def _peer(figures: Mapping[str, float] | None) -> str:
    return f"{figures['p50_ms']:.0f}" if figures else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
