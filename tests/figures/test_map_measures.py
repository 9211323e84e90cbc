"""The map's measures: rates are the table's, verdicts those of the changes, classes hold what they say."""

from __future__ import annotations

import bisect
import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.analysis.trends import Verdict
from dashboard.data.browse import cell_changes
from dashboard.data.dataset import Dataset
from dashboard.data.queries import areas, cell_counts
from dashboard.data.schema import Level, month_number
from dashboard.figures.classes import rate_limits
from dashboard.figures.map_measures import Painting, rate_level
from dashboard.figures.map_values import count_limits, painting
from dashboard.selection import Selection
from tests import on_screen
from tests.data.small_world import incident, served, two_forces


def painted(dataset: Dataset, resolution: int = 8, **changes: Any) -> tuple[Selection, Painting]:
    selection = Selection.default(dataset.catalogue).replace(**changes)
    source = selection.sources[0]
    found = cell_counts(dataset, selection, source, resolution)
    limits = count_limits(dataset, selection, source, resolution, found)
    return selection, painting(dataset, selection, source, resolution, found, limits)


def some_area(dataset: Dataset, level: Level) -> str:
    tree = dataset.areas
    return next(tree.codes[i] for i in tree.within("all", level) if tree.covered[i])


@pytest.mark.parametrize("level", [Level.WARD, Level.LSOA, Level.PARTNERSHIP])
def test_rates_on_the_map_are_the_rates_of_the_table(demonstration: Dataset, level: Level) -> None:
    selection, found = painted(demonstration, measure="rate", level=level.value)
    table = areas(demonstration, selection, selection.sources[0]).set_index("area_code")
    coloured = found.values["areas"]
    assert coloured["level"] == level.value
    rates = table.rate.reindex(coloured["codes"]).to_numpy(dtype=float)
    limits = rate_limits(rates)
    for code, place, words in zip(coloured["codes"], coloured["classes"], coloured["words"], strict=True):
        rate = table.rate[code]
        if np.isnan(rate):
            assert place == len(limits) and "no rate" in words
        else:
            assert place == bisect.bisect_right(limits, rate) - 1
            assert words.startswith(f"{on_screen.rate(rate)} per 1,000 residents")
            assert f"{table.incidents[code]:,} incident" in words
    missed = set(table.index[table.rate.notna()]) - set(coloured["codes"])
    assert not missed, "every area with a rate is coloured"


def test_where_no_area_is_reported_on_there_is_nothing_to_colour(tmp_path: Path) -> None:
    rows = [incident("2024-01", lsoa="L1"), incident("2024-02", lsoa="L1"), incident("2024-01", lsoa="L4")]
    dataset = served(tmp_path, rows, two_forces())
    february = month_number("2024-02")
    selection, found = painted(dataset, measure="rate", area="F2", level="ward", start=february)
    assert areas(dataset, selection, selection.sources[0]).empty
    assert found.values["areas"]["codes"] == []
    assert {entry.number for entry in found.entries} == {0}


def test_pins_leave_the_rates_of_the_others_on_the_map(demonstration: Dataset) -> None:
    _, whole = painted(demonstration, measure="rate", level="ward")
    _, pinned = painted(
        demonstration, measure="rate", level="ward", pins=(some_area(demonstration, Level.WARD),)
    )
    assert pinned == whole


def test_the_level_of_rates(demonstration: Dataset) -> None:
    default = Selection.default(demonstration.catalogue)
    ward, partnership = (some_area(demonstration, level) for level in (Level.WARD, Level.PARTNERSHIP))
    for changes, level in (
        ({}, Level.WARD),
        ({"level": "partnership"}, Level.PARTNERSHIP),
        ({"level": "lsoa"}, Level.LSOA),
        ({"area": partnership}, Level.WARD),
        ({"area": ward}, Level.LSOA),
    ):
        selection = default.replace(**changes)
        assert rate_level(demonstration, selection) is level, changes
        title = painted(demonstration, measure="rate", **changes)[1].title
        named = {Level.LSOA: "small area"}.get(level, level.value)
        assert title == f"Incidents per 1,000 residents, by {named}"


def test_verdicts_on_the_map_are_those_of_the_changes(demonstration: Dataset) -> None:
    selection, found = painted(demonstration, measure="change")
    source = selection.sources[0]
    change = cell_changes(demonstration, selection, source, 8)
    counts = cell_counts(demonstration, selection, source, 8)
    labels = {
        Verdict.HIGHER: "Higher",
        Verdict.LOWER: "Lower",
        Verdict.WITHIN: "Usual ups and downs",
        Verdict.TOO_FEW: "Too few to say",
        Verdict.NO_EARLIER: "No earlier data",
    }
    seen: Counter[str] = Counter()
    cells = zip(
        found.values["classes"], change.verdict, change.now, change.before, counts.incidents, counts.known,
        strict=True,
    )  # fmt: skip
    for place, verdict, now, before, incidents, known in cells:
        if not known or not (now > 0 or before > 0 or incidents > 0):
            assert place < 0
            continue
        assert found.entries[place].label == labels[verdict]
        seen[labels[verdict]] += 1
    assert {entry.label: entry.number for entry in found.entries if entry.number} == dict(seen)
    assert len(seen) >= 2
    assert [entry.sign for entry in found.entries][:3] == ["up", "down", ""]


def test_the_first_months_have_nothing_to_be_compared_with(demonstration: Dataset) -> None:
    first = demonstration.first_month
    _, found = painted(demonstration, measure="change", start=first, end=first)
    assert [entry.label for entry in found.entries if entry.number] == ["No earlier data"]


@pytest.mark.parametrize("resolution", [6, 8])
def test_the_legend_counts_the_cells_of_each_class(demonstration: Dataset, resolution: int) -> None:
    selection, found = painted(demonstration, resolution)
    counts = cell_counts(demonstration, selection, selection.sources[0], resolution).incidents
    lows = [int(entry.label.split()[0].replace(",", "")) for entry in found.entries]
    for (low, high), entry in zip(itertools.pairwise([*lows, 10**9]), found.entries, strict=True):
        assert entry.number == sum(low <= count < high for count in counts)
    assert sum(entry.number for entry in found.entries) == (counts > 0).sum()


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_called_changes_stand_out_from_land_and_from_the_rest(demonstration: Dataset) -> None:
    _, found = painted(demonstration, measure="change")
    higher, lower, within = (luminance(entry.colour) for entry in found.entries[:3])
    for called in (higher, lower):
        assert 1.05 / (called + 0.05) >= 4.5, "the white sign in it, and it on white land"
        assert (within + 0.05) / (called + 0.05) >= 3
