"""Canonical tables of areas from columns of codes and names; shared by boundaries, lookups and population."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.data.inputs import SCHEMAS, empty_table
from dashboard.data.sources.columns import LEVEL_RANK, CodeColumn

_NO_CODE = frozenset({"", "na", "n/a", "null", "none", "nan"})


def names_and_links(
    columns: Sequence[CodeColumn], values: Mapping[str, Sequence[str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables `names` and `links` from the columns' values.

    Every area is linked to the area at each coarser level of its row; a link has the vintage of the coarser
    column, the lookup's own. Cells without a code say nothing.
    """
    cells = pd.DataFrame({column.column: codes(values[column.column]) for column in columns})
    names = [_names(column, cells[column.column], values) for column in columns if column.name_column]
    links = [
        _links(child, parent, cells)
        for child, parent in itertools.combinations(columns, 2)
        if LEVEL_RANK[child.level] < LEVEL_RANK[parent.level]
    ]
    return _stacked("names", names), _stacked("links", links)


def codes(values: Sequence[str]) -> pd.Series:
    """Area codes without surrounding spaces; "" for the usual ways of writing that there is none."""
    stripped = pd.Series(values, dtype="str").str.strip()
    return stripped.mask(stripped.str.casefold().isin(_NO_CODE), "")


def _names(column: CodeColumn, area: pd.Series, values: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    name = pd.Series(values[column.name_column], dtype="str").str.strip()
    frame = pd.DataFrame({"level": column.level, "code": area, "name": name, "vintage": column.vintage})
    return frame[(area != "") & (name != "")].drop_duplicates("code")


def _links(child: CodeColumn, parent: CodeColumn, cells: pd.DataFrame) -> pd.DataFrame:
    pairs = cells[[child.column, parent.column]]
    pairs = pairs[(pairs != "").all(axis=1)].drop_duplicates()
    return pd.DataFrame(
        {
            "child_level": child.level,
            "child": pairs[child.column],
            "parent_level": parent.level,
            "parent": pairs[parent.column],
            "vintage": parent.vintage,
        }
    )


def _stacked(table: str, frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return empty_table(table)
    return pd.concat(filled, ignore_index=True)[SCHEMAS[table].names]
