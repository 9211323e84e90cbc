"""What every part of an answer begins with: the page's data version and the selection in its URL."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from typing import TypeVar

from dashboard.data.at_hours import at_hours
from dashboard.data.dataset import Dataset, Library
from dashboard.data.disclosure import DisclosureError
from dashboard.selection import EVERY_HOUR, Problem, Selection

log = logging.getLogger(__name__)

PANEL_FAILED = (
    "This panel could not be drawn. The rest of the page is up to date; the administrator's log says why."
)

Result = TypeVar("Result")


@dataclasses.dataclass(frozen=True)
class Looking:
    """A page's data and what the reader has chosen."""

    dataset: Dataset
    selection: Selection
    problems: tuple[Problem, ...]
    resolution: int | None = None
    """That suits the map's zoom, where the page knows it already."""

    @property
    def source(self) -> str:
        """The source that map and table show; others stand beside it in statistics and chart."""
        return self.selection.sources[0]


class VersionGoneError(LookupError):
    """The page speaks of a version that can't be read any more."""


def looking(
    library: Library, search: str, version: str, resolution: int | None = None, *, every_hour: bool = False
) -> Looking:
    """The page's dataset and selection; raises VersionGoneError where its version is gone.

    `every_hour` as of `Selection.from_query`; parts of such a page go by `at_every_hour`.
    """
    dataset = library.get(version)
    if dataset is None:
        raise VersionGoneError
    selection, problems = Selection.from_query(search, dataset.catalogue, every_hour=every_hour)
    return Looking(at_hours(dataset, selection), selection, problems, resolution)


def at_every_hour(seen: Looking) -> Looking:
    """The same without the choice of hours, which Compare does not make: that is told as a problem."""
    if not seen.selection.some_hours:
        return seen
    every = seen.selection.at_all_hours()
    told = Problem(EVERY_HOUR, "", "Compare counts incidents of every hour, not only of those chosen.")
    return dataclasses.replace(
        seen, dataset=at_hours(seen.dataset, every), selection=every, problems=(*seen.problems, told)
    )


def panel(draw: Callable[[], Result], on_failure: Callable[[str], Result]) -> Result:
    """What `draw` gives; on any failure, a message in its place: one broken panel leaves the others alive."""
    try:
        return draw()
    except VersionGoneError:
        return on_failure("New data have been imported. Reload the page to see them.")
    except DisclosureError as error:
        return on_failure(str(error))
    except Exception:
        log.exception("A panel failed")
        return on_failure(PANEL_FAILED)
