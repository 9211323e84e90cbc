"""Browsing data as compact bytes, and the address they are asked for at; assets/browsedata.js unpacks them.

Little-endian: "HXB1", the length of the header (uint32), the header (JSON, UTF-8), then the arrays it lists
as [name, bytes of a number, how many numbers], each starting on a 4-byte edge. Numbers are unsigned.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
import orjson

from dashboard.analysis.trends import Verdict
from dashboard.data.browse import Browse, Parts
from dashboard.data.dataset import Dataset
from dashboard.data.near import NearPlaces
from dashboard.selection import Selection

_MAGIC = b"HXB1"
_VERDICTS = tuple(verdict for verdict in Verdict if verdict is not Verdict.WITHHELD)
"""Those of open sources: of a controlled one no browsing data are made."""
_CODES = {verdict: code for code, verdict in enumerate(_VERDICTS)}

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]


def browsed(dataset: Dataset, selection: Selection) -> Selection:
    """The part of a selection that browsing data depend on, so that equal data have one address."""
    seen = Selection.default(dataset.catalogue).replace(
        start=selection.start,
        end=selection.end,
        area=selection.area,
        types=selection.types,
        level=selection.level,
    )
    if not selection.some_hours:
        return seen
    # Hours are those of the sources chosen: without them the address would mean one without times.
    return seen.replace(sources=selection.sources, days=selection.days, hours=selection.hours)


def browse_address(dataset: Dataset, selection: Selection, source: str, resolution: int) -> str:
    """Where the page finds the browsing data, without the prefix that Dash is served under.

    "" of a controlled source, which has none.
    """
    if dataset.sources[source].controlled:
        return ""
    query = browsed(dataset, selection).to_query(dataset.catalogue)
    return f"data/{quote(dataset.version)}/browse/{quote(source)}/{resolution}{query}"


def verdict_slug(verdict: Verdict) -> str:
    """The short name of a verdict, as "too-few"."""
    return verdict.name.lower().replace("_", "-")


def pack_browse(
    found: Browse, version: str, source: str, resolution: int, said: Mapping[Verdict, tuple[str, str]]
) -> bytes:
    """The browsing data of one selection; `said` has each verdict in words, and briefly with its mark."""
    change = found.cell_changes
    months = {
        "whole": found.whole_months,
        "cell": found.cell_months,
        "area": found.area_months,
        "type": found.type_months,
    }
    reported, kinds = _coverage([one.known for one in months.values()])
    header = {
        "version": version,
        "source": source,
        "resolution": resolution,
        "cells": found.every,
        "months": found.months,
        "period": found.period,
        "types": [{"slug": slug, "label": label} for slug, label in found.types],
        "areas": found.areas,
        "verdicts": [
            {"slug": verdict_slug(verdict), "text": said[verdict][0], "brief": said[verdict][1]}
            for verdict in _VERDICTS
        ],
    }
    # By month: one of them is then one run.
    arrays = {f"{name}Months": one.incidents.T for name, one in months.items()}
    arrays |= {f"{name}Coverage": kind for name, kind in zip(months, kinds, strict=True)}
    arrays |= {
        "reported": reported,
        "cellSteps": np.diff(found.cells, prepend=0),  # from one row's cell to the next: they fit a byte
        **_parts("cellTypes", found.cell_types),
        **_parts("cellAreas", found.cell_areas),
        "now": np.nan_to_num(change.now),  # what can't be compared says so by its verdict
        "before": np.nan_to_num(change.before),
        "verdict": np.array([_CODES[verdict] for verdict in change.verdict], dtype=np.int64),
    }
    return packed(header, arrays)


def _coverage(known: list[npt.NDArray[np.bool_]]) -> tuple[npt.NDArray[Any], list[npt.NDArray[Any]]]:
    """The distinct rows of several tables [rows, months], and for each table which of them its rows are.

    Areas and cells are many, but forces that report on them are few, and so are the ways they are covered.
    """
    together = np.vstack(known)
    bits = np.packbits(together, axis=1)
    _, first, kind = np.unique(bits, axis=0, return_index=True, return_inverse=True)
    ends = np.cumsum([len(table) for table in known])[:-1]
    return together[first], np.split(kind.reshape(-1), ends)


def pack_near(found: NearPlaces, version: str, source: str, resolution: int) -> bytes:
    """The place names of every cell; an index one higher than the name's, 0 for none."""
    places = found.places + 1
    header = {
        "version": version,
        "source": source,
        "resolution": resolution,
        "cells": len(places),
        "names": found.names,
    }
    return packed(header, {"places": places})


def _parts(name: str, parts: Parts) -> Arrays:
    """Lengths instead of starts: they fit a byte."""
    return {
        f"{name}Lengths": np.diff(parts.starts),
        f"{name}Columns": parts.columns,
        f"{name}Counts": parts.counts,
    }


def packed(header: dict[str, Any], arrays: Arrays, default: Callable[[Any], Any] | None = None) -> bytes:
    """Header and arrays in the form above; `default` makes JSON of what orjson does not know."""
    columns = {name: _smallest(array) for name, array in arrays.items()}
    listed = [[name, column.itemsize, column.size] for name, column in columns.items()]
    text = orjson.dumps({**header, "arrays": listed}, default=default, option=orjson.OPT_SERIALIZE_NUMPY)
    text += b" " * (-len(text) % 4)
    head = struct.pack("<4sI", _MAGIC, len(text))
    return head + text + b"".join(_padded(column) for column in columns.values())


def one_higher(numbers: Array) -> Array:
    """Numbers from 0, -1 for none, as `packed` can take them: each one higher than it is, 0 for none."""
    return np.asarray(numbers + 1)


def _smallest(array: npt.NDArray[Any]) -> npt.NDArray[np.unsignedinteger]:
    """The numbers in the smallest unsigned type that holds them all; ValueError where 4 bytes don't."""
    largest = int(array.max(initial=0))
    if array.min(initial=0) < 0 or largest > 0xFFFFFFFF:
        raise ValueError("browsing data hold whole numbers from 0 to 4294967295")
    size = next(size for size in (1, 2, 4) if largest < 1 << 8 * size)
    return np.ascontiguousarray(array).astype(f"<u{size}")


def _padded(column: npt.NDArray[Any]) -> bytes:
    raw = column.tobytes()
    return raw + b"\0" * (-len(raw) % 4)
