"""Near licensed premises, against distances of every row to every premises."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.reach import premises_reach
from dashboard.data.why.near_licensed import bands_table, near_licensed, sites_table
from tests.data.why.raw_demo import asked, between, haversine

ROBBERY = "sources=demo-police&types=robbery"
YEAR = ("2025-01", "2025-12")


def metres(rows: pd.DataFrame, premises: pd.DataFrame) -> np.ndarray:
    """To the nearest of the premises, of rows with a point."""
    return np.asarray(haversine(rows[rows.longitude.notna()], premises).min(axis=1))


@pytest.fixture(scope="module")
def robberies(police: pd.DataFrame) -> pd.DataFrame:
    return between(police[police.crime_type == "robbery"], *YEAR)


class TestAgainstRows:
    @pytest.mark.parametrize(
        ("kind", "within"), [("", 100), ("", 250), ("", 170), ("pub", 100), ("pub", 330)]
    )
    def test_incidents_within_reach(
        self, demonstration: Dataset, robberies: pd.DataFrame, kind: str, within: int
    ) -> None:
        query = f"{ROBBERY}&within={within}" + (f"&kind={kind}" if kind else "")
        found = near_licensed(demonstration, asked(demonstration, query), "demo-police")
        known = demonstration.premises
        nearest = metres(robberies, known[known.kind == kind] if kind else known)
        assert found.incidents == (nearest <= within).sum()
        assert found.located == len(nearest)
        assert found.share == pytest.approx((nearest <= within).mean())

    @pytest.mark.parametrize("kind", ["", "pub"])
    def test_bands_and_all_other_crime(
        self, demonstration: Dataset, police: pd.DataFrame, robberies: pd.DataFrame, kind: str
    ) -> None:
        query = ROBBERY + (f"&kind={kind}" if kind else "")
        table = bands_table(demonstration, asked(demonstration, query), "demo-police")
        known = demonstration.premises
        known = known[known.kind == kind] if kind else known
        edges = [0, 100, 250, 400, np.inf]
        own = pd.cut(metres(robberies, known), edges, include_lowest=True, labels=False)
        assert table.incidents.tolist() == np.bincount(own, minlength=4).tolist()
        assert table.share.tolist() == pytest.approx(table.incidents / len(own))
        others = between(police[police.crime_type != "robbery"], *YEAR)
        points = others.groupby(["longitude", "latitude"]).size().rename("rows").reset_index()
        band = pd.cut(metres(points, known), edges, include_lowest=True, labels=False)
        weight = np.bincount(band, weights=points["rows"], minlength=4)
        assert table.expected_by_others.tolist() == pytest.approx(weight / weight.sum())
        assert table.ratio_to_others.tolist() == pytest.approx(table.share / table.expected_by_others)
        assert (table.ratio_to_others_lower < table.ratio_to_others).all()
        assert (table.ratio_to_others < table.ratio_to_others_upper).all()
        assert table.expected_by_area.sum() == pytest.approx(1)

    def test_premises_and_what_they_share(self, demonstration: Dataset, robberies: pd.DataFrame) -> None:
        table = sites_table(demonstration, asked(demonstration, f"{ROBBERY}&within=250"), "demo-police")
        known = demonstration.premises
        near = haversine(robberies[robberies.longitude.notna()], known) <= 250
        several = near[near.sum(axis=1) > 1]
        plain = pd.DataFrame({"incidents": near.sum(axis=0), "shared": several.sum(axis=0)})
        plain.index = known.premises_id
        found = table.set_index("premises_id")
        assert found.incidents.tolist() == plain.incidents[found.index].tolist()
        assert found.shared.tolist() == plain.shared[found.index].tolist()
        assert found.incidents.is_monotonic_decreasing


class TestWithScan:
    @pytest.mark.parametrize("query", ["sources=demo-police", f"{ROBBERY}&area=X06000002&within=400"])
    def test_numbers_are_those_of_scan(self, demonstration: Dataset, query: str) -> None:
        selection = asked(demonstration, query)
        found = near_licensed(demonstration, selection, "demo-police")
        reach = premises_reach(demonstration, selection, "demo-police")
        assert (found.incidents, found.share) == (reach.incidents, reach.share)
        assert found.area is not None
        assert found.area.expected == pytest.approx(reach.expected_share)
        assert found.premises == reach.premises

    def test_of_all_crime_there_is_no_other(self, demonstration: Dataset) -> None:
        found = near_licensed(demonstration, asked(demonstration, "sources=demo-police"), "demo-police")
        assert found.others is None
        assert all(band.others is None for band in found.bands)

    def test_why_nothing_is_said(self, small: Dataset) -> None:
        found = near_licensed(small, asked(small, "types=fall-at-home"), "march-police")
        assert "does not record" in found.reason
        assert bands_table(small, asked(small, "types=fall-at-home"), "march-police").empty
