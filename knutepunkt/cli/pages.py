"""What the browser gets: built by make, collected here for the web server when it has changed."""

import os
import subprocess
import sys
from pathlib import Path

from knutepunkt.cli import environment
from knutepunkt.cli.failure import Failure

_PAGES = environment.PACKAGE / "web" / "static"


def missing() -> str:
    """Say what has not been built, in words for a person; nothing when all is there."""
    if not (_PAGES / "built").is_dir():
        return "not built, run make assets"
    catalogues = (environment.PACKAGE / "locale").rglob("*.po")
    uncompiled = [one.parts[-3] for one in catalogues if not one.with_suffix(".mo").exists()]
    return f"texts not compiled for {', '.join(sorted(uncompiled))}, run make assets" if uncompiled else ""


def collect() -> None:
    """Hash and compress the static files where something has changed since the last time."""
    collected = environment.state() / "static" / "staticfiles.json"
    if collected.exists() and collected.stat().st_mtime > _newest(_PAGES):
        return
    command = [sys.executable, "-m", "knutepunkt.cli.pages"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"the static files cannot be collected: {done.stderr.strip().splitlines()[-1]}")


def _newest(folder: Path) -> float:
    moments = [folder.stat().st_mtime] if folder.exists() else [0.0]
    for place, folders, files in os.walk(folder):
        moments += [(Path(place) / name).stat().st_mtime for name in (*folders, *files)]
    return max(moments)


def _collect() -> None:
    """Collect, with the one app of Django's that it takes: all of ours would be a second's reading."""
    environment.act_as("web")
    from django.apps import apps
    from django.contrib.staticfiles.management.commands.collectstatic import Command
    from django.core.management import call_command

    apps.populate(["django.contrib.staticfiles"])
    call_command(Command(), interactive=False, clear=True, verbosity=0)


if __name__ == "__main__":
    _collect()
