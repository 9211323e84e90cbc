"""The fictional areas as canonical input tables: names, links, shapes and residents."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import shapely

from dashboard.data.demo.plan import (
    FORCES,
    PARTNERSHIPS,
    REGION_CODE,
    REGION_NAME,
    VINTAGE,
    Floats,
    Ints,
    csp_code,
    district_code,
    force_code,
    to_degrees,
)
from dashboard.data.demo.settlement import Settlement
from dashboard.data.demo.tessellation import Shapes
from dashboard.data.demo.words import WARDS

RESIDENTS_YEAR = 2021
RESIDENTS_DATASET = "Demonstration residents"


@dataclasses.dataclass(frozen=True)
class AreaNames:
    """Codes and names of wards and LSOAs, in the order of their indices."""

    ward_codes: list[str]
    ward_names: list[str]
    lsoa_codes: list[str]
    lsoa_names: list[str]


def named(rng: np.random.Generator, settlement: Settlement) -> AreaNames:
    """Names from the word list for wards; LSOAs are numbered within their district, as real ones are."""
    wards, lsoas = len(settlement.district_of), len(settlement.ward_of)
    chosen = rng.permutation(len(WARDS))[:wards]
    lsoa_names = []
    for ward in range(wards):
        name = PARTNERSHIPS[settlement.district_of[ward]].name
        number = ward - int(np.argmax(settlement.district_of == settlement.district_of[ward])) + 1
        parts = int((settlement.ward_of == ward).sum())
        lsoa_names += [f"{name} {number:03d}{chr(ord('A') + part)}" for part in range(parts)]
    return AreaNames(
        [f"X05{ward + 1:06d}" for ward in range(wards)],
        [WARDS[i] for i in chosen],
        [f"X01{lsoa + 1:06d}" for lsoa in range(lsoas)],
        lsoa_names,
    )


def names_table(names: AreaNames) -> pd.DataFrame:
    """The names of every area."""
    rows = [("region", REGION_CODE, REGION_NAME)]
    rows += [("force", force_code(i), force.name) for i, force in enumerate(FORCES)]
    rows += [("district", district_code(i), partnership.name) for i, partnership in enumerate(PARTNERSHIPS)]
    rows += [("csp", csp_code(i), partnership.name) for i, partnership in enumerate(PARTNERSHIPS)]
    rows += [("ward", *pair) for pair in zip(names.ward_codes, names.ward_names, strict=True)]
    rows += [("lsoa", *pair) for pair in zip(names.lsoa_codes, names.lsoa_names, strict=True)]
    return pd.DataFrame(rows, columns=["level", "code", "name"]).assign(vintage=VINTAGE)


def links_table(settlement: Settlement, names: AreaNames) -> pd.DataFrame:
    """What lies in what: lsoa > ward > district > region, district > force, district = csp > force."""
    rows = []
    for lsoa, ward in enumerate(settlement.ward_of):
        district = district_code(settlement.district_of[ward])
        rows.append(("lsoa", names.lsoa_codes[lsoa], "ward", names.ward_codes[ward]))
        rows.append(("lsoa", names.lsoa_codes[lsoa], "district", district))
    for ward, index in enumerate(settlement.district_of):
        rows.append(("ward", names.ward_codes[ward], "district", district_code(index)))
    for index, partnership in enumerate(PARTNERSHIPS):
        rows.append(("district", district_code(index), "csp", csp_code(index)))
        rows.append(("district", district_code(index), "force", force_code(partnership.force)))
        rows.append(("district", district_code(index), "region", REGION_CODE))
        rows.append(("csp", csp_code(index), "force", force_code(partnership.force)))
    columns = ["child_level", "child", "parent_level", "parent"]
    return pd.DataFrame(rows, columns=columns).assign(vintage=VINTAGE)


def shapes_table(shapes: Shapes, names: AreaNames) -> pd.DataFrame:
    """The polygons of every level as WKB, longitude and latitude."""
    levels: list[tuple[str, list[str], Any]] = [
        ("region", [REGION_CODE], shapes.region),
        ("force", [force_code(i) for i in range(len(FORCES))], shapes.force),
        ("district", [district_code(i) for i in range(len(PARTNERSHIPS))], shapes.district),
        ("ward", names.ward_codes, shapes.ward),
        ("lsoa", names.lsoa_codes, shapes.lsoa),
    ]
    tables = [
        pd.DataFrame({"level": level, "code": codes, "vintage": VINTAGE, "wkb": shapely.to_wkb(geometry)})
        for level, codes, geometry in levels
    ]
    return pd.concat(tables, ignore_index=True)


def residents_table(settlement: Settlement, names: AreaNames) -> pd.DataFrame:
    """Residents of each LSOA."""
    counted = residents_by_lsoa(settlement)
    return pd.DataFrame({"level": "lsoa", "code": names.lsoa_codes, "residents": counted}).assign(
        year=RESIDENTS_YEAR, dataset=RESIDENTS_DATASET
    )


def residents_by_lsoa(settlement: Settlement) -> Ints:
    """Residents of each LSOA by index."""
    sums = np.bincount(settlement.lsoa, weights=settlement.residents, minlength=len(settlement.ward_of))
    return np.asarray(np.rint(sums), dtype=np.int64)


def ward_places(settlement: Settlement) -> Floats:
    """A lived-in spot near the middle of each ward, degrees [wards, 2]: where a map writes its name."""
    ward = settlement.ward_of[settlement.lsoa]
    spots = []
    for index in range(len(settlement.district_of)):
        xy = settlement.xy[ward == index]
        middle = np.median(xy, axis=0)
        spots.append(xy[((xy - middle) ** 2).sum(axis=1).argmin()])
    return to_degrees(np.array(spots))
