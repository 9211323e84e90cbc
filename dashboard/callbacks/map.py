"""The map's part of an answer: the chosen measure of the selection, at the resolution that suits the zoom."""

from __future__ import annotations

from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Part
from dashboard.data.queries import cell_counts
from dashboard.figures.map_values import apart, count_limits, first_resolution, map_values, painting
from dashboard.ids import Scan
from dashboard.layouts.legend import legend
from dashboard.selection import COARSEST_RESOLUTION


def map_part(view: Looking) -> Part:
    """What the map paints, and the legend of it; by itself where only the map's zoom has changed."""
    dataset, selection, source = view.dataset, view.selection, view.source
    finest = dataset.catalogue.finest_resolution(selection.sources)
    asked = view.resolution
    suits = asked is not None and COARSEST_RESOLUTION <= asked <= finest
    chosen = asked if asked is not None and suits else first_resolution(dataset, selection.area, finest)
    counts = cell_counts(dataset, selection, source, chosen)
    limits = count_limits(dataset, selection, source, chosen, counts)
    painted = painting(dataset, selection, source, chosen, counts, limits)
    values = map_values(dataset, selection, source, chosen, counts, painted, limits)
    plain, arrays = apart(values)
    return Part(
        html={Scan.LEGEND: legend(painted, selection.shown_class), Scan.MAP_PROBLEM: ""},
        told={"paintMap": plain},
        arrays={"paintMap": arrays},
    )


def no_map(message: str) -> Part:
    """A message; what the map shows stays beneath it."""
    return Part(html={Scan.MAP_PROBLEM: message})
