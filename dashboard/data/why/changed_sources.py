"""This source or that: the change of each chosen source, side by side and never added."""

from __future__ import annotations

from typing import NamedTuple

from dashboard.analysis.trends import Verdict
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import DisclosureError, disclose
from dashboard.data.queries import own_area
from dashboard.selection import Selection


class SourceChange(NamedTuple):
    """The change of what is selected, in one source."""

    source: str
    name: str
    before: int
    now: int
    change: int
    verdict: str
    reason: str
    """Why there are no figures, in a few words; "" where there are."""


def changes_by_source(dataset: Dataset, selection: Selection) -> tuple[SourceChange, ...]:
    """One row a chosen source, in the order chosen, each as Scan has it; none where only one is chosen.

    Sources may tell of the same incidents, so no sum of them means anything.
    """
    if len(selection.sources) < 2:
        return ()
    return tuple(_of(dataset, selection, source) for source in selection.sources)


def _of(dataset: Dataset, selection: Selection, source: str) -> SourceChange:
    known = dataset.sources[source]
    nothing = SourceChange(source, known.name, 0, 0, 0, Verdict.NO_EARLIER, "nothing to compare with")
    if known.controlled:
        return nothing._replace(reason="controlled: not told here")
    try:
        own = own_area(dataset, selection, source)
    except DisclosureError:
        return nothing._replace(reason="no times in this source")
    if own.verdict == Verdict.NO_EARLIER:
        return disclose(nothing, known)
    row = SourceChange(
        source, known.name, int(own.before), int(own.compared), int(own.change), str(own.verdict), ""
    )
    return disclose(row, known)
