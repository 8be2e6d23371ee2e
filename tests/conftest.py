"""A PostgreSQL of the tests' own, shared by the workers, gone afterwards."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from knutepunkt.cli import roles
from knutepunkt.cli.embedded import Cluster
from tests.installation import STATE


@contextmanager
def _counted(step: int) -> Iterator[int]:
    """Count the workers that use the server, one at a time."""
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "users").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        users = int(file.read() or 0) + step
        yield users
        file.seek(0)
        file.truncate()
        file.write(str(users))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The server; the first worker starts it, the last one removes it."""
    server = Cluster(STATE)
    with _counted(+1) as users:
        if users == 1:
            server.start()
            roles.prepare(server.conninfo(), database="knutepunkt")
    yield server
    with _counted(-1) as users:
        last = users == 0
        if last:
            server.stop()
    if last:
        shutil.rmtree(STATE, ignore_errors=True)
        shutil.rmtree(server.sockets, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(cluster: Cluster, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Have the server before pytest-django makes the test database."""


@pytest.fixture(autouse=True)
def attachments(settings: Any, tmp_path: Path) -> None:
    """Keep files of a test with the test."""
    settings.MEDIA_ROOT = tmp_path / "attachments"
