"""Exports: plain GETs with the page's own query, answered as CSV by the same queries that feed the panels.

`/export/<panel>.csv?area=E06000002&types=burglary&from=2025-01&to=2025-12`: an unknown panel is 404, and so
is every panel until something is imported; a value that can't be used is 400 with the reason, unless only the
other page, Scan or Compare, would use it. Two sources are listed one after the other, never added. Where a
panel tells nothing of one that is controlled, the file says so and leaves it out; of such alone it is 403.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable
from urllib.parse import quote

import numpy as np
import pandas as pd
from flask import Flask, Response, abort, request
from pandas.api.types import infer_dtype, is_float_dtype

from dashboard.data import queries
from dashboard.data.at_hours import at_hours
from dashboard.data.dataset import Dataset, Library
from dashboard.data.disclosure import DisclosureError
from dashboard.data.lenses import lens_of
from dashboard.data.schema import FICTIONAL, month_text, slug
from dashboard.data.statistics import statistics
from dashboard.data.store import StoreError
from dashboard.layouts.when_words import hours_said
from dashboard.selection import (
    Problem,
    Selection,
    problems_of_compare,
    problems_of_scan,
    problems_of_why,
)
from dashboard.web.compare_exports import COMPARE_PANELS, what_is_compared
from dashboard.web.why_exports import WHY_PANELS

log = logging.getLogger(__name__)

NOTHING_IMPORTED = "No data are imported yet. `python -m dashboard import PATH` on this server imports some."
ALL_HIDDEN = (
    "The agreement on every source is over, so nothing may be shown. The page Sources names whom to ask."
)

_ATTEMPTS = 3
"""So often an export is begun at most: anew when imports, two at least, have removed its version."""

_PLAIN = " .,:;()'-/&"
"""What a header may hold as it is; other characters of a source's name are written as in addresses."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def _cells(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    finest = dataset.catalogue.finest_resolution(selection.sources)
    return queries.cells(dataset, selection, source, finest if selection.res is None else selection.res)


def _areas(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    return queries.areas(dataset, selection, source)


def _types(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    table = queries.types(dataset, selection, source)
    return table[
        ["crime_type", "incidents", *table.columns.difference(["crime_type", "incidents"], sort=False)]
    ]


def _months(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    return queries.months(dataset, selection, source)


def _statistics(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    return pd.DataFrame(
        statistics(dataset, selection, source).rows(), columns=["statistic", "value"], dtype=object
    )


def _premises(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    return queries.premises(dataset, selection, source)


def _hotspots(dataset: Dataset, selection: Selection, source: str) -> pd.DataFrame:
    return lens_of(selection).exported(dataset, selection, source)


PANELS: dict[str, Callable[[Dataset, Selection, str], pd.DataFrame]] = {
    "cells": _cells,
    "areas": _areas,
    "types": _types,
    "months": _months,
    "statistics": _statistics,
    "premises": _premises,
    "hotspots": _hotspots,
    **COMPARE_PANELS,
    **WHY_PANELS,
}


def install(server: Flask, library: Library) -> None:
    """Add the route of every export to the server."""

    @server.get("/export/<panel>.csv")
    def export(panel: str) -> Response:
        if panel not in PANELS:
            abort(404)
        query = request.query_string.decode("latin-1")
        for _ in range(_ATTEMPTS):
            dataset = _current(library)
            if dataset is None:
                return _refusal(ALL_HIDDEN if library.hidden() else NOTHING_IMPORTED, 404)
            of_compare = panel in COMPARE_PANELS  # which counts every hour, and says so
            selection, found = Selection.from_query(query, dataset.catalogue, every_hour=of_compare)
            problems = _problems_of(panel)(found)
            if problems:
                return _refusal(" ".join(_sentence(problem) for problem in problems), 400)
            try:
                if of_compare:
                    selection = selection.at_all_hours()
                return _answer(panel, at_hours(dataset, selection), selection)
            except DisclosureError as error:
                return _refusal(str(error), 403)
            except FileNotFoundError:
                if dataset.folder.is_dir():
                    raise
                # Imports have removed the version since it was opened: the newest one answers.
        log.error("Every version that %s was to be exported from has been removed meanwhile", panel)
        return abort(503)


def _problems_of(panel: str) -> Callable[[tuple[Problem, ...]], tuple[Problem, ...]]:
    """Which problems of an address concern an export: those of the page it belongs to."""
    if panel in COMPARE_PANELS:
        return problems_of_compare
    return problems_of_why if panel in WHY_PANELS else problems_of_scan


def _current(library: Library) -> Dataset | None:
    """The data of now; ends with 503 where the data folder can't be served."""
    try:
        return library.current()
    except StoreError:
        log.exception("The current data can't be exported")
        abort(503)


def _answer(panel: str, dataset: Dataset, selection: Selection) -> Response:
    tables, left_out = _tables(panel, dataset, selection)
    table = pd.concat(tables, ignore_index=True)
    hours = hours_said(selection)
    counted = [f"Only incidents of these hours: {hours}"] if hours else []
    note = ". ".join([*([FICTIONAL] if dataset.demo else []), *counted, *left_out])
    if note:
        table["note"] = note
    response = Response(to_csv(table), mimetype="text/csv")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{_file_name(panel, dataset, selection)}"'
    )
    if note:  # here too, for a file without rows has no note in it
        response.headers["X-Hexscan-Note"] = quote(note, safe=_PLAIN)
    response.headers["X-Hexscan-Version"] = dataset.version
    response.headers["Cache-Control"] = "no-cache"
    return response


def _tables(panel: str, dataset: Dataset, selection: Selection) -> tuple[list[pd.DataFrame], list[str]]:
    """The table of each source that may have one, and what is said of those that may not.

    Raises DisclosureError where no source may.
    """
    tables, refused = [], []
    for source in selection.sources:
        try:
            tables.append(PANELS[panel](dataset, selection, source).assign(source=source))
        except DisclosureError as error:
            if not dataset.sources[source].controlled:
                raise
            refused.append((source, error))
    if not tables:
        raise refused[0][1]
    return tables, [_left_out(dataset.sources[source].name) for source, _ in refused]


def _left_out(name: str) -> str:
    return f"{name} is a controlled source, for which this is not given: it is left out"


def _file_name(panel: str, dataset: Dataset, selection: Selection) -> str:
    """A name that says what the file holds; codes come from suppliers, so only plain characters are kept."""
    place = what_is_compared(dataset, selection) if panel in COMPARE_PANELS else selection.area
    area = re.sub(r"[^A-Za-z0-9._-]+", "-", place)
    period = f"{month_text(selection.start)}-to-{month_text(selection.end)}"
    hours = f"-{slug(hours_said(selection))}" if selection.some_hours else ""
    return f"hexscan-{'demonstration-' if dataset.demo else ''}{panel}-{area}-{period}{hours}.csv"


def to_csv(table: pd.DataFrame) -> str:
    """The table as CSV.

    Numbers are written in full, without exponent, and whole ones without decimals; a missing one is empty.
    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    safe = table.copy()
    for column in safe.select_dtypes(include=["object", "str", "float"]):
        safe[column] = _as_cells(safe[column])
    buffer = io.StringIO()
    safe.to_csv(buffer, index=False, lineterminator="\r\n")
    return buffer.getvalue()


def _as_cells(values: pd.Series) -> pd.Series:
    """The values of a column as cells, each different number or text written once: most repeat."""
    if is_float_dtype(values):
        values = values.where(values != 0, 0.0)  # not -0.0
    elif infer_dtype(values, skipna=False) != "string":
        return values.astype(object).map(_written)
    places, distinct = pd.factorize(values)
    written = np.array([*(_written(one) for one in distinct.tolist()), None], dtype=object)
    return pd.Series(written[places], index=values.index)


def _written(value: object) -> object:
    """A value as a cell of the CSV."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    if isinstance(value, float) and np.isfinite(value):
        return np.format_float_positional(value, trim="-")
    return value


def _sentence(problem: Problem) -> str:
    return f"The value of {problem.field} can't be used. {problem.reason}"


def _refusal(reason: str, status: int) -> Response:
    return Response(
        f"{reason}\n", status=status, mimetype="text/plain", headers={"Cache-Control": "no-store"}
    )
