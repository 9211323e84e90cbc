"""Imports files and kills itself, as kill -9 does, when the import reaches a step for the n-th time.

python killed_import.py DATA_DIR STEP N PATH...
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from dashboard.data import ingest
from dashboard.data.ingest import import_paths


class Killer:
    """A checkpoint that ends the process, without any chance to tidy up."""

    def __init__(self, step: str, times: int) -> None:
        self.step = step
        self.left = times

    def __call__(self, step: str) -> None:
        self.left -= step == self.step
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    data_dir, step, times, *paths = sys.argv[1:]
    ingest.WORTH_THREADS = 0  # as in a large import, other files are being written when it dies
    import_paths(Path(data_dir), [Path(path) for path in paths], checkpoint=Killer(step, int(times)))
