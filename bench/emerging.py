"""Hotspots over time of a region: the whole answer of the page, from the cube to its rows, at 33,000 cells.

No baseline: nothing else at hand answers it. What is kept of a version whatever is chosen (study areas,
neighbours, names of places) is not timed; nothing that was worked out for another click is used.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import h3.api.numpy_int as h3_int
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from bench.incidents import opened
from bench.record import Row, side_by_side
from dashboard.data.dataset import Dataset
from dashboard.data.emerging_places import emerging_cells, emerging_share, outlook
from dashboard.data.grid import cell_centres
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import SCHEMAS, Inputs
from dashboard.data.recent import Recent, bytes_of
from dashboard.data.schema import INCIDENTS, Source, month_number
from dashboard.selection import Selection

RINGS_ACROSS = 105  # 33,391 cells
MONTHS, FIRST_MONTH = 36, month_number("2023-01")
DISTRICTS = 12
SOURCE = Source("police", "Police", "A force", "made up")
REPEATS = 5

Floats = npt.NDArray[np.float64]


def rows() -> list[Row]:
    """Both sets of rules, by quarters and by months."""
    with tempfile.TemporaryDirectory() as folder:
        incidents, inputs, cells = _made()
        import_frames(Path(folder), [(SOURCE, incidents)], inputs, demo=False)
        dataset = opened(Path(folder))
        chosen = Selection.default(dataset.catalogue)
        return [
            _row(dataset, chosen.replace(hot=hot, step=step), f"{cells:,} cells, {periods}")
            for hot, step, periods in (
                ("kinds", "quarter", "12 quarters"),
                ("classes", "quarter", "12 quarters"),
                ("classes", "month", "36 months"),
            )
        ]


def _row(dataset: Dataset, chosen: Selection, data: str) -> Row:
    def answer() -> int:
        dataset.recent = Recent(24 << 20, bytes_of, 24)  # as after a click on something else
        outlook(dataset, chosen, SOURCE.key)
        emerging_share(dataset, chosen, SOURCE.key)
        return len(emerging_cells(dataset, chosen, SOURCE.key))

    found = answer()
    timed = side_by_side(answer, repeats=REPEATS)[0]
    name = "four classes" if chosen.hot == "kinds" else "eight classes"
    return Row(
        f"hotspots over time, {name}: the whole answer",
        f"{data}, {found:,} classed",
        "",
        1000 * timed.median,
        None,
        "ms",
        ours_spread=(1000 * timed.spread[0], 1000 * timed.spread[1]),
    )


def _made() -> tuple[pd.DataFrame, Inputs, int]:
    """Incidents of gamma-Poisson counts, a few places of them growing, in districts side by side."""
    rng = np.random.default_rng(2025)
    centre = h3_int.latlng_to_cell(54.9, -1.6, 9)
    cells = np.sort(h3_int.grid_disk(centre, RINGS_ACROSS).astype(np.uint64))
    longitude, latitude = cell_centres(cells)
    mean = rng.gamma(0.4, 0.5, len(cells)) + 0.02
    growth = np.where(rng.random(len(cells)) < 0.002, np.arange(MONTHS)[:, np.newaxis] / 6, 0)
    counts = rng.poisson(mean + growth)
    month, place = np.repeat(np.argwhere(counts), counts[counts > 0], axis=0).T
    edges = np.quantile(longitude, np.linspace(0, 1, DISTRICTS + 1))
    edges[0], edges[-1] = longitude.min() - 0.01, longitude.max() + 0.01
    district = np.searchsorted(edges, longitude, side="right") - 1
    frame = pd.DataFrame(
        {
            "incident_id": "",
            "month": FIRST_MONTH + month,
            "occurred_from": pd.NaT,
            "occurred_to": pd.NaT,
            "force": "A force",
            "longitude": longitude[place],
            "latitude": latitude[place],
            "lsoa_code": [f"L{one:02d}" for one in district[place].tolist()],
            "lsoa_name": "",
            "crime_type": np.where(rng.random(len(place)) < 0.5, "burglary", "drugs"),
            "place": "",
        }
    )
    for name in ("occurred_from", "occurred_to"):
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[s, UTC]")
    return frame[INCIDENTS.names], _inputs(edges, latitude), len(cells)


def _inputs(edges: Floats, latitude: Floats) -> Inputs:
    south, north = float(np.min(latitude)) - 0.01, float(np.max(latitude)) + 0.01
    each = range(DISTRICTS)
    frames: dict[str, list[tuple[object, ...]]] = {
        "names": [
            ("force", "F1", "A force", 2024),
            *(("district", f"D{i:02d}", f"District {i}", 2024) for i in each),
        ],
        "shapes": [
            ("lsoa", f"L{i:02d}", 2021, shapely.to_wkb(shapely.box(edges[i], south, edges[i + 1], north)))
            for i in each
        ],
        "residents": [("lsoa", f"L{i:02d}", 1000, 2021, "made up") for i in each],
    }
    links = [
        *(("lsoa", f"L{i:02d}", "district", f"D{i:02d}", 2024) for i in each),
        *(("district", f"D{i:02d}", "force", "F1", 2024) for i in each),
    ]
    tables = {name: pd.DataFrame(list(some), columns=SCHEMAS[name].names) for name, some in frames.items()}
    columns = ["child_level", "child", "parent_level", "parent", "vintage"]
    return Inputs(links=pd.DataFrame(links, columns=columns)[SCHEMAS["links"].names], **tables)
