"""What the oracle knows of made-up worlds, whose incidents state the small area they happened in."""

from __future__ import annotations

import pandas as pd

from tests.data.oracle_world import World


def world_of(frame: pd.DataFrame, links: pd.DataFrame, names: pd.DataFrame, residents: pd.DataFrame) -> World:
    """The world of one source's incidents and the tables of areas imported with them."""
    lsoas = _lsoas(links, residents)
    code_of = names[names.level == "force"].set_index("name").code
    forces = {
        reporter: next(code for name, code in code_of.items() if reporter.startswith(name))
        for reporter in frame.force.unique()
    }
    reporter = frame.force.map(forces)
    month = frame.month.map(lambda number: f"{number // 12:04d}-{number % 12 + 1:02d}")
    covered = {str(code): set(rows) for code, rows in month.groupby(reporter)}
    lsoas["covered"] = lsoas.force.isin(covered.keys())
    incidents = pd.DataFrame({"month": month, "type": frame.crime_type, "lsoa": frame.lsoa_code})
    for level in ("ward", "partnership", "force", "region"):
        incidents[level] = incidents.lsoa.map(lsoas[level]).fillna("")
    known = incidents.lsoa != ""
    incidents.loc[~known, "region"] = reporter[~known].map(lsoas.groupby("force").region.first())
    own = incidents.force.where(incidents.force.isin(covered.keys()), "")
    incidents["coverage_force"] = own.where(known, reporter)
    return World(len(frame), incidents, lsoas, pd.DataFrame(), covered)


def _lsoas(links: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    def parents(child: str, parent: str) -> pd.Series:
        chosen = links[(links.child_level == child) & (links.parent_level == parent)]
        return chosen.set_index("child").parent

    table = pd.DataFrame({"ward": parents("lsoa", "ward"), "district": parents("lsoa", "district")})
    csp = parents("district", "csp")
    several = csp[csp.duplicated(keep=False)]  # a partnership that is just one district goes by the district
    shared = table.district.map(several)
    table["partnership"] = table.district.where(shared.isna(), shared)
    for level in ("force", "region"):
        table[level] = table.district.map(parents("district", level))
    of_lsoa = residents[residents.level == "lsoa"] if "level" in residents else residents
    table["residents"] = of_lsoa.groupby("code").residents.sum()
    return table
