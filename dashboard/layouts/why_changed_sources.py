"""The change of each of several sources, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.data.dataset import Dataset
from dashboard.data.why.changed import Changed
from dashboard.data.why.changed_sources import SourceChange
from dashboard.figures.why_links import source_address
from dashboard.layouts.elements import Element, P, Td, Tr
from dashboard.layouts.why_parts_table import part_name, part_row, parts_table
from dashboard.selection import Selection


def sources_side_by_side(
    dataset: Dataset, selection: Selection, found: Changed, sources: Sequence[SourceChange]
) -> list[Element]:
    """A row a source, and that they are never added; nothing where only one is chosen."""
    if not sources:
        return []
    rows = [_row(dataset, selection, one) for one in sources]
    said = (
        "Each source by itself: they may tell of the same incidents, so they are never added up. "
        f"What follows is {sources[0].name} alone."
    )
    return [parts_table(selection, found, "Sources", rows), P(said, className="hint")]


def _row(dataset: Dataset, selection: Selection, one: SourceChange) -> Element:
    address = source_address(dataset, selection, one.source)
    if one.reason:
        return Tr([part_name(one.name, address), Td(one.reason, colSpan=4, className="hint")])
    return part_row(one.name, address, (one.before, one.now, one.change), one.verdict)
