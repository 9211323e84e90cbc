"""The smallest areas that hold incidents or are reported on, and which forces each reporter covers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from dashboard.data.areas import no_location_code
from dashboard.data.gazetteer import Gazetteer, normalised_force
from dashboard.data.own_areas import partnership_of_own
from dashboard.data.schema import slug

_LEAST_SHARE = 0.05
"""A reporter that is not itself a police force (an ambulance service, say) is taken to cover each force area
that holds at least this share of its located records: enough to leave out the odd record across a border."""


@dataclasses.dataclass(frozen=True)
class Reporters:
    """Who reports incidents, as named by suppliers, and the force areas they report on."""

    forces: dict[str, tuple[str, ...]]
    """Reporter -> codes of the force areas covered, the one with most records first."""
    names: dict[str, str]
    """Name of each covered force area, by code."""
    regions: dict[str, str]
    """Region of each covered force area, by code; "" where unknown."""

    @property
    def covered(self) -> set[str]:
        """Codes of all covered force areas."""
        return {code for codes in self.forces.values() for code in codes}


def reporters_of(distinct: pd.DataFrame, known: Gazetteer) -> Reporters:
    """Force areas of each reporter: by name, else by where its records lie, else a force of its own."""
    by_name = {
        normalised_force(name): code for (level, code), name in known.names.items() if level == "force"
    }
    located_force = distinct.lsoa.map(known.lsoas.force).astype(object).fillna("")  # of none known: floats
    forces: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    for reporter, rows in distinct.groupby("force"):
        named = by_name.get(normalised_force(str(reporter)))
        codes = (named,) if named else _forces_by_place(rows.rows, located_force[rows.index])
        if codes:
            names |= {code: known.name("force", code) for code in codes}
        else:
            codes = (slug(str(reporter)),)
            names[codes[0]] = str(reporter)
        forces[str(reporter)] = codes
    regions = _usual(known.lsoas.force, known.lsoas.region)
    return Reporters(forces, names, {code: str(regions.get(code, "")) for code in names})


def _forces_by_place(rows: pd.Series, force: pd.Series) -> tuple[str, ...]:
    counts = rows[force != ""].groupby(force[force != ""]).sum().sort_values(ascending=False, kind="stable")
    return tuple(str(code) for code in counts.index[counts >= _LEAST_SHARE * counts.sum()])


def leaf_codes(distinct: pd.DataFrame, reporters: Reporters) -> pd.Series:
    """Code of the leaf each distinct record belongs to: its LSOA, else its reporter's "no location"."""
    elsewhere = {name: no_location_code(codes[0]) for name, codes in reporters.forces.items()}
    located = distinct.lsoa.astype(object)
    return located.where(located != "", distinct.force.astype(object).map(elsewhere))


def leaves_table(distinct: pd.DataFrame, known: Gazetteer, reporters: Reporters) -> pd.DataFrame:
    """One row a leaf, as `areas.build_tree` wants it, with `coverage_force` ("" where nobody reports).

    Leaves are the LSOAs of covered forces, whether anything happened there or not, LSOAs elsewhere that hold
    an incident, and one "no location" for each covered force. An LSOA of unknown force that holds incidents
    lies in the force of who reports most there, where that reporter is a force of its own.
    """
    covered = reporters.covered
    lsoas = known.lsoas
    wanted = lsoas[lsoas.force.isin(covered) | lsoas.index.isin(set(distinct.lsoa))]
    leaves = wanted.drop(columns="district").rename_axis("lsoa").reset_index()
    own = _own_forces(distinct, reporters).reindex(leaves.lsoa, fill_value="").to_numpy()
    leaves["force"] = leaves.force.where(leaves.force != "", own)
    for level in ("region", "force", "partnership", "ward", "lsoa"):
        leaves[f"{level}_name"] = [known.name(level, code) if code else "" for code in leaves[level]]
    leaves["residents"] = leaves.lsoa.map(known.residents).astype(float)
    leaves["coverage_force"] = leaves.force.where(leaves.force.isin(covered), "")
    leaves = pd.concat(
        [leaves, _unknown_lsoas(distinct, known, reporters), _no_locations(known, reporters)],
        ignore_index=True,
    )
    own_name = leaves.force.map(reporters.names)
    leaves["force_name"] = own_name.fillna(leaves.force_name)
    leaves = _nested(leaves)
    placed = leaves.force != ""
    leaves.loc[placed, "coverage_force"] = leaves.force.where(leaves.force.isin(covered), "")[placed]
    leaves["force_covered"] = leaves.coverage_force != ""
    return leaves


def _nested(leaves: pd.DataFrame) -> pd.DataFrame:
    """The leaves with every area in just one larger area, as the tree needs it.

    Incomplete tables put an area in two: a district in the two forces that report on it, say, or a force in
    its region for some districts and in none for others. Then the larger area of most of its leaves counts; a
    ward that straddles partnerships keeps its leaves in one of them, the others are of unknown ward.
    """
    nested = leaves.copy()
    for child, parent in (("partnership", "force"), ("force", "region"), ("partnership", "region")):
        within = nested[child] != ""
        nested.loc[within, parent] = nested[child][within].map(_usual(nested[child], nested[parent]))
    home = nested.partnership + "/" + nested.force + "/" + nested.region
    nested.loc[nested.ward.map(_usual(nested.ward, home)) != home, "ward"] = ""
    for level in ("region", "force", "partnership", "ward"):
        names = leaves.drop_duplicates(level).set_index(level)[f"{level}_name"]
        nested[f"{level}_name"] = nested[level].map(names).fillna("")
    return nested


def _usual(child: pd.Series, parent: pd.Series) -> pd.Series:
    """By child code, the parent code (known ones first) that most of its rows name."""
    pairs = pd.DataFrame({"child": child, "parent": parent, "unknown": parent == ""})[child != ""]
    counts = pairs.value_counts().rename("rows").reset_index()
    ordered = counts.sort_values(["unknown", "rows", "parent"], ascending=[True, False, True])
    return ordered.drop_duplicates("child").set_index("child").parent


def _own_forces(distinct: pd.DataFrame, reporters: Reporters) -> pd.Series:
    """By LSOA with records, the force of the reporter with most rows there if a force of its own, else "".

    A reporter with no known force area is a force of its own, and what it reports lies in it.
    """
    own = {name: codes[0] for name, codes in reporters.forces.items() if codes[0] == slug(name)}
    located = distinct[distinct.lsoa != ""]
    rows = located.groupby(["lsoa", "force"])["rows"].sum().reset_index()
    most = rows.sort_values("rows", ascending=False, kind="stable").drop_duplicates("lsoa")
    return most.set_index("lsoa").force.map(lambda name: own.get(name, "")).astype(str)


def _unknown_lsoas(distinct: pd.DataFrame, known: Gazetteer, reporters: Reporters) -> pd.DataFrame:
    """LSOAs only the incident files name: their district is the name less its last word (data.police.uk).

    Own areas of reporters are among them; these are their own district.
    """
    unknown = distinct[(distinct.lsoa != "") & ~distinct.lsoa.isin(known.lsoas.index)]
    first = unknown.sort_values("rows", ascending=False, kind="stable").drop_duplicates("lsoa")
    slugs = frozenset(slug(name) for name in reporters.forces)
    own = first.lsoa.map(lambda code: partnership_of_own(code, slugs)).astype(object)
    district = first.lsoa_name.str.replace(r"\s+\S+$", "", regex=True).where(own == "", first.lsoa_name)
    force = first.lsoa.map(_own_forces(distinct, reporters))
    return pd.DataFrame(
        {
            "lsoa": first.lsoa,
            "lsoa_name": first.lsoa_name,
            "ward": "",
            "ward_name": "",
            "partnership": district.map(slug).where(own == "", own),
            "partnership_name": district,
            "force": force,
            "force_name": "",
            "region": "",
            "region_name": "",
            "residents": np.nan,
            "coverage_force": force,
        }
    )


def _no_locations(known: Gazetteer, reporters: Reporters) -> pd.DataFrame:
    rows = [
        {
            "lsoa": no_location_code(force),
            "lsoa_name": "No location",
            "region": region,
            "region_name": known.name("region", region) if region else "",
            "residents": 0.0,
            "coverage_force": force,
        }
        for force, region in sorted(reporters.regions.items())
    ]
    blank = dict.fromkeys(
        ("ward", "ward_name", "partnership", "partnership_name", "force", "force_name", "coverage_force"), ""
    )
    columns = ["lsoa", "lsoa_name", "region", "region_name", "residents", *blank]
    return pd.DataFrame([blank | row for row in rows], columns=columns)
