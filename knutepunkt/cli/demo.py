"""`knutepunkt demo`: the whole platform with the Gardermoen example, from nothing to a page in a browser."""

import signal
import subprocess
import time
from datetime import UTC, datetime
from types import FrameType
from typing import Annotated

import typer

from knutepunkt.cli import environment, migrate
from knutepunkt.cli.children import Children
from knutepunkt.cli.failure import Failure
from knutepunkt.cli.progress import progress
from knutepunkt.cli.serve import HOST, PORT, require_free


def demo(
    port: Annotated[int, typer.Option(help="Port to serve on.")] = PORT,
    play: Annotated[
        float | None, typer.Option(help="Play the log on, this many times faster than it happened.", min=0.1)
    ] = None,
) -> None:
    """Start everything with the Gardermoen example and its real incidents; Ctrl-C stops it all.

    Example: knutepunkt demo
    Example: knutepunkt demo --play 60
    """
    children = Children(environment.state() / "demo-processes.json")
    if children.end_orphans():
        typer.echo("An earlier demo had been cut off; what it left running is ended.")
    require_free(HOST, port)
    signal.signal(signal.SIGTERM, _as_interrupt)
    typer.echo("Starting PostgreSQL …")
    started = environment.ensure_server()
    try:
        migrate.bring_up_to_date()
        _load()
        _run(children, port, play)
    except KeyboardInterrupt:
        typer.echo("\nStopping …")
    finally:
        children.stop()
        if started:
            started.stop()
    typer.echo("Stopped. What you entered is kept; make demo shows it again.")


def _load() -> None:
    """Load the example where it is missing, and see that the pages are collected."""
    from django.core.management import call_command

    from knutepunkt import example

    with progress() as report:
        example.load(at=datetime.now(UTC), progress=report)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("messages", "compile", verbosity=0)


def _run(children: Children, port: int, play: float | None) -> None:
    state = environment.state()
    logs = {name: state / f"{name}.log" for name in ("serve", "jobs", "play")}
    web = children.start("serve", "--port", str(port), log=logs["serve"])
    children.start("jobs", log=logs["jobs"])
    _wait_until_served(web, port)
    _greet(port)
    if play is not None:
        children.start("import", "play", "--speed", str(play), log=logs["play"])
    while True:
        ended = children.first_ended()
        if ended is not None and ended.args[3] != "import":  # type: ignore[index]
            raise Failure(f"a process ended by itself (code {ended.returncode}); see the logs in {state}")
        time.sleep(0.5)


def _wait_until_served(web: subprocess.Popen[bytes], port: int) -> None:
    import socket

    give_up = time.monotonic() + 30
    while time.monotonic() < give_up and web.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise Failure(f"the web server does not answer; see {environment.state() / 'serve.log'}")


def _greet(port: int) -> None:
    from rich.console import Console
    from rich.table import Table

    from knutepunkt import example

    table = Table(title=f"Knutepunkt serves on http://{HOST}:{port}   (Ctrl-C stops it)")
    for column in ("Role", "E-mail", "Password", "Look at"):
        table.add_column(column)
    for login in example.logins():
        table.add_row(login.role, login.email, login.password, login.look_at)
    Console().print(table)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
