"""What is measured of the product: each kind of work as a call that does it once and looks at the answer."""

import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from urllib.parse import quote

from benchmarks.serving import Client, Server, give_token, log_in

AGENT, EMPLOYEE = "servicesenter-1@dgi.example", "sykepleier@nes.example"
Work = Callable[[], None]


def works(server: Server, tickets: list[int], *, words: list[str]) -> dict[str, Work]:
    """Return the kinds of work by name. `tickets` are ids to open, `words` are searched for."""
    dice = random.Random(1)
    browser = server.client(**log_in(AGENT))
    program = server.client(**give_token(AGENT))
    reporter = server.client(**give_token(EMPLOYEE))
    numbers = count()

    def create() -> None:
        create_one(reporter, next(numbers))

    def queue() -> None:
        browser.get("/arbeidsbenk/ko/servicesenter/", holds="data-row=")

    def listing() -> None:
        answer = program.get("/api/tickets?size=50&sort=newest&closed=true", holds='"tickets"')
        assert answer.count('"number"') == 50, "a page of the list holds 50 tickets"

    def ticket() -> None:
        number = dice.choice(tickets)
        browser.get(f"/sak/{number}/", holds=f"KP-{number}")

    def search() -> None:
        browser.get(f"/arbeidsbenk/?q={quote(dice.choice(words))}&closed=1", holds="data-row=")

    def report() -> None:
        browser.get("/ansvarsrapport/?by=team&days=1095", holds="Servicesenter")

    return {
        "create": create,
        "queue page": queue,
        "list of 50": listing,
        "ticket page": ticket,
        "search": search,
        "report over 3 years": report,
    }


def create_one(client: Client, number: int) -> int:
    """Open a ticket by API: custody, clocks and trail are written with it. Return its id."""
    asked = {"title": f"Skriveren i gangen ({number})", "description": "Papiret sitter fast.", "service": "skriver"}
    return int(json.loads(client.post("/api/tickets", asked, holds='"number"'))["id"])


def creates_per_second(server: Server, *, clients: int, seconds: float) -> float:
    """Return how many tickets that many clients open in a second, all at once."""
    headers = give_token(EMPLOYEE)

    def go(number: int) -> int:
        client, done, end = server.client(**headers), 0, time.monotonic() + seconds
        while time.monotonic() < end:
            create_one(client, number * 1_000_000 + done)
            done += 1
        return done

    with ThreadPoolExecutor(clients) as pool:
        start = time.monotonic()
        done = sum(pool.map(go, range(clients)))
        return done / (time.monotonic() - start)


def recompute_seconds() -> dict[str, float]:
    """Return what computing every clock anew takes."""
    from knutepunkt.desk.actions.recomputing import recompute

    start, cpu = time.perf_counter(), time.process_time()
    result = recompute(at=datetime.now(UTC))
    assert result.wrong == 0, f"{result.wrong} clocks were stored wrong"
    return {
        "tickets": result.tickets,
        "clocks": result.clocks,
        "seconds": round(time.perf_counter() - start, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
    }
