"""The UCI log, imported whole into a database of its own, by the command that users have."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

LOG = Path("data/uci-498/incident_event_log.csv.gz")
MAP = Path("knutepunkt/example/uci-498.toml")
TICKETS = 24_918

_STAGE = """
from datetime import UTC, datetime
from knutepunkt.cli import environment
from knutepunkt.cli.migrate import bring_up_to_date
with environment.server():
    bring_up_to_date()
    from knutepunkt.example import set_stage
    set_stage(at=datetime(2026, 11, 1, 6, tzinfo=UTC))
"""
_COUNT = """
from knutepunkt.cli import environment
with environment.server():
    environment.django("owner")
    from knutepunkt.desk.models import Ticket
    print(Ticket.objects.count())
"""


def import_log(state: Path) -> dict[str, float]:
    """Return how long the command takes, with the start of its database; every case of the log becomes a ticket."""
    home = state / "import"
    shutil.rmtree(home, ignore_errors=True)
    with_state = os.environ | {"KNUTEPUNKT_STATE": str(home)}
    subprocess.run([sys.executable, "-c", _STAGE], env=with_state, check=True, stderr=subprocess.DEVNULL)
    start = time.perf_counter()
    command = ["import", "incidents", str(LOG), "--map", str(MAP), "--rejects", str(home / "rejects.csv")]
    subprocess.run([sys.executable, "-m", "knutepunkt.cli", *command], env=with_state, check=True, capture_output=True)
    seconds = time.perf_counter() - start
    counted = subprocess.run([sys.executable, "-c", _COUNT], env=with_state, check=True, capture_output=True, text=True)
    assert int(counted.stdout) == TICKETS, f"{counted.stdout.strip()} tickets came of {TICKETS} cases"
    shutil.rmtree(home, ignore_errors=True)
    return {"tickets": TICKETS, "seconds": round(seconds, 1)}
