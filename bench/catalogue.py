"""Which benchmarks there are. A benchmark is a module with `measure() -> list[Row]`, imported when it runs.

`measure` raises `Skipped` with the reason where it can't run here.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Callable

from bench.record import Row


@dataclasses.dataclass(frozen=True)
class Bench:
    """A benchmark: the function that measures, as "module" or "module:function", and what it is about."""

    where: str
    about: str
    slow: bool = False  # only run when it is named

    def measure(self) -> list[Row]:
        """Run it."""
        module, _, function = self.where.partition(":")
        found: Callable[[], list[Row]] = getattr(importlib.import_module(module), function or "measure")
        return found()


BENCHES: dict[str, Bench] = {
    "binning": Bench("bench.binning", "10 million points to H3 cells"),
    "importing": Bench("bench.importing", "import of 10 million rows of street files"),
    "mapping": Bench("bench.mapping", "import of a described source, against the street-level reader"),
    "counting": Bench("bench.counting", "the cube of 100 million incidents, and selections on it"),
    "selecting": Bench("bench.selecting", "one selection over 10 million incidents"),
    "comparing": Bench("bench.comparing", "Compare's answers for 318 districts and 180 months"),
    "why": Bench("bench.why", "Gi*, classes, near repeats and hours at the sizes of a region"),
    "hours": Bench("bench.hours", "chosen hours over a million timed incidents, first and later clicks"),
    "import_shared": Bench("bench.import_shared", "import of the shared open data"),
    "start": Bench("bench.server.start", "from command to ready page, and memory of one more worker"),
    "throughput": Bench("bench.server.throughput", "clicks answered a second, eight connections"),
    "people": Bench("bench.server.people", "200 people at once for a minute"),
    "kept": Bench("bench.server.kept", "dear answers kept, against working them out"),
    "click": Bench("bench.browser.click", "filter click to all four panels painted, in a browser"),
    "hover": Bench("bench.browser.hover", "hover to all four panels painted, with and without delay"),
    "repaint": Bench("bench.browser.repaint", "repaint of 5,000 to 20,000 cells, in a browser"),
    "panzoom": Bench("bench.browser.panzoom", "pan and zoom with 20,000 cells, in a browser"),
    "first_load": Bench("bench.browser.first_load", "first load: bytes, and time to the first view"),
    "compare": Bench("bench.browser.compare", "Compare: filter change to the painted frame, in a browser"),
    "bytes": Bench("bench.browser.filter_bytes", "bytes over the wire for a change of a filter"),
    "import_100m": Bench(
        "bench.importing:measure_many", "import of 100 million rows; 45 GB of disk", slow=True
    ),
}
"""By name, in the order in which they run and are reported."""
