"""The planted truths hold in the data, by plain pandas, and docs/demo.md says the same as the list."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from dashboard.data.demo import TRUTHS, DemoRegion, Truth
from dashboard.data.demo.counts import PHI
from dashboard.data.demo.plan import FIRST_MONTH, LAST_MONTH
from dashboard.data.schema import month_name, month_number

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "demo.md"
METRES = np.array([62_750.0, 111_360.0])
ALL_MONTHS = range(FIRST_MONTH, LAST_MONTH + 1)


def truth(key: str) -> Truth:
    return next(one for one in TRUTHS if one.key == key)


def of_kind(kind: str) -> list[Truth]:
    return [one for one in TRUTHS if one.kind == kind]


def nearby(frame: pd.DataFrame, one: Truth) -> pd.DataFrame:
    """Incidents of the truth's types within its circle."""
    offset = (frame[["longitude", "latitude"]].to_numpy() - (one.longitude, one.latitude)) * METRES
    inside = np.hypot(offset[:, 0], offset[:, 1]) <= one.radius_metres
    return frame[inside & frame.crime_type.isin(one.crime_types)]


def by_month(frame: pd.DataFrame) -> pd.Series:
    return frame.groupby("month").size().reindex(ALL_MONTHS, fill_value=0)


def circle_counts(frame: pd.DataFrame, one: Truth) -> tuple[float, np.ndarray]:
    """Incidents of the truth's types in its circle, and in like circles round the points away from it."""
    chosen = frame[frame.crime_type.isin(one.crime_types) & (frame.district == one.area_code)]
    points = chosen.groupby(["longitude", "latitude"]).size().reset_index(name="incidents")
    metres = (points[["longitude", "latitude"]].to_numpy() - (one.longitude, one.latitude)) * METRES
    tree, incidents = cKDTree(metres), points.incidents.to_numpy()
    around = np.array(
        [incidents[inside].sum() for inside in tree.query_ball_point(metres, one.radius_metres)]
    )
    away = np.hypot(metres[:, 0], metres[:, 1]) > 2 * one.radius_metres
    return float(incidents[tree.query_ball_point([0, 0], one.radius_metres)].sum()), around[away]


class TestTheList:
    def test_holds_the_patterns_the_tests_of_later_pages_need(self) -> None:
        kinds = [one.kind for one in TRUTHS]
        assert kinds.count("lasting hotspot") >= 3
        for kind in ("emerging hotspot", "seasonal hotspot", "rise", "fall", "late start"):
            assert kinds.count(kind) == 1
        assert len({one.key for one in TRUTHS}) == len(TRUTHS)

    def test_areas_are_those_of_the_region(self, region: DemoRegion) -> None:
        names = region.inputs.names.set_index(["level", "code"]).name
        for one in TRUTHS:
            level = "force" if one.kind == "late start" else "district"
            assert names[level, one.area_code] == one.area_name

    def test_no_hotspot_lies_in_the_force_that_starts_late(self) -> None:
        late = truth("dunlinshire-late-start").area_name
        assert late == "Dunlinshire"
        assert not {one.area_name for one in TRUTHS if one.radius_metres} & {
            "Cocklesea", "Sallowmere", "Brackenholt", "Wexmoor",
        }  # fmt: skip


class TestHotspots:
    @pytest.mark.parametrize("one", of_kind("lasting hotspot"), ids=lambda one: one.key)
    def test_a_lasting_hotspot_stands_out_in_every_year(self, police: pd.DataFrame, one: Truth) -> None:
        assert (by_month(nearby(police, one)) >= 0.5 * one.size["demo-police"]).all()
        for year in (2023, 2024, 2025):
            here, elsewhere = circle_counts(police[police.month // 12 == year], one)
            assert here > np.quantile(elsewhere, 0.99), year

    def test_the_quay_stands_out_in_ambulance_calls_too(self, ambulance: pd.DataFrame) -> None:
        one = truth("custom-house-quay")
        calls = by_month(nearby(ambulance, one))
        assert calls.mean() > 0.9 * one.size["demo-ambulance"]
        here, elsewhere = circle_counts(ambulance, one)
        assert here > np.quantile(elsewhere, 0.99)

    @pytest.mark.parametrize("source", ["demo-police", "demo-ambulance"])
    def test_the_emerging_hotspot_grows_over_the_last_nine_months(
        self, police: pd.DataFrame, ambulance: pd.DataFrame, source: str
    ) -> None:
        one = truth("lantern-street")
        frame = {"demo-police": police, "demo-ambulance": ambulance}[source]
        months = by_month(nearby(frame, one))
        before, since = months[months.index < one.first_month], months[months.index >= one.first_month]
        assert len(since) == 9
        assert since.mean() - before.mean() == pytest.approx(one.size[source], rel=0.35)
        assert since.iloc[-3:].mean() > 1.5 * since.iloc[:3].mean()
        assert before.mean() < 0.5 * since.mean()

    def test_the_emerging_hotspot_is_one_of_weekend_nights(self, ambulance: pd.DataFrame) -> None:
        one = truth("lantern-street")
        calls = nearby(ambulance, one)
        local = calls[calls.month >= one.first_month].occurred_from.dt.tz_convert("Europe/London")
        # Six hours back, the small hours belong to the evening before them.
        evening = (local - pd.Timedelta(hours=6)).dt.day_of_week.isin([4, 5])
        assert (evening & ((local.dt.hour >= 22) | (local.dt.hour < 4))).mean() > 0.8

    def test_late_night_premises_stand_in_the_emerging_hotspot(self, region: DemoRegion) -> None:
        one = truth("lantern-street")
        premises = region.inputs.premises
        offset = (premises[["longitude", "latitude"]].to_numpy() - (one.longitude, one.latitude)) * METRES
        inside = premises[np.hypot(offset[:, 0], offset[:, 1]) <= one.radius_metres]
        assert inside.hours.str.contains("03:00").sum() >= 5
        assert {"bar", "club"} <= set(inside.kind)

    def test_the_seasonal_hotspot_comes_each_july_and_august(self, police: pd.DataFrame) -> None:
        one = truth("marlhaven-promenade")
        months = by_month(nearby(police, one))
        summer = months.index.to_series() % 12 + 1
        for year in (2023, 2024, 2025):
            this = months.index // 12 == year
            extra = months[this & summer.isin(one.calendar_months)].mean()
            usual = months[this & ~summer.isin(one.calendar_months)].mean()
            assert extra - usual == pytest.approx(one.size["demo-police"], rel=0.25), year


class TestTrends:
    def test_vehicle_crime_in_tannerby_rises_through_2025(self, police: pd.DataFrame) -> None:
        months = self.series(police, truth("tannerby-vehicle-crime"))
        last, before = months.iloc[24:].sum(), months.iloc[12:24].sum()
        assert last / before == pytest.approx(1.45, abs=0.15)
        assert months.iloc[30:].sum() > 1.2 * months.iloc[24:30].sum()

    def test_burglary_in_gannetby_falls_after_the_initiative(self, police: pd.DataFrame) -> None:
        one = truth("gannetby-burglary")
        months = self.series(police, one)
        start = one.first_month - FIRST_MONTH
        assert one.first_month == month_number("2024-10")
        after, before = months.iloc[start : start + 12].sum(), months.iloc[start - 12 : start].sum()
        assert after / before == pytest.approx(0.65, abs=0.07)

    def test_dunlinshire_police_begin_in_january_2025(
        self, police: pd.DataFrame, ambulance: pd.DataFrame
    ) -> None:
        one = truth("dunlinshire-late-start")
        reported = police[police.force == "Dunlinshire Police"]
        assert sorted(reported.month.unique()) == list(range(one.first_month, LAST_MONTH + 1))
        assert set(reported.force_area) - {""} == {one.area_code}
        assert not (police[police.month < one.first_month].force_area == one.area_code).any()
        assert (ambulance[ambulance.month < one.first_month].force_area == one.area_code).any()

    def test_everything_else_is_quiet(self, police: pd.DataFrame, ambulance: pd.DataFrame) -> None:
        planted = {
            ("demo-police", truth("tannerby-vehicle-crime").area_code, "vehicle-crime"),
            ("demo-police", truth("gannetby-burglary").area_code, "burglary"),
        }
        scores = self.yearly_scores(police, "demo-police") + self.yearly_scores(ambulance, "demo-ambulance")
        loud = {key: round(z, 1) for key, year, z in scores if key not in planted and abs(z) > 3}
        assert len(scores) > 250
        assert loud == {}

    @staticmethod
    def series(police: pd.DataFrame, one: Truth) -> pd.Series:
        chosen = police[(police.district == one.area_code) & police.crime_type.isin(one.crime_types)]
        return by_month(chosen)

    @staticmethod
    def yearly_scores(frame: pd.DataFrame, source: str) -> list[tuple[tuple[str, str, str], int, float]]:
        """z of each partnership and type for 2024 against 2023 and 2025 against 2024."""
        located = frame[frame.district != ""]
        counts = pd.crosstab([located.district, located.crime_type], located.month // 12)
        scores = []
        for year in (2024, 2025):
            pair = counts[counts[year - 1] > 0]  # the force that starts late has nothing to compare with
            z = np.sqrt(2) * (np.sqrt(pair[year]) - np.sqrt(pair[year - 1])) / np.sqrt(PHI)
            scores += [((source, *key), year, float(value)) for key, value in z.items()]
        return scores


class TestDocument:
    def test_the_page_lists_every_truth_as_it_is(self) -> None:
        rows = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
        assert rows == [document_row(one) for one in TRUTHS]


def document_row(one: Truth) -> str:
    """The row of docs/demo.md that describes a truth."""
    where = f"{one.area_name} (`{one.area_code}`)"
    if one.radius_metres:
        where = f"{one.place}, {where}, {one.radius_metres} m round {one.longitude:.5f}, {one.latitude:.5f}"
    months = f"{month_name(one.first_month)} to {month_name(one.last_month)}"
    if len(one.calendar_months) < 12:
        months += ", July and August only"
    types = ", ".join(f"`{slug}`" for slug in one.crime_types) or "all"
    if one.radius_metres:
        size = "; ".join(f"{number:+.0f} a month in `{source}`" for source, number in one.size.items())
    else:
        size = "; ".join(f"{number:+.0%} in `{source}`" for source, number in one.size.items())
    cells = (f"`{one.key}`", one.kind, where, months, types, size or "no records before", one.note)
    return f"| {' | '.join(cells)} |"
