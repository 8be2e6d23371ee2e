"""`knutepunkt serve`: the web server."""

import os
import socket
from typing import Annotated

import typer

from knutepunkt.cli import environment
from knutepunkt.cli.failure import Failure

HOST, PORT = "127.0.0.1", 8000


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = HOST,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = PORT,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Serve the pages and the API.

    Example: knutepunkt serve --port 8080 --workers 4
    """
    require_free(host, port)
    started = environment.ensure_server()
    try:
        run(host, port, workers)
    finally:
        if started:
            started.stop()


def run(host: str, port: int, workers: int) -> None:
    """Run Granian until it is told to stop."""
    os.environ["KNUTEPUNKT_DATABASE_ROLE"] = "web"
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "knutepunkt.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        backpressure=64,
        respawn_failed_workers=True,
        log_enabled=False,
    ).serve()


def require_free(host: str, port: int) -> None:
    """Refuse a port that somebody listens on already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failure(f"port {port} on {host} is taken; choose another with --port") from error
