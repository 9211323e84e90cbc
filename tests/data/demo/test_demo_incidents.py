"""The fictional incidents: canonical, deterministic, located on the land, with times that hold together."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely

from dashboard.data.demo import DemoRegion, generate
from dashboard.data.demo.clock import to_utc
from dashboard.data.demo.counts import PHI, scattered
from dashboard.data.demo.plan import FIRST_MONTH, LAST_MONTH
from dashboard.data.schema import CRIME_TYPES, INCIDENTS, month_number


def digest(region: DemoRegion) -> str:
    """One hash over every value of every frame."""
    total = hashlib.sha256()
    for frame in (*(frame for _, frame in region.incidents), *(frame for _, frame in region.inputs.tables())):
        total.update(",".join(frame.columns).encode())
        total.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return total.hexdigest()


class TestDeterminism:
    def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(self, region: DemoRegion) -> None:
        assert digest(generate()) == digest(region)
        assert digest(generate(seed=7)) != digest(region)


class TestCanonicalForm:
    def test_frames_fit_the_schema(self, region: DemoRegion) -> None:
        for _, frame in region.incidents:
            assert list(frame.columns) == INCIDENTS.names
            table = pa.Table.from_pandas(frame, schema=INCIDENTS, preserve_index=False)
            for field in INCIDENTS:
                assert field.nullable or table[field.name].null_count == 0

    def test_sources_say_that_they_are_fictional_and_how_precise_they_are(self, region: DemoRegion) -> None:
        police, ambulance = (source for source, _ in region.incidents)
        assert police.fictional
        assert ambulance.fictional
        assert (police.key, police.place_precision, police.time_precision) == (
            "demo-police",
            "snapped",
            "month",
        )
        assert (ambulance.key, ambulance.place_precision) == ("demo-ambulance", "exact")
        assert (police.finest_resolution, ambulance.finest_resolution) == (9, 10)

    def test_there_are_as_many_incidents_as_promised(
        self, police: pd.DataFrame, ambulance: pd.DataFrame
    ) -> None:
        assert len(police) == pytest.approx(350_000, rel=0.02)
        assert len(ambulance) == pytest.approx(40_000, rel=0.03)
        for frame in (police, ambulance):
            assert sorted(frame.month.unique()) == list(range(FIRST_MONTH, LAST_MONTH + 1))

    def test_police_types_are_the_fourteen_with_plausible_shares(self, police: pd.DataFrame) -> None:
        share = police.crime_type.value_counts(normalize=True)
        assert set(share.index) == set(CRIME_TYPES)
        assert share["anti-social-behaviour"] == pytest.approx(0.18, abs=0.02)
        assert share.idxmax() == "violence-and-sexual-offences"

    def test_only_asb_lacks_an_id_and_ids_are_distinct(
        self, police: pd.DataFrame, ambulance: pd.DataFrame
    ) -> None:
        without = police.incident_id == ""
        assert (without == (police.crime_type == "anti-social-behaviour")).all()
        assert police.incident_id[~without].is_unique
        assert ambulance.incident_id.is_unique


class TestPlaces:
    def test_few_records_lack_a_location_and_then_wholly(
        self, police: pd.DataFrame, ambulance: pd.DataFrame
    ) -> None:
        for frame in (police, ambulance):
            lost = frame.longitude.isna()
            assert 0.002 < lost.mean() < 0.004
            assert (lost == frame.latitude.isna()).all()
            assert (lost == (frame.lsoa_code == "")).all()
            assert (lost == (frame.place == "")).all()

    def test_police_points_are_few_and_ambulance_positions_many(
        self, police: pd.DataFrame, ambulance: pd.DataFrame
    ) -> None:
        snapped = police.dropna(subset="longitude").drop_duplicates(["longitude", "latitude"])
        assert 8_000 < len(snapped) < 11_000
        exact = ambulance.dropna(subset="longitude")
        assert len(exact.drop_duplicates(["longitude", "latitude"])) > 0.95 * len(exact)

    def test_every_point_lies_in_its_stated_lsoa(
        self, region: DemoRegion, police: pd.DataFrame, ambulance: pd.DataFrame
    ) -> None:
        areas = region.inputs.shapes.query("level == 'lsoa'")
        shape = pd.Series(shapely.from_wkb(areas.wkb.to_numpy(dtype=object)), index=areas.code)
        both = pd.concat([police, ambulance]).dropna(subset="longitude")
        point = both[["longitude", "latitude", "lsoa_code"]].drop_duplicates()
        polygon = shape[point.lsoa_code].to_numpy()
        assert shapely.intersects_xy(polygon, point.longitude.to_numpy(), point.latitude.to_numpy()).all()

    def test_a_few_points_hold_many_incidents(self, police: pd.DataFrame) -> None:
        per_point = police.groupby(["longitude", "latitude"]).size().sort_values(ascending=False)
        busiest_tenth = per_point.iloc[: len(per_point) // 10].sum() / per_point.sum()
        assert 0.35 < busiest_tenth < 0.8


class TestTimes:
    def test_police_records_have_months_only(self, police: pd.DataFrame) -> None:
        assert police.occurred_from.isna().all()
        assert police.occurred_to.isna().all()

    def test_ambulance_times_fall_in_their_local_month(self, ambulance: pd.DataFrame) -> None:
        local = ambulance.occurred_from.dt.tz_convert("Europe/London")
        assert (local.dt.year * 12 + local.dt.month - 1 == ambulance.month).all()
        assert local.dt.second.eq(0).all()
        assert local.dt.minute.nunique() == 60

    def test_own_clock_agrees_with_the_time_zone_database(self) -> None:
        local = np.arange("2023-01-01", "2026-01-01", 30, dtype="datetime64[m]")
        # The hour skipped in March does not exist; the hour lived twice in October counts as the later one.
        expected = pd.DatetimeIndex(local).tz_localize("Europe/London", ambiguous=False, nonexistent="NaT")
        exists = expected.notna()
        ours = pd.DatetimeIndex(to_utc(local)).tz_localize("UTC")
        assert (ours[exists] == expected[exists].tz_convert("UTC")).all()


class TestScatter:
    def test_counts_scatter_more_than_chance_alone(self) -> None:
        counts = scattered(np.random.default_rng(3), np.full(200_000, 12.0))
        assert counts.mean() == pytest.approx(12.0, rel=0.01)
        assert counts.var() / counts.mean() == pytest.approx(PHI, rel=0.02)

    def test_nothing_happens_where_nothing_is_expected(self) -> None:
        assert scattered(np.random.default_rng(3), np.zeros(1_000)).sum() == 0

    def test_months_run_from_january_2023_to_december_2025(self) -> None:
        assert month_number("2023-01") == FIRST_MONTH
        assert month_number("2025-12") == LAST_MONTH
