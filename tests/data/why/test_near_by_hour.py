"""Near licensed premises by hour, against haversine distances and local hours of every row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.comparison import wilson_interval
from dashboard.analysis.near_premises import against_others
from dashboard.data.at_hours import at_hours
from dashboard.data.dataset import Dataset
from dashboard.data.demo.truths import TRUTHS
from dashboard.data.why.near_by_hour import PARTS, hours_table, parts_table
from dashboard.data.why.near_licensed import near_licensed
from tests.data.why.raw_demo import asked, between, haversine

SOURCE = "demo-ambulance"
ALCOHOL = f"sources={SOURCE}&types=alcohol-related-injury"
YEAR = ("2025-01", "2025-12")
EDGES = [0, 100, 250, 400, np.inf]


@pytest.fixture(scope="module")
def calls(ambulance: pd.DataFrame) -> pd.DataFrame:
    """Calls of the year with a point, each with its local hour."""
    rows = between(ambulance, *YEAR)
    rows = rows[rows.longitude.notna()].reset_index(drop=True)
    return rows.assign(hour=rows.occurred_from.dt.tz_convert("Europe/London").dt.hour)


def nearest(rows: pd.DataFrame, premises: pd.DataFrame) -> np.ndarray:
    return np.asarray(haversine(rows, premises).min(axis=1))


def in_part(rows: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    inside = rows.hour.between(start, end - 1) if start < end else (rows.hour >= start) | (rows.hour < end)
    return rows[inside]


class TestAgainstRows:
    @pytest.mark.parametrize(("kind", "within"), [("", 100), ("pub", 170)])
    def test_parts_of_the_day(
        self, demonstration: Dataset, calls: pd.DataFrame, kind: str, within: int
    ) -> None:
        query = f"{ALCOHOL}&within={within}" + (f"&kind={kind}" if kind else "")
        table = parts_table(demonstration, asked(demonstration, query), SOURCE)
        known = demonstration.premises
        known = known[known.kind == kind] if kind else known
        own = calls[calls.crime_type == "alcohol-related-injury"]
        others = calls[calls.crime_type != "alcohol-related-injury"]
        assert table.part.tolist() == [name for name, *_ in PARTS]
        for row in table.itertuples():
            mine = nearest(in_part(own, row.from_hour, row.to_hour), known)
            rest = nearest(in_part(others, row.from_hour, row.to_hour), known)
            near, near_rest = (mine <= within).sum(), (rest <= within).sum()
            assert (row.incidents, row.timed) == (near, len(mine))
            assert row.share == pytest.approx(near / len(mine))
            assert row.expected_by_others == pytest.approx(near_rest / len(rest))
            expected = against_others(near, len(mine), near_rest, len(rest), 0.99)
            assert row.ratio_to_others == pytest.approx(float(expected.ratio))
            assert row.ratio_to_others_lower == pytest.approx(float(expected.lower))
            assert row.ratio_to_others_upper == pytest.approx(float(expected.upper))
            lower, upper = wilson_interval(near, len(mine), 0.99)
            assert row.ratio_to_area_lower == pytest.approx(lower / row.expected_by_area)
            assert row.ratio_to_area_upper == pytest.approx(upper / row.expected_by_area)
        assert table.timed.sum() == len(own)

    def test_bands_by_hour(self, demonstration: Dataset, calls: pd.DataFrame) -> None:
        table = hours_table(demonstration, asked(demonstration, ALCOHOL), SOURCE)
        own = calls[calls.crime_type == "alcohol-related-injury"]
        others = calls[calls.crime_type != "alcohol-related-injury"]
        counted = {
            name: np.histogram2d(
                rows.hour,
                pd.cut(nearest(rows, demonstration.premises), EDGES, include_lowest=True, labels=False),
                bins=(range(25), range(5)),
            )[0]
            for name, rows in (("own", own), ("others", others))
        }
        assert table.hour.tolist() == np.repeat(range(24), 4).tolist()
        assert table.incidents.tolist() == counted["own"].ravel().astype(int).tolist()
        totals = {name: found.sum(axis=1, keepdims=True) for name, found in counted.items()}
        assert table.share.tolist() == pytest.approx((counted["own"] / totals["own"]).ravel(), nan_ok=True)
        expected = (counted["others"] / totals["others"]).ravel()
        assert table.expected_by_others.tolist() == pytest.approx(expected)
        assert table.groupby("hour").expected_by_area.sum().tolist() == pytest.approx([1.0] * 24)


class TestOneNumber:
    def test_hours_add_up_to_the_parts_and_these_to_the_panel(self, demonstration: Dataset) -> None:
        selection = asked(demonstration, ALCOHOL)
        found = near_licensed(demonstration, selection, SOURCE)
        parts = parts_table(demonstration, selection, SOURCE)
        hours = hours_table(demonstration, selection, SOURCE)
        assert found.hours is not None
        assert [part.incidents for part in found.hours.parts] == parts.incidents.tolist()
        assert [part.share for part in found.hours.parts] == parts.share.tolist()
        assert parts.incidents.sum() == found.incidents
        assert parts.timed.sum() == found.located
        bands = hours.groupby("over_metres").incidents.sum()
        assert bands.tolist() == [band.incidents for band in found.bands]
        night = hours[hours.hour.isin([22, 23, 0, 1, 2])]
        at_night = parts[parts.part == "Night"].iloc[0]
        assert night.incidents.sum() == at_night.timed
        assert night[night.over_metres == 0].incidents.sum() == at_night.incidents

    @pytest.mark.parametrize(("name", "start", "end"), PARTS)
    def test_a_part_is_what_choosing_its_hours_gives(
        self, demonstration: Dataset, name: str, start: int, end: int
    ) -> None:
        every = parts_table(demonstration, asked(demonstration, ALCOHOL), SOURCE).set_index("part")
        selection = asked(demonstration, f"{ALCOHOL}&hours={start}-{end}")
        found = near_licensed(at_hours(demonstration, selection), selection, SOURCE)
        part = every.loc[name]
        assert (found.incidents, found.located) == (part.incidents, part.timed)
        assert found.others is not None
        assert found.others.expected == pytest.approx(part.expected_by_others)
        assert found.others.ratio == pytest.approx(part.ratio_to_others)


class TestSaid:
    def test_the_planted_night_stands_out(self, demonstration: Dataset) -> None:
        """Lantern Street: calls for violence at night around late premises, from April 2025."""
        street = next(one for one in TRUTHS if one.key == "lantern-street")
        query = f"sources={SOURCE}&types={street.crime_types[0]}&area=X06000002&from=2025-04&to=2025-12"
        found = near_licensed(demonstration, asked(demonstration, query), SOURCE).hours
        assert found is not None
        assert found.parts[found.strongest].name == "Night"
        beyond = [part.name for part in found.parts if part.others and part.others.beyond_chance]
        assert beyond == ["Night"]

    def test_where_nothing_is_planted_the_night_does_not_stand_out(self, demonstration: Dataset) -> None:
        query = f"sources={SOURCE}&types=violence-and-sexual-offences&area=X06000008"
        found = near_licensed(demonstration, asked(demonstration, query), SOURCE).hours
        assert found is not None
        assert all(part.others and part.others.beyond_chance <= 0 for part in found.parts)

    def test_a_source_without_times_says_so(self, demonstration: Dataset) -> None:
        selection = asked(demonstration, "sources=demo-police&types=robbery")
        found = near_licensed(demonstration, selection, "demo-police").hours
        assert found is not None
        assert (found.reason, found.parts) == ("Times are not in this source.", ())
        assert parts_table(demonstration, selection, "demo-police").empty
        assert hours_table(demonstration, selection, "demo-police").empty
