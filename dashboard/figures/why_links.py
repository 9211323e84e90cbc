"""Addresses that lead from a finding into Scan."""

from __future__ import annotations

from dashboard.data.dataset import Dataset
from dashboard.data.emerging_rules import slug_of
from dashboard.data.why.changed import NEAR, ChangePart, Contributions, Grouping
from dashboard.data.why.changed_hours import PARTS_OF_DAY, PARTS_OF_WEEK
from dashboard.data.why.hot_classes import CLASSES, RULE, STEP
from dashboard.selection import Selection


def scan_address(dataset: Dataset, selection: Selection) -> str:
    """Address of a selection's Scan. What it leads to is no kept finding, whatever it leads from."""
    return f"/{selection.replace(finding='').to_query(dataset.catalogue)}"


def part_address(dataset: Dataset, selection: Selection, group: Contributions, part: ChangePart) -> str:
    """Address at which Scan shows one part of a change; "" for parts that no selection stands for."""
    if group.by is Grouping.TYPE:
        there = selection.replace(types=(part.key,)) if part.key in dataset.types else None
    elif group.by is Grouping.AREA:
        known = dataset.areas.resolve(part.key) == part.key
        there = selection.without_places().replace(area=part.key, level="") if known else None
    elif group.by is Grouping.HOTSPOT:
        there = _of_class(selection, part.key) if part.key in CLASSES else None
    elif group.by in (Grouping.DAY, Grouping.WEEK):
        there = _at_time(selection, part.key)
    else:
        there = _with(selection, "premises").replace(within=group.metres) if part.key == NEAR else None
    return "" if there is None else scan_address(dataset, there.replace(shown_class=None))


def _of_class(selection: Selection, kind: str) -> Selection:
    """Hotspots over time, of which this class alone is outlined and listed: those that were counted."""
    area = selection.pins[0] if len(selection.pins) == 1 else selection.area
    there = _with(selection.without_places(), "hotspots").replace(area=area)
    return there.replace(table="hotspots", hot=RULE, step=STEP, spot=slug_of(kind))


def _at_time(selection: Selection, key: str) -> Selection | None:
    """A part of the day or of the week; None where hours are chosen already, of which it is only some."""
    if selection.hours is not None:
        return None
    if key in PARTS_OF_DAY:
        first, end = PARTS_OF_DAY[key]
        return selection.replace(hours=(first, end % 24))
    return selection.replace(days=PARTS_OF_WEEK[key]) if key in PARTS_OF_WEEK and not selection.days else None


def source_address(dataset: Dataset, selection: Selection, source: str) -> str:
    """Address of the selection's Scan in one source alone."""
    return scan_address(dataset, selection.replace(sources=(source,)))


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
    """Address of the selection's Scan with hotspots, where there are many, on the map and in the table."""
    there = _with(selection, "hotspots").replace(table="hotspots", hot="many", spot="")
    return scan_address(dataset, there)
