"""Telling the columns of area files by their names.

Area codes come as ONS writes them ("LSOA21CD"), as R packages do ("ltla24_code"), with or without a vintage.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

LEVEL_RANK = {"lsoa": 0, "lsoa11": 0, "ward": 1, "district": 2, "csp": 3, "force": 4, "region": 5}
"""Levels of area in files, smallest first. 2011 LSOAs are kept apart from 2021 ones, at the same rank."""

_STEMS = {
    "lsoa": "lsoa",
    "wd": "ward",
    "ward": "ward",
    "lad": "district",
    "ltla": "district",
    "csp": "csp",
    "pfa": "force",
    "rgn": "region",
    "region": "region",
}
_AREA_COLUMN = re.compile(
    rf"(?P<stem>{'|'.join(_STEMS)})_?(?P<year>\d{{4}}|\d\d)?_?(?P<what>cd|code|nm|name)(_(?P<after>20\d\d))?(?P<active>_active)?"
)
_OTHER_GEOGRAPHY = re.compile(r"[a-z]{2,6}_?(\d{4}|\d\d)?_?(cd|code|nm|nmw|name)(_active)?")
_BESIDE_THE_POINT = {
    "", "unnamed:_0", "fid", "objectid", "globalid", "current", "shape_area", "shape_length",
    "bng_e", "bng_n", "long", "lat",
}  # fmt: skip
_RESIDENTS = (
    "total_population",
    "all_ages",
    "all_persons",
    "usual_residents",
    "residents",
    "population",
    "persons",
)
_CHANGE = ("change_code", "chgind", "change_indicator", "change")


@dataclasses.dataclass(frozen=True)
class CodeColumn:
    """A column of area codes: which level, of which year (0 unknown), and the column that names them ("")."""

    level: str
    vintage: int
    column: str
    name_column: str = ""


def folded(name: str) -> str:
    """A column name for comparison: lower case, every run of other characters an underscore."""
    return re.sub(r"[^a-z0-9:]+", "_", name.casefold().strip()).strip("_")


def code_columns(names: Sequence[str]) -> list[CodeColumn]:
    """The columns of area codes among `names`, one a level, smallest level first.

    Of two for one level (LAD25CD and LADCD_ACTIVE) the first that is not "_ACTIVE" counts.
    """
    parsed = [(name, match) for name in names if (match := _AREA_COLUMN.fullmatch(folded(name)))]
    parsed.sort(key=lambda pair: pair[1]["active"] is not None)
    labels = {_identity(match): name for name, match in reversed(parsed) if match["what"] in {"nm", "name"}}
    found: dict[str, CodeColumn] = {}
    for name, match in parsed:
        level = _level(match)
        if match["what"] in {"cd", "code"} and level and level not in found:
            found[level] = CodeColumn(level, _vintage(match), name, labels.get(_identity(match), ""))
    return sorted(found.values(), key=lambda column: LEVEL_RANK[column.level])


def only_codes_and_names(names: Sequence[str]) -> bool:
    """Whether all columns are codes and names of geographies (or ids that tools add).

    Then the file is a lookup, not a table of measurements that happens to be keyed by area.
    """
    return all(
        name in _BESIDE_THE_POINT or name in _CHANGE or bool(_OTHER_GEOGRAPHY.fullmatch(name))
        for name in map(folded, names)
    )


def residents_column(names: Sequence[str]) -> str:
    """The column that counts residents, totals before parts; "" where there is none."""
    bare = {re.sub(r"^(mid_)?(\d{4}_)|_\d{4}$", "", folded(name)): name for name in reversed(names)}
    return next((bare[known] for known in _RESIDENTS if known in bare), "")


def change_column(names: Sequence[str]) -> str:
    """The column that says how a 2011 LSOA became a 2021 one; "" where there is none."""
    known = {folded(name): name for name in names}
    return next((known[name] for name in _CHANGE if name in known), "")


def _identity(match: re.Match[str]) -> tuple[str | None, ...]:
    return match["stem"], match["year"] or match["after"], match["active"]


def _vintage(match: re.Match[str]) -> int:
    written = match["year"] or match["after"]
    return 2000 + int(written) % 100 if written else 0


def _level(match: re.Match[str]) -> str:
    level = _STEMS[match["stem"]]
    if level != "lsoa":
        return level
    return {0: "lsoa", 2021: "lsoa", 2011: "lsoa11"}.get(_vintage(match), "")
