"""From command to ready page, and what each further worker costs in memory.

A start is measured with data already there, from the command until `/health/ready` answers, against a Python
that does nothing but import the libraries such a page is usually made of. Memory is what only one worker
holds once it has answered real questions: files that are mapped and pages shared since the fork don't count.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.incidents import opened, served_version
from bench.record import Row, in_own_process, median_row
from bench.server.choices import offer_of
from bench.server.load import plan, run
from bench.server.recording import on_our_page, walks
from bench.server.serving import TREE, Server, hexscan, unshared_megabytes

LIBRARIES = "import geopandas, plotly, dash"
INCIDENTS = 10_000_000
STARTS = 4
CONNECTIONS, CLICKS, SECONDS = 8, 30, 15.0


def measure() -> list[Row]:
    """Seconds to ready for the demonstration region and for ten million incidents; megabytes a worker."""
    large = served_version(INCIDENTS)
    with tempfile.TemporaryDirectory() as scratch:
        demonstration = Path(scratch) / "data"
        _make_demonstration(demonstration)
        rows = [
            _start_row("demonstration region", demonstration),
            _start_row(f"{INCIDENTS // 1_000_000} M incidents", large),
        ]
    return [*rows, _memory_row(large)]


def _make_demonstration(data: Path) -> None:
    command = [sys.executable, "-m", "dashboard", "demo"]
    environment = {"HEXSCAN_DATA_DIR": str(data), "PATH": ""}
    subprocess.run(command, cwd=TREE, env=environment, check=True, stdout=subprocess.DEVNULL)


def _start_row(name: str, data: Path) -> Row:
    """Starts and imports in turn, so that a busy minute falls on both."""
    mine, theirs = [], []
    for turn in range(STARTS + 1):
        begun = time.perf_counter()
        with hexscan(data):
            taken = time.perf_counter() - begun
        seconds, _ = in_own_process(LIBRARIES)
        if turn:  # the first warms the file cache
            mine.append(taken)
            theirs.append(seconds)
    libraries = f"Python with {LIBRARIES.removeprefix('import ')}"
    return median_row("worker start to ready", name, libraries, mine, theirs, "s", within=1.5)


def _memory_row(data: Path) -> Row:
    dataset = opened(data)
    with hexscan(data, workers=2) as server:
        people = [
            on_our_page(server.address, dataset, own, "any")
            for own in walks(offer_of(data), CONNECTIONS, CLICKS)
        ]
        run(plan(server.address, people, seconds=SECONDS, warm=0, think=0.05, seed=1))
        return _row_of(server)


def _row_of(server: Server) -> Row:
    found = sorted(unshared_megabytes(pid) for pid in server.workers)
    private, share = found[-1]
    return Row(
        "memory of one more worker",
        f"{INCIDENTS // 1_000_000} M incidents",
        "",
        private,
        None,
        "MB",
        at_most=120,
        note=f"after {SECONDS:g} s of answering {CONNECTIONS} people, the larger of {len(found)} workers; "
        f"{share:.0f} MB with its part of what is shared",
    )
