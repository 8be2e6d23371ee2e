"""`python -m benchmarks.settling`: reckons a year of settlements, asks for their pages, and keeps what was measured."""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.budgets import settling_rows, show
from benchmarks.serving import Client

PORT = 8313
MONTHS, LEVELS, PARTIES = 12, 200, 25


def main() -> None:
    """Fill, reckon, ask; write the figures among the other results."""
    asked = _asked()
    os.environ["KNUTEPUNKT_STATE"] = str(Path(asked.state).resolve())
    from knutepunkt.cli import environment
    from knutepunkt.cli.migrate import bring_up_to_date

    with environment.server():
        bring_up_to_date()
        from benchmarks.settled import fill

        found = {"filled_s": round(fill(asked.tickets), 1), **_reckoned(asked.tickets), "pages": _pages(asked)}
    kept = Path(asked.results)
    results = json.loads(kept.read_text()) | {"settling": found}
    kept.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    show(f"{asked.tickets:,} tickets of a year, settled", settling_rows(found))


def run(results: Path) -> None:
    """Measure in a process of its own, whose memory is then its own too, and add to a file of results."""
    subprocess.run([sys.executable, "-m", "benchmarks.settling", "--results", results], check=True)


def _reckoned(tickets: int) -> dict[str, Any]:
    """Measure the year and agree on every month of every contract, as the jobs do when nobody contests anything."""
    from benchmarks.settled import YEAR
    from benchmarks.timing import cpu_seconds, memory_bytes
    from knutepunkt.base.session import Role, Viewer, seen_by
    from knutepunkt.cli.embedded import Cluster
    from knutepunkt.cli.environment import state
    from knutepunkt.performance.actions.measuring import measure
    from knutepunkt.performance.actions.settling import agree_silently
    from knutepunkt.performance.models import Settlement
    from knutepunkt.performance.rules.month import months

    Settlement.objects.all().delete()
    database = Cluster(state()).pid() or 0
    start, cpu, database_cpu = time.perf_counter(), time.process_time(), cpu_seconds(database)
    with seen_by(Viewer(Role.SYSTEM, source="benchmark")):
        measured = measure(list(months(date(YEAR, 1, 1), date(YEAR, 12, 31))), at=datetime(YEAR + 1, 1, 2, tzinfo=UTC))
        measured_s = time.perf_counter() - start
        agreed = agree_silently(at=datetime(YEAR + 1, 1, 20, tzinfo=UTC))
    seconds = time.perf_counter() - start
    assert measured.settlements == agreed == MONTHS * PARTIES, (measured, agreed)
    return {
        "tickets": tickets,
        "settlements": agreed,
        "measured_s": round(measured_s, 2),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "database_cpu_seconds": round(cpu_seconds(database) - database_cpu, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, 1),
        "database_memory_mb": round(memory_bytes(database) / 1e6, 1),
        **_looked_at(tickets),
    }


def _looked_at(tickets: int) -> dict[str, Any]:
    """Count what came of it; a year that does not add up is no measurement."""
    from django.db.models import F, Sum

    from benchmarks.settled import YEAR
    from knutepunkt.agreement.models import ServiceLevel
    from knutepunkt.desk.models import Clock
    from knutepunkt.performance.models import Attainment, Credit
    from knutepunkt.performance.rules.period import Period

    year = Period(date(YEAR, 1, 1), date(YEAR, 12, 31))
    clocks = Clock.objects.filter(stopped_at__gte=year.starts_at, stopped_at__lt=year.ends_at).count()
    figures = Attainment.objects.aggregate(total=Sum(F("counted_total") + F("contested_total") + F("excluded_total")))
    credits_given = Credit.objects.filter(amount__gt=0).count()
    assert figures["total"] == clocks > 3 * tickets
    assert credits_given
    assert ServiceLevel.objects.count() == LEVELS
    return {
        "levels": LEVELS,
        "clocks": clocks,
        "figures": Attainment.objects.count(),
        "cases": Credit.objects.count(),
        "credits": credits_given,
    }


def _pages(asked: argparse.Namespace) -> dict[str, Any]:
    """Ask for the list, one settlement and the cases behind a figure, of closed months only."""
    from benchmarks.serving import log_in, product, serving
    from benchmarks.settled import MANAGER
    from benchmarks.timing import Sample, take
    from knutepunkt.cli.embedded import Cluster
    from knutepunkt.cli.environment import state

    database = Cluster(state()).pid() or 0
    with serving(product(PORT), port=PORT, first="/konto/login/") as server:
        works = _works(server.client(**log_in(MANAGER)))
        samples = {name: Sample() for name in works}
        for work in works.values():
            for _ in range(3):  # the first answers compile templates and open connections
                work()
        for _ in range(asked.rounds):
            for name, work in works.items():
                take(samples[name], work, times=asked.times, server=server.pid, database=database)
    return {name: sample.figures() for name, sample in samples.items()}


def _works(browser: Client) -> dict[str, Any]:
    from knutepunkt.agreement.models import ServiceLevel
    from knutepunkt.performance.models import Credit, Settlement

    dice = random.Random(3)
    months = [str(one) for one in Settlement.objects.order_by("from_on").values_list("from_on", flat=True).distinct()]
    credited = list(Credit.objects.order_by("settlement").values_list("settlement_id", flat=True).distinct())
    levels = list(ServiceLevel.objects.filter(metric="hold", contract__compensation__isnull=False).distinct())
    of = {(row.contract_id, row.from_on): row.pk for row in Settlement.objects.all()}

    def listing() -> None:
        page = browser.get(f"/oppgjor/?month={dice.choice(months)}")
        assert page.count("/oppgjor/") > PARTIES, "a month's list names every contract"

    def settlement() -> None:
        browser.get(f"/oppgjor/{dice.choice(credited)}/", holds="Timebot")

    def cases() -> None:
        level, month = dice.choice(levels), dice.choice(months)
        found = of[level.contract_id, date.fromisoformat(month)]
        browser.get(f"/oppgjor/{found}/nivaa/{level.pk}/", holds=f"<title>{level.name}")

    return {"list of settlements": listing, "settlement": settlement, "cases behind a figure": cases}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.settling", description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000, help="how many the year has")
    parser.add_argument("--rounds", type=int, default=5, help="how often each page has its turn")
    parser.add_argument("--times", type=int, default=10, help="how many times in a turn")
    parser.add_argument("--results", default=Path(__file__).with_name("results.json"), help="file to add them to")
    parser.add_argument("--state", default=".state/benchmark-settling", help="folder of the database; kept")
    return parser.parse_args()


if __name__ == "__main__":
    main()
