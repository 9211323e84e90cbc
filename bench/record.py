"""What a benchmark reports: one row a piece of work, as a ratio against a named baseline of the same run."""

from __future__ import annotations

import dataclasses
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Spread = tuple[float, float]


@dataclasses.dataclass(frozen=True)
class Row:
    """One measurement. `ratio` is how many times better we are: above 1 we are faster, or smaller.

    The bars of a row, of which there may be several, hold only if all do. A row without a baseline has only
    bars on our own figure.
    """

    work: str
    data: str
    baseline: str  # "" where there is none
    ours: float
    theirs: float | None
    unit: str
    bar: float | None = None  # the least ratio
    within: float | None = None  # the most that ours may be, as a multiple of theirs
    at_most: float | None = None  # the most that ours may be, in its unit
    at_least: float | None = None  # the least that ours may be, in its unit
    ours_spread: Spread | None = None  # what `spread_of` says, from and to
    theirs_spread: Spread | None = None
    spread_of: str = "p25 to p75"
    more_is_better: bool = False  # as of requests a second
    note: str = ""
    load: float | None = None  # of other work, as `bench.busy` tells it

    def __post_init__(self) -> None:
        """Raise ValueError for a bar on a ratio that has no baseline."""
        if self.theirs is None and (self.bar is not None or self.within is not None):
            raise ValueError(f"{self.work}: a bar on the ratio needs a baseline")

    @property
    def ratio(self) -> float | None:
        """How many times better than the baseline; None without one, or where ours is nothing at all."""
        better, worse = (self.ours, self.theirs) if self.more_is_better else (self.theirs, self.ours)
        return None if better is None or not worse else better / worse

    @property
    def least_ratio(self) -> float | None:
        """The ratio that the bars ask for, in whichever way they say it."""
        asked = [
            bar for bar in (self.bar, None if self.within is None else 1 / self.within) if bar is not None
        ]
        return max(asked, default=None)

    @property
    def bars(self) -> str:
        """The bars in words and signs; "" where none was set."""
        number = f"{{:,.4g}}{' ' if self.unit else ''}{self.unit}"
        words = [
            "" if self.bar is None else f"≥ {self.bar:g}×",
            "" if self.within is None else f"≤ {self.within:g}× of theirs",
            "" if self.at_most is None else f"≤ {number.format(self.at_most)}",
            "" if self.at_least is None else f"≥ {number.format(self.at_least)}",
        ]
        return ", ".join(word for word in words if word)

    @property
    def met(self) -> bool | None:
        """Whether every bar is reached; None where none was set."""
        reached = []
        if self.least_ratio is not None:
            reached.append(self.ratio is not None and self.ratio >= self.least_ratio)
        if self.at_most is not None:
            reached.append(self.ours <= self.at_most)
        if self.at_least is not None:
            reached.append(self.ours >= self.at_least)
        return all(reached) if reached else None

    def as_dict(self) -> dict[str, Any]:
        """The row for the results file: `bar` is the least ratio, `bars` is all of them in words."""
        ratio = None if self.ratio is None else float(f"{self.ratio:.4g}")
        said = {"bar": self.least_ratio, "bars": self.bars, "ratio": ratio, "met": self.met}
        return dataclasses.asdict(self) | said


class Skipped(Exception):  # noqa: N818 - it is no error: the benchmark says why it can't run here
    """A benchmark can't be run here; the message says why, and what to do."""


@dataclasses.dataclass(frozen=True)
class Timed:
    """Seconds of some runs of the same work."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.runs)

    @property
    def spread(self) -> Spread:
        """The middle half: p25 and p75."""
        return quartiles(self.runs)


def quartiles(values: Sequence[float]) -> Spread:
    """The ends of their middle half: p25 and p75."""
    return quantile(values, 0.25), quantile(values, 0.75)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed, between neighbours in proportion."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def side_by_side(*works: Callable[[], object], repeats: int = 7, warm: int = 1) -> list[Timed]:
    """Wall time of each work, taken in turn so that a busy minute falls on all of them alike.

    Every other turn goes backwards: what one work leaves in the processor's memory helps no other more often.
    """
    runs: list[list[float]] = [[] for _ in works]
    pairs = list(zip(works, runs, strict=True))
    for turn in range(warm + repeats):
        for work, own in pairs if turn % 2 else reversed(pairs):
            seconds = _seconds(work)
            if turn >= warm:
                own.append(seconds)
    return [Timed(tuple(own)) for own in runs]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_seconds(work: Callable[[], object], repeats: int = 7) -> float:
    """Median wall time of some runs, after one that warms caches."""
    return side_by_side(work, repeats=repeats)[0].median


def timed_row(
    work: str, data: str, baseline: str, ours: Timed, theirs: Timed, unit: str = "ms", **bars: Any
) -> Row:
    """A row of two timings with their spread; the unit is "ms" or "s"."""
    scale = {"ms": 1000.0, "s": 1.0}[unit]

    mine, other = ([scale * seconds for seconds in timed.runs] for timed in (ours, theirs))
    return median_row(work, data, baseline, mine, other, unit, **bars)


def median_row(
    work: str,
    data: str,
    baseline: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    unit: str = "ms",
    **more: Any,
) -> Row:
    """A row of the medians of some runs of both, with their spread."""
    middles = statistics.median(ours), statistics.median(theirs)
    spreads = {"ours_spread": quartiles(ours), "theirs_spread": quartiles(theirs)}
    return Row(work, data, baseline, *middles, unit, **spreads, **more)


def p95_row(
    work: str, data: str, baseline: str, ours: Sequence[float], theirs: Sequence[float], **more: Any
) -> Row:
    """A row of what one run in twenty of both exceeds, in milliseconds."""
    return Row(f"{work}, p95", data, baseline, quantile(ours, 0.95), quantile(theirs, 0.95), "ms", **more)


def in_own_process(code: str, *arguments: str) -> tuple[float, float]:
    """Seconds and peak megabytes of Python code run alone; raises CalledProcessError where it fails."""
    start = time.perf_counter()
    wrapped = f"{code}\nfrom bench.record import peak_megabytes\nprint(peak_megabytes())"
    done = subprocess.run(
        [sys.executable, "-c", wrapped, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    return time.perf_counter() - start, float(done.stdout.split()[-1])


def peak_megabytes() -> float:
    """Peak resident memory of this process so far, or of the largest of its child processes."""
    return max(_own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _own_peak() -> int:
    """Kilobytes; not from `getrusage`, which on Linux begins with the peak of whoever started the process."""
    status = Path("/proc/self/status")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.M) if status.exists() else None
    return int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
