"""What the first reader would otherwise wait for, made while a worker has nothing else to do.

Plotly learns its figures at the first one, and some tables (who neighbours whom, what lies near premises,
names to search) are made once for each version and process. Asking for the start page's answers makes them.
"""

from __future__ import annotations

import logging
import threading
import time

from dashboard.data.dataset import Dataset, Library
from dashboard.data.search import search
from dashboard.data.series import series
from dashboard.data.statistics import statistics
from dashboard.figures.chart import months_figure
from dashboard.selection import Selection

log = logging.getLogger(__name__)


def warm_in_background(library: Library) -> threading.Thread:
    """Begin to warm the newest version in a thread of its own, which ends with the process."""
    thread = threading.Thread(target=_warm_current, args=[library], name="warm", daemon=True)
    thread.start()
    return thread


def _warm_current(library: Library) -> None:
    begun = time.monotonic()
    try:
        dataset = library.current()
        if dataset is not None:
            warm(dataset)
    except Exception:
        # Whoever asks next meets the same trouble, and the page says it in words.
        log.exception("Could not prepare the first answers")
    else:
        log.info("First answers prepared in %.1f s", time.monotonic() - begun)


def warm(dataset: Dataset) -> None:
    """Ask a version for the answers of its start page, which keep what they share with all others."""
    selection, _ = Selection.from_query("", dataset.catalogue)
    source = selection.sources[0]
    statistics(dataset, selection, source)
    months_figure([("", series(dataset, selection, source))], selection).to_plotly_json()
    search(dataset, source, "a")
