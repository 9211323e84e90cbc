"""The counts cube against counting by hand, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.data.cube import (
    MonthChunk,
    Pieces,
    build_cube,
    distinct_pieces,
    open_array,
    open_cube,
    write_cube,
)
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


def _built(rows: list[dict[str, Any]]) -> tuple[Pieces, np.ndarray]:
    """Pieces and values of a cube of these rows, which come month by month and in two halves of each."""
    columns = {name: np.array([row[name] for row in rows], dtype=np.int64) for name in COLUMNS}
    pieces, piece = distinct_pieces(columns["cell"].astype(np.uint64), columns["leaf"], columns["band"])
    months = columns["month"] - FIRST

    def chunks() -> Iterator[MonthChunk]:
        for month in range(MONTHS):
            mine = np.flatnonzero(months == month)
            for half in (mine[::2], mine[1::2]):
                yield MonthChunk(month, piece[half], columns["type"][half])

    return pieces, build_cube(pieces, chunks(), len(TYPES), MONTHS)


def _write(folder: Path, rows: list[dict[str, Any]]) -> None:
    folder.mkdir()
    pieces, values = _built(rows)
    write_cube(folder, pieces, values, areas=5, types=TYPES, first_month=FIRST, resolution=9)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ROW, max_size=40))
def test_every_period_is_one_plane_less_another(rows: list[dict[str, Any]]) -> None:
    found, values = _built(rows)
    pieces = list(zip(found.cells, found.leaves, found.bands, strict=True))
    assert pieces == sorted({(row["cell"], row["leaf"], row["band"]) for row in rows})
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


def test_a_place_knows_its_piece() -> None:
    cell, leaf, band = (
        np.array([40, 11, 40, 11], dtype=np.uint64),
        np.array([1, 2, 1, 1]),
        np.array([3, 0, 3, 0]),
    )
    pieces, index = distinct_pieces(cell, leaf, band)
    listed = zip(pieces.cells[index], pieces.leaves[index], pieces.bands[index], strict=True)
    assert list(listed) == list(zip(cell, leaf, band, strict=True))
    assert index.tolist() == [2, 1, 2, 0]


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=40))
def test_pieces_of_an_area_are_one_run_of_by_leaf(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("cubes") / "cube"
    _write(folder, rows)
    cube = open_cube(folder)
    assert sorted(cube.by_leaf) == list(range(len(cube.leaves)))
    assert (np.diff(cube.leaves[cube.by_leaf]) >= 0).all()


def test_a_cube_without_incidents_can_be_written_and_opened(tmp_path: Path) -> None:
    folder = tmp_path / "cube"
    _write(folder, [])
    cube = open_cube(folder)
    assert (cube.types, cube.first_month, cube.resolution, cube.months) == (TYPES, FIRST, 9, MONTHS)
    assert len(cube.cells) == len(cube.leaves) == len(cube.by_leaf) == 0
    assert open_array(folder, "values").shape == (len(TYPES), MONTHS + 1, 0)


def test_an_opened_cube_is_mapped_and_can_not_be_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "cube"
    _write(folder, [{"cell": 11, "leaf": 1, "band": 3, "type": 0, "month": FIRST}])
    cube = open_cube(folder)
    values = cube.values
    assert isinstance(values, np.memmap)
    assert not values.flags.writeable
    assert values[0].tolist() == [[0], [1], [1], [1], [1]]
    assert isinstance(cube.area_values, np.memmap)


def test_a_cube_without_its_sums_is_not_made_up(tmp_path: Path) -> None:
    """What is derived is of one form: another is built anew, never read in another way."""
    folder = tmp_path / "cube"
    _write(folder, [{"cell": 11, "leaf": 1, "band": 3, "type": 0, "month": FIRST}])
    (folder / "together.npy").unlink()
    with pytest.raises(FileNotFoundError):
        open_cube(folder)


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
    assert np.isnan(open_array(folder, "spot_longitude")).all()
