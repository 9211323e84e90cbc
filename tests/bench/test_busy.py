"""How busy the machine is with other work."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench import busy


@pytest.mark.parametrize(
    ("state", "number"),
    [
        ("cpu 1 2\nprocs_running 3\nprocs_blocked 0\n", 3),
        ("procs_running 0\n", 1),
        ("cpu 1 2\n", 1),
    ],
)
def test_whoever_asks_is_running(state: str, number: int) -> None:
    assert busy.running(state) == number


@pytest.mark.skipif(not busy.STATE.exists(), reason="the system does not say")
def test_other_work_counts() -> None:
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    try:
        assert busy.load(1.0) > 3
    finally:
        for one in others:
            one.kill()
            one.wait()
