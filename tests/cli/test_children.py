"""What a command starts ends with it, and is found again when the command was killed."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from knutepunkt.cli import children as module
from knutepunkt.cli.children import Children, _born

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"


@pytest.fixture
def somebody() -> Iterator[subprocess.Popen[bytes]]:
    """A process that sleeps, in a session of its own."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True) as process:
        yield process
        process.kill()


def test_what_is_started_is_remembered_and_ended(tmp_path: Path) -> None:
    children = Children(tmp_path / "processes.json")
    child = children.start("help", ["check", "--help"], log=tmp_path / "help.log")
    assert json.loads(children.record.read_text()) == {str(child.pid): _born(child.pid)}
    child.wait()
    assert children.ended() == "help"
    children.stop()
    assert not children.record.exists()
    assert "Verify this installation" in (tmp_path / "help.log").read_text()


def test_an_orphan_is_ended_by_the_next(tmp_path: Path, somebody: subprocess.Popen[bytes]) -> None:
    record = tmp_path / "processes.json"
    record.write_text(json.dumps({str(somebody.pid): _born(somebody.pid)}))
    assert Children(record).end_orphans() == 1
    assert somebody.wait(5) != 0
    assert Children(record).end_orphans() == 0


def test_a_number_that_is_somebody_elses_now_is_left_alone(tmp_path: Path, somebody: subprocess.Popen[bytes]) -> None:
    record = tmp_path / "processes.json"
    record.write_text(json.dumps({str(somebody.pid): "1", "999999999": None}))
    assert Children(record).end_orphans() == 0
    assert somebody.poll() is None


def test_one_that_does_not_listen_is_ended_nevertheless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.3)
    record = tmp_path / "processes.json"
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, start_new_session=True) as deaf:
        assert deaf.stdout is not None
        deaf.stdout.readline()
        record.write_text(json.dumps({str(deaf.pid): _born(deaf.pid)}))
        begun = time.monotonic()
        assert Children(record).end_orphans() == 1
        assert deaf.wait(5) == -9
        assert time.monotonic() - begun < 5


def test_there_is_one_at_a_time(tmp_path: Path) -> None:
    first, second = Children(tmp_path / "processes.json"), Children(tmp_path / "processes.json")
    assert first.claim()
    assert not second.claim()
    first.stop()
    assert second.claim()
    second.stop()


def test_a_spoilt_record_stops_nobody(tmp_path: Path) -> None:
    record = tmp_path / "processes.json"
    record.write_text("{")
    assert Children(record).end_orphans() == 0
