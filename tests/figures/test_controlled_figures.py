"""The map and the chart of a controlled source."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.queries import cell_counts
from dashboard.data.series import series
from dashboard.figures.chart import months_figure
from dashboard.figures.chart_words import finding, month_text
from dashboard.figures.classes import rounded_limits, rounded_names
from dashboard.figures.map_values import count_limits, map_values, painting
from dashboard.selection import Selection
from tests.data.disclosure.controlled_world import AMBULANCE, AREAS, QUARTERS, controlled_world

KEY = AMBULANCE.key


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder: Path = tmp_path_factory.mktemp("figures")
    truth = {(area, "fall", quarter): 60 for area in AREAS for quarter in QUARTERS}
    truth |= {("L4", "overdose", quarter): 2 for quarter in QUARTERS}
    return controlled_world(folder, truth)


def select(dataset: Dataset, query: str) -> Selection:
    return Selection.from_query(f"?{query}", dataset.catalogue)[0]


def painted(dataset: Dataset, query: str) -> tuple[list[str], list[int], list[int], str]:
    """Labels of the classes, counts sent, classes sent, and where browsing data are."""
    selection = select(dataset, query)
    found = cell_counts(dataset, selection, KEY, 7)
    limits = count_limits(dataset, selection, KEY, 7, found)
    picture = painting(dataset, selection, KEY, 7, found, limits)
    values = map_values(dataset, selection, KEY, 7, found, picture, limits)
    labels = [entry.label for entry in picture.entries]
    return labels, values["counts"].tolist(), values["classes"].tolist(), values["browse"]


def test_withheld_cells_are_a_class_of_their_own_and_send_no_count(dataset: Dataset) -> None:
    labels, counts, classes, browse = painted(dataset, "types=overdose&from=2025-10&to=2025-12")
    assert labels[-1] == "Withheld (1 to 4)"
    assert sorted(counts) == [-1, 0] and sorted(classes) == [-1, len(labels) - 1]
    assert browse == ""


def test_where_nothing_is_withheld_no_class_says_so(dataset: Dataset) -> None:
    labels, counts, _, _ = painted(dataset, "types=fall")
    assert not any("Withheld" in label for label in labels)
    assert all(count % 5 == 0 and count > 0 for count in counts)


def test_a_withheld_change_is_a_class_too(dataset: Dataset) -> None:
    labels, _, classes, _ = painted(dataset, "types=overdose&from=2025-10&to=2025-12&measure=change")
    assert labels[-1] == "Withheld: too small to show"
    assert sorted(classes) == [-1, len(labels) - 1]


def test_limits_of_classes_are_counts_that_can_be() -> None:
    assert rounded_limits([1, 6, 8, 20]) == [5, 10, 20]
    assert rounded_names([5, 10, 20]) == ["5", "10 to 15", "20 or more"]


def test_the_chart_has_a_point_a_quarter_and_none_where_withheld(dataset: Dataset) -> None:
    selection = select(dataset, "types=overdose&area=L4")
    found = series(dataset, selection, KEY)
    assert finding(found, selection) == "Too few incidents to show in any quarter for this choice"
    assert months_figure([("L4", found)], selection)["data"] == []
    assert month_text(found.rows[0], found.shortage) == "January to March 2024: withheld, too few to show"
    many = series(dataset, select(dataset, "types=fall&area=L4"), KEY)
    assert month_text(many.rows[4], many.shortage).startswith("January to March 2025: 60 incidents")
    traces = months_figure([("L4", many)], select(dataset, "types=fall&area=L4"))["data"]
    now = next(trace for trace in traces if trace["meta"]["role"] == "now")
    assert now["x"] == [f"{quarter}-01" for quarter in QUARTERS]
    assert set(now["y"]) == {60} and not np.isnan(now["y"]).any()
