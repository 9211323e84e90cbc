"""A function of a module run in a process of its own: its seconds and its peak memory, then what it made.

    python -m bench.alone module:function ARGUMENT...

Interpreter and libraries are loaded before the clock starts; the peak is that of the whole process.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from bench.record import Row, median_row, peak_megabytes

REPOSITORY = Path(__file__).resolve().parents[1]


class Cost(NamedTuple):
    """What one run took."""

    seconds: float
    megabytes: float


def cost_of(where: str, *arguments: str | Path) -> Cost:
    """Run `module:function` on text arguments. Raises CalledProcessError where it fails.

    Where the work starts processes of its own, their memory counts: it is looked at ten times a second, pages
    that several share only once.
    """
    command = [sys.executable, "-m", "bench.alone", where, *map(str, arguments)]
    together = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as running:
        seen = psutil.Process(running.pid)
        while True:
            try:
                output, _ = running.communicate(timeout=0.1)
                break
            except subprocess.TimeoutExpired:
                together = max(together, _with_children(seen))
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    cost = Cost(**json.loads(output.splitlines()[-1]))
    return cost._replace(megabytes=max(cost.megabytes, together))


def cost_rows(
    work: str,
    memory: str,
    data: str,
    baseline: str,
    ours: Sequence[Cost],
    theirs: Sequence[Cost],
    bars: tuple[float | None, float | None] = (None, None),
) -> list[Row]:
    """A row of seconds and one of megabytes, with the least ratio of each."""
    note = f"{len(ours)} runs of each"
    seconds, megabytes = (
        [[getattr(cost, name) for cost in side] for side in (ours, theirs)]
        for name in ("seconds", "megabytes")
    )
    return [
        median_row(work, data, baseline, *seconds, "s", bar=bars[0], note=note),
        median_row(memory, data, baseline, *megabytes, "MB", bar=bars[1], note=note),
    ]


def _with_children(process: psutil.Process) -> float:
    """Proportional megabytes of a process and those it started; 0 for one that stands alone."""
    try:
        children = process.children(recursive=True)
        every = [process, *children] if children else []
        return sum(one.memory_full_info().pss for one in every) / 2**20
    except psutil.Error:  # one ended meanwhile: the next look will do
        return 0.0


def main(where: str, *arguments: str) -> None:
    """Run the function and print what it cost.

    A function that returns another has it called afterwards: to store what it made, for comparing.
    """
    module, function = where.split(":")
    work = getattr(importlib.import_module(module), function)
    start = time.perf_counter()
    afterwards = work(*arguments)
    seconds = time.perf_counter() - start
    cost = Cost(seconds, peak_megabytes())
    if callable(afterwards):
        afterwards()
    print(json.dumps(cost._asdict()))


if __name__ == "__main__":
    main(*sys.argv[1:])
