"""The counts cube against counting by hand, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data.cube import build_cube, open_array, open_cube, write_cube
from dashboard.data.dataset import Library
from dashboard.data.ingest import import_frames
from tests.data.small_world import SOURCE, incident, served, two_forces

TYPES = ("burglary", "drugs", "robbery")
FIRST, MONTHS = 24000, 4
COLUMNS = ["cell", "leaf", "band", "type", "month"]

ROW = st.fixed_dictionaries(
    {
        "cell": st.sampled_from([0, 11, 12, 40]),
        "leaf": st.integers(1, 3),
        "band": st.integers(0, 3),
        "type": st.integers(0, len(TYPES) - 1),
        "month": st.integers(FIRST, FIRST + MONTHS - 1),
    }
)


def _binned(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS).astype("int64").astype({"cell": "uint64"})
    times = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    return frame.assign(
        longitude=np.arange(len(frame), dtype=float),
        latitude=54.0,
        place=0,
        occurred_from=times,
        occurred_to=times,
    )


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ROW, max_size=40))
def test_every_period_is_one_plane_less_another(rows: list[dict[str, Any]]) -> None:
    arrays = build_cube(_binned(rows), TYPES, FIRST, MONTHS)
    pieces = list(zip(arrays["cells"], arrays["leaves"], arrays["bands"], strict=True))
    assert pieces == sorted({(row["cell"], row["leaf"], row["band"]) for row in rows})
    values = arrays["values"]
    assert values.shape == (len(TYPES), MONTHS + 1, len(pieces))
    assert not values[:, 0].any()
    for start in range(MONTHS):
        for end in range(start, MONTHS):
            counts = values[:, end + 1] - values[:, start]
            for kind in range(len(TYPES)):
                for place, piece in enumerate(pieces):
                    expected = sum(
                        (row["cell"], row["leaf"], row["band"]) == piece
                        and row["type"] == kind
                        and start <= row["month"] - FIRST <= end
                        for row in rows
                    )
                    assert counts[kind, place] == expected


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=40))
def test_the_incident_table_keeps_every_row_beside_its_piece(rows: list[dict[str, Any]]) -> None:
    arrays = build_cube(_binned(rows), TYPES, FIRST, MONTHS)
    piece = arrays["incident_piece"]
    assert (np.diff(piece) >= 0).all()
    listed = zip(
        arrays["cells"][piece],
        arrays["leaves"][piece],
        arrays["bands"][piece],
        arrays["incident_type"],
        arrays["incident_month"] + FIRST,
        arrays["incident_longitude"].astype(int),
        strict=True,
    )
    given_rows = sorted((*(row[name] for name in COLUMNS), number) for number, row in enumerate(rows))
    assert sorted(tuple(int(value) for value in row) for row in listed) == given_rows


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=40))
def test_pieces_of_an_area_are_one_run_of_by_leaf(rows: list[dict[str, Any]]) -> None:
    arrays = build_cube(_binned(rows), TYPES, FIRST, MONTHS)
    assert sorted(arrays["by_leaf"]) == list(range(len(arrays["leaves"])))
    assert (np.diff(arrays["leaves"][arrays["by_leaf"]]) >= 0).all()


def test_a_cube_without_incidents_can_be_written_and_opened(tmp_path: Path) -> None:
    folder = tmp_path / "cube"
    write_cube(folder, build_cube(_binned([]), TYPES, FIRST, MONTHS), TYPES, FIRST, 9)
    cube = open_cube(folder)
    assert (cube.types, cube.first_month, cube.resolution, cube.months) == (TYPES, FIRST, 9, MONTHS)
    assert len(cube.cells) == len(cube.leaves) == len(cube.by_leaf) == 0
    assert open_array(folder, "values").shape == (len(TYPES), MONTHS + 1, 0)


def test_an_opened_cube_is_mapped_and_can_not_be_written_to(tmp_path: Path) -> None:
    row = {"cell": 11, "leaf": 1, "band": 3, "type": 0, "month": FIRST}
    folder = tmp_path / "cube"
    write_cube(folder, build_cube(_binned([row]), TYPES, FIRST, MONTHS), TYPES, FIRST, 9)
    cube = open_cube(folder)
    values = cube.values  # noqa: PD011  the cube's own array, not a frame's
    assert isinstance(values, np.memmap)
    assert not values.flags.writeable
    assert values[0].tolist() == [[0], [1], [1], [1], [1]]
    assert open_array(folder, "incident_month").tolist() == [0]


def test_a_version_of_areas_alone_opens_but_is_not_served(tmp_path: Path) -> None:
    version = import_frames(tmp_path, [], two_forces(), demo=False).version
    assert Library(tmp_path).current() is None
    dataset = Library(tmp_path).get(version)
    assert dataset is not None and dataset.empty
    assert (dict(dataset.sources), dict(dataset.types)) == ({}, {})
    assert dataset.first_month > dataset.last_month
    assert dataset.areas.codes == ("all",)


def test_an_incident_without_a_point_has_no_cell(tmp_path: Path) -> None:
    dataset = served(tmp_path, [incident("2025-01", lsoa="L1")], two_forces())
    folder = dataset.source_file(SOURCE.key, "")
    assert open_cube(folder).cells.tolist() == [0]
    assert np.isnan(open_array(folder, "incident_longitude")).all()
