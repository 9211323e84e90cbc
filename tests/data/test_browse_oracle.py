"""Browsing data of real cells, against plain pandas over the raw files (`oracle`)."""

from __future__ import annotations

from pathlib import Path

import h3
import numpy as np
import pandas as pd
import pytest

from dashboard.data import queries
from dashboard.data.browse import browse
from dashboard.data.dataset import Library
from dashboard.data.grid import cell_text
from dashboard.data.ingest import import_paths
from dashboard.data.near import near_places
from dashboard.selection import Selection
from tests.data import oracle, oracle_verdict
from tests.data.oracle import Question
from tests.data.oracle_world import read_world

pytestmark = pytest.mark.shared

SOURCE = "police-uk"
AREA_FOLDERS = ("boundaries", "lookups", "population", "licensed-premises")
POLICE_FOLDER = "police-street-cleveland"
RESOLUTION = 8


def test_cells_of_cleveland(shared_data: Path, tmp_path: Path) -> None:
    import_paths(tmp_path, [shared_data / name for name in (POLICE_FOLDER, *AREA_FOLDERS)])
    served = Library(tmp_path).current()
    assert served is not None
    world = read_world(shared_data, (POLICE_FOLDER,))
    selection, _ = Selection.from_query("?from=2025-01&to=2025-12&level=ward", served.catalogue)
    found = browse(served, selection, SOURCE, RESOLUTION)
    near = near_places(served, SOURCE, RESOLUTION)
    names = _place_names(shared_data / POLICE_FOLDER)
    every = [cell_text(cell) for cell in queries.all_cells(served, SOURCE, RESOLUTION)]
    first, last = found.period
    slugs = [slug for slug, _ in found.types]
    covered = sorted(set.union(*world.covered.values()))
    called = 0
    for row in np.argsort(found.cell_months.incidents.sum(axis=1))[::-7][:40].tolist():
        cell = int(found.cells[row])
        asked = Question("2025-01", "2025-12", cells=(every[cell],), cell_resolution=RESOLUTION)
        assert found.cell_months.lists()[row][first : last + 1] == list(oracle.months(world, asked).values())
        own = slice(found.cell_types.starts[row], found.cell_types.starts[row + 1])
        types = {
            slugs[i]: int(n)
            for i, n in zip(found.cell_types.columns[own], found.cell_types.counts[own], strict=True)
        }
        assert types == {slug: n for slug, n in oracle.types(world, asked).items() if n}
        figures = oracle.figures(world, asked)
        now, before = figures["incidents-compared"], figures["incidents-before"]
        change = found.cell_changes
        if now is None:
            assert str(change.verdict[row]) == "no earlier data"
            continue
        assert (change.now[row], change.before[row]) == (now, before)
        mine = world.incidents[world.incidents[f"cell_{RESOLUTION}"] == every[cell]]
        mine = mine[mine.coverage_force != ""]
        series = mine.month.astype(str).value_counts().reindex(covered, fill_value=0)
        z, verdict = oracle_verdict.verdict(now, before, series)
        assert (change.z[row], str(change.verdict[row])) == (pytest.approx(z), verdict)
        called += verdict.endswith("than normal variation")
        counts = names.get(every[cell], {})
        told = [near.names[place] for place in near.places[cell] if place >= 0]
        assert told == sorted(counts, key=lambda name, of=counts: (-of[name], name))[:3]
    assert called


def _place_names(folder: Path) -> dict[str, dict[str, int]]:
    """By cell the place names of its incidents, without what goes before them, and how often each occurs."""
    frames = [pd.read_csv(path) for path in sorted(folder.rglob("*.csv.gz"))]
    rows = pd.concat(
        [frame[frame["Crime ID"].isna() | ~frame["Crime ID"].duplicated(keep="last")] for frame in frames]
    )
    rows = rows.dropna(subset=["Longitude", "Location"])
    points = rows.groupby(["Latitude", "Longitude", "Location"]).size()
    found: dict[str, dict[str, int]] = {}
    for (lat, lon, location), number in points.items():
        # A coarse cell is the parent of the finest one, not the cell its point lies in.
        cell = h3.cell_to_parent(h3.latlng_to_cell(lat, lon, 9), RESOLUTION)
        name = location.removeprefix("On or near ").strip()
        if name:
            own = found.setdefault(cell, {})
            own[name] = own.get(name, 0) + int(number)
    return found
