"""The house keeps standing: each contract fails when it is broken, and keys point down the tower."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field

from knutepunkt.cli.environment import PACKAGE, REPOSITORY

TOWER = (
    "base",
    "party",
    "catalogue",
    "agreement",
    "signal",
    "assessment",
    "desk",
    "performance",
    "plan",
    "web",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package's Python alone, to break."""
    pattern = shutil.ignore_patterns("static", "templates", "locale", "__pycache__", "*.csv", "*.toml", "*.yaml")
    shutil.copytree(PACKAGE, tmp_path / "knutepunkt", ignore=pattern)
    shutil.copy(REPOSITORY / ".importlinter", tmp_path)
    return tmp_path


def lint(folder: Path) -> str:
    """Return what import-linter says about a copy; its faults included."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize(
    ("file", "statement", "contract"),
    [
        ("party/models.py", "import knutepunkt.desk.models", "tower"),
        ("jobs/tasks.py", "import knutepunkt.web.session", "tower"),
        ("jobs/tasks.py", "import knutepunkt.cli.main", "tower"),
        ("stray/__init__.py", "", "tower"),
        ("desk/queries/queue.py", "import knutepunkt.desk.actions", "floors"),
        ("desk/stray.py", "", "floors"),
        ("desk/rules/clock.py", "import django.db", "pure"),
        ("desk/rules/clock.py", "import knutepunkt.base.models", "pure"),
        ("agreement/rules/hours.py", "import psycopg", "pure"),
        ("desk/models.py", "import knutepunkt.catalogue.queries", "tables do nothing"),
        ("desk/rules/ticket.py", "import knutepunkt.party.queries", "tables do nothing"),
    ],
)
def test_a_broken_contract_is_seen(copy: Path, file: str, statement: str, contract: str) -> None:
    broken = copy / "knutepunkt" / file
    broken.parent.mkdir(exist_ok=True)
    with broken.open("a") as source:
        source.write(f"\n{statement}\n")
    said = lint(copy)
    assert any(line.startswith(contract) and "BROKEN" in line for line in said.splitlines()), said


def keys() -> Iterator[tuple[str, str, Field]]:  # type: ignore[type-arg]
    """Every key of ours: the concept it is in, the one it points to, the field."""
    for model in apps.get_models():
        if not model.__module__.startswith("knutepunkt."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, Field) and isinstance(field.related_model, type):
                yield model._meta.app_label, field.related_model._meta.app_label, field


def test_keys_point_down_the_tower() -> None:
    found = list(keys())
    assert len(found) > 40
    for here, there, field in found:
        if there in TOWER:
            assert TOWER.index(there) <= TOWER.index(here), f"{field} points up"


def test_a_lower_concept_does_not_know_who_points_at_it() -> None:
    for here, there, field in keys():
        if there in TOWER and here != there:
            relation = field.remote_field
            assert relation is not None
            assert str(relation.related_name).endswith("+"), f"{field} wants related_name='+'"
