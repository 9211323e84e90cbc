"""Counts at some hours of the week, against rows counted plainly: by cell, area, type, month and point."""

from __future__ import annotations

import dataclasses
import itertools
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pandas as pd
import pytest

from dashboard.data.area_cube import Runs, summed_runs
from dashboard.data.at_hours import SHARED_BY_ALL_HOURS, DatasetAtHours, NoTimesError, at_hours, cube_at_hours
from dashboard.data.browse import browse
from dashboard.data.dataset import Dataset
from dashboard.data.hours import by_hour, hours_chosen
from dashboard.data.incident_rows import incident_hours, incident_rows
from dashboard.data.queries import areas, cells, months, own_area, premises, types
from dashboard.data.schema import month_number
from dashboard.data.statistics import statistics
from dashboard.data.view import view_of
from dashboard.data.why.sure import how_sure
from dashboard.data.why.when import when
from dashboard.selection import Selection
from tests.data.small_world import SOURCE, incident, middle, served, two_forces

CELL = h3.latlng_to_cell(*middle(0)[::-1], 9)
CALLS = dataclasses.replace(SOURCE, key="calls", name="Calls", time_precision="minute")
CHOICES = [
    "days=fri,sat&hours=18-3",
    "hours=0-6",
    "days=sat,sun",
    "days=sun&hours=22-2",
    "hours=8-9&types=drugs",
    "days=mon,tue,wed&hours=6-18&area=L1",
    "hours=18-24&area=L1&types=burglary,drugs&from=2025-02&to=2025-03",
]


def made_rows(number: int = 4000) -> list[dict[str, Any]]:
    """Incidents with exact times, some of them in the nights when clocks change, and some without any."""
    chance = np.random.default_rng(23)
    lsoas = ["L1", "L2", "L3", "L4", ""]
    points = [middle(0), middle(1), middle(2), middle(3), None]
    rows = []
    for _ in range(number):
        place = chance.integers(5)
        row = incident(
            "2025-01",
            ("First Police", "Second Police")[int(place > 1)],
            lsoa=lsoas[place],
            at=points[place],
            kind=("burglary", "drugs", "robbery")[chance.integers(3)],
        )
        moment = pd.Timestamp("2025-01-01", tz="UTC") + pd.Timedelta(
            seconds=int(chance.integers(150 * 86400))
        )
        if chance.random() < 0.2:  # the night of 29 to 30 March
            moment = pd.Timestamp("2025-03-29 21:00", tz="UTC") + pd.Timedelta(
                minutes=int(chance.integers(420))
            )
        local = moment.tz_convert("Europe/London")
        row["month"] = month_number(f"{local.year}-{local.month:02d}")
        row["occurred_from"] = pd.NaT if chance.random() < 0.05 else moment
        row["occurred_to"] = pd.NaT
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    frame = pd.DataFrame(made_rows())
    local = pd.to_datetime(frame.occurred_from, utc=True).dt.tz_convert("Europe/London")
    return frame.assign(day=local.dt.dayofweek, hour=local.dt.hour)  # NaN without a time


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    police = [incident("2025-01", lsoa="L1", at=middle(0)) for _ in range(5)]
    return served(tmp_path_factory.mktemp("hours"), police, two_forces(), also=[(CALLS, made_rows())])


def asked(dataset: Dataset, query: str) -> Selection:
    period = "" if "from=" in query else "&from=2025-01&to=2025-05"
    selection, problems = Selection.from_query(f"sources=calls{period}&{query}", dataset.catalogue)
    assert not problems
    return selection


def plainly(rows: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """The rows a selection means, by rules written down once more."""
    kept = rows[rows.month.between(selection.start, selection.end)]
    if selection.types:
        kept = kept[kept.crime_type.isin(selection.types)]
    if selection.area != "all":
        kept = kept[kept.lsoa_code == selection.area]
    if selection.hours is None:
        return kept[kept.day.isin(selection.days)] if selection.days else kept
    first, end = selection.hours
    days = set(selection.days or range(7))
    if first < (end or 24):
        return kept[kept.day.isin(days) & kept.hour.between(first, (end or 24) - 1)]
    evening = kept.day.isin(days) & (kept.hour >= first)
    morning = ((kept.day - 1) % 7).isin(days) & (kept.hour < end)
    return kept[evening | morning]


@pytest.mark.parametrize("query", CHOICES)
def test_counts_by_cell_area_type_and_month(dataset: Dataset, rows: pd.DataFrame, query: str) -> None:
    selection = asked(dataset, query)
    kept = plainly(rows, selection)
    assert len(kept) > 20
    located = kept[kept.longitude.notna()]
    finest = dataset.sources["calls"].finest_resolution
    by_cell = pd.Series(
        [h3.latlng_to_cell(y, x, finest) for x, y in zip(located.longitude, located.latitude, strict=True)]
    )
    found = cells(dataset, selection, "calls", finest)
    assert dict(zip(found.cell, found.incidents, strict=True)) == by_cell.value_counts().to_dict()
    found = types(dataset, selection, "calls")
    counted = kept.crime_type.value_counts()
    assert dict(zip(found.crime_type, found.incidents, strict=True)) == {
        name: counted.get(name, 0) for name in found.crime_type
    }
    found = months(dataset, selection, "calls")
    by_month = kept.month.value_counts()
    numbers = [month_number(month) for month in found.month]
    assert found.incidents.fillna(0).tolist() == [by_month.get(month, 0) for month in numbers]
    if selection.area == "all":
        found = areas(dataset, selection.replace(level="lsoa"), "calls")
        by_area = kept.lsoa_code.replace("", "no-location").value_counts()
        listed = dict(zip(found.area_code, found.incidents.fillna(0), strict=True))
        assert {code: number for code, number in listed.items() if number and code in by_area} == {
            code: number for code, number in by_area.items() if code in listed
        }
        assert sum(listed.values()) == len(kept)
    assert own_area(dataset, selection, "calls").incidents == len(kept)
    assert statistics(dataset, selection, "calls").incidents == len(kept)


@pytest.mark.parametrize("query", CHOICES)
def test_single_incidents_follow(dataset: Dataset, rows: pd.DataFrame, query: str) -> None:
    selection = asked(dataset, query)
    kept = plainly(rows, selection)
    view = view_of(dataset, selection, "calls")
    found = incident_rows(view)
    assert len(found.type) == len(kept) == view.by_piece.sum()
    by_piece = np.zeros(len(view.cube.cells), dtype=int)
    by_piece[view.pieces] = view.by_piece
    assert np.bincount(found.piece, minlength=len(by_piece)).tolist() == by_piece.tolist()
    hours, chosen = incident_hours(view), hours_chosen(selection)
    assert hours is not None and chosen is not None and chosen[hours].all()
    assert by_hour(hours).sum() == len(kept)
    assert premises(dataset, selection, "calls").incidents_within.sum() <= 4 * len(kept)


def test_changes_compare_the_same_hours(dataset: Dataset, rows: pd.DataFrame) -> None:
    selection = asked(dataset, "hours=18-24&from=2025-04&to=2025-05")
    found = own_area(dataset, selection, "calls")
    before = plainly(rows, selection.replace(start=month_number("2024-04"), end=month_number("2024-05")))
    assert before.empty and found.incidents == len(plainly(rows, selection))
    browsed = browse(dataset, selection, "calls", 8)
    assert browsed is not None


def test_hours_add_up_to_all_that_have_a_time(dataset: Dataset, rows: pd.DataFrame) -> None:
    timed = int(rows.hour.notna().sum())
    cuts = [0, 3, 8, 9, 17, 22, 24]
    parts = [f"hours={first}-{end}" for first, end in itertools.pairwise(cuts)]
    days = [f"days={day}&hours=18-17" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
    nights = [f"days={day}&hours=17-18" for day in ("mon,tue,wed,thu,fri,sat,sun",)]
    for choice in (parts, [*days, *nights], ["hours=22-3", "hours=3-22"]):
        counts = [int(view_of(dataset, asked(dataset, query), "calls").by_piece.sum()) for query in choice]
        assert sum(counts) == timed < len(rows)
        assert all(counts)


def test_nothing_kept_is_mixed_up(dataset: Dataset, rows: pd.DataFrame) -> None:
    """Each way round, twice: whole, at hours, at other hours."""
    for query in (*CHOICES, "from=2025-01&to=2025-05", *reversed(CHOICES)):
        selection = asked(dataset, query)
        for given in (dataset, at_hours(dataset, selection), at_hours(dataset, asked(dataset, "hours=1-2"))):
            assert statistics(given, selection, "calls").incidents == len(plainly(rows, selection))
            assert own_area(given, selection, "calls").incidents == len(plainly(rows, selection))
    assert at_hours(at_hours(dataset, asked(dataset, "hours=1-2")), asked(dataset, "")) is dataset


def test_how_sure_goes_by_the_hours(dataset: Dataset) -> None:
    whole = how_sure(dataset, asked(dataset, ""), "calls")
    assert how_sure(dataset, asked(dataset, "hours=1-2"), "calls").incidents <= whole.incidents


def test_the_week_is_shown_whole_whatever_is_chosen(dataset: Dataset) -> None:
    chosen, whole = (when(dataset, asked(dataset, query), "calls") for query in ("days=fri&hours=18-3", ""))
    assert chosen.hours == whole.hours
    assert sum(month.incidents for month in chosen.months) < sum(month.incidents for month in whole.months)


def test_the_same_hours_are_one_dataset_and_old_ones_go(dataset: Dataset) -> None:
    first = at_hours(dataset, asked(dataset, "days=fri&hours=20-2"))
    assert isinstance(first, DatasetAtHours)
    assert at_hours(dataset, asked(dataset, "days=fri&hours=20-2&types=drugs")) is first
    assert first.version == dataset.version and first.size > 0
    for hour in range(20):
        at_hours(dataset, asked(dataset, f"hours={hour}-{hour + 1}"))
    assert at_hours(dataset, asked(dataset, "days=fri&hours=20-2")) is not first


def test_too_large_to_keep_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.data.at_hours.KEPT_BYTES", 0)
    dataset = served(tmp_path, [incident("2025-01")], two_forces(), also=[(CALLS, made_rows(50))])
    selection = asked(dataset, "hours=6-18")
    assert at_hours(dataset, selection) is not at_hours(dataset, selection)
    assert view_of(dataset, selection, "calls").by_piece.sum() > 0


def test_a_source_without_times_gives_no_figures_at_hours(dataset: Dataset) -> None:
    selection = asked(dataset, "hours=6-18").replace(sources=(SOURCE.key,))
    with pytest.raises(NoTimesError, match="Times are not in this source"):
        _ = view_of(dataset, selection, SOURCE.key)


def test_small_counts_are_kept_small_and_still_add_up(dataset: Dataset) -> None:
    """Sums of many pieces may be larger than what any piece holds."""
    cube = at_hours(dataset, asked(dataset, "hours=6-18")).cubes["calls"]
    assert [getattr(cube, name).dtype for name in ("values", "area_values")] == [np.int16, np.int32]
    planes = np.full((2, 5), 30_000, dtype=np.int16)
    several = summed_runs(planes, Runs(np.array([0, 3]), np.array([3, 5]), np.array([0, 1])))
    single = summed_runs(planes, Runs(np.arange(5), np.arange(5) + 1, np.arange(5)))
    assert several.tolist() == [[90_000, 60_000]] * 2
    assert single.tolist() == planes.tolist()


def test_pieces_that_hold_many_are_counted_wider(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    selection = asked(dataset, "hours=6-18")
    hours = hours_chosen(selection)
    assert hours is not None
    narrow = cube_at_hours(dataset, "calls", hours)
    monkeypatch.setattr("dashboard.data.at_hours.LARGEST_NARROW", 10)
    wide = cube_at_hours(dataset, "calls", hours)
    for name in ("values", "together", "area_values"):
        assert getattr(wide, name).dtype == np.int32
        assert np.array_equal(getattr(wide, name), getattr(narrow, name))


def test_with_another_source_hidden(tmp_path: Path, rows: pd.DataFrame) -> None:
    """Areas that nobody else reports on are gone, and others have moved up."""
    far = [incident("2025-02", "Third Police", lsoa="S1", lsoa_name="Elsewhere 001A", at=(-3.0, 56.0))] * 9
    everything = served(tmp_path, far, two_forces(), also=[(CALLS, made_rows())])
    hidden = Dataset(everything.folder, hidden=frozenset((SOURCE.key,)))
    assert len(hidden.areas.codes) < len(everything.areas.codes)
    for query in CHOICES:
        selection = asked(hidden, query)
        assert own_area(hidden, selection, "calls").incidents == len(plainly(rows, selection))
        found = areas(hidden, selection.replace(level=""), "calls")
        assert found.incidents.fillna(0).sum() == len(plainly(rows, selection))


def test_many_at_once_get_the_same(dataset: Dataset, rows: pd.DataFrame) -> None:
    selections = [asked(dataset, query) for query in CHOICES] * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: int(own_area(dataset, one, "calls").incidents), selections))
    assert found == [len(plainly(rows, one)) for one in selections]


def test_what_all_hours_share_does_not_depend_on_who_asks_first(dataset: Dataset) -> None:
    """Of two opened alike, one is first asked at hours, the other at all."""

    def asked_first(query: str) -> dict[Any, bytes]:
        opened = Dataset(dataset.folder)
        for selection in (asked(opened, query), asked(opened, f"{query}&cell={CELL}")):
            statistics(opened, selection, "calls")
            areas(opened, selection, "calls")
            cells(opened, selection, "calls", 9)
            browse(opened, selection, "calls", 8)
        how_sure(opened, asked(opened, query), "calls")
        kept = tuple(opened._made.items())
        return {key: pickle.dumps(made) for key, made in kept if _head(key) in SHARED_BY_ALL_HOURS}

    at_some, at_all = asked_first("hours=20-3"), asked_first("")
    both = at_some.keys() & at_all.keys()
    assert {"spots", "hotspot ground", "holding", "cells", "cell of piece"} <= {_head(key) for key in both}
    assert {key: at_some[key] for key in both} == {key: at_all[key] for key in both}


def _head(key: Any) -> Any:
    return key[0] if isinstance(key, tuple) else key
