"""Checks of rows that every reader of points shares: which rows can't be used, and why."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.data.schema import InputError
from dashboard.data.sources.report import FIRST_REJECTS, Reject, input_error, shortened

BRITISH_LATITUDES, BRITISH_LONGITUDES = (49.0, 61.0), (-9.0, 2.5)
"""Of Great Britain. Exchanged they lie in the Indian Ocean, where nobody partners with a council."""

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"

_ENCODED = pa.dictionary(pa.int32(), pa.string())


@dataclasses.dataclass(frozen=True)
class _Rule:
    reason: str  # as counted: "month not written as YYYY-MM"
    column: str
    sentence: str  # about one value: "is not a month written as YYYY-MM"
    values: pa.Array


class RowChecks:
    """Collects what is wrong with the rows of one file; a row counts under the first rule it breaks."""

    def __init__(self, label: str, rows: int, row_number: Callable[[int], int]) -> None:
        """`row_number` turns a row's position (from 0) into the number a person would look for."""
        self._label = label
        self.row_number = row_number
        self._broken = np.zeros(rows, dtype=np.int16)
        self._rules: list[_Rule] = []

    def reject(self, bad: np.ndarray, *, reason: str, column: str, sentence: str, values: pa.Array) -> None:
        """Leave out the rows where `bad` is true; `values` are what the column held."""
        self._rules.append(_Rule(reason, column, sentence, values))
        self._broken[bad & (self._broken == 0)] = len(self._rules)

    @property
    def usable(self) -> np.ndarray:
        """Which rows broke no rule."""
        return self._broken == 0

    def counts(self) -> dict[str, int]:
        """Rejected rows by reason."""
        numbers = Counter(self._broken[self._broken > 0].tolist())
        counts: Counter[str] = Counter()
        for rule, rows in sorted(numbers.items()):
            counts[self._rules[rule - 1].reason] += rows
        return dict(counts)

    def broken(self) -> Iterator[tuple[str, str, np.ndarray, pa.Array]]:
        """Of each rule that rows are left out for: reason, column, their positions, what the column held."""
        for number, rule in enumerate(self._rules, start=1):
            rows = np.flatnonzero(self._broken == number)
            if len(rows):
                yield rule.reason, rule.column, rows, rule.values

    def first(self) -> list[Reject]:
        """The first rejected rows, one by one."""
        rows = np.flatnonzero(self._broken)[:FIRST_REJECTS].tolist()
        return [
            Reject(
                row=self.row_number(row),
                column=self._rule(row).column,
                value=self._value(row),
                reason=self._rule(row).reason,
            )
            for row in rows
        ]

    def require_some(self) -> None:
        """InputError where there are rows and none of them can be used; it tells of the first."""
        if self._broken.size and not self.usable.any():
            raise self._error(0, " and no other row of the file can be used" if self._broken.size > 1 else "")

    def require_all(self) -> None:
        """InputError about the first row that can't be used, if any: for files where a gap would mislead."""
        broken = np.flatnonzero(self._broken)
        if broken.size:
            raise self._error(int(broken[0]), "")

    def _error(self, row: int, addition: str) -> InputError:
        rule = self._rule(row)
        what = (
            f"'{self._value(row)}' {rule.sentence}{addition}"
            if self._value(row)
            else (f"it {rule.sentence}{addition}")
        )
        fix = "Correct the row or ask the supplier for the file again."
        return input_error(self._label, what, fix, row=self.row_number(row), column=rule.column)

    def _rule(self, row: int) -> _Rule:
        return self._rules[self._broken[row] - 1]

    def _value(self, row: int) -> str:
        value = self._rule(row).values[row].as_py()
        return "" if value is None else shortened(value)


def text(values: pa.Array) -> pa.Array:
    """Values as text without surrounding spaces; "" for null. Numbers are written out."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    texts = values.cast(pa.string())
    return pc.utf8_trim_whitespace(pc.fill_null(texts, "") if texts.null_count else texts)


def encoded(values: pa.Array, function: Callable[[pa.Array], pa.Array] | None = None) -> pa.Array:
    """Text as `text` gives it, dictionary-encoded; `function` is given all different texts at once.

    A dictionary holds each text once, as those of Arrow's readers do.
    """
    if not pa.types.is_dictionary(values.type) or values.null_count:
        values = text(values).dictionary_encode()
    different = text(values.dictionary)
    if not function and values.type == _ENCODED and different.equals(values.dictionary):
        return values  # no text had spaces around it
    made = (function(different) if function else different).dictionary_encode()
    alike = len(made.dictionary) < len(made)  # " a" and "a", say, are now one
    indices = made.indices.take(values.indices) if alike else values.indices
    return pa.DictionaryArray.from_arrays(indices, made.dictionary)


def each(function: Callable[[str], str]) -> Callable[[pa.Array], pa.Array]:
    """A function of one text as a function of many."""
    return lambda texts: pa.array([function(one) for one in texts.to_pylist()], pa.string())


def mapped(values: pa.Array, function: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """`function` of each text, called once for each different text."""
    codes = encoded(values)
    results = pa.array([function(value) for value in codes.dictionary.to_pylist()], kind)
    return results.take(codes.indices)


def truth(values: pa.Array) -> np.ndarray:
    """A boolean Arrow array without nulls as numpy."""
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=bool)


def equals(values: pa.Array, value: Any) -> np.ndarray:
    """Where an Arrow array equals the value; null does not."""
    if pa.types.is_dictionary(values.type) and not values.null_count:
        of_text = equals(values.dictionary, value)
        return of_text[values.indices.to_numpy()] if of_text.any() else np.zeros(len(values), dtype=bool)
    same = pc.equal(values, value)
    return truth(pc.fill_null(same, False) if same.null_count else same)


def coordinates(
    checks: RowChecks, longitude: pa.Array, latitude: pa.Array, columns: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude in degrees (WGS84) as float64, NaN in both where the row has no location.

    No location: one of the two missing, or both 0. Rows are rejected where one is not a number or off the
    globe, and where they are exchanged. `columns` are the two names for messages.
    """
    degrees = []
    for values, column, limit in zip((longitude, latitude), columns, (180.0, 90.0), strict=True):
        number, bad = numbers(values)
        checks.reject(
            bad, reason="coordinates not numbers", column=column, sentence="is not a number", values=values
        )
        checks.reject(
            np.abs(number) > limit,
            reason="coordinates outside the world",
            column=column,
            sentence=f"is outside -{limit:.0f} to {limit:.0f} degrees: "
            "degrees (WGS84) are needed, not metres",
            values=values,
        )
        degrees.append(number)
    checks.reject(
        _between(degrees[0], BRITISH_LATITUDES) & _between(degrees[1], BRITISH_LONGITUDES),
        reason="longitude and latitude exchanged",
        column=columns[0],
        sentence="looks like a latitude; longitude and latitude are exchanged",
        values=longitude,
    )
    nowhere = np.isnan(degrees[0]) | np.isnan(degrees[1]) | ((degrees[0] == 0) & (degrees[1] == 0))
    return np.where(nowhere, np.nan, degrees[0]), np.where(nowhere, np.nan, degrees[1])


def _between(values: np.ndarray, limits: tuple[float, float]) -> np.ndarray:
    return (values >= limits[0]) & (values <= limits[1])


def numbers(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Values as float64 (NaN where empty or bad), and where there is something that is no finite number."""
    if pa.types.is_floating(values.type) or pa.types.is_integer(values.type):
        result = np.asarray(values.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=float)
        return np.where(np.isinf(result), np.nan, result), np.isinf(result)
    written = text(values)
    empty = equals(written, "")
    bad = ~(truth(pc.match_substring_regex(written, _NUMBER)) | empty)
    readable = pc.if_else(pa.array(~(bad | empty)), written, None)
    result = np.asarray(readable.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=float)
    return np.where(np.isinf(result), np.nan, result), bad | np.isinf(result)
