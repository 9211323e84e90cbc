"""Hotspots by "more than expected" as parts of the page: outlines and note on the map, rows of the table."""

from __future__ import annotations

from dashboard.callbacks.lens import Listed, Outlined, everywhere
from dashboard.callbacks.looking import Looking
from dashboard.data.expected_places import RESIDENTS, more_cells, more_share
from dashboard.data.outlines import outlines_of
from dashboard.data.schema import Level
from dashboard.figures.hotspot_values import area_values, hotspot_values
from dashboard.layouts import table, words
from dashboard.layouts.expected import more_columns, more_note, more_rows, said_of_more


def more_outlined(view: Looking) -> Outlined:
    """Outlines of cells, or of small areas where residents are what is expected by."""
    dataset, selection, source = view.dataset, view.selection, view.source
    found = more_cells(dataset, selection, source)
    share = more_share(dataset, selection.without_places(), source)
    rows = more_rows(found, selection.given)
    note = more_note(
        share,
        words.crime(selection.types, dict(dataset.types)),
        selection.given,
        everywhere=everywhere(view),
        spikes=len([row for row in rows if row["spike"]]),
        snapped=dataset.sources[source].place_precision == "snapped",
    )
    said = [said_of_more(row, selection.given) for row in rows]
    if selection.given == RESIDENTS:
        return Outlined(note, area_values(dataset.version, found.id, outlines_of(dataset, Level.LSOA)))
    return Outlined(note, hotspot_values(dataset.version, found.rename(columns={"id": "cell"}), said))


def more_listed(view: Looking) -> Listed:
    """Rows, the highest ratio first."""
    dataset, selection, source = view.dataset, view.selection, view.source
    found = more_cells(dataset, selection, source)
    share = more_share(dataset, selection.without_places(), source)
    rows = more_rows(found, selection.given, pinned=(*selection.cells, *selection.pins))
    columns = more_columns(
        selection.given,
        several_partnerships=found.area_name.nunique() > 1,
        noted=any(row["note"] for row in rows),
    )
    return Listed(columns, rows, "More than expected", table.HINT if share.cells else share.reason)
