"""Small made-up areas and incidents, so that every number in a test can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dashboard.data.dataset import Dataset, Library
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import SCHEMAS, Inputs
from dashboard.data.schema import INCIDENTS, Source, month_number

SOURCE = Source(key="police", name="Police", owner="A force", licence="Open")

WEST, SOUTH, SIDE = -1.5, 54.0, 0.02
"""Areas are squares of SIDE degrees, numbered eastwards from WEST and northwards from SOUTH."""

Columns = tuple[Any, ...]


def table(name: str, rows: Iterable[Columns]) -> pd.DataFrame:
    """An input table from its rows."""
    return pd.DataFrame(list(rows), columns=SCHEMAS[name].names)


def square(column: float, row: float = 0, *, width: float = 1, height: float = 1) -> Any:
    """A rectangle of whole squares, its south-west corner at (column, row)."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    return shapely.box(west, south, west + width * SIDE, south + height * SIDE)


def shape(level: str, code: str, geometry: Any, vintage: int = 2021) -> Columns:
    """A row of the shapes."""
    return level, code, vintage, shapely.to_wkb(geometry)


def middle(column: float, row: float = 0) -> tuple[float, float]:
    """Longitude and latitude of the middle of a square."""
    return WEST + (column + 0.5) * SIDE, SOUTH + (row + 0.5) * SIDE


def link(child_level: str, child: str, parent_level: str, parent: str, vintage: int = 2024) -> Columns:
    """A row of the links."""
    return child_level, child, parent_level, parent, vintage


def two_forces() -> Inputs:
    """Force F1 (districts D1 with L1 and L2, D2 with L3) and force F2 (district D3 with L4), all in region R.

    The squares L1 to L4 lie side by side. L1 and L2 are wards W1 and W2; the ward of the others is not known.
    Residents: 100, 200, 300 and 400.
    """
    districts = {"L1": "D1", "L2": "D1", "L3": "D2", "L4": "D3"}
    links = [link("lsoa", lsoa, "district", district) for lsoa, district in districts.items()]
    links += [link("lsoa", "L1", "ward", "W1"), link("lsoa", "L2", "ward", "W2")]
    links += [link("district", d, "force", f) for d, f in (("D1", "F1"), ("D2", "F1"), ("D3", "F2"))]
    links += [link("district", d, "region", "R") for d in ("D1", "D2", "D3")]
    links += [link("district", "D1", "csp", "C1")]
    names = [
        ("region", "R", "The Region", 2024),
        ("force", "F1", "First", 2024),
        ("force", "F2", "Second", 2024),
    ]
    names += [("district", f"D{i}", f"District {i}", 2024) for i in (1, 2, 3)]
    names += [("lsoa", lsoa, f"{district} 00{lsoa[1]}A", 2021) for lsoa, district in districts.items()]
    return Inputs(
        names=table("names", names),
        links=table("links", links),
        shapes=table("shapes", [shape("lsoa", f"L{i + 1}", square(i)) for i in range(4)]),
        residents=table("residents", [("lsoa", f"L{i}", 100 * i, 2021, "Census 2021") for i in (1, 2, 3, 4)]),
    )


def incident(
    month: str,
    force: str = "First Police",
    *,
    lsoa: str = "",
    lsoa_name: str = "",
    at: tuple[float, float] | None = None,
    kind: str = "burglary",
) -> dict[str, Any]:
    """One incident, without a point unless `at` (longitude, latitude) is given."""
    longitude, latitude = at or (np.nan, np.nan)
    return {
        "month": month_number(month),
        "force": force,
        "longitude": longitude,
        "latitude": latitude,
        "lsoa_code": lsoa,
        "lsoa_name": lsoa_name,
        "crime_type": kind,
    }


def frame(incidents: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Incidents in the canonical columns."""
    blank = {"incident_id": "", "occurred_from": pd.NaT, "occurred_to": pd.NaT, "place": ""}
    rows = pd.DataFrame([blank | one for one in incidents])
    for name in ("occurred_from", "occurred_to"):
        rows[name] = pd.to_datetime(rows[name], utc=True).astype("datetime64[s, UTC]")
    return rows[INCIDENTS.names]


def served(
    folder: Path,
    incidents: Sequence[dict[str, Any]],
    inputs: Inputs | None = None,
    *,
    also: Sequence[tuple[Source, Sequence[dict[str, Any]]]] = (),
) -> Dataset:
    """The version made of these incidents of SOURCE (and of other sources), opened."""
    sources = [(SOURCE, frame(incidents)), *((source, frame(rows)) for source, rows in also)]
    import_frames(folder, sources, inputs or Inputs(), demo=False)
    dataset = Library(folder).current()
    assert dataset is not None
    return dataset


def records_of_two_forces() -> list[Any]:
    """Records of `two_forces` in three of four months, of three types; some without a point or a place, one
    far away. How many there are of each differs, so that no two sums are the same by chance."""
    places = [
        ("First Police", "L1", middle(0)),
        ("First Police", "L2", middle(1)),
        ("First Police", "L3", None),
        ("First Police", "", None),
        ("Second Police", "L4", middle(3)),
        ("Second Police", "L1", middle(0)),
    ]
    rows = [
        incident(f"2024-{month:02d}", force, lsoa=lsoa, at=at, kind=kind)
        for place, (force, lsoa, at) in enumerate(places)
        for month in (1, 2, 4)
        for kind in ("burglary", "drugs", "robbery")[: 1 + (place + month) % 3]
        for _ in range(1 + place)
    ]
    far = incident("2024-03", "Second Police", lsoa="S1", lsoa_name="Elsewhere 001A", at=(-3.0, 56.0))
    return [*rows, far]
