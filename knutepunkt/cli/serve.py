"""`knutepunkt serve`: the web server."""

import socket
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Annotated

import typer

from knutepunkt.cli import environment, pages
from knutepunkt.cli.failure import Failure

HOST, PORT = "127.0.0.1", 8000
_APPLICATION = "knutepunkt.wsgi"
_THREADS = 4  # a process: Python runs one at a time, the others wait for PostgreSQL
_WAITING = 64  # requests a process takes before it lets them queue at the door


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = HOST,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = PORT,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
) -> None:
    """Serve the pages and the API.

    Example: knutepunkt serve --port 8080 --workers 4
    """
    require_free(host, port)
    if missing := pages.missing():
        raise Failure(f"pages: {missing}")
    with environment.server():
        environment.require_tables("web")
        with ThreadPoolExecutor(1) as beside:
            collected = beside.submit(pages.collect)  # by a process of its own, while this one reads its modules
            environment.django("web")
        collected.result()
        _run(host, port, workers)


def _run(host: str, port: int, workers: int) -> None:
    """Run Granian until it is told to stop.

    Its workers are forks: what is read before is read once, and lies once in memory. Connections begin in them.
    """
    from granian import Granian
    from granian.constants import Interfaces

    import_module(_APPLICATION)
    Granian(
        f"{_APPLICATION}:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        backpressure=_WAITING,
        respawn_failed_workers=True,
        log_enabled=False,
    ).serve()


def require_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise Failure(f"{host} is no address of this machine; choose another with --host") from error
    except PermissionError as error:
        raise Failure(f"port {port} is for the system only; choose one above 1023 with --port") from error
    except OSError as error:
        raise Failure(f"port {port} on {host} cannot be used ({error.strerror}); choose another with --port") from error
