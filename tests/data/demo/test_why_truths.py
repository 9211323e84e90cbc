"""What is planted in the demonstration region is found by the statistics of where, when and why."""

from __future__ import annotations

from typing import NamedTuple

import h3.api.numpy_int as h3_int
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from dashboard.analysis.contributions import contributions, largest
from dashboard.analysis.emerging import (
    Kind,
    SpaceTime,
    gistar_by_period,
    hotspot_classify,
    hotspot_states,
    space_time_classes,
)
from dashboard.analysis.hotspots import StudyAreas, find_hotspots, study_areas
from dashboard.analysis.near_premises import against_others, by_band, nearest_metres
from dashboard.analysis.temporal import aoristic_hours, month_profile, time_ranges
from dashboard.analysis.trends import Verdict
from dashboard.data.demo import DemoRegion, Truth
from dashboard.data.demo.plan import FIRST_MONTH
from dashboard.data.hotspot_ground import adjacency
from tests.data.demo.test_demo_truths import METRES, by_month, nearby, of_kind, truth

QUIET = "X06000008"  # Hallow Vale: nothing is planted there


class Surface(NamedTuple):
    """One partnership's inhabited cells, who neighbours whom, and counts [36 months, cells]."""

    cells: npt.NDArray[np.uint64]
    areas: StudyAreas
    counts: npt.NDArray[np.float64]

    def at(self, one: Truth) -> int:
        assert one.latitude is not None and one.longitude is not None
        cell = np.uint64(h3_int.latlng_to_cell(one.latitude, one.longitude, 9))
        return int(np.searchsorted(self.cells, cell))


def surface(frame: pd.DataFrame, district: str, types: tuple[str, ...]) -> Surface:
    inside = frame[(frame.district == district) & frame.longitude.notna()]
    points = inside[["latitude", "longitude"]].drop_duplicates()
    of_point = {(y, x): h3_int.latlng_to_cell(y, x, 9) for y, x in points.itertuples(index=False)}
    cell = np.array(
        [of_point[at] for at in zip(inside.latitude, inside.longitude, strict=True)], dtype=np.uint64
    )
    cells = np.unique(cell)
    chosen = inside.crime_type.isin(types).to_numpy()
    counts = np.zeros((36, len(cells)))
    np.add.at(counts, (inside.month[chosen] - FIRST_MONTH, np.searchsorted(cells, cell[chosen])), 1)
    return Surface(cells, study_areas(adjacency(cells)), counts)


class TestWhere:
    @pytest.mark.parametrize("one", of_kind("lasting hotspot"), ids=lambda one: one.key)
    def test_lasting_hotspots_are_called_and_persistent(self, police: pd.DataFrame, one: Truth) -> None:
        found = surface(police, one.area_code, one.crime_types)
        assert find_hotspots(found.counts[24:].sum(axis=0), found.areas).called[found.at(one)]
        z = gistar_by_period(found.counts, found.areas)
        states = hotspot_states(z, found.counts)
        assert hotspot_classify(states)[found.at(one)] == Kind.PERSISTENT_HOT
        assert space_time_classes(states, z)[found.at(one)] == SpaceTime.PERSISTENT_HOT

    @pytest.mark.parametrize("source", ["police", "ambulance"])
    def test_the_emerging_one_is_classed_as_emerging(
        self, source: str, police: pd.DataFrame, ambulance: pd.DataFrame
    ) -> None:
        one = truth("lantern-street")
        frame = {"police": police, "ambulance": ambulance}[source]
        found = surface(frame, one.area_code, one.crime_types)
        here = found.at(one)
        by_quarter = found.counts.reshape(12, 3, -1).sum(axis=1)
        for counts in (found.counts, by_quarter):
            states = hotspot_states(gistar_by_period(counts, found.areas), counts)
            kinds = hotspot_classify(states)
            assert kinds[here] == Kind.EMERGING_HOT
            emerging = found.cells[kinds == Kind.EMERGING_HOT]
            apart = [h3_int.grid_distance(int(cell), int(found.cells[here])) for cell in emerging]
            assert np.mean(np.array(apart) <= 2) >= 0.5
        z = gistar_by_period(by_quarter, found.areas)
        classes = space_time_classes(hotspot_states(z, by_quarter), z)
        assert classes[here] == SpaceTime.CONSECUTIVE_HOT

    def test_nothing_emerges_where_nothing_is_planted(self, police: pd.DataFrame) -> None:
        found = surface(police, QUIET, ("violence-and-sexual-offences",))
        kinds = hotspot_classify(hotspot_states(gistar_by_period(found.counts, found.areas), found.counts))
        assert not (kinds == Kind.EMERGING_HOT).any() and not (kinds == Kind.FORMER_HOT).any()


class TestWhen:
    def test_the_season_of_the_promenade(self, police: pd.DataFrame) -> None:
        one = truth("marlhaven-promenade")
        profile = month_profile(by_month(nearby(police, one)).to_numpy(), "2023-01")
        assert profile.whole_years == 3
        assert set(np.argsort(profile.seasonal)[-2:]) == {6, 7}
        assert (profile.lower[[6, 7]] > 1.5).all()

    def test_weekend_nights_in_lantern_street(self, ambulance: pd.DataFrame) -> None:
        one = truth("lantern-street")
        calls = nearby(ambulance, one)
        hours = aoristic_hours(time_ranges(calls[calls.month >= one.first_month].occurred_from))
        assert hours.weights[[4, 5], 22:].sum() + hours.weights[[5, 6], :4].sum() > 0.75 * hours.used


class TestWhy:
    def table(self, police: pd.DataFrame, district: str) -> pd.DataFrame:
        """What changed from 2024 to 2025, by crime type."""
        inside = police[police.district == district]
        months = pd.crosstab(inside.crime_type, inside.month)
        months = months.reindex(columns=range(FIRST_MONTH, FIRST_MONTH + 36), fill_value=0)
        counts = months.to_numpy()
        return contributions(list(months.index), counts[:, 12:24].sum(1), counts[:, 24:].sum(1), counts)

    @pytest.mark.parametrize(
        ("key", "verdict"), [("tannerby-vehicle-crime", Verdict.HIGHER), ("gannetby-burglary", Verdict.LOWER)]
    )
    def test_what_changed_is_named_first_and_called(
        self, police: pd.DataFrame, key: str, verdict: Verdict
    ) -> None:
        one = truth(key)
        table = self.table(police, one.area_code)
        assert largest(table).part.iloc[0] == one.crime_types[0]
        called = table[table.verdict.isin([Verdict.HIGHER, Verdict.LOWER])]
        assert called[["part", "verdict"]].to_numpy().tolist() == [[one.crime_types[0], verdict]]

    def test_nothing_is_called_where_nothing_is_planted(self, police: pd.DataFrame) -> None:
        assert not self.table(police, QUIET).verdict.isin([Verdict.HIGHER, Verdict.LOWER]).any()

    def test_premises_drive_violence_in_lantern_street_alone(
        self, region: DemoRegion, police: pd.DataFrame
    ) -> None:
        one = truth("lantern-street")
        premises = region.inputs.premises[["longitude", "latitude"]].to_numpy() * METRES
        ratios = {}
        for district in (one.area_code, QUIET):
            inside = police[
                (police.district == district) & (police.month >= one.first_month) & police.longitude.notna()
            ]
            metres = nearest_metres(inside[["longitude", "latitude"]].to_numpy() * METRES, premises)
            violence = (inside.crime_type == one.crime_types[0]).to_numpy()
            here, others = (by_band(metres[chosen], (100,)) for chosen in (violence, ~violence))
            ratios[district] = against_others(here[0], here.sum(), others[0], others.sum())
        assert float(ratios[one.area_code].lower) > 1
        assert float(ratios[QUIET].lower) < 1
