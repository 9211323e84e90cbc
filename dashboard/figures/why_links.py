"""Addresses that lead from a finding into Scan."""

from __future__ import annotations

from dashboard.data.dataset import Dataset
from dashboard.data.why.changed import NEAR, ChangePart, Contributions, Grouping
from dashboard.query_fields import MOST_PINS
from dashboard.selection import Selection


def scan_address(dataset: Dataset, selection: Selection) -> str:
    """Address of a selection's Scan."""
    return f"/{selection.to_query(dataset.catalogue)}"


def part_address(dataset: Dataset, selection: Selection, group: Contributions, part: ChangePart) -> str:
    """Address at which Scan shows one part of a change; "" for parts that no selection stands for."""
    if group.by is Grouping.TYPE:
        there = selection.replace(types=(part.key,)) if part.key in dataset.types else None
    elif group.by is Grouping.AREA:
        known = dataset.areas.resolve(part.key) == part.key
        there = selection.without_places().replace(area=part.key, level="") if known else None
    elif group.by is Grouping.HOTSPOT:
        there = _of_cells(selection, part.cells) if part.cells else None
    else:
        there = _with(selection, "premises").replace(within=group.metres) if part.key == NEAR else None
    return "" if there is None else scan_address(dataset, there.replace(shown_class=None))


def _of_cells(selection: Selection, cells: tuple[str, ...]) -> Selection:
    """These cells pinned; more than can be pinned are looked at among all hotspots."""
    there = _with(selection.without_places(), "hotspots")
    return there.replace(cells=cells) if len(cells) <= MOST_PINS else there.replace(table="hotspots")


def _with(selection: Selection, layer: str) -> Selection:
    layers = selection.layers
    return selection if layer in layers else selection.replace(layers=(*layers, layer))


def premises_address(dataset: Dataset, selection: Selection) -> str:
    """Address of the selection's Scan with licensed premises on the map."""
    return scan_address(dataset, _with(selection, "premises"))


def cell_address(dataset: Dataset, selection: Selection, cell: str) -> str:
    """Address of the selection's Scan with a map cell pinned."""
    return scan_address(dataset, selection.without_places().replace(cells=(cell,)))


def hotspots_address(dataset: Dataset, selection: Selection) -> str:
    """Address of the selection's Scan with hotspots on the map and in the table."""
    return scan_address(dataset, _with(selection, "hotspots").replace(table="hotspots"))
