"""Chosen hours: the first click with hours that nobody has asked for, and later ones with the same hours.

Baseline: pandas, which filters its rows by the hour of the week they are in and groups them by cell, month,
type and small area. Both answer all four, and the four are compared before they are timed.
"""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from bench.incidents import opened
from bench.record import Row, side_by_side, timed_row
from bench.region import FIRST_MONTH, FORCES, TYPES, Region, region
from dashboard.data.at_hours import at_hours
from dashboard.data.dataset import Dataset
from dashboard.data.hours import hours_chosen
from dashboard.data.incident_rows import hours_of_rows, incident_rows
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import Inputs
from dashboard.data.queries import areas, cell_counts, months, types
from dashboard.data.schema import INCIDENTS as COLUMNS
from dashboard.data.schema import Source, slug
from dashboard.data.view import view_of
from dashboard.selection import Selection

INCIDENTS = 1_000_000
RANGES = 0.2
"""Share of incidents known only to lie between two times."""

SOURCE = Source("calls", "Calls", "A trust", "made up", time_precision="minute")
REPEATS = 7


def measure() -> list[Row]:
    """The first click, and later ones."""
    with tempfile.TemporaryDirectory() as folder:
        import_frames(Path(folder), [(SOURCE, _frame(region()))], Inputs(), demo=False)
        dataset = opened(Path(folder))
        rows = _rows(dataset)
        chosen = Selection.default(dataset.catalogue).replace(days=(4, 5), hours=(18, 3))
        _compare(dataset, rows, chosen)
        hours = itertools.product(range(23), range(1, 4))
        first = side_by_side(
            lambda: _ours(dataset, _at(chosen, *next(hours))),
            lambda: _pandas(rows, _at(chosen, *next(hours))),
            repeats=REPEATS,
        )
        _ours(dataset, chosen)
        periods = itertools.cycle(range(12))
        later = side_by_side(
            lambda: _ours(dataset, _later(chosen, next(periods))),
            lambda: _pandas(rows, _later(chosen, next(periods))),
            repeats=REPEATS,
        )
        data = f"{INCIDENTS:,} incidents, {len(dataset.cubes['calls'].cells):,} pieces"
    name = "pandas, filter and group by"
    return [
        timed_row("hours nobody has asked for: map, months, types, areas", data, name, *first),
        timed_row("the same hours, another period", data, name, *later),
    ]


def _at(chosen: Selection, hour: int, length: int) -> Selection:
    return chosen.replace(hours=(hour, (hour + length) % 24))


def _later(chosen: Selection, month: int) -> Selection:
    return chosen.replace(start=chosen.end - 12 - month, end=chosen.end - month)


def _frame(of: Region) -> pd.DataFrame:
    rng = np.random.default_rng(11)
    drawn = of.draw(INCIDENTS)
    month = FIRST_MONTH + drawn.month.astype(np.int64)
    begins = (month - 1970 * 12).astype("datetime64[M]").astype("datetime64[s]")
    begins = begins + rng.integers(0, 28 * 86400, INCIDENTS).astype("timedelta64[s]")
    ends = begins + (rng.gamma(0.7, 20_000, INCIDENTS)).astype("timedelta64[s]")
    ends[rng.random(INCIDENTS) >= RANGES] = np.datetime64("NaT")
    frame = pd.DataFrame(
        {
            "incident_id": "",
            "month": month.astype(np.int32),
            "occurred_from": pd.Series(begins).dt.tz_localize("UTC"),
            "occurred_to": pd.Series(ends).dt.tz_localize("UTC"),
            "force": pd.Categorical.from_codes(of.force[drawn.anchor], list(FORCES)),
            "longitude": of.longitude[drawn.anchor],
            "latitude": of.latitude[drawn.anchor],
            "lsoa_code": pd.Categorical.from_codes(of.lsoa[drawn.anchor], list(of.lsoa_codes)),
            "lsoa_name": pd.Categorical.from_codes(of.lsoa[drawn.anchor], list(of.lsoa_names)),
            "crime_type": pd.Categorical.from_codes(drawn.type, [slug(name) for name in TYPES]),
            "place": "",
        }
    )
    return frame[COLUMNS.names]


def _rows(dataset: Dataset) -> pd.DataFrame:
    """What pandas has ready: a row an incident, with its cell, area, month, type and hour of the week."""
    every = Selection.default(dataset.catalogue).replace(start=dataset.first_month)
    view = view_of(dataset, every, SOURCE.key)
    rows, cube = incident_rows(view), dataset.cubes[SOURCE.key]
    folder, hours = dataset.source_file(SOURCE.key, ""), hours_of_rows(dataset, SOURCE.key)
    month = np.load(folder / "incident_month.npy").astype(np.int16)
    return pd.DataFrame(
        {
            "cell": cube.cells[rows.piece],
            "area": cube.leaves[rows.piece],
            "month": month + dataset.first_month,
            "type": rows.type,
            "hour": hours,
        }
    )


def _ours(dataset: Dataset, selection: Selection) -> tuple[int, ...]:
    seen = at_hours(dataset, selection)
    by_cell = cell_counts(seen, selection, SOURCE.key, SOURCE.finest_resolution)
    by_area = areas(seen, selection.replace(level="lsoa"), SOURCE.key)
    tables = (by_area, types(seen, selection, SOURCE.key), months(seen, selection, SOURCE.key))
    return int(by_cell.incidents.sum()), *(int(table.incidents.fillna(0).sum()) for table in tables)


def _pandas(rows: pd.DataFrame, selection: Selection) -> tuple[int, ...]:
    chosen = hours_chosen(selection)
    period = rows.month.between(selection.start, selection.end)
    kept = rows[period & rows.hour.isin(np.flatnonzero(chosen))]
    return tuple(int(kept.groupby(name).size().sum()) for name in ("cell", "area", "type", "month"))


def _compare(dataset: Dataset, rows: pd.DataFrame, selection: Selection) -> None:
    chosen = hours_chosen(selection)
    kept = rows[rows.month.between(selection.start, selection.end) & rows.hour.isin(np.flatnonzero(chosen))]
    found = types(dataset, selection, SOURCE.key)
    names = np.array(dataset.cubes[SOURCE.key].types)[kept.type]
    if dict(zip(found.crime_type, found.incidents, strict=True)) != pd.Series(names).value_counts().to_dict():
        raise AssertionError("both must count the same of each type")
    by_cell = cell_counts(dataset, selection, SOURCE.key, SOURCE.finest_resolution).incidents
    if sorted(by_cell[by_cell > 0]) != sorted(kept.groupby("cell").size()):
        raise AssertionError("both must count the same in each cell")
