"""The incident table: every row of the files, beside its point and place, under its piece."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.data.cube import open_array
from dashboard.data.dataset import Dataset
from dashboard.data.incident_rows import incident_rows, place_names, spots
from dashboard.data.schema import Source, month_number
from dashboard.data.view import View
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, frame, incident, middle, served, two_forces

TIMED = Source("calls", "Calls", "A trust", "by agreement", time_precision="minute")


def _rows() -> list[dict[str, Any]]:
    """Incidents that share points, places, months and types in every way, some without a point."""
    chance = np.random.default_rng(7)
    points = [middle(0), middle(1), middle(2), None]
    return [
        {
            **incident(
                f"2025-0{chance.integers(1, 5)}",
                ("First Police", "Second Police")[chance.integers(2)],
                at=points[chance.integers(4)],
                kind=("burglary", "drugs", "robbery")[chance.integers(3)],
            ),
            "place": ("Mill Lane", "High Street", "")[chance.integers(3)],
        }
        for _ in range(300)
    ]


def _whole(dataset: Dataset) -> View:
    return View(dataset, Selection.default(dataset.catalogue).replace(start=dataset.first_month), SOURCE.key)


def _listed(*columns: Any) -> Counter[tuple[Any, ...]]:
    """Rows as values that compare: NaN as None."""
    plain = ([None if pd.isna(value) else value for value in column] for column in columns)
    return Counter(zip(*plain, strict=True))


def test_every_row_stands_beside_its_own_point_place_and_piece(tmp_path: Path) -> None:
    given = frame(_rows())
    dataset = served(tmp_path, _rows(), two_forces())
    cube, names = dataset.cubes[SOURCE.key], place_names(dataset, SOURCE.key)
    rows = incident_rows(_whole(dataset))
    types = np.array(cube.types, dtype=object)[rows.type]
    found = _listed(rows.longitude, rows.latitude, names[rows.place], types)
    assert found == _listed(given.longitude, given.latitude, given.place, given.crime_type)
    assert ((cube.cells[rows.piece] == 0) == np.isnan(rows.longitude)).all()
    assert np.bincount(rows.piece).tolist() == cube.together[-1].tolist()


def test_rows_of_a_spot_are_one_run_and_spots_of_a_piece_too(tmp_path: Path) -> None:
    dataset = served(tmp_path, _rows(), two_forces())
    every, folder = spots(dataset, SOURCE.key), dataset.source_file(SOURCE.key, "")
    assert (np.diff(every.piece) >= 0).all()
    assert every.rows.sum() == len(open_array(folder, "incident_type")) == 300
    distinct = zip(every.piece, every.longitude, every.latitude, every.place, strict=True)
    assert len(_listed(*zip(*distinct, strict=True))) == len(every.piece)
    month = open_array(folder, "incident_month").astype(int) + dataset.first_month
    assert Counter(month.tolist()) == Counter(frame(_rows()).month.tolist())
    piece_of_rows = np.repeat(every.piece, every.rows)
    assert np.bincount(piece_of_rows).tolist() == np.bincount(every.piece, weights=every.rows).tolist()


def test_a_row_is_two_bytes_where_the_source_knows_months_alone(tmp_path: Path) -> None:
    folder = served(tmp_path, _rows(), two_forces()).source_file(SOURCE.key, "")
    assert {open_array(folder, f"incident_{name}").dtype for name in ("type", "month")} == {np.dtype(np.int8)}
    assert not (folder / "incident_from.npy").exists()


@pytest.mark.parametrize("untimed_month", [False, True])
def test_times_stay_with_their_rows(tmp_path: Path, untimed_month: bool) -> None:
    calls = [
        {**incident("2025-01", at=middle(i % 3), kind=("drugs", "fire")[i % 2]),
         "occurred_from": pd.Timestamp(f"2025-01-{i + 1:02d} 10:00"),
         "occurred_to": pd.NaT if i % 4 else pd.Timestamp(f"2025-01-{i + 1:02d} 11:00")}
        for i in range(20)
    ]  # fmt: skip
    if untimed_month:
        calls.append(incident("2025-02", at=middle(0), kind="fire"))
    dataset = served(tmp_path, _rows(), two_forces(), also=[(TIMED, calls)])
    folder, every = dataset.source_file("calls", ""), spots(dataset, "calls")
    spot = np.repeat(np.arange(len(every.rows)), every.rows)
    columns = [open_array(folder, f"incident_{name}") for name in ("type", "month", "from", "to")]
    types = np.array(dataset.cubes["calls"].types, dtype=object)[columns[0]]
    times = [pd.to_datetime(column.astype("datetime64[s]"), utc=True) for column in columns[2:]]
    months = columns[1].astype(int) + month_number("2025-01")
    found = _listed(every.longitude[spot], types, months, *times)
    given = frame(calls)
    assert found == _listed(
        given.longitude, given.crime_type, given.month, given.occurred_from, given.occurred_to
    )
