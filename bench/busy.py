"""How busy the machine is with other work: what is measured beside it says little about anybody's speed.

The system's load average would count the benchmark's own servers, browser and threads, and those of the
benchmark before it. So it is taken here, just before and just after, when nothing of ours runs.
"""

from __future__ import annotations

import os
import re
import statistics
import time
from pathlib import Path

SECONDS, EVERY = 2.0, 0.02
STATE = Path("/proc/stat")


def load(seconds: float = SECONDS) -> float:
    """Processes that run or wait for a processor, this one counted too, on average over some seconds.

    1 on a machine that has nothing else to do; where the system does not say, its load average of a minute.
    """
    if not STATE.exists():
        return round(os.getloadavg()[0], 1)
    seen = []
    end = time.monotonic() + seconds
    while not seen or time.monotonic() < end:
        seen.append(running(STATE.read_text(encoding="ascii")))
        time.sleep(EVERY)
    return round(statistics.fmean(seen), 1)


def running(state: str) -> int:
    """Processes that run or wait, from the kernel's text; at least one, which asks."""
    found = re.search(r"^procs_running (\d+)$", state, re.MULTILINE)
    return max(int(found[1]), 1) if found else 1
