"""What the oracle knows: the raw shared files read plainly, sharing no code with `dashboard`.

Every incident gets its attributes spelled out in columns, by the words of docs/methods.md. Slow is fine,
clever is not: files with pandas, one H3 call a distinct point, one polygon asked after another.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import h3
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
import shapely.geometry

EARTH_RADIUS = 6_371_008.8
FINEST = 9
COARSEST = 4
NEAR_DEGREES = 0.02  # of latitude, over 2 km: no farther than this need premises be looked for


@dataclasses.dataclass(frozen=True)
class World:
    """The shared data: incidents with every attribute, LSOAs with their larger areas, premises, coverage."""

    rows_read: int
    incidents: pd.DataFrame  # month, type, longitude, latitude, cell_4..cell_9, areas, coverage_force, metres
    lsoas: pd.DataFrame  # by code: ward, partnership, force, region, residents, covered
    premises: pd.DataFrame  # register, premises_id, longitude, latitude, lsoa
    covered: dict[str, set[str]]  # force code -> months reported


def read_world(shared: Path, police_folders: Iterable[str]) -> World:
    """Everything the shared files say of the forces in `police_folders`."""
    files = [path for folder in police_folders for path in sorted((shared / folder).rglob("*.csv.gz"))]
    whole = [pd.read_csv(path) for path in files]
    incidents = pd.concat([_each_id_once(frame) for frame in whole], ignore_index=True).rename(
        columns={"Month": "month", "Longitude": "longitude", "Latitude": "latitude", "LSOA code": "stated"}
    )
    incidents["type"] = incidents["Crime type"].str.lower().str.replace(" ", "-")
    shapes = _shapes(shared / "boundaries" / "lsoa", "LSOA21CD")
    lsoas = _lsoas(shared, shapes)
    incidents["lsoa"] = _placed(incidents, lsoas, shapes, _successors(shared))
    reporter = incidents["Falls within"].map(_force_codes(shared, incidents["Falls within"].unique()))
    covered = {str(code): set(rows) for code, rows in incidents.month.groupby(reporter)}
    lsoas["covered"] = lsoas.force.isin(covered.keys())
    known = incidents.lsoa != ""
    for level in ("ward", "partnership", "force", "region"):
        incidents[level] = incidents.lsoa.map(lsoas[level]).fillna("")
    # No location hangs under the reporting force's region.
    region_of_force = lsoas[lsoas.covered].groupby("force").region.first()
    incidents.loc[~known, "region"] = reporter[~known].map(region_of_force)
    own = incidents.force.where(incidents.force.isin(covered.keys()), "")
    incidents["coverage_force"] = own.where(known, reporter)
    premises = _premises(shared, shapes)
    _add_cells(incidents)
    incidents["metres"] = _metres_to_nearest(incidents, premises)
    text = ["month", "type", "lsoa", "ward", "partnership", "force", "region", "coverage_force"]
    text += [name for name in incidents.columns if name.startswith("cell_")]
    incidents = incidents[["longitude", "latitude", "metres", *text]].astype(dict.fromkeys(text, "category"))
    return World(sum(len(frame) for frame in whole), incidents, lsoas, premises, covered)


def _each_id_once(frame: pd.DataFrame) -> pd.DataFrame:
    """A Crime ID counts once within a file, its later row; rows without one are all different incidents."""
    return frame[frame["Crime ID"].isna() | ~frame["Crime ID"].duplicated(keep="last")]


def _shapes(folder: Path, code: str) -> dict[str, Any]:
    shapes = {}
    for path in sorted(folder.glob("*.geojson.gz")):
        for feature in json.loads(gzip.decompress(path.read_bytes()))["features"]:
            shape = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
            shapely.prepare(shape)
            shapes[feature["properties"][code]] = shape
    return shapes


def _holder(point: Any, shapes: dict[str, Any]) -> str:
    """Code of the shape that holds the point, the first in order of code; "" where none does."""
    return next((code for code in sorted(shapes) if shapes[code].intersects(point)), "")


def _lsoas(shared: Path, lsoa_shapes: dict[str, Any]) -> pd.DataFrame:
    lookups = shared / "lookups"
    best_fit = pd.read_csv(lookups / "lsoa21_ward24_lad24.csv.gz").set_index("lsoa21_code")
    csps = pd.read_csv(lookups / "lad24_csp24_pfa24.csv")
    districts = pd.read_csv(lookups / "la_all_codes.csv.gz").drop_duplicates("LADCD").set_index("LADCD")
    ages = pd.read_csv(shared / "population" / "census2021_lsoa21_age_group.csv.gz")
    one_csp = csps.groupby("ltla24_code").filter(lambda rows: len(rows) == 1)
    # A CSP that is just one district goes by the district; a district with several CSPs stays whole.
    shared_csp = one_csp.groupby("csp24_code").filter(lambda rows: len(rows) > 1)
    partnership = shared_csp.set_index("ltla24_code").csp24_code
    table = pd.DataFrame({"ward": best_fit.ward24_code, "district": best_fit.ltla24_code})
    table["partnership"] = table.district.map(partnership).fillna(table.district)
    table["force"] = table.district.map(csps.groupby("ltla24_code").pfa24_code.first())
    table["region"] = table.district.map(districts.RGNCD).fillna("")
    table["residents"] = ages.groupby("lsoa21_code").usual_residents.sum()
    wards = _shapes(shared / "boundaries" / "ward", "WD25CD")
    for code, shape in lsoa_shapes.items():
        if table.ward[code] not in wards:  # lookup and boundaries disagree
            centroid = shape.centroid
            table.loc[code, "ward"] = min(wards, key=lambda ward, point=centroid: wards[ward].distance(point))
    return table


def _successors(shared: Path) -> dict[str, list[str]]:
    """2021 codes each 2011 code became, most residents (Census 2021) first."""
    changes = pd.read_csv(shared / "lookups" / "lsoa11_lsoa21_lad22.csv.gz")
    ages = pd.read_csv(shared / "population" / "census2021_lsoa21_age_group.csv.gz")
    residents = ages.groupby("lsoa21_code").usual_residents.sum().to_dict()
    result: dict[str, list[str]] = {}
    for old, new in zip(changes.lsoa11_code.tolist(), changes.lsoa21_code.tolist(), strict=True):
        result.setdefault(old, []).append(new)
    return {old: sorted(new, key=lambda code: (-residents[code], code)) for old, new in result.items()}


def _placed(
    incidents: pd.DataFrame, lsoas: pd.DataFrame, shapes: dict[str, Any], successors: dict[str, list[str]]
) -> list[str]:
    known = set(lsoas.index)
    decided: dict[tuple[Any, ...], str] = {}

    def decide(stated: Any, longitude: float, latitude: float) -> str:
        point = None if np.isnan(longitude) else shapely.Point(longitude, latitude)
        if isinstance(stated, str):
            if stated in known:
                return stated
            parts = successors[stated]
            at_point = _holder(point, {c: shapes[c] for c in parts if c in shapes}) if point else ""
            return at_point or parts[0]
        return _holder(point, shapes) if point else ""

    result = []
    columns = (incidents[name].tolist() for name in ("stated", "longitude", "latitude"))
    for key in zip(*columns, strict=True):
        if key not in decided:
            decided[key] = decide(*key)
        result.append(decided[key])
    return result


def _force_codes(shared: Path, reporters: Iterable[str]) -> dict[str, str]:
    """Force area of each reporter: the one whose name begins the reporter's."""
    csps = pd.read_csv(shared / "lookups" / "lad24_csp24_pfa24.csv")
    code_of = dict(zip(csps.pfa24_name, csps.pfa24_code, strict=True))
    return {name: code_of[name.rpartition(" ")[0]] for name in reporters}


def _premises(shared: Path, shapes: dict[str, Any]) -> pd.DataFrame:
    folder = shared / "licensed-premises"
    columns = [
        "premises_id",
        "name",
        "address",
        "postcode",
        "easting",
        "northing",
        "latitude",
        "longitude",
        "authority",
    ]
    open_pubs = pd.read_csv(folder / "open_pubs_10000_sample.csv.gz", names=columns, na_values=r"\N")
    osm = pd.read_csv(folder / "osm_pubs_north_east_bedfordshire.csv.gz")
    osm = osm.rename(columns={"osm_id": "premises_id"})
    both = pd.concat([open_pubs.assign(register="Open Pubs"), osm.assign(register="OpenStreetMap pubs")])
    wanted = ["register", "premises_id", "longitude", "latitude"]
    table = both[wanted].drop_duplicates(["register", "premises_id"], keep="last").dropna()
    table["premises_id"] = table.premises_id.astype(str)
    table["lsoa"] = _lsoa_of_points(table, shapes)
    return table.sort_values("latitude").reset_index(drop=True)


def _lsoa_of_points(table: pd.DataFrame, shapes: dict[str, Any]) -> list[str]:
    """As `_holder`, for many points: shapes whose bounding box misses the point need not be asked."""
    codes = sorted(shapes)
    west, south, east, north = np.array([shapes[code].bounds for code in codes]).T
    result = []
    for x, y in zip(table.longitude, table.latitude, strict=True):
        boxed = np.flatnonzero((west <= x) & (x <= east) & (south <= y) & (y <= north))
        result.append(_holder(shapely.Point(x, y), {codes[i]: shapes[codes[i]] for i in boxed}))
    return result


def _add_cells(incidents: pd.DataFrame) -> None:
    """cell_9, and coarser ones as parents of it; "" without coordinates."""
    cell_of: dict[tuple[float, float], str] = {}
    for x, y in set(zip(incidents.longitude.dropna(), incidents.latitude.dropna(), strict=True)):
        cell_of[x, y] = h3.latlng_to_cell(y, x, FINEST)
    pairs = zip(incidents.longitude.tolist(), incidents.latitude.tolist(), strict=True)
    incidents[f"cell_{FINEST}"] = [cell_of.get(pair, "") for pair in pairs]
    for resolution in range(COARSEST, FINEST):
        parent = {cell: h3.cell_to_parent(cell, resolution) for cell in set(cell_of.values())}
        incidents[f"cell_{resolution}"] = incidents[f"cell_{FINEST}"].map(parent).fillna("")


def haversine(
    longitude: float, latitude: float, longitudes: npt.NDArray[Any], latitudes: npt.NDArray[Any]
) -> npt.NDArray[np.float64]:
    """Great-circle metres from one point to others."""
    x, y, xs, ys = (np.radians(value) for value in (longitude, latitude, longitudes, latitudes))
    half = np.sin((ys - y) / 2) ** 2 + np.cos(y) * np.cos(ys) * np.sin((xs - x) / 2) ** 2
    return 2 * EARTH_RADIUS * np.arcsin(np.sqrt(half))


def near(sorted_latitudes: npt.NDArray[Any], latitude: float) -> slice:
    """Those of latitudes in ascending order that may be within reach."""
    low, high = np.searchsorted(sorted_latitudes, [latitude - NEAR_DEGREES, latitude + NEAR_DEGREES])
    return slice(int(low), int(high))


def _metres_to_nearest(incidents: pd.DataFrame, premises: pd.DataFrame) -> pd.Series:
    """Metres to the nearest premises; infinite where it is far away or the incident has no point."""
    longitudes, latitudes = premises.longitude.to_numpy(), premises.latitude.to_numpy()
    points = incidents[["longitude", "latitude"]].dropna().drop_duplicates()
    metres = []
    for x, y in points.itertuples(index=False):
        around = near(latitudes, y)
        metres.append(haversine(x, y, longitudes[around], latitudes[around]).min(initial=np.inf))
    points["metres"] = metres
    merged = incidents[["longitude", "latitude"]].merge(points, how="left", on=["longitude", "latitude"])
    return merged.metres.fillna(np.inf).set_axis(incidents.index)
