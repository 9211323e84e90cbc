"""Hotspots over time as parts of the page: outlines and note on the map, rows of the table."""

from __future__ import annotations

from dashboard.callbacks.lens import Listed, Outlined, everywhere
from dashboard.callbacks.looking import Looking
from dashboard.data.emerging_places import emerging_cells, emerging_share, outlook, shown_rows
from dashboard.figures.emerging_values import emerging_values
from dashboard.figures.why_links import scan_address
from dashboard.layouts import table
from dashboard.layouts.compare_terms import capital
from dashboard.layouts.emerging import emerging_note, nothing_listed
from dashboard.layouts.emerging_table import emerging_columns, emerging_rows
from dashboard.layouts.hotspots import said_on_map


def emerging_outlined(view: Looking) -> Outlined:
    """Outlines of the classes that are shown, and the note with the legend of all."""
    dataset, selection, source = view.dataset, view.selection, view.source
    found = emerging_cells(dataset, selection, source)
    share = emerging_share(dataset, selection.without_places(), source)
    told = outlook(dataset, selection, source)
    others = {
        (rule, step): scan_address(dataset, selection.replace(hot=rule, step=step, spot=""))
        for rule, step in told.others
    }
    note = emerging_note(selection, found, share, told, everywhere=everywhere(view), addresses=others)
    seen = shown_rows(selection, found)
    rows = emerging_rows(selection, seen, told)
    said = [said_on_map(row, capital(kind)) for row, kind in zip(rows, seen.kind, strict=True)]
    return Outlined(note, emerging_values(dataset.version, seen, said))


def emerging_listed(view: Looking) -> Listed:
    """Rows of the classes that are shown, those that a tasking group wants first on top."""
    dataset, selection, source = view.dataset, view.selection, view.source
    found = emerging_cells(dataset, selection, source)
    told = outlook(dataset, selection, source)
    share = emerging_share(dataset, selection.without_places(), source)
    rows = emerging_rows(selection, found, told, pinned=selection.cells)
    several, noted = len({row["area"] for row in rows}) > 1, any(row["note"] for row in rows)
    columns = emerging_columns(selection, told, several_partnerships=several, noted=noted)
    return Listed(columns, rows, "Hotspots over time", nothing_listed(selection, found, share) or table.HINT)
