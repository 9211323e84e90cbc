"""Hotspots on the map, as part of an answer: outlined, counted and explained while their layer is on."""

from __future__ import annotations

from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Part
from dashboard.data.hotspots import hotspot_cells, hotspot_share
from dashboard.figures.hotspot_values import hotspot_values, no_hotspots
from dashboard.ids import Scan
from dashboard.layouts.hotspots import hotspot_note, problem_note


def hotspots_part(view: Looking) -> Part:
    """Outlines and note; nothing to outline while the layer is off."""
    dataset, selection = view.dataset, view.selection
    if "hotspots" not in selection.layers:
        return Part(html={Scan.HOTSPOTS_NOTE: []}, told={"paintHotspots": no_hotspots(dataset.version)})
    found = hotspot_cells(dataset, selection, view.source)
    share = hotspot_share(dataset, selection.without_places(), view.source)
    everywhere = dataset.areas.name(selection.area) if selection.pinned else ""
    return Part(
        html={Scan.HOTSPOTS_NOTE: hotspot_note(share, everywhere=everywhere)},
        told={"paintHotspots": hotspot_values(dataset.version, found)},
    )


def no_outlines(message: str) -> Part:
    """What stands in their place."""
    return Part(html={Scan.HOTSPOTS_NOTE: problem_note(message)}, told={"paintHotspots": no_hotspots("")})
