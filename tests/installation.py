"""The tests' own installation, named before Django reads its settings: loaded by `-p`, ahead of every conftest."""

import os
import tempfile
from pathlib import Path

_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", os.getpid())
STATE = Path(tempfile.gettempdir()) / f"knutepunkt-tests-{os.getuid()}-{_RUN}"

(STATE / "static").mkdir(parents=True, exist_ok=True)  # looked for when the web starts
os.environ["KNUTEPUNKT_STATE"] = str(STATE)
os.environ["KNUTEPUNKT_DATABASE_ROLE"] = "owner"
os.environ["KNUTEPUNKT_SECRET_KEY"] = "only-for-tests"
os.environ["KNUTEPUNKT_DEBUG"] = "1"
for name in ("KNUTEPUNKT_DATABASE_HOST", "KNUTEPUNKT_DATABASE_NAME"):
    os.environ.pop(name, None)
