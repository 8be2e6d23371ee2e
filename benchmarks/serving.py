"""The product as it is served: started as a user starts it, and asked over HTTP as a browser and a program ask."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

HOST = "127.0.0.1"


@dataclass(slots=True)
class Server:
    """A running web server: its process, its port, and how long it took to give its first page."""

    pid: int
    port: int
    cold_start: float

    def client(self, **headers: str) -> "Client":
        """Return a client on a connection of its own that it keeps."""
        return Client(self.port, headers)


@dataclass(slots=True)
class Client:
    """Asks on one connection."""

    port: int
    headers: dict[str, str]
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        """Open the connection."""
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=120)

    def get(self, address: str, *, holds: str = "", status: int = 200) -> str:
        """Return the page; it has the status and holds the words, or the measurement is void."""
        return self._ask("GET", address, None, {}, holds, status)

    def post(self, address: str, body: object, *, holds: str = "", status: int = 201, form: bool = False) -> str:
        """Send JSON or a form, and return the answer."""
        sent = urlencode(body) if form else json.dumps(body)  # type: ignore[arg-type]
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        return self._ask("POST", address, sent.encode(), {"Content-Type": kind}, holds, status)

    def _ask(self, method: str, address: str, body: bytes | None, also: dict[str, str], holds: str, status: int) -> str:
        try:
            self.connection.request(method, address, body, self.headers | also)
            answer = self.connection.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):  # closed while the other side had its turn
            self.connection.close()
            self.connection.request(method, address, body, self.headers | also)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != status or holds not in text:
            raise RuntimeError(f"{method} {address}: {answer.status}, without {holds!r}: {text[:300]}")
        return text


@contextmanager
def serving(
    command: list[str], *, port: int, first: str, environment: dict[str, str] | None = None
) -> Iterator[Server]:
    """Run a server until the block ends; `first` is the address whose answer says that it serves."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=os.environ | (environment or {}), stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(process, port, first)
        yield Server(process.pid, port, time.perf_counter() - start)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, first: str) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            Client(port, {}).get(first)
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the server did not answer within 90 seconds")


def product(port: int) -> list[str]:
    """Return the command that serves the product."""
    return [sys.executable, "-m", "knutepunkt.cli", "serve", "--port", str(port)]


def log_in(email: str) -> dict[str, str]:
    """Return the header of a browser in which the person is logged in."""
    from django.conf import settings
    from django.test import Client as Browser

    from knutepunkt.party.models import Person

    browser = Browser()
    browser.force_login(Person.objects.get(email=email))
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"}


def give_token(email: str) -> dict[str, str]:
    """Return the header of a program that acts for the person."""
    from django.db import transaction
    from django.utils import timezone

    from knutepunkt.base.session import seen_by
    from knutepunkt.party.actions import issue_token
    from knutepunkt.party.models import Person
    from knutepunkt.party.queries import viewer

    at = timezone.now()
    person = Person.objects.get(email=email)
    person.api_tokens.filter(name="benchmark").delete()
    found = viewer(person, at=at, source="benchmark")
    assert found is not None, f"{email} has no place"
    with transaction.atomic(), seen_by(found):
        token = issue_token(person, name="benchmark", lasts=timedelta(days=1), at=at)
    return {"Authorization": f"Bearer {token}"}
