"""Which areas there are: every LSOA with its ward, partnership, force and region.

The rules are explained in docs/methods.md: a partnership is its district where the community safety
partnership is just that district, else the partnership itself; a ward is the LSOA's best fit in the lookup,
unless the boundaries do not know that ward: then the LSOA's centroid in the boundaries decides.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely

from dashboard.data.inputs import Inputs


@dataclasses.dataclass(frozen=True)
class Gazetteer:
    """What is known of areas before any incident is looked at."""

    lsoas: pd.DataFrame
    """One row an LSOA, indexed by code: district, ward, partnership, force, region ("" where unknown)."""
    names: dict[tuple[str, str], str]
    """(level, code) -> name, the newest vintage."""
    aliases: dict[str, str]
    """Other codes of a partnership (its CSP's, or the districts') -> the code Hexscan uses."""
    residents: pd.Series
    """Residents by LSOA code."""
    residents_dataset: str
    """What the residents were counted in, as "Census 2021"; "" where none are known."""
    shapes: pd.DataFrame
    """level, code, geometry: the newest shape of each area."""
    notes: tuple[str, ...] = ()
    """Choices the reader should know of, in words."""

    def name(self, level: str, code: str) -> str:
        """Name of an area, its code where it has none."""
        return self.names.get((level, code), code)


def _newest(frame: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return frame.sort_values("vintage", kind="stable").drop_duplicates(key, keep="last")


def _parents(links: pd.DataFrame, child_level: str, parent_level: str) -> pd.Series:
    """Newest parent by child code; a child with several parents in its newest vintage is left out."""
    chosen = links[(links.child_level == child_level) & (links.parent_level == parent_level)]
    newest = chosen[chosen.vintage == chosen.groupby("child").vintage.transform("max")]
    pairs = newest.drop_duplicates(["child", "parent"])
    single = pairs[~pairs.child.duplicated(keep=False)]
    return single.set_index("child").parent


def normalised_force(name: str) -> str:
    """The distinguishing words of a force's name: "Durham Constabulary" and "Durham" are the same force."""
    text = re.sub(r"\b(police|constabulary|service|force|the|and)\b", " ", name.casefold().replace("&", " "))
    return " ".join(re.findall(r"[a-z0-9]+", text))


def gazetteer(inputs: Inputs) -> Gazetteer:
    """All areas the inputs describe."""
    shapes = _shapes(inputs)
    named = _newest(inputs.names, ["level", "code"])
    names = dict(zip(zip(named.level, named.code, strict=True), named.name, strict=True))
    links = inputs.links
    lsoas = pd.DataFrame(index=_lsoa_codes(inputs))
    lsoas["district"] = _parents(links, "lsoa", "district").reindex(lsoas.index)
    partnerships = _partnerships(links)
    lsoas["partnership"] = _looked_up(lsoas.district, partnerships.of_district).fillna(lsoas.district)
    lsoas["force"] = _force_of_lsoas(links, lsoas)
    region = _parents(links, "lsoa", "region").reindex(lsoas.index).astype(object)
    lsoas["region"] = region.fillna(_looked_up(lsoas.district, _parents(links, "district", "region")))
    lsoas["ward"], redrawn = _wards(links, lsoas, shapes)
    _add_partnership_names(names, lsoas.partnership)
    residents, dataset = _residents(inputs)
    return Gazetteer(
        lsoas=lsoas.fillna("").astype(str),
        names=names,
        aliases=partnerships.district_of_csp | partnerships.csp_of_district,
        residents=residents,
        residents_dataset=dataset,
        shapes=_with_partnership_shapes(shapes, partnerships),
        notes=_ward_notes([names.get(("district", code), code) for code in redrawn]),
    )


def _lsoa_codes(inputs: Inputs) -> pd.Index:
    links, shapes = inputs.links, inputs.shapes
    codes = [
        links.child[links.child_level == "lsoa"],
        shapes.code[shapes.level == "lsoa"],
        inputs.names.code[inputs.names.level == "lsoa"],
    ]
    return pd.Index(np.sort(pd.concat(codes).unique()), name="code", dtype=str)


def _shapes(inputs: Inputs) -> pd.DataFrame:
    newest = _newest(inputs.shapes, ["level", "code"])[["level", "code", "wkb"]].reset_index(drop=True)
    geometry = shapely.from_wkb(newest.wkb.to_numpy(dtype=object))
    return newest.drop(columns="wkb").assign(geometry=geometry)


@dataclasses.dataclass(frozen=True)
class _Partnerships:
    """How districts and community safety partnerships map to the partnerships Hexscan shows."""

    of_district: pd.Series
    district_of_csp: dict[str, str]  # a CSP that is just one district goes by the district's code
    csp_of_district: dict[str, str]  # districts that share a CSP go by the CSP's code


def _partnerships(links: pd.DataFrame) -> _Partnerships:
    csp = _parents(links, "district", "csp")
    alone = csp.map(csp.groupby(csp).size()) == 1
    return _Partnerships(
        of_district=csp.where(~alone, csp.index.to_series()),
        district_of_csp={str(code): str(district) for district, code in csp[alone].items()},
        csp_of_district={str(district): str(code) for district, code in csp[~alone].items()},
    )


def _add_partnership_names(names: dict[tuple[str, str], str], codes: pd.Series) -> None:
    for code in set(codes.dropna()):
        named = names.get(("district", code)) or names.get(("csp", code))
        if named:
            names["partnership", code] = named


def _force_of_lsoas(links: pd.DataFrame, lsoas: pd.DataFrame) -> pd.Series:
    force = _parents(links, "lsoa", "force").reindex(lsoas.index).astype(object)
    force = force.fillna(_looked_up(lsoas.district, _parents(links, "district", "force")))
    csp_force = _parents(links, "csp", "force")
    district_csp = _parents(links, "district", "csp")
    return force.fillna(_looked_up(_looked_up(lsoas.district, district_csp), csp_force))


def _looked_up(codes: pd.Series, table: pd.Series) -> pd.Series:
    """What a table has for each code; of objects, as looking up in an empty one gives numbers (NaN)."""
    return codes.map(table).astype(object)


def _wards(
    links: pd.DataFrame, lsoas: pd.DataFrame, shapes: pd.DataFrame
) -> tuple[pd.Series, frozenset[str]]:
    """Ward of each LSOA, and the districts whose wards come from boundaries, not the lookup."""
    looked_up = _parents(links, "lsoa", "ward").reindex(lsoas.index)
    ward_shapes = shapes[shapes.level == "ward"].reset_index(drop=True)
    if ward_shapes.empty:
        return looked_up, frozenset()
    drawn_districts = _parents(links, "ward", "district").reindex(ward_shapes.code).dropna()
    drawn = lsoas.district.isin(set(drawn_districts)) if len(drawn_districts) else lsoas.district.notna()
    unknown = drawn & ~looked_up.isin(set(ward_shapes.code))
    lsoa_shapes = shapes[(shapes.level == "lsoa") & shapes.code.isin(set(lsoas.index[unknown]))]
    if lsoa_shapes.empty:
        return looked_up, frozenset()
    centroids = shapely.centroid(lsoa_shapes.geometry.to_numpy())
    by_centroid = _containing(ward_shapes, centroids)
    wards = looked_up.copy()
    wards[lsoa_shapes.code.to_numpy()] = by_centroid
    return wards, frozenset(lsoas.district[lsoa_shapes.code])


def _ward_notes(districts: Iterable[str]) -> tuple[str, ...]:
    """What the reader should know of districts whose wards come from boundaries, by their names."""
    *others, last = sorted(districts) or [""]
    if not last:
        return ()
    listed = f"{', '.join(others)} and {last}" if others else last
    return (
        f"Wards in {listed} follow the boundaries (by the centre of each small area), "
        "because the lookup names other wards.",
    )


def _containing(shapes: pd.DataFrame, points: np.ndarray) -> np.ndarray:
    """Code of the shape each point lies in, else of the nearest shape."""
    tree = shapely.STRtree(shapes.geometry.to_numpy())
    chosen = tree.nearest(points)  # distance 0 where a shape holds the point
    return shapes.code.to_numpy()[chosen]


def _with_partnership_shapes(shapes: pd.DataFrame, partnerships: _Partnerships) -> pd.DataFrame:
    """The shapes, with one of level "partnership" for each district or CSP that is a partnership.

    A district's own outline is preferred: CSP outlines tend to be more coarsely generalised.
    """
    districts = shapes[(shapes.level == "district") & ~shapes.code.isin(partnerships.csp_of_district.keys())]
    csps = shapes[shapes.level == "csp"]
    csps = csps.assign(code=csps.code.replace(partnerships.district_of_csp))
    drawn = pd.concat([districts, csps]).drop_duplicates("code").assign(level="partnership")
    return pd.concat([shapes, drawn], ignore_index=True)


def _residents(inputs: Inputs) -> tuple[pd.Series, str]:
    """Residents by LSOA code from the newest count that has LSOAs, and its name."""
    table = inputs.residents[inputs.residents.level == "lsoa"]
    if table.empty:
        return pd.Series(dtype=float), ""
    newest = table.sort_values("year", kind="stable").dataset.iloc[-1]
    chosen = table[table.dataset == newest]
    return chosen.set_index("code").residents.astype(float), str(newest)
