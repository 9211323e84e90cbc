"""Outlines survive packing."""

from __future__ import annotations

import struct

import h3
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.map_layers import pack_outlines

MICRODEGREE = 1e-6


def unpack(packed: bytes) -> tuple[list[str], list[npt.NDArray[np.float64]]]:
    """The documented format, read one value at a time."""
    magic, n, m, _, unit = struct.unpack_from("<4sIIId", packed)
    assert magic == b"HXO1"
    offset = 24

    def column(code: str, count: int, lag: int) -> list[int]:
        nonlocal offset
        size = struct.calcsize(code)
        bits = 8 * size
        values: list[int] = []
        for i in range(count):
            (value,) = struct.unpack_from("<" + code, packed, offset + i * size)
            if lag and i >= lag:
                value = (value + values[i - lag]) % 2**bits
                if code.islower() and value >= 2 ** (bits - 1):
                    value -= 2**bits
            values.append(value)
        offset += -(-count * size // 4) * 4
        return values

    high, low = column("I", n, 1), column("I", n, 1)
    longitude, latitude = column("i", n, 1), column("i", n, 1)
    sides = column("B", n, 0)
    east, north = column("h", m, 6), column("h", m, 6)
    assert offset == len(packed)
    outlines, start = [], 0
    for i, k in enumerate(sides):
        centre = np.array([longitude[i], latitude[i]]) * MICRODEGREE
        corners = np.array([east[start : start + k], north[start : start + k]]).T * unit
        outlines.append(centre + corners)
        start += k
    return [f"{a:x}{b:08x}" for a, b in zip(high, low, strict=True)], outlines


def outlines_of(cells: list[str]) -> list[npt.NDArray[np.float64]]:
    return [np.array(h3.cell_to_boundary(cell))[:, ::-1] for cell in cells]


@settings(max_examples=40, deadline=None)
@given(
    latitude=st.floats(-60, 60),
    longitude=st.floats(-170, 170),
    resolution=st.integers(4, 11),
    rings=st.integers(0, 4),
)
def test_cells_and_corners_come_back(latitude: float, longitude: float, resolution: int, rings: int) -> None:
    cells = sorted(h3.grid_disk(h3.latlng_to_cell(latitude, longitude, resolution), rings))
    vertices = outlines_of(cells)
    names, corners = unpack(pack_outlines(cells, vertices))
    assert names == cells
    for got, expected in zip(corners, vertices, strict=True):
        assert got.shape == expected.shape
        assert np.abs(got - expected).max() < max(MICRODEGREE, np.ptp(expected) / 30_000)


def test_pentagons_and_their_neighbours_have_their_own_number_of_corners() -> None:
    cells = sorted(h3.grid_disk(next(iter(h3.get_pentagons(7))), 1))
    vertices = outlines_of(cells)
    assert len({len(outline) for outline in vertices}) > 1
    names, corners = unpack(pack_outlines(cells, vertices))
    assert names == cells
    assert [len(outline) for outline in corners] == [len(outline) for outline in vertices]


def test_a_regular_array_packs_as_a_list_does() -> None:
    cells = sorted(h3.grid_disk(h3.latlng_to_cell(54.6, -1.2, 9), 3))
    vertices = outlines_of(cells)
    assert pack_outlines(cells, list(np.array(vertices))) == pack_outlines(cells, vertices)


def test_no_cells_pack_too() -> None:
    assert unpack(pack_outlines([], [])) == ([], [])


def test_cells_without_outlines_are_refused() -> None:
    cells = [h3.latlng_to_cell(54.6, -1.2, 9)]
    with pytest.raises(ValueError, match="1 cells, but 0 outlines"):
        pack_outlines(cells, [])
    with pytest.raises(ValueError, match="from 3 to 255"):
        pack_outlines(cells, [np.zeros((2, 2))])
