"""The peer beside which the product is measured: django-helpdesk, in an environment of its own, on our PostgreSQL."""

import argparse
import base64
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.serving import Server, serving
from benchmarks.timing import memory_bytes

FOLDER = Path(__file__).with_name("peer")
PARTS = ("django-helpdesk==2.6.1", "psycopg[binary]==3.3.9", "granian==2.8.7", "holidays")
CLOCKS = ("business-duration==0.68", "businesstimedelta==1.0.1", "pandas", "setuptools")
DATABASE = "peer"


@dataclass(slots=True)
class Peer:
    """The peer, served: its kinds of work by the names of ours."""

    server: Server
    works: dict[str, Callable[[], None]]
    tickets: int

    @property
    def pid(self) -> int:
        """Return its server's process."""
        return self.server.pid

    def results(self, works: dict[str, Any]) -> dict[str, Any]:
        """Return what is kept of it."""
        memory = round(memory_bytes(self.pid) / 1e6, 1)
        return {"name": PARTS[0], "tickets": self.tickets, "works": works, "memory_mb": memory}


def python(state: Path) -> Path:
    """Return the Python of the peers' environment, which is made when it is missing."""
    home = state / "peers"
    found = home / "bin" / "python"
    made = home / ".made"
    if not made.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([found, "-m", "pip", "install", "--quiet", *PARTS, *CLOCKS], check=True)
        made.touch()
    return found


@contextmanager
def helpdesk(asked: argparse.Namespace, state: Path, port: int) -> Iterator[Peer | None]:
    """Serve the peer, filled with the same tickets, until the block ends; None when it is not asked for."""
    if asked.without_peer:
        yield None
        return
    settings = _settings(state)
    given = _fill(python(state), settings, asked.tickets)
    command = [
        str(python(state).with_name("granian")),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
        "--no-log",
        "peer_wsgi:application",
    ]
    with serving(command, port=port, first="/login/", environment=settings) as server:
        yield Peer(server, _works(server, given), given["count"])


def _settings(state: Path) -> dict[str, str]:
    from knutepunkt.cli.embedded import SUPERUSER, Cluster

    cluster = Cluster(state)
    _make_database(cluster)
    return {
        "PEER_DATABASE": DATABASE,
        "PEER_USER": SUPERUSER,
        "PEER_HOST": str(cluster.sockets),
        "PYTHONPATH": str(FOLDER),
        "DJANGO_SETTINGS_MODULE": "peer_settings",
    }


def _make_database(cluster: Any) -> None:
    import psycopg

    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        if found is None:
            connection.execute(f"create database {DATABASE}")


def _fill(peer_python: Path, settings: dict[str, str], many: int) -> dict[str, Any]:
    from benchmarks.filling import UNTIL, Stage
    from benchmarks.tickets import made

    process = subprocess.Popen(
        [peer_python, FOLDER / "fill.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | settings,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for one in made(many, until=UNTIL, services=Stage().services):
        row = {
            "title": one.title,
            "description": one.description,
            "service": one.service,
            "opened_at": one.opened_at.isoformat(),
            "priority": one.priority,
            "assigned": one.steps[-1].mode == "working",
            "closed": one.closed_at is not None,
            "steps": [(step.at + timedelta(0)).isoformat() for step in one.steps],
        }
        process.stdin.write(json.dumps(row) + "\n")
    process.stdin.close()
    answer = process.stdout.read()
    if process.wait():
        raise RuntimeError("the peer could not be filled")
    found: dict[str, Any] = json.loads(answer)
    return found


def _works(server: Server, given: dict[str, Any]) -> dict[str, Callable[[], None]]:
    dice = random.Random(1)
    token = "a" * 32
    cookie = f"sessionid={given['session']}; csrftoken={token}"
    browser = server.client(Cookie=cookie)
    program = server.client(**{"Cookie": cookie, "X-CSRFToken": token, "Referer": f"http://127.0.0.1:{server.port}/"})

    def create() -> None:
        asked = {"title": "Skriveren i gangen", "description": "Papiret sitter fast.", "queue": given["queue"]}
        also = {"submitter_email": "sykepleier@nes.example", "priority": 3}
        program.post("/api/tickets/", asked | also, holds='"id"')

    def rows(query: dict[str, Any], *, least: int) -> None:
        written = base64.b64encode(json.dumps(query).encode()).decode()
        answer = browser.get(
            f"/datatables_ticket_list/{written}?draw=1&start=0&length=50&order[0][column]=0&order[0][dir]=desc"
        )
        assert answer.count('"ticket"') >= least, answer[:300]

    def queue() -> None:
        browser.get("/tickets/", holds="ticketTable")
        rows({"filtering": {"queue__id__in": [given["queue"]], "status__in": [1, 2]}, "sorting": "created"}, least=1)

    def listing() -> None:
        rows({"filtering": {}, "sorting": "created"}, least=50)

    def ticket() -> None:
        browser.get(f"/tickets/{dice.choice(given['tickets'])}/", holds="ticket")

    def search() -> None:
        rows(
            {"search_string": dice.choice(["skriver", "journal", "kaffesøl", "dokken"]), "sorting": "created"},
            least=1,
        )

    def report() -> None:
        browser.get("/reports/queuemonth/", holds="</table>")

    return {
        "create": create,
        "queue page": queue,
        "list of 50": listing,
        "ticket page": ticket,
        "search": search,
        "report over 3 years": report,
    }
