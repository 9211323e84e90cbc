"""A made-up country of 318 districts and 180 months, and a region of 12 districts and 36 months.

Districts are squares on a grid, of 20 small areas each, with 14 crime types. The country has as many as
England and Wales, and fifteen years of records: what Compare has to answer for at most. Counts are drawn with
one seed; what is made is kept in `bench/.data/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
import shapely.geometry

from bench.incidents import DATA, format_number
from bench.keeping import kept, run_alone
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import Inputs
from dashboard.data.schema import CRIME_TYPES, Source, month_number

ACROSS = 18  # districts beside one another
COLUMNS, ROWS = 5, 4  # small areas of a district
AREAS = COLUMNS * ROWS
TYPES = tuple(CRIME_TYPES)
SEED = 318
GENERATOR = 1  # raised when the same seed gives other incidents
WEST, SOUTH, WIDTH, HEIGHT = -4.5, 51.0, 0.02, 0.015  # of a small area, in degrees
SOURCE = Source(key="districts", name="Districts", owner="Nobody", licence="OGL v3.0")
WHOLE = "X12000001"


class Size(NamedTuple):
    """How much of it."""

    name: str
    districts: int
    forces: int
    first_month: int
    months: int
    level: float
    """Incidents of a mean type, in a month and a small area of 8,750 residents."""


COUNTRY = Size("country", 318, 10, month_number("2011-01"), 180, 0.09)
REGION = Size("region", 12, 3, month_number("2023-01"), 36, 1.8)


class Counted(NamedTuple):
    """Incidents by district, type and month, and residents by small area."""

    incidents: npt.NDArray[np.int64]
    """[districts, types, months, small areas of the district]"""
    residents: npt.NDArray[np.int64]
    """[districts, small areas]"""


def district_code(number: int) -> str:
    return f"X06{number:06d}"


def force_name(number: int) -> str:
    return f"Shire {number:02d}"


def counted(size: Size) -> Counted:
    """The numbers themselves: rates differ between districts by a fifth, between types by a lot."""
    random = np.random.default_rng((GENERATOR, SEED))
    residents = random.integers(1_000, 2_500, (size.districts, AREAS)) * random.choice(
        [3, 5, 8], (size.districts, 1)
    )
    of_type = random.lognormal(0, 1, len(TYPES))
    of_type *= size.level / of_type.mean()
    of_district = random.lognormal(0, 0.2, (size.districts, len(TYPES)))
    mean = of_type * of_district
    season = 1 + 0.1 * np.sin(2 * np.pi * np.arange(size.months) / 12)
    level = mean[:, :, np.newaxis, np.newaxis] * season[:, np.newaxis] * residents[:, np.newaxis, np.newaxis]
    return Counted(random.poisson(level / 8_750), residents)


def by_district(size: Size) -> npt.NDArray[np.int64]:
    """[districts, types, months]"""
    found: npt.NDArray[np.int64] = counted(size).incidents.sum(axis=3)
    return found


def outlines(size: Size) -> dict[str, Any]:
    """Boundaries of the districts as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"area": district_code(district)},
            "geometry": shapely.geometry.mapping(_ground(district)),
        }
        for district in range(size.districts)
    ]
    return {"type": "FeatureCollection", "features": features}


def served_districts(size: Size) -> Path:
    """A data folder with all of it, made once by the product's own import."""

    def make(folder: Path) -> None:
        code = "import sys; from bench import districts; districts.imported(*sys.argv[1:])"
        run_alone(code, str(folder), size.name)

    return kept(DATA / f"districts-{size.name}-g{GENERATOR}-{format_number()}", make)


def imported(folder: str, name: str) -> None:
    """Import them into a folder."""
    size = COUNTRY if name == COUNTRY.name else REGION
    found = counted(size)
    import_frames(Path(folder), [(SOURCE, _frame(size, found))], _inputs(size, found.residents), demo=False)


def _corner(district: int, area: int) -> tuple[float, float]:
    """West and south edge of a small area."""
    down, across = divmod(district, ACROSS)
    row, column = divmod(area, COLUMNS)
    return WEST + (across * COLUMNS + column) * WIDTH, SOUTH + (down * ROWS + row) * HEIGHT


def _ground(district: int) -> Any:
    west, south = _corner(district, 0)
    return shapely.box(west, south, west + COLUMNS * WIDTH, south + ROWS * HEIGHT)


def _area_code(district: int, area: int) -> str:
    return f"X01{district * AREAS + area:06d}"


def _frame(size: Size, found: Counted) -> pd.DataFrame:
    """One row an incident, in the canonical columns; all those of a small area at its middle."""
    often = found.incidents.ravel()
    district, kind, month, area = (
        np.repeat(places.ravel(), often)
        for places in np.indices(found.incidents.shape, dtype=np.int16).reshape(4, -1)
    )
    corners = np.array([[_corner(d, a) for a in range(AREAS)] for d in range(size.districts)])
    at = corners[district, area] + [WIDTH / 2, HEIGHT / 2]
    codes = np.array([[_area_code(d, a) for a in range(AREAS)] for d in range(size.districts)], dtype=object)
    forces = np.array([force_name(number) for number in range(size.forces)], dtype=object)
    never = pd.to_datetime(pd.Series([pd.NaT] * len(at)), utc=True).astype("datetime64[s, UTC]")
    return pd.DataFrame(
        {
            "incident_id": "",
            "month": month.astype(np.int64) + size.first_month,
            "occurred_from": never,
            "occurred_to": never,
            "force": forces[district % size.forces],
            "longitude": at[:, 0],
            "latitude": at[:, 1],
            "lsoa_code": codes[district, area],
            "lsoa_name": "",
            "crime_type": np.array(TYPES, dtype=object)[kind],
            "place": "",
        }
    )


def _inputs(size: Size, residents: npt.NDArray[np.int64]) -> Inputs:
    """Areas with names, boundaries and residents; a ward is a row of small areas."""
    names, links, shapes = [("region", WHOLE, "Everywhere")], [], []
    names += [("force", _force_code(number), force_name(number)) for number in range(size.forces)]
    for district in range(size.districts):
        code, csp = district_code(district), f"X22{district:06d}"
        names += [("district", code, f"District {district + 1}"), ("csp", csp, f"District {district + 1}")]
        links += [("district", code, "csp", csp), ("district", code, "region", WHOLE)]
        links.append(("district", code, "force", _force_code(district % size.forces)))
        west, south = _corner(district, 0)
        shapes += [("district", code, _ground(district)), ("csp", csp, _ground(district))]
        for row in range(ROWS):
            ward = f"X05{district * ROWS + row:06d}"
            names.append(("ward", ward, f"Ward {row + 1}"))
            links.append(("ward", ward, "district", code))
            edge = south + row * HEIGHT
            shapes.append(("ward", ward, shapely.box(west, edge, west + COLUMNS * WIDTH, edge + HEIGHT)))
        for area in range(AREAS):
            small, ward = _area_code(district, area), f"X05{district * ROWS + area // COLUMNS:06d}"
            names.append(("lsoa", small, f"Area {area + 1}"))
            links += [("lsoa", small, "district", code), ("lsoa", small, "ward", ward)]
            x, y = _corner(district, area)
            shapes.append(("lsoa", small, shapely.box(x, y, x + WIDTH, y + HEIGHT)))
    people = [
        (_area_code(district, area), int(residents[district, area]))
        for district in range(size.districts)
        for area in range(AREAS)
    ]
    table = pd.DataFrame(shapes, columns=["level", "code", "shape"]).assign(vintage=2024)
    return Inputs(
        names=pd.DataFrame(names, columns=["level", "code", "name"]).assign(vintage=2024),
        links=pd.DataFrame(links, columns=["child_level", "child", "parent_level", "parent"]).assign(
            vintage=2024
        ),
        shapes=table.assign(wkb=[shape.wkb for shape in table["shape"]]),
        residents=pd.DataFrame(people, columns=["code", "residents"]).assign(
            level="lsoa", year=2021, dataset="Census 2021"
        ),
    )


def _force_code(number: int) -> str:
    return f"X23{number:06d}"
