"""Near repeats of what is selected, against every pair looked at by itself: made data, New York, Toronto, the
demonstration."""

from __future__ import annotations

import dataclasses
import itertools
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis import near_repeats as knox_test
from dashboard.data.answers import Answers
from dashboard.data.dataset import Dataset, Library
from dashboard.data.ingest import import_paths
from dashboard.data.sources.mapping.finding import find_description
from dashboard.data.why import near_repeats as module
from dashboard.data.why.near_repeats import (
    COLUMNS,
    DAYS,
    FEWEST,
    METRES,
    NearRepeats,
    near_repeats,
    near_repeats_reason,
    near_table,
    plane,
)
from tests.data.small_world import SOURCE, incident, middle, served, two_forces
from tests.data.why.raw_demo import asked, between, haversine

CALLS = dataclasses.replace(SOURCE, key="calls", name="Calls", time_precision="minute")
DATED = dataclasses.replace(SOURCE, key="dated", name="Dated", time_precision="day", place_precision="exact")
YEAR = "from=2025-01&to=2025-12"


def plainly(rows: pd.DataFrame) -> np.ndarray:
    """[distance bands, day bands]: pairs of rows with longitude, latitude and day, every one looked at."""
    one, other = np.triu_indices(len(rows), 1)
    metres = haversine(rows, rows)[one, other]
    day = rows.day.to_numpy()
    apart = np.abs(day[one] - day[other])
    return np.array(
        [
            [
                ((metres >= near) & (metres < far) & (apart >= soon) & (apart < late)).sum()
                for soon, late in itertools.pairwise(DAYS)
            ]
            for near, far in itertools.pairwise(METRES)
        ]
    )


def expected_plainly(rows: pd.DataFrame) -> np.ndarray:
    """Near pairs x soon pairs / all pairs."""
    one, other = np.triu_indices(len(rows), 1)
    metres, day = haversine(rows, rows)[one, other], rows.day.to_numpy()
    apart = np.abs(day[one] - day[other])
    near = [((metres >= low) & (metres < high)).sum() for low, high in itertools.pairwise(METRES)]
    soon = [((apart >= low) & (apart < high)).sum() for low, high in itertools.pairwise(DAYS)]
    return np.outer(near, soon) / len(one)


def local_days(times: pd.Series, zone: str = "Europe/London") -> pd.Series:
    days = pd.to_datetime(times, utc=True).dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    return (days - pd.Timestamp("1970-01-01")) // pd.Timedelta("1D")


def on_an_edge(rows: pd.DataFrame, within: float) -> int:
    """Pairs so many metres or less from an edge of a band."""
    metres = haversine(rows, rows)[np.triu_indices(len(rows), 1)]
    return int(sum((np.abs(metres - edge) <= within).sum() for edge in METRES[1:]))


def agrees(found: NearRepeats, rows: pd.DataFrame, unsure: int = 0) -> None:
    """The bands are those of the rows, whose number is said too.

    As many pairs as are `unsure` may lie in the next band: distances on a plane differ by millimetres from
    those on a sphere.
    """
    assert found.reason == ""
    assert found.incidents == len(rows)
    pairs = plainly(rows)
    assert pairs.sum() > 20
    counted = np.array([band.pairs for band in found.bands]).reshape(pairs.shape)
    assert np.abs(counted - pairs).sum() <= 2 * unsure
    expected = np.array([band.expected for band in found.bands]).reshape(pairs.shape)
    assert expected == pytest.approx(expected_plainly(rows), rel=1e-9, abs=unsure)
    edges = [band[:4] for band in found.bands]
    assert edges == [(*m, *d) for m in itertools.pairwise(METRES) for d in itertools.pairwise(DAYS)]


def moved(at: tuple[float, float], east: float, north: float) -> tuple[float, float]:
    """A point so many metres away."""
    longitude, latitude = at
    return longitude + east / (111_195 * np.cos(np.radians(latitude))), latitude + north / 111_195


def call(
    begun: pd.Timestamp | None, at: tuple[float, float] | None, ended: pd.Timestamp | None = None
) -> dict[str, Any]:
    month = pd.Timestamp("2025-01-15", tz="Europe/London") if begun is None else begun
    local = month.tz_convert("Europe/London")
    row = incident(f"{local.year}-{local.month:02d}", lsoa="L1", at=at)
    for name, moment in (("occurred_from", begun), ("occurred_to", ended)):
        if moment is not None:
            row[name] = moment.tz_convert("UTC")
    return row


def scattered(number: int, seed: int, spread: float = 700) -> list[dict[str, Any]]:
    """Calls at random times of a year and random places around a middle, some on the same few points."""
    chance = np.random.default_rng(seed)
    rows = []
    for _ in range(number):
        begun = pd.Timestamp("2025-01-01", tz="Europe/London") + pd.Timedelta(
            seconds=int(chance.integers(364 * 86400))
        )
        east, north = chance.uniform(-spread, spread, 2)
        if chance.random() < 0.3:
            east, north = (round(value / 250) * 250 for value in (east, north))
        rows.append(call(begun, moved(middle(0), east, north)))
    return rows


def chains(number: int, seed: int) -> list[dict[str, Any]]:
    """Calls of which each but the first of a few hundred follows one within days and a short walk."""
    chance = np.random.default_rng(seed)
    rows = scattered(number, seed, spread=900)
    for row in list(rows):
        begun = pd.Timestamp(row["occurred_from"]) + pd.Timedelta(hours=int(chance.integers(1, 120)))
        east, north = chance.uniform(-60, 60, 2)
        at = (row["longitude"], row["latitude"])
        if begun < pd.Timestamp("2025-12-31", tz="UTC"):
            rows.append(call(begun.tz_convert("Europe/London"), moved(at, east, north)))
    return rows


def world(folder: Path, rows: list[dict[str, Any]], source: Any = CALLS) -> Dataset:
    police = [incident(month, lsoa="L1") for month in ("2025-01", "2025-12")]
    return served(folder, police, two_forces(), also=[(source, rows)])


def found_in(dataset: Dataset, query: str) -> NearRepeats:
    selection = asked(dataset, query)
    return near_repeats(dataset, selection, selection.sources[0])


class TestCounts:
    def test_bands_are_those_of_every_pair(self, tmp_path: Path) -> None:
        rows = scattered(400, seed=4)
        dataset = world(tmp_path, rows)
        frame = pd.DataFrame(rows)
        agrees(
            found_in(dataset, f"sources=calls&{YEAR}"),
            frame.assign(day=local_days(frame.occurred_from)),
        )

    def test_the_day_is_the_local_day_it_began_on(self, tmp_path: Path) -> None:
        # 00:30 in summer is the day before in UTC: with days of UTC these pairs would be 7 days apart, not 6.
        late = pd.Timestamp("2025-07-07 00:30", tz="Europe/London")
        early = pd.Timestamp("2025-07-13 23:30", tz="Europe/London")
        rows = [call(late, middle(0)) for _ in range(30)] + [call(early, middle(0)) for _ in range(30)]
        first, second, *_ = found_in(world(tmp_path, rows), f"sources=calls&{YEAR}").bands
        assert (first.pairs, second.pairs) == (60 * 59 // 2, 0)

    def test_what_has_no_day_or_point_is_left_out_and_counted(self, tmp_path: Path) -> None:
        rows = scattered(120, seed=5)
        kept = pd.DataFrame(rows)
        begun = pd.Timestamp("2025-03-01 12:00", tz="Europe/London")
        week, day = pd.Timedelta("8D"), pd.Timedelta("1D")
        rows += [call(None, middle(0)) for _ in range(3)]
        rows += [call(begun, middle(0), begun + week) for _ in range(4)]
        rows += [call(begun, None) for _ in range(5)]
        within = [call(begun, moved(middle(0), 90.0 * n, 0), begun + day) for n in range(6)]
        found = found_in(world(tmp_path, [*rows, *within]), f"sources=calls&{YEAR}")
        assert (found.without_day, found.without_point) == (7, 5)
        kept = pd.concat([kept, pd.DataFrame(within)], ignore_index=True)
        agrees(found, kept.assign(day=local_days(kept.occurred_from)))

    def test_chosen_hours_are_those_counted(self, tmp_path: Path) -> None:
        rows = scattered(900, seed=6, spread=500)
        frame = pd.DataFrame(rows)
        hour = pd.to_datetime(frame.occurred_from, utc=True).dt.tz_convert("Europe/London").dt.hour
        night = frame[hour < 6]
        dataset = world(tmp_path, rows)
        agrees(
            found_in(dataset, f"sources=calls&{YEAR}&hours=0-6"),
            night.assign(day=local_days(night.occurred_from)),
        )

    def test_the_table_is_what_the_panel_says(self, tmp_path: Path) -> None:
        dataset = world(tmp_path, scattered(200, seed=7), DATED)
        selection = asked(dataset, f"sources=dated&{YEAR}")
        table, found = near_table(dataset, selection, "dated"), near_repeats(dataset, selection, "dated")
        assert list(table.columns) == list(COLUMNS)
        for band, row in zip(found.bands, table.itertuples(index=False), strict=True):
            assert tuple(row)[:10] == pytest.approx(tuple(band), nan_ok=True)
            assert (row.permutations, row.incidents) == (found.permutations, found.incidents)

    def test_the_plane_is_true_to_distances(self) -> None:
        chance = np.random.default_rng(8)
        region = pd.DataFrame(
            {"longitude": chance.uniform(-2.7, -0.8, 400), "latitude": chance.uniform(54.4, 55.8, 400)}
        )
        points = plane(region.longitude.to_numpy(), region.latitude.to_numpy())
        drawn = np.hypot(*(points[:, np.newaxis] - points[np.newaxis]).T)
        true = haversine(region, region)
        assert drawn == pytest.approx(true, rel=1e-3, abs=0.01)


class TestFindings:
    def test_planted_pairs_are_found_and_their_reach(self, tmp_path: Path) -> None:
        found = found_in(world(tmp_path, chains(300, seed=11)), f"sources=calls&{YEAR}")
        first = next(band for band in found.bands if band.from_metres == 1)
        assert first.beyond_chance
        assert first.ratio > 3
        assert found.near is not None
        assert found.near.under_metres == 100
        named = [
            band
            for band in found.bands
            if band.from_metres and band.under_metres <= 100 and band.under_days <= found.near.under_days
        ]
        pairs, expected = sum(band.pairs for band in named), sum(band.expected for band in named)
        assert (found.near.pairs, found.near.ratio) == (pairs, pytest.approx(pairs / expected))

    def test_places_that_change_over_time_are_not_taken_for_series(self, tmp_path: Path) -> None:
        chance = np.random.default_rng(13)
        rows = []
        for _ in range(900):
            day = int(chance.integers(360))
            west = chance.random() < (0.9 if day < 180 else 0.1)  # the one place first, then the other
            east, north = chance.uniform(-400, 400, 2)
            begun = pd.Timestamp("2025-01-01 12:00", tz="Europe/London") + pd.Timedelta(days=day)
            rows.append(call(begun, moved(middle(0 if west else 2), east, north)))
        found = found_in(world(tmp_path, rows), f"sources=calls&{YEAR}")
        assert found.drifting
        assert found.near is None or (found.near.under_metres, found.near.under_days) == (100, 7)

    def test_random_incidents_are_no_series(self) -> None:
        """Each of 40 random surfaces has a chance of 5% to name any band: over 6 of them has one of 0.3%."""
        chance = np.random.default_rng(12)
        named = 0
        for _ in range(40):
            points, days = chance.uniform(0, 1500, (150, 2)), chance.integers(0, 365, 150)
            table = module._tested(module._Dated(points, days, 0, 0))
            named += bool(table.beyond_chance.any())
        assert named <= 6

    def test_nothing_follows_in_the_calls_of_the_demonstration(self, demonstration: Dataset) -> None:
        found = found_in(demonstration, f"sources=demo-ambulance&{YEAR}&area=X06000008")
        assert found.reason == ""
        assert found.near is None and found.same is None
        assert not any(band.beyond_chance for band in found.bands)


class TestNothingToSay:
    def test_months_alone_are_no_dates(self, demonstration: Dataset) -> None:
        selection = asked(demonstration, "sources=demo-police")
        assert near_repeats(demonstration, selection, "demo-police").reason == "Dates are not in this source."
        assert near_table(demonstration, selection, "demo-police").empty

    @pytest.mark.parametrize("number", [3, FEWEST - 1])
    def test_few_incidents_say_nothing(self, tmp_path: Path, number: int) -> None:
        found = found_in(world(tmp_path, scattered(number, seed=1)), f"sources=calls&{YEAR}")
        assert str(number) in found.reason
        assert found.bands == ()

    def test_few_with_a_point_say_nothing(self, tmp_path: Path) -> None:
        rows = scattered(FEWEST - 1, seed=1)
        rows += [call(pd.Timestamp("2025-03-01", tz="Europe/London"), None) for _ in range(10)]
        found = found_in(world(tmp_path, rows), f"sources=calls&{YEAR}")
        assert f"{FEWEST - 1} incidents with a date and a point" in found.reason

    def test_too_many_pairs_ask_to_narrow(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        dataset = world(tmp_path, scattered(200, seed=2))
        monkeypatch.setattr(knox_test, "MOST_PAIRS", 100)
        found = found_in(dataset, f"sources=calls&{YEAR}")
        assert "Choose a smaller area" in found.reason
        assert near_table(dataset, asked(dataset, f"sources=calls&{YEAR}"), "calls").empty

    def test_too_many_incidents_are_not_even_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dataset = world(tmp_path, scattered(200, seed=2))
        monkeypatch.setattr(module, "MOST_INCIDENTS", 100)
        selection = asked(dataset, f"sources=calls&{YEAR}")
        assert "Choose a smaller area" in near_repeats_reason(dataset, selection, "calls")

    def test_a_ratio_of_hardly_any_pairs_is_not_given(self, tmp_path: Path) -> None:
        found = found_in(world(tmp_path, scattered(60, seed=3, spread=9000)), f"sources=calls&{YEAR}")
        assert all(np.isnan(band.ratio) and not band.beyond_chance for band in found.bands)


def mapped(folder: Path, path: Path, source: str) -> Dataset:
    import_paths(folder, [path], description=find_description(source, Path("/nonexistent")))
    dataset = Library(folder).current()
    assert dataset is not None
    return dataset


@pytest.mark.shared
def test_vehicle_thefts_of_new_york(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "nyc-vehicle-thefts" / "nycvehiclethefts.csv.gz"
    dataset = mapped(tmp_path, path, "new-york-vehicle-thefts")
    raw = pd.read_csv(path)
    begun = pd.to_datetime(raw.date_start)
    length = pd.to_datetime(raw.date_end).fillna(begun) - begun
    kept = raw[begun.between("2016-04-01", "2016-06-30 23:59:59") & length.between("0D", "7D")]
    days = (pd.to_datetime(kept.date_start).dt.normalize() - pd.Timestamp("1970-01-01")).dt.days
    found = found_in(dataset, "sources=new-york-vehicle-thefts&from=2016-04&to=2016-06")
    unsure = on_an_edge(kept, within=0.01)
    assert unsure < 10
    agrees(found, kept.assign(day=days), unsure)


@pytest.mark.shared
def test_burglaries_of_toronto(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "toronto-major-crime-indicators" / "mci_train.csv.gz"
    dataset = mapped(tmp_path, path, "toronto-major-crime")
    raw = pd.read_csv(path)
    date = pd.to_datetime(raw.occurrencedate, utc=True).dt.tz_convert("America/Toronto").dt.tz_localize(None)
    kept = raw[(raw.MCI == "Break and Enter") & date.between("2020-01-01", "2020-03-31 23:59:59")]
    days = (date[kept.index].dt.normalize() - pd.Timestamp("1970-01-01")).dt.days
    points = kept.rename(columns={"Long": "longitude", "Lat": "latitude"}).assign(day=days)
    found = found_in(dataset, "sources=toronto-major-crime&types=burglary&from=2020-01&to=2020-03")
    unsure = on_an_edge(points, within=0.01)
    assert unsure < 10
    agrees(found, points, unsure)


def test_calls_of_the_demonstration(demonstration: Dataset, ambulance: pd.DataFrame) -> None:
    rows = between(ambulance[ambulance.longitude.notna()], "2025-02", "2025-02")
    found = found_in(demonstration, "sources=demo-ambulance&from=2025-02&to=2025-02")
    unsure = on_an_edge(rows, within=0.01)
    assert unsure < 10
    agrees(found, rows.assign(day=local_days(rows.occurred_from)), unsure)


class Shelf(dict[str, bytes]):
    """A store that several processes share."""

    def set(self, key: str, value: bytes) -> None:
        self[key] = value


def test_one_worker_works_it_out_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = world(tmp_path, scattered(150, seed=9)).folder
    shelf, begun = Shelf(), []
    monkeypatch.setattr(module, "knox", lambda *of, **more: begun.append(1) or knox_test.knox(*of, **more))
    tables = []
    for _ in range(2):
        worker = Dataset(folder, Answers(shelf, "secret"))
        tables.append(near_table(worker, asked(worker, f"sources=calls&{YEAR}"), "calls"))
        for _ in range(100):  # a helper thread puts it on the shelf
            if shelf:
                break
            time.sleep(0.05)
    assert len(begun) == len(shelf) == 1
    pd.testing.assert_frame_equal(*tables)
    other = Dataset(folder, Answers(shelf, "secret"))
    assert not near_table(other, asked(other, f"sources=calls&{YEAR}&hours=0-12"), "calls").empty
    assert len(begun) == 2


def test_one_band_alone_can_be_beyond_chance_with_the_fewest_permutations() -> None:
    bands = (len(module.METRES) - 1) * (len(module.DAYS) - 1)
    assert bands / (1 + min(knox_test.PERMUTATIONS)) < module.CHANCE
