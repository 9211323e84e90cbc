"""Data for tests of the product: a small world that can be counted by hand, and the demonstration region.

In the small world Northmarch reports every month of 2024 and 2025; Southmarch starts in 2025 and misses June.
Alderby is a partnership of its own (its CSP's code is an alias), Birchby and Cedarby share one.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from flask import Flask

from dashboard import create_app
from dashboard.data import demo
from dashboard.data.dataset import Dataset, Library
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import Inputs
from dashboard.data.schema import Source, month_number
from dashboard.settings import Settings

POLICE = Source(key="march-police", name="March police", owner="The two forces", licence="OGL v3.0")
AMBULANCE = Source(
    key="march-ambulance",
    name="March ambulance",
    owner="March Ambulance Trust",
    licence="OGL v3.0",
    place_precision="exact",
    time_precision="minute",
    finest_resolution=10,
)

TYPES = ("burglary", "robbery", "vehicle-crime")

FORMULA_WARD = '=HYPERLINK("http://example.test")'
FORMULA_PREMISES = ("=1+1", "+1 Club", "-x", "@home", "\tTab", "\rReturn", "\nFeed")


@dataclasses.dataclass(frozen=True)
class SmallArea:
    """An LSOA of the small world: a square of 0.02 degrees with the corner given."""

    code: str
    ward: str
    district: str
    residents: int
    west: float
    south: float


LSOAS = (
    SmallArea("X01000001", "X05000001", "X06000001", 1200, 1.50, 55.60),
    SmallArea("X01000002", "X05000001", "X06000001", 1800, 1.52, 55.60),
    SmallArea("X01000003", "X05000002", "X06000001", 1500, 1.54, 55.60),
    SmallArea("X01000004", "X05000003", "X06000002", 900, 1.50, 55.56),
    SmallArea("X01000005", "X05000004", "X06000002", 1100, 1.52, 55.56),
    SmallArea("X01000006", "X05000005", "X06000003", 1600, 1.54, 55.56),
)
CSP_OF_DISTRICT = {"X06000001": "X22000001", "X06000002": "X22000002", "X06000003": "X22000002"}
FORCE_OF_DISTRICT = {"X06000001": "Northmarch", "X06000002": "Southmarch", "X06000003": "Southmarch"}


def months_of(force: str) -> list[int]:
    """The months a force reports."""
    if force == "Northmarch":
        return list(range(month_number("2024-01"), month_number("2025-12") + 1))
    return [
        m for m in range(month_number("2025-01"), month_number("2025-12") + 1) if m != month_number("2025-06")
    ]


def _incident(
    force: str, month: int, kind: str, lsoa: str, place: tuple[float, float] | None
) -> dict[str, Any]:
    longitude, latitude = place or (None, None)
    return {
        "incident_id": "",
        "month": month,
        "occurred_from": pd.NaT,
        "occurred_to": pd.NaT,
        "force": force,
        "longitude": longitude,
        "latitude": latitude,
        "lsoa_code": lsoa,
        "lsoa_name": "",
        "crime_type": kind,
        "place": "",
    }


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    for column in ("occurred_from", "occurred_to"):
        frame[column] = pd.to_datetime(frame[column], utc=True).astype("datetime64[s, UTC]")
    return frame.astype({"longitude": float, "latitude": float})


def police_rows() -> pd.DataFrame:
    """Each LSOA holds 0 to 4 incidents of each type a month, on two points; one a force has no location."""
    rows = []
    for force in ("Northmarch", "Southmarch"):
        for month in months_of(force):
            rows.append(_incident(force, month, "burglary", "", None))
            for number, area in enumerate(LSOAS):
                if FORCE_OF_DISTRICT[area.district] != force:
                    continue
                for kind_number, kind in enumerate(TYPES):
                    for nth in range((number * 2 + month + kind_number * 3) % 5):
                        place = (area.west + 0.004 + 0.010 * (nth % 2), area.south + 0.005)
                        rows.append(_incident(force, month, kind, area.code, place))
    return _frame(rows)


def ambulance_rows() -> pd.DataFrame:
    """One call a month of 2025 in each LSOA, none of them stated: they go by their points."""
    rows = [
        _incident("March Ambulance", month, "fall-at-home", "", (area.west + 0.01, area.south + 0.01))
        for month in range(month_number("2025-01"), month_number("2025-12") + 1)
        for area in LSOAS
    ]
    return _frame(rows)


def _links() -> pd.DataFrame:
    pairs = [("lsoa", area.code, "ward", area.ward) for area in LSOAS]
    pairs += [("lsoa", area.code, "district", area.district) for area in LSOAS]
    pairs += [("ward", area.ward, "district", area.district) for area in LSOAS]
    forces = {"Northmarch": "X23000001", "Southmarch": "X23000002"}
    for district, csp in CSP_OF_DISTRICT.items():
        pairs.append(("district", district, "csp", csp))
        pairs.append(("district", district, "force", forces[FORCE_OF_DISTRICT[district]]))
        pairs.append(("district", district, "region", "X12000001"))
    table = pd.DataFrame(pairs, columns=["child_level", "child", "parent_level", "parent"])
    return table.drop_duplicates().assign(vintage=2024)


def _names() -> pd.DataFrame:
    rows = [
        ("region", "X12000001", "Testland"),
        ("force", "X23000001", "Northmarch"),
        ("force", "X23000002", "Southmarch"),
        ("csp", "X22000001", "Alderby"),
        ("csp", "X22000002", "Birchby and Cedarby"),
        ("district", "X06000001", "Alderby"),
        ("district", "X06000002", "Birchby"),
        ("district", "X06000003", "Cedarby"),
        ("ward", "X05000001", FORMULA_WARD),
        ("ward", "X05000002", "Castle"),
        ("ward", "X05000003", "Park"),
        ("ward", "X05000004", "Castle"),
        ("ward", "X05000005", "Quay, North"),
        *(("lsoa", area.code, f"Small area {area.code[-1]}") for area in LSOAS),
    ]
    return pd.DataFrame(rows, columns=["level", "code", "name"]).assign(vintage=2024)


def _shapes() -> pd.DataFrame:
    squares = {a.code: shapely.box(a.west, a.south, a.west + 0.02, a.south + 0.02) for a in LSOAS}
    rows = [("lsoa", code, shape) for code, shape in squares.items()]
    for level in ("ward", "district"):
        for code in sorted({getattr(area, level) for area in LSOAS}):
            inside = [squares[area.code] for area in LSOAS if getattr(area, level) == code]
            rows.append((level, code, shapely.union_all(inside)))
    csps = {
        csp: [squares[area.code] for area in LSOAS if CSP_OF_DISTRICT[area.district] == csp]
        for csp in sorted(set(CSP_OF_DISTRICT.values()))
    }
    rows += [("csp", code, shapely.union_all(inside)) for code, inside in csps.items()]
    table = pd.DataFrame(rows, columns=["level", "code", "shape"]).assign(vintage=2024)
    return table.assign(wkb=[shape.wkb for shape in table["shape"]])


def _premises() -> pd.DataFrame:
    names = ["The Plain, Old Inn", *FORMULA_PREMISES]
    return pd.DataFrame(
        {
            "premises_id": [f"p-{number}" for number in range(len(names))],
            "name": names,
            "longitude": [LSOAS[0].west + 0.004 + 0.0001 * number for number in range(len(names))],
            "latitude": LSOAS[0].south + 0.005,
            "address": "1 High Street",
            "kind": "pub",
            "hours": "11:00 to 23:00",
            "source": "march-register",
            "register": "March register",
            "as_of": "2025",
        }
    )


def small_inputs() -> Inputs:
    """Areas, residents and premises of the small world."""
    residents = pd.DataFrame({"code": [a.code for a in LSOAS], "residents": [a.residents for a in LSOAS]})
    return Inputs(
        names=_names(),
        links=_links(),
        shapes=_shapes(),
        residents=residents.assign(level="lsoa", year=2021, dataset="Census 2021"),
        premises=_premises(),
    )


def import_small_world(folder: Path, police: pd.DataFrame | None = None) -> str:
    """Import the small world, with other police incidents if given; returns the version's id."""
    incidents = [(POLICE, police_rows() if police is None else police), (AMBULANCE, ambulance_rows())]
    return import_frames(folder, incidents, small_inputs(), demo=False).version


def opened(folder: Path) -> Dataset:
    """The version served from a folder."""
    dataset = Library(folder).current()
    assert dataset is not None
    return dataset


def server_of(folder: Path) -> Flask:
    """A new application's server for a data folder."""
    server: Flask = create_app(Settings(data_dir=folder, secret_key="x" * 32)).server
    return server


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the small world."""
    folder = tmp_path_factory.mktemp("small-world")
    import_small_world(folder)
    return folder


@pytest.fixture(scope="session")
def small(small_folder: Path) -> Dataset:
    """The small world, opened."""
    return opened(small_folder)


@pytest.fixture(scope="session")
def small_server(small_folder: Path) -> Flask:
    """An application that serves the small world."""
    return server_of(small_folder)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the whole demonstration region."""
    folder = tmp_path_factory.mktemp("demonstration-region")
    region = demo.generate()
    import_frames(folder, region.incidents, region.inputs, demo=True)
    return folder


@pytest.fixture(scope="session")
def demonstration(demo_folder: Path) -> Dataset:
    """The demonstration region, opened."""
    return opened(demo_folder)


@pytest.fixture(scope="session")
def demo_server(demo_folder: Path) -> Flask:
    """An application that serves the demonstration region."""
    return server_of(demo_folder)
