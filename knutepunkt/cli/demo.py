"""`knutepunkt demo`: the whole platform with the Gardermoen example, from nothing to a page in a browser."""

import signal
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from knutepunkt.cli import environment, migrate, pages
from knutepunkt.cli.children import Children
from knutepunkt.cli.failure import Failure
from knutepunkt.cli.progress import progress
from knutepunkt.cli.serve import HOST, PORT, require_free

_SERVED_WITHIN = 30.0


def demo(
    port: Annotated[int, typer.Option(help="Port to serve on.", min=1, max=65535)] = PORT,
    play: Annotated[bool, typer.Option("--play", help="Play the log on: what happened next happens now.")] = False,
    speed: Annotated[float, typer.Option(help="How many times faster than it happened.", min=0.1, max=3600)] = 1.0,
) -> None:
    """Start it all, with an example.

    The Gardermoen example with its real incidents, the web server and the jobs. Ctrl-C stops everything.

    Example: knutepunkt demo

    Example: knutepunkt demo --play --speed 60
    """
    if missing := pages.missing():
        raise Failure(f"pages: {missing}")
    children = Children(environment.state() / "demo-processes.json")
    if not children.claim():
        raise Failure("a demo runs already; stop it with Ctrl-C where it was started")
    if children.end_orphans():
        typer.echo("An earlier demo had been cut off; what it left running is ended.")
    require_free(HOST, port)
    try:
        with environment.server():
            migrate.bring_up_to_date()
            _load()
            try:
                _start(children, port, speed if play else None)
                _watch(children)
            finally:
                _be_left_alone()
                typer.echo("\nStopping ...")
                children.stop()
    finally:
        typer.echo("Stopped. What you entered is kept; the next start shows it again.")


def _load() -> None:
    """Load the example where it is missing."""
    from django.db import connections

    from knutepunkt import example

    with progress() as report:
        example.load(at=datetime.now(UTC), progress=report)
    connections.close_all()


def _start(children: Children, port: int, speed: float | None) -> None:
    children.start("serve", ["serve", "--port", str(port)], log=_log("serve"))
    children.start("jobs", ["jobs"], log=_log("jobs"))
    _wait_until_served(children, port)
    if speed is not None:
        children.start("play", ["play", "--speed", str(speed)], log=_log("play"))
    _greet(port)


def _watch(children: Children) -> None:
    """Wait until Ctrl-C. Raises `Failure` when one of the others ends by itself."""
    try:
        while True:
            _require_alive(children)
            time.sleep(0.5)
    except KeyboardInterrupt:
        return


def _require_alive(children: Children) -> None:
    ended = children.ended()
    if ended is None:
        return
    if ended == "play" and children.running[ended].returncode == 0:
        typer.echo("The log has been played to its end.")
        del children.running[ended]
        return
    last = _log(ended).read_text(errors="replace").strip().splitlines()[-1:]
    raise Failure(f"{ended} has ended by itself: {''.join(last)} (more in {_log(ended)})")


def _wait_until_served(children: Children, port: int) -> None:
    give_up = time.monotonic() + _SERVED_WITHIN
    while time.monotonic() < give_up:
        _require_alive(children)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise Failure(f"the web server does not answer; see {_log('serve')}")


def _log(name: str) -> Path:
    return environment.state() / f"{name}.log"


def _greet(port: int) -> None:
    from rich.console import Console
    from rich.table import Table

    from knutepunkt import example

    table = Table(title=f"Knutepunkt serves on http://{HOST}:{port}   (Ctrl-C stops it)")
    table.add_column("Role")
    table.add_column("E-mail", no_wrap=True)
    table.add_column("Look at")
    for role, email, look_at in example.logins():
        table.add_row(role, email, look_at)
    Console().print(table)
    typer.echo(f"Password of them all: {example.password()}")


def _be_left_alone() -> None:
    """Finish stopping, however often Ctrl-C is pressed."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
