"""The canonical inputs beside incidents: names, links, shapes, residents, premises and places.

Each is one table of the version folder (`inputs/<name>.parquet`). A file imported again replaces what it said
before, so every table has a key: the columns on which newer rows displace older ones.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.data.schema import LICENSED, PREMISES, InputError


def _text(name: str) -> Any:
    return pa.field(name, pa.string(), nullable=False)


def _number(name: str) -> Any:
    return pa.field(name, pa.float64(), nullable=False)


def _count(name: str) -> Any:
    return pa.field(name, pa.int32(), nullable=False)


SCHEMAS: dict[str, Any] = {
    "names": pa.schema([_text("level"), _text("code"), _text("name"), _count("vintage")]),
    "links": pa.schema(
        [_text("child_level"), _text("child"), _text("parent_level"), _text("parent"), _count("vintage")]
    ),
    "shapes": pa.schema(
        [_text("level"), _text("code"), _count("vintage"), pa.field("wkb", pa.binary(), nullable=False)]
    ),
    "changes": pa.schema([_text("lsoa11"), _text("lsoa21"), _text("change")]),
    "residents": pa.schema(
        [_text("level"), _text("code"), _count("residents"), _count("year"), _text("dataset")]
    ),
    "premises": pa.schema([*PREMISES, _text("source"), _text("register"), _text("as_of"), _text("holds")]),
    "places": pa.schema(
        [
            _text("name"),
            pa.field("longitude", pa.float64(), nullable=False),
            pa.field("latitude", pa.float64(), nullable=False),
            _text("kind"),
        ]
    ),
    "peer_groups": pa.schema(
        [
            *(_text("level"), _text("code"), _text("peer"), _text("peer_name")),
            *(_text("group"), _text("dataset"), _text("dated")),
        ]
    ),
    "area_measures": pa.schema(
        [
            *(_text("level"), _text("code"), _text("measure"), _text("label"), _text("unit"), _text("kind")),
            *(_number("value"), pa.field("weight", pa.float64()), _count("year"), _text("dataset")),
        ]
    ),
    "harm_weights": pa.schema([_text("dataset"), _text("dated"), _text("crime_type"), _number("weight")]),
    "roads": pa.schema([_text("name"), _text("kind"), pa.field("wkb", pa.binary(), nullable=False)]),
}
"""Columns of each table, in order. Vintage is a year (2024), 0 where unknown; WKB is WGS84. A level of "" is
told by the code. Measures of kind "count" add up, those of kind "average" are averaged by their weight, or by
residents where that is missing."""

KEYS: dict[str, tuple[str, ...]] = {
    "names": ("level", "code", "vintage"),
    "links": ("child_level", "child", "parent_level", "vintage"),
    "shapes": ("level", "code", "vintage"),
    "changes": ("lsoa11",),
    "residents": ("level", "code", "dataset"),
    "premises": ("source",),
    "places": (),
    "peer_groups": ("dataset",),
    "area_measures": ("level", "code", "measure", "dataset"),
    "harm_weights": ("dataset",),
    "roads": (),
}
"""What newer rows displace: all older rows with the same values here. No columns: the whole table."""


UNSAID = {"premises": {"holds": LICENSED}}
"""What tables mean that were written before these columns were known."""


def empty_table(name: str) -> pd.DataFrame:
    """The table `name` without rows, columns and types as in `SCHEMAS`."""
    frame: pd.DataFrame = SCHEMAS[name].empty_table().to_pandas()
    return frame


@dataclasses.dataclass(frozen=True)
class Inputs:
    """Canonical input tables; each has the columns of `SCHEMAS` (extra columns are left out, in any order).

    Tables not given are empty. Raises InputError where a column is missing or a value does not fit its type.
    """

    names: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("names"))
    links: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("links"))
    shapes: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("shapes"))
    changes: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("changes"))
    residents: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("residents"))
    premises: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("premises"))
    places: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("places"))
    peer_groups: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("peer_groups"))
    area_measures: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("area_measures"))
    harm_weights: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("harm_weights"))
    roads: pd.DataFrame = dataclasses.field(default_factory=lambda: empty_table("roads"))

    def __post_init__(self) -> None:
        """Check each table against its schema and hold it in the schema's column order and types."""
        for name, frame in self.tables():
            object.__setattr__(self, name, as_table(name, frame).to_pandas())

    def tables(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Each table with its name, in the order of `SCHEMAS`."""
        for name in SCHEMAS:
            yield name, getattr(self, name)

    @property
    def empty(self) -> bool:
        """Whether no table has a row."""
        return all(frame.empty for _, frame in self.tables())


def latest(layers: Sequence[Inputs]) -> Inputs:
    """The layers laid one over another, the first lowest: a row stays unless a higher layer has its key.

    Rows of one layer never displace each other (one child may have two parents in one lookup).
    """
    return Inputs(**{name: _latest(name, [getattr(layer, name) for layer in layers]) for name in SCHEMAS})


def beside(earlier: Inputs, further: Inputs, *, own_ids: bool) -> Inputs:
    """Two files of one register of premises as one: of an id in both the further row counts.

    With `own_ids` the ids are made of names and places, not the supplier's: then the same id in two files is
    of two premises, and all rows are kept.
    """
    before, after = earlier.premises, further.premises
    again = after["premises_id"].isin(before["premises_id"])
    if own_ids:
        numbered = after["premises_id"] + [f"-{len(before) + place}" for place in range(len(after))]
        after = after.assign(premises_id=after["premises_id"].where(~again, numbered))
    else:
        before = before[~before["premises_id"].isin(after["premises_id"])]
    return Inputs(premises=pd.concat([before, after], ignore_index=True))


def as_table(name: str, frame: pd.DataFrame) -> Any:
    """The frame as an Arrow table of `SCHEMAS[name]`; InputError where a column or a value does not fit."""
    schema = SCHEMAS[name]
    unsaid = {column: value for column, value in UNSAID.get(name, {}).items() if column not in frame.columns}
    frame = frame.assign(**unsaid) if unsaid else frame
    missing = [column for column in schema.names if column not in frame.columns]
    if missing:
        raise InputError(
            f"The table of {name} lacks {', '.join(missing)}. Expected columns: {', '.join(schema.names)}."
        )
    for field in schema:
        if not field.nullable and frame[field.name].isna().any():
            raise InputError(f"The table of {name} has rows without a {field.name}; every row needs one.")
    try:
        table = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(f"The table of {name} holds a value that does not fit: {error}.") from error
    return table.replace_schema_metadata(None)


def read_inputs(folder: Path) -> Inputs:
    """The inputs written in `folder`; a table without a file is empty."""
    files = {name: folder / f"{name}.parquet" for name in SCHEMAS}
    return Inputs(**{name: pq.read_table(path).to_pandas() for name, path in files.items() if path.exists()})


def write_inputs(folder: Path, inputs: Inputs, only: Collection[str]) -> None:
    """Write the tables named in `only`, and any that `folder` lacks, as new files, never into old ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in inputs.tables():
        path = folder / f"{name}.parquet"
        if name in only or not path.exists():
            path.unlink(missing_ok=True)
            pq.write_table(as_table(name, frame), path, compression="zstd")


def _latest(name: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if not frame.empty]
    key = list(KEYS[name])
    if not filled or not key:
        return filled[-1] if filled else empty_table(name)
    layer = np.repeat(np.arange(len(filled)), [len(frame) for frame in filled])
    together = pd.concat(filled, ignore_index=True).assign(_layer=layer)
    top = together.groupby(key, sort=False)["_layer"].transform("max")
    kept: pd.DataFrame = together[together["_layer"] == top].drop(columns="_layer").reset_index(drop=True)
    return kept
