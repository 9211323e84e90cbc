"""Tables of similar areas: CSV with an area and one of its peers in each row.

Groups need not be symmetric, as the official most similar groups are not: what one area's group is says
nothing of its peers' groups.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.data.inputs import SCHEMAS
from dashboard.data.schema import LEVELS
from dashboard.data.sources.checks import RowChecks, mapped, text, truth
from dashboard.data.sources.delimited import Table, read_table
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.measure_checks import refuse_others
from dashboard.data.sources.report import AreaInputs, FileReport
from dashboard.data.sources.told import column_of, date_of, is_date, official, require, title_of, values_of

_AREA = ("area", "area_code", "code")
_PEER = ("peer", "peer_code", "similar_area", "similar_area_code")
_LEVELS = frozenset(level.value for level in LEVELS[1:]) | {""}
_ONCE = (
    (
        "group",
        ["dataset", "code"],
        "two groups",
        "is another name of its group than in an earlier row of the same area",
    ),
    (
        "dated",
        ["dataset"],
        "two dates",
        "is another date than in an earlier row; give each table a name of its own (column dataset)",
    ),
)
"""What the first row with the same keys says for all of them: column, keys, and what a row says otherwise."""


def is_peers_header(names: Sequence[str]) -> bool:
    """Whether a header has an area and its peer."""
    return bool(column_of(names, *_AREA) and column_of(names, *_PEER))


def read_peers(ref: FileRef, kind: str) -> AreaInputs:
    """The pairs of a file: `peers` has the columns of `inputs.SCHEMAS["peer_groups"]`.

    Raises InputError for a damaged file, a row without area or peer, a level or date that is none, an area
    with two names of its group, and a table of two dates.
    """
    table = read_table(ref)
    area, peer = column_of(table.names, *_AREA), column_of(table.names, *_PEER)
    columns = {
        "level": column_of(table.names, "level"),
        "peer_name": column_of(table.names, "peer_name"),
        "group": column_of(table.names, "group", "group_name"),
        "dataset": column_of(table.names, "dataset", "source", "table"),
        "dated": column_of(table.names, "dated", "date", "as_of"),
    }
    values = {name: values_of(table, column) for name, column in columns.items()}
    values |= {
        "code": pa.array(official(text(table.column(area)))),
        "peer": pa.array(official(text(table.column(peer)))),
    }
    checks = RowChecks(ref.label, table.rows, table.row_number)
    require(checks, values["code"], area)
    require(checks, values["peer"], peer)
    refuse_others(checks, values["level"], _LEVELS, columns["level"])
    checks.reject(
        ~truth(mapped(values["dated"], lambda written: not written or is_date(written), pa.bool_())),
        reason="no date",
        column=columns["dated"],
        sentence="is no date written as YYYY-MM-DD, YYYY-MM or YYYY",
        values=values["dated"],
    )
    frame = pd.DataFrame({name: value.to_pandas() for name, value in values.items()})
    for told, keys, reason, sentence in _ONCE:
        checks.reject(
            (frame[told] != frame.groupby(keys)[told].transform("first")).to_numpy(dtype=bool),
            reason=reason,
            column=columns[told],
            sentence=sentence,
            values=values[told],
        )
    checks.require_all()
    return AreaInputs(peers=_pairs(table, frame), report=FileReport(ref.label, kind, table.rows, table.rows))


def _pairs(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The pairs, each once, without areas that are named as their own peers: everyone is in its group."""
    ref = table.ref
    told = frame.assign(
        level=frame.level.str.casefold(),
        dataset=np.where(frame.dataset == "", title_of(ref) or "Similar areas", frame.dataset),
        dated=np.where(frame.dated == "", date_of(ref), frame.dated),
    )
    pairs = told[told.code != told.peer].drop_duplicates(["dataset", "level", "code", "peer"])
    return pairs[SCHEMAS["peer_groups"].names].reset_index(drop=True)
