"""A PostgreSQL of the tests' own, shared by the workers, gone afterwards."""

import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings

from knutepunkt.cli import roles
from knutepunkt.cli.embedded import Cluster
from tests.installation import STATE

_SERVER = Cluster(STATE)

# A law says what holds, not how fast: a deadline on the wall clock fails by what else the machine does.
settings.register_profile("laws", deadline=None)
settings.load_profile("laws")


def pytest_sessionstart() -> None:
    """Count as a user from the start, so that no other worker takes the server away."""
    _SERVER.join()


def pytest_sessionfinish() -> None:
    """Leave no server and no file behind."""
    if _SERVER.leave():
        shutil.rmtree(STATE, ignore_errors=True)
        shutil.rmtree(_SERVER.sockets, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """The server; the first worker that asks starts it."""
    _SERVER.start()
    roles.prepare(_SERVER.conninfo(), database="knutepunkt")
    with psycopg.connect(_SERVER.conninfo(), autocommit=True) as connection:
        # It would count only what is committed, and tell the planner that a test's own rows are none.
        connection.execute("alter system set autovacuum = off")
        connection.execute("select pg_reload_conf()")
    return _SERVER


@pytest.fixture(scope="session")
def django_db_modify_db_settings(cluster: Cluster, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Have the server before pytest-django makes the test database."""


@pytest.fixture(autouse=True)
def attachments(settings: Any, tmp_path: Path) -> None:
    """Keep files of a test with the test."""
    settings.MEDIA_ROOT = tmp_path / "attachments"
