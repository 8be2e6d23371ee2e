"""`python -m benchmarks.impact`: asks what falls with something among 100,000 components, and keeps the figures."""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.budgets import impact_rows, show
from benchmarks.serving import Server

PORT = 8314
AGENT, OWNER = "leverandoransvarlig@dgi.example", "tjenesteeier@nes.example"


def main() -> None:
    """Fill, ask; write the figures among the other results."""
    asked = _asked()
    os.environ["KNUTEPUNKT_STATE"] = str(Path(asked.state).resolve())
    from knutepunkt.cli import environment
    from knutepunkt.cli.migrate import bring_up_to_date

    with environment.server():
        bring_up_to_date()
        from benchmarks.depending import COMPONENTS, fill
        from knutepunkt.catalogue.models import Dependency

        found = {"filled_s": round(fill(), 1), "components": COMPONENTS, "dependencies": Dependency.objects.count()}
        found |= {"read_s": _read(), **_answers(asked)}
    kept = Path(asked.results)
    results = json.loads(kept.read_text()) | {"impact": found}
    kept.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    show(f"{found['dependencies']:,} dependencies", impact_rows(found))


def run(results: Path) -> None:
    """Measure in a process of its own, and add to a file of results."""
    subprocess.run([sys.executable, "-m", "benchmarks.impact", "--results", results], check=True)


def _read() -> float:
    """Return what it takes a process to read the whole graph, which it does once for each change."""
    from knutepunkt.base.session import Role, Viewer, seen_by
    from knutepunkt.catalogue.queries.impact import present_graph

    with seen_by(Viewer(Role.INTEGRATOR, source="benchmark")):
        start = time.perf_counter()
        present_graph()
        return round(time.perf_counter() - start, 2)


def _answers(asked: argparse.Namespace) -> dict[str, Any]:
    """Ask by API and as a page, as the integrator and as a municipality, in turns."""
    from benchmarks.serving import product, serving
    from benchmarks.timing import Sample, take
    from knutepunkt.cli.embedded import Cluster
    from knutepunkt.cli.environment import state

    database = Cluster(state()).pid() or 0
    with serving(product(PORT), port=PORT, first="/konto/login/") as server:
        works = _works(server)
        samples = {name: Sample() for name in works}
        for work in works.values():
            for _ in range(12):  # the first answers compile templates, and each process reads the graph
                work()
        for _ in range(asked.rounds):
            for name, work in works.items():
                take(samples[name], work, times=asked.times, server=server.pid, database=database)
    return {"answers": {name: sample.figures() for name, sample in samples.items()}, "reach": _reach()}


def _reach() -> int:
    from benchmarks.depending import HEAP
    from knutepunkt.base.session import Role, Viewer, seen_by
    from knutepunkt.catalogue.models import Component
    from knutepunkt.catalogue.queries.impact import impact_of

    with seen_by(Viewer(Role.INTEGRATOR, source="benchmark")):
        many = impact_of(Component.objects.get(key="k-0"), day=datetime.now(UTC).date()).many
    assert many == HEAP, many  # the heap without its first, and a service
    return many


def _works(server: Server) -> dict[str, Any]:
    from benchmarks.depending import APPLICATION, COMPONENTS, HEAP
    from benchmarks.serving import give_token, log_in

    dice = random.Random(4)
    heaps = COMPONENTS // HEAP
    program, customer = (server.client(**give_token(email)) for email in (AGENT, OWNER))
    browser = server.client(**log_in(AGENT))

    def first() -> str:
        return f"k-{dice.randrange(heaps) * HEAP}"

    def nearest() -> None:
        answer = json.loads(program.get(f"/api/systems/component/{first()}/impact"))
        assert answer["counts"] == {"service": 1, "application": 0, "component": HEAP - 1}
        assert (len(answer["nearest"]), answer["left_off"], len(answer["customers"])) == (200, HEAP - 200, 6)

    def whole() -> None:
        answer = json.loads(program.get(f"/api/systems/component/{first()}/impact?nearest=10000"))
        assert len(answer["nearest"]) == HEAP

    def page() -> None:
        assert browser.get(f"/systemkart/komponent/{first()}/konsekvens/").count("/systemkart/komponent/") > 200

    def own() -> None:
        answer = json.loads(customer.get(f"/api/systems/application/{APPLICATION}/impact"))
        assert (answer["counts"]["component"], len(answer["nearest"])) == (0, answer["counts"]["service"])

    return {
        "impact by API, the nearest 200 by name": nearest,
        "impact by API, all by name": whole,
        "impact page": page,
        "impact by API, of a municipality's own": own,
    }


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.impact", description=__doc__)
    parser.add_argument("--rounds", type=int, default=8, help="how often each question has its turn")
    parser.add_argument("--times", type=int, default=25, help="how many times in a turn")
    parser.add_argument("--results", default=Path(__file__).with_name("results.json"), help="file to add them to")
    parser.add_argument("--state", default=".state/benchmark-impact", help="folder of the database; kept")
    return parser.parse_args()


if __name__ == "__main__":
    main()
