"""Ways to look for hotspots, as parts of the page: what each outlines on the map, says, and lists."""

from __future__ import annotations

from dashboard.callbacks.emerging import emerging_listed, emerging_outlined
from dashboard.callbacks.expected import more_listed, more_outlined
from dashboard.callbacks.lens import Lens, Listed, Outlined, everywhere
from dashboard.callbacks.looking import Looking
from dashboard.data.hotspots import hotspot_cells, hotspot_share
from dashboard.figures.hotspot_values import hotspot_values
from dashboard.layouts import table
from dashboard.layouts.hotspots import (
    hotspot_columns,
    hotspot_note,
    hotspot_rows,
    nothing_listed,
    said_on_map,
)
from dashboard.selection import Selection


def _many(view: Looking) -> Outlined:
    dataset, selection = view.dataset, view.selection
    found = hotspot_cells(dataset, selection, view.source)
    share = hotspot_share(dataset, selection.without_places(), view.source)
    rows = hotspot_rows(found)
    note = hotspot_note(
        share,
        everywhere=everywhere(view),
        spikes=len([row for row in rows if row["spike"]]),
        snapped=dataset.sources[view.source].place_precision == "snapped",
    )
    said = [said_on_map(row, "Hotspot") for row in rows]
    return Outlined(note, hotspot_values(dataset.version, found, said))


def _many_listed(view: Looking) -> Listed:
    dataset, selection, source = view.dataset, view.selection, view.source
    found = hotspot_cells(dataset, selection, source)
    share = hotspot_share(dataset, selection.without_places(), source)
    rows = hotspot_rows(found, pinned=selection.cells)
    several, noted = found.area_name.nunique() > 1, any(row["note"] for row in rows)
    columns = hotspot_columns(several_partnerships=several, noted=noted)
    return Listed(columns, rows, "Hotspots", nothing_listed(share) or table.HINT)


LENSES: dict[str, Lens] = {
    "many": Lens(_many, _many_listed),
    "more": Lens(more_outlined, more_listed),
    "kinds": Lens(emerging_outlined, emerging_listed),
    "classes": Lens(emerging_outlined, emerging_listed),
}
"""By the value of `Selection.hot`, in the order in which they are offered."""


def lens_of(selection: Selection) -> Lens:
    """The way that the reader has chosen."""
    return LENSES[selection.hot]
