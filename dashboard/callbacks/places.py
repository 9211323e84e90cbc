"""Licensed premises over the map, and what is in the pinned cell, as parts of an answer."""

from __future__ import annotations

from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Part
from dashboard.data import queries
from dashboard.data.here import here
from dashboard.data.reach import premises_reach
from dashboard.data.statistics import statistics
from dashboard.figures.premises_layer import premises_layer
from dashboard.ids import Scan
from dashboard.layouts.here import controlled_cells, here_card, several_cells
from dashboard.layouts.places import premises_note


def premises_part(view: Looking) -> Part:
    """Dots and note; nothing while the layer is off. Like cells, dots are those of the whole area, whatever
    is pinned."""
    selection = view.selection
    if "premises" not in selection.layers:
        return _premises(None, [])
    whole = selection.without_places()
    table = queries.premises(view.dataset, whole, view.source)
    note = premises_note(
        premises_reach(view.dataset, selection, view.source),
        table,
        f"/export/premises.csv{whole.to_query(view.dataset.catalogue)}",
    )
    return _premises(premises_layer(table, selection.within), note)


def no_premises(message: str) -> Part:
    """What stands in their place."""
    return _premises(None, message)


def _premises(layer: object, note: object) -> Part:
    return Part(html={Scan.PREMISES_NOTE: note}, told={"showPremises": layer})


def here_part(view: Looking) -> Part:
    """The card of the pinned cell, or nothing where no cell is pinned."""
    dataset, selection = view.dataset, view.selection
    if not selection.cells:
        return Part(html={Scan.HERE: []})
    pinned = selection.replace(pins=(), box=None)
    if dataset.sources[view.source].controlled:
        return Part(
            html={Scan.HERE: controlled_cells(statistics(dataset, pinned, view.source), len(selection.cells))}
        )
    if len(selection.cells) > 1:
        incidents = statistics(dataset, pinned, view.source).incidents
        return Part(html={Scan.HERE: several_cells(len(selection.cells), incidents)})
    found = here(dataset, selection, view.source, selection.cells[0])
    return Part(html={Scan.HERE: here_card(found, dataset.areas, dict(dataset.types))})


def no_card(message: str) -> Part:
    """A message in place of the card."""
    return Part(html={Scan.HERE: message})
