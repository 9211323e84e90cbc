"""Hotspots on the map, as part of an answer: outlined, counted and explained while their layer is on."""

from __future__ import annotations

from dashboard.callbacks.lenses import LENSES, lens_of
from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Part
from dashboard.figures.hotspot_values import no_hotspots
from dashboard.ids import Scan
from dashboard.layouts.hotspots import how_found, lens_choice, problem_note


def hotspots_part(view: Looking) -> Part:
    """Outlines and note; nothing to outline while the layer is off."""
    if "hotspots" not in view.selection.layers:
        return Part(html={Scan.HOTSPOTS_NOTE: []}, told={"paintHotspots": no_hotspots(view.dataset.version)})
    (line, *more), values = lens_of(view.selection).outlined(view)
    choice = lens_choice(tuple(LENSES), view.selection.hot)
    note = [line, choice, *more, how_found(view.selection)]
    return Part(html={Scan.HOTSPOTS_NOTE: note}, told={"paintHotspots": values})


def no_outlines(message: str) -> Part:
    """What stands in their place."""
    return Part(html={Scan.HOTSPOTS_NOTE: problem_note(message)}, told={"paintHotspots": no_hotspots("")})
