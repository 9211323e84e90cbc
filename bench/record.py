"""What a benchmark reports: one row a piece of work, as a ratio against a named baseline of the same run."""

from __future__ import annotations

import dataclasses
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Row:
    """One measurement. `ratio` is theirs / ours: above 1 we are faster, or smaller."""

    work: str
    data: str
    baseline: str
    ours: float
    theirs: float
    unit: str
    bar: float | None = None  # the ratio to reach; None where none was set

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours

    @property
    def met(self) -> bool | None:
        return None if self.bar is None else self.ratio >= self.bar

    def as_dict(self) -> dict[str, object]:
        return dataclasses.asdict(self) | {"ratio": round(self.ratio, 2), "met": self.met}


def median_seconds(work: Callable[[], object], repeats: int = 7) -> float:
    """Median wall time of some runs, after one that warms caches."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def in_own_process(code: str, *arguments: str) -> tuple[float, float]:
    """Seconds and peak megabytes of Python code run alone; raises CalledProcessError where it fails."""
    start = time.perf_counter()
    wrapped = f"{code}\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    done = subprocess.run(
        [sys.executable, "-c", wrapped, *arguments], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - start, int(done.stdout.split()[-1]) / 1024


def own_peak_megabytes() -> float:
    """Peak memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
