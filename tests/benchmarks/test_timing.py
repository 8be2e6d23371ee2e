"""What is measured of a process: wall time, CPU and memory of it and its descendants."""

import os
import subprocess
import sys
import time

from benchmarks.timing import Sample, cpu_seconds, family, memory_bytes, take

_BUSY = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\nprint('done', flush=True)\ninput()"


def test_percentiles_and_cpu_are_per_piece() -> None:
    sample = Sample([number / 1000 for number in range(100, 0, -1)], server_cpu=2.0, database_cpu=1.0)
    assert sample.figures() == {
        "n": 100,
        "p50_ms": 51.0,
        "p95_ms": 96.0,
        "server_cpu_ms": 20.0,
        "database_cpu_ms": 10.0,
    }


def test_cpu_of_a_child_counts_while_it_lives_and_after() -> None:
    before = cpu_seconds(os.getpid())
    with subprocess.Popen([sys.executable, "-c", _BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in family(os.getpid())
        assert cpu_seconds(child.pid) >= 0.28
        assert cpu_seconds(os.getpid()) - before >= 0.28
        assert memory_bytes(child.pid) > 1_000_000
        child.stdin.close()
        child.wait()
    assert child.pid not in family(os.getpid())
    assert cpu_seconds(os.getpid()) - before >= 0.28


def test_work_is_done_as_often_as_asked() -> None:
    sample, done = Sample(), []

    def work() -> None:
        done.append(1)
        time.sleep(0.01)

    take(sample, work, times=4, server=os.getpid(), database=os.getpid())
    assert len(done) == len(sample.wall) == 4
    assert min(sample.wall) >= 0.01
