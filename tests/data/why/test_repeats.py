"""Repeat locations, against points counted by pandas."""

from __future__ import annotations

import h3
import numpy as np
import pandas as pd
import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.why.repeats import FEWEST, SPIKE_INCIDENTS, points_table, repeat_places
from tests.data.why.raw_demo import asked, between
from tests.worlds import POLICE

ROBBERY = "sources=demo-police&types=robbery"


@pytest.fixture(scope="module")
def points(police: pd.DataFrame) -> pd.Series:
    rows = between(police[police.crime_type == "robbery"], "2025-01", "2025-12")
    return rows[rows.longitude.notna()].groupby(["longitude", "latitude"]).size().sort_values(ascending=False)


def test_shares_of_the_busiest_points(
    demonstration: Dataset, police: pd.DataFrame, points: pd.Series
) -> None:
    found = repeat_places(demonstration, asked(demonstration, ROBBERY), "demo-police")
    places = len(police[["longitude", "latitude"]].dropna().drop_duplicates())
    assert found.places == places
    assert found.incidents == points.sum()
    curve = np.r_[0, points.cumsum(), np.full(places - len(points), points.sum())] / points.sum()
    for one in found.top:
        whole = int(one.share * places)
        part = one.share * places - whole
        held = curve[whole] + part * (curve[whole + 1] - curve[whole])
        assert one.held == pytest.approx(held)
    assert found.half == pytest.approx(int(np.argmax(curve >= 0.5)) / places)
    assert found.curve[0] == (0, 0)
    assert found.curve[-1] == (1, pytest.approx(1))
    assert all(curve[round(x * places)] == pytest.approx(y) for x, y in found.curve)


def test_every_point_with_its_part_of_its_cell(demonstration: Dataset, points: pd.Series) -> None:
    table = points_table(demonstration, asked(demonstration, ROBBERY), "demo-police")
    assert table.incidents.tolist() == points.tolist()
    assert table.set_index(["longitude", "latitude"]).incidents.to_dict() == points.to_dict()
    cells = [h3.latlng_to_cell(lat, lon, 9) for lon, lat in points.index]
    in_cell = points.groupby(cells).sum()
    assert table.share_of_cell.tolist() == pytest.approx((table.incidents / table.cell.map(in_cell)).tolist())
    rule = (table.share >= 0.01) & (table.incidents >= SPIKE_INCIDENTS) & (table.share_of_cell >= 0.5)
    assert table.spike.tolist() == rule.tolist()


def test_a_single_busy_address_is_a_spike(demonstration: Dataset) -> None:
    query = "sources=demo-police&types=violence-and-sexual-offences&area=X06000001"
    found = repeat_places(demonstration, asked(demonstration, query), "demo-police")
    table = points_table(demonstration, asked(demonstration, query), "demo-police")
    assert [point.spike for point in found.points] == table.spike.head(10).tolist()
    assert any(point.spike for point in found.points)
    assert not all(point.spike for point in found.points)


def test_few_incidents_say_nothing(small: Dataset) -> None:
    found = repeat_places(small, asked(small, "types=robbery&from=2025-01&to=2025-01"), POLICE.key)
    assert found.incidents < FEWEST
    assert "too few" in found.reason
    assert found.top == ()
