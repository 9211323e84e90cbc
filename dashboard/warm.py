"""What the first reader would otherwise wait for, made while a worker has nothing else to do.

Some tables (who neighbours whom, what lies near premises, which cell a piece lies in, names to search) are
made once for each version and process. Asking for the first answers of Scan and Compare makes them.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import threading
import time

from dashboard.data.comparing import compared, trends
from dashboard.data.dataset import Dataset, Library
from dashboard.data.queries import areas_in_brief, cell_counts
from dashboard.data.search import search
from dashboard.data.series import series
from dashboard.data.statistics import statistics
from dashboard.figures.chart import months_figure
from dashboard.figures.map_values import count_limits, first_resolution
from dashboard.selection import Selection

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0
"""Between the first answers and the names to search, which take longest: the first readers come first."""


def warm_in_background(library: Library) -> threading.Thread:
    """Begin to warm the newest version in a thread of its own, which ends with the process."""
    thread = threading.Thread(target=_warm_current, args=[library], name="warm", daemon=True)
    thread.start()
    return thread


def _warm_current(library: Library) -> None:
    begun = time.monotonic()
    spare_the_collector()
    try:
        dataset = library.current()
        if dataset is not None:
            warm(dataset)
            log.info("First answers prepared in %.1f s", time.monotonic() - begun)
            time.sleep(PAUSE_SECONDS)
            search(dataset, Selection.default(dataset.catalogue).sources[0], "a")
    except Exception:
        # Whoever asks next meets the same trouble, and the page says it in words.
        log.exception("Could not prepare the first answers")
    else:
        give_back_memory()


def spare_the_collector() -> None:
    """Have Python's collector of garbage pass over what has been imported, which stays until the end.

    There are a hundred thousand such objects. Looking through them again and again costs one click in ten
    several milliseconds. It comes before any data are opened, as versions of them go.
    """
    gc.collect()
    gc.freeze()


def give_back_memory() -> None:
    """Return to the system what was needed only meanwhile; otherwise each worker would hold on to it."""
    with contextlib.suppress(OSError, AttributeError):  # a C library that has no such function
        ctypes.CDLL(None).malloc_trim(0)


def warm(dataset: Dataset) -> None:
    """Ask a version for the first answers of Scan and Compare, which keep what they share with all others.

    Names to search are not among them: nobody can have typed a letter yet, and they take the longest.
    """
    selection, _ = Selection.from_query("", dataset.catalogue)
    source = selection.sources[0]
    statistics(dataset, selection, source)
    months_figure([("", series(dataset, selection, source))], selection)
    for resolution in _resolutions(dataset, selection):
        counts = cell_counts(dataset, selection, source, resolution)
        count_limits(dataset, selection, source, resolution, counts)
    areas_in_brief(dataset, selection, source)
    if dataset.sources[source].controlled:
        return  # it is not compared
    compared(dataset, selection, source)
    trends(dataset, selection, source)


def _resolutions(dataset: Dataset, selection: Selection) -> range:
    """From the one that will suit the map at first to the finest, as a reader looks closer."""
    finest = dataset.catalogue.finest_resolution(selection.sources)
    return range(first_resolution(dataset, selection.area, finest), finest + 1)
