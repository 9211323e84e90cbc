"""Browsing data in bytes: small, and what they were."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from dashboard.analysis.trends import Verdict
from dashboard.data.browse import Browse, browse
from dashboard.data.changes import Changes
from dashboard.data.dataset import Dataset
from dashboard.data.near import NearPlaces
from dashboard.figures.browse_pack import pack_browse, pack_near, verdict_slug
from dashboard.selection import Selection
from tests.reader_of_packs import unpacked
from tests.worlds import POLICE

SAID = {verdict: (f"said {verdict}", f"brief {verdict}") for verdict in Verdict}


@pytest.fixture
def found(small: Dataset) -> Browse:
    return browse(small, Selection.default(small.catalogue).replace(level="ward"), POLICE.key, 9)


def packed(found: Browse) -> tuple[dict[str, Any], dict[str, Any]]:
    return unpacked(pack_browse(found, "v1", POLICE.key, 9, SAID))


def test_what_goes_in_comes_out(found: Browse) -> None:
    header, arrays = packed(found)
    cells, months = found.cell_months.incidents.shape
    assert (header["cells"], tuple(header["months"])) == (found.every, found.months)
    assert np.cumsum(arrays["cellSteps"].astype(np.int64)).tolist() == found.cells.tolist()
    assert arrays["cellMonths"].reshape(months, cells).T.tolist() == found.cell_months.incidents.tolist()
    assert arrays["areaMonths"].reshape(months, -1).T.tolist() == found.area_months.incidents.tolist()
    assert arrays["cellTypesLengths"].sum() == len(arrays["cellTypesCounts"]) == len(found.cell_types.counts)
    assert arrays["cellTypesCounts"].tolist() == found.cell_types.counts.tolist()


def test_each_row_has_its_own_coverage(found: Browse) -> None:
    _, arrays = packed(found)
    kinds = arrays["reported"].reshape(-1, len(found.months)).astype(bool)
    assert len(kinds) < len(found.cell_months.known)
    tables = {"cell": found.cell_months, "area": found.area_months, "type": found.type_months}
    for name, months in tables.items():
        assert kinds[arrays[f"{name}Coverage"]].tolist() == months.known.tolist()
    assert not found.cell_months.known.all() and not found.area_months.known.all()


def test_verdicts_come_with_their_words(found: Browse) -> None:
    header, arrays = packed(found)
    told = [header["verdicts"][code]["text"] for code in arrays["verdict"]]
    assert told == [f"said {verdict}" for verdict in found.cell_changes.verdict]
    assert [one["slug"] for one in header["verdicts"]] == [
        "higher", "lower", "within", "too-few", "no-earlier",
    ]  # fmt: skip
    assert all(one["brief"] == one["text"].replace("said", "brief") for one in header["verdicts"])
    assert verdict_slug(Verdict.TOO_FEW) == "too-few"


@pytest.mark.parametrize(("largest", "size"), [(0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4)])
def test_numbers_take_as_few_bytes_as_the_largest_needs(found: Browse, largest: int, size: int) -> None:
    change = found.cell_changes
    now = np.full(len(change.now), float(largest))
    _, arrays = packed(
        dataclasses.replace(found, cell_changes=Changes(now, change.before, change.z, change.places))
    )
    assert arrays["now"].itemsize == size
    assert arrays["now"].tolist() == now.tolist()


@pytest.mark.parametrize("number", [-1, 2**32])
def test_a_number_that_would_be_cut_is_refused(found: Browse, number: int) -> None:
    counts = found.cell_types.counts.copy()
    counts[0] = number
    with pytest.raises(ValueError, match="from 0 to 4294967295"):
        packed(dataclasses.replace(found, cell_types=dataclasses.replace(found.cell_types, counts=counts)))


def test_names_of_places() -> None:
    near = NearPlaces(("Mill Lane", "<b>Quay</b>"), np.array([[1, 0, -1], [-1, -1, -1]]))
    header, arrays = unpacked(pack_near(near, "v1", POLICE.key, 9))
    assert (header["cells"], header["names"]) == (2, ["Mill Lane", "<b>Quay</b>"])
    assert arrays["places"].tolist() == [2, 1, 0, 0, 0, 0]
