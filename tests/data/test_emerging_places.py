"""Hotspots over time of made-up places: too few periods, gaps, quiet ground, cold spots, odd asks."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import h3
import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.emerging import Kind, SpaceTime
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import DisclosureError
from dashboard.data.emerging_places import (
    emerging_cells,
    emerging_share,
    emerging_table,
    outlook,
)
from dashboard.data.emerging_rules import RULES, is_cold, shown, slug_of
from dashboard.data.schema import month_number, month_text
from dashboard.query_fields import SPOTS
from dashboard.selection import Selection
from tests.data.small_world import SIDE, SOURCE, SOUTH, WEST, incident, served, two_forces
from tests.worlds import POLICE

FIRST = month_number("2023-01")


def selected(dataset: Dataset, query: str) -> Selection:
    found, problems = Selection.from_query(query, dataset.catalogue)
    assert problems == ()
    return found


def ground(lsoa: str, column: int, side: int = 8) -> list[tuple[float, float]]:
    """The middles of cells of resolution 9 in a square."""
    west, south = WEST + column * SIDE, SOUTH
    steps = [(i + 0.5) * SIDE / side for i in range(side)]
    cells = {h3.latlng_to_cell(south + y, west + x, 9) for x, y in itertools.product(steps, steps)}
    middles = [h3.cell_to_latlng(cell)[::-1] for cell in sorted(cells)]
    return [at for at in middles if west < at[0] < west + SIDE and south < at[1] < south + SIDE]


def rows_of(counts: np.ndarray, lsoa: str, column: int, first: int = FIRST) -> list[dict[str, Any]]:
    """Incidents by counts[months, cells of `ground`]."""
    places = ground(lsoa, column)
    return [
        incident(month_text(first + month), lsoa=lsoa, at=places[cell])
        for month, row in enumerate(counts)
        for cell, number in enumerate(row[: len(places)])
        for _ in range(int(number))
    ]


def quiet(months: int, seed: int, mean: float = 3.0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (months, len(ground("L1", 0))))


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Eleven months: three quarters, and enough months."""
    return served(tmp_path_factory.mktemp("brief"), rows_of(quiet(11, 1), "L1", 0), two_forces())


class TestTooFew:
    @pytest.mark.parametrize(
        ("query", "said", "others"),
        [
            ("hot=kinds", "need 4 quarters in a row", {("kinds", "month"), ("classes", "month")}),
            ("hot=classes", "need 10 quarters in a row", {("kinds", "month"), ("classes", "month")}),
            ("hot=classes&step=month&to=2023-05", "here there are 5 months", {("kinds", "month")}),
            ("hot=kinds&step=month&from=2023-01&to=2023-01", "here there is 1 month.", set()),
        ],
    )
    def test_it_is_said_with_what_the_data_would_do_for(
        self, brief: Dataset, query: str, said: str, others: set[tuple[str, str]]
    ) -> None:
        asked = selected(brief, f"area=D1&{query}" + ("&from=2023-01" if "to=2023-05" in query else ""))
        told = outlook(brief, asked, SOURCE.key)
        assert said in told.reason
        assert set(told.others) == others and told.periods == (0, 0)
        assert emerging_cells(brief, asked, SOURCE.key).empty
        share = emerging_share(brief, asked, SOURCE.key)
        assert (share.cells, share.share, share.reason) == (0, None, told.reason)
        assert emerging_table(brief, asked, SOURCE.key).empty
        for rule, step in others:
            there = outlook(brief, asked.replace(hot=rule, step=step), SOURCE.key)
            assert there.most_periods >= RULES[rule].fewest

    def test_a_gap_ends_what_is_known(self, tmp_path: Path) -> None:
        counts = quiet(24, 2)
        rows = [*rows_of(counts[:10], "L1", 0), *rows_of(counts[11:], "L1", 0, FIRST + 11)]
        dataset = served(tmp_path, rows, two_forces())
        told = outlook(dataset, selected(dataset, "area=D1&hot=kinds"), SOURCE.key)
        assert told.periods == (4, 4)  # 13 months after the gap
        assert month_text(told.first_month) == "2024-01"
        before = outlook(dataset, selected(dataset, "area=D1&hot=kinds&from=2023-01&to=2023-10"), SOURCE.key)
        assert before.most_periods == 0 and "are 3 quarters" in before.reason


class TestQuiet:
    def test_chance_alone_gives_hardly_any_class(self, tmp_path: Path) -> None:
        classed = looked = 0
        for seed in range(4):
            dataset = served(tmp_path / str(seed), rows_of(quiet(36, seed), "L1", 0), two_forces())
            for hot in ("kinds", "classes"):
                asked = selected(dataset, f"area=D1&hot={hot}")
                assert outlook(dataset, asked, SOURCE.key).periods == (12, 12)
                classed += len(emerging_cells(dataset, asked, SOURCE.key))
                looked += len(ground("L1", 0))
        assert classed <= 0.01 * looked

    def test_no_class_at_all_is_said(self, tmp_path: Path) -> None:
        dataset = served(tmp_path, rows_of(np.full((12, len(ground("L1", 0))), 2), "L1", 0), two_forces())
        asked = selected(dataset, "area=D1&hot=kinds")
        assert emerging_cells(dataset, asked, SOURCE.key).empty
        assert outlook(dataset, asked, SOURCE.key).reason.startswith("No map cell stood out")


CENTRES = {"always": (0.5, 0.3), "lately": (1.5, 0.7), "never": (1.0, 0.25)}
"""In squares of L1 and L2, eastwards and northwards."""


def centre(name: str) -> str:
    x, y = CENTRES[name]
    places = [*ground("L1", 0), *ground("L2", 1)]
    away = [np.hypot(at[0] - WEST - x * SIDE, (at[1] - SOUTH - y * SIDE) * 1.7) for at in places]
    longitude, latitude = places[int(np.argmin(away))]
    return str(h3.latlng_to_cell(latitude, longitude, 9))


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """36 months of even ground in L1 and L2; one place was always busy, one is lately, one never."""
    around = {name: set(h3.grid_disk(centre(name), 1)) for name in CENTRES}
    rows: list[dict[str, Any]] = []
    for column, lsoa in enumerate(("L1", "L2")):
        cells = [h3.latlng_to_cell(at[1], at[0], 9) for at in ground(lsoa, column)]
        counts = 20 + np.random.default_rng(column).integers(-2, 3, (36, len(cells)))
        for place, cell in enumerate(cells):
            counts[:, place] += 25 * (cell in around["always"])
            counts[30:, place] += 25 * (cell in around["lately"])
            counts[1:, place] *= cell not in around["never"]  # inhabited all the same
        rows += rows_of(counts, lsoa, column)
    return served(tmp_path_factory.mktemp("changing"), rows, two_forces())


class TestHotAndCold:
    @pytest.mark.parametrize(
        ("hot", "lately"), [("kinds", "emerging hotspot"), ("classes", "consecutive hotspot")]
    )
    def test_busy_and_quiet_corners_are_told_apart(self, changing: Dataset, hot: str, lately: str) -> None:
        found = emerging_cells(changing, selected(changing, f"area=D1&hot={hot}"), SOURCE.key)
        kinds = dict(zip(found.cell, found.kind, strict=True))
        assert kinds.get(centre("always")) == "persistent hotspot"
        assert kinds.get(centre("lately")) == lately
        assert kinds.get(centre("never")) == "persistent cold spot"
        cold = found[[is_cold(kind) for kind in found.kind]]
        assert (cold.cold > 0.8).all() and (cold.z < 0).all()

    def test_hotspots_alone_are_shown_unless_cold_ones_are_asked_for(self, changing: Dataset) -> None:
        everything = emerging_cells(changing, selected(changing, "area=D1&hot=kinds"), SOURCE.key)
        for spot in ("", "cold", "persistent-hotspot", "persistent-cold-spot", "former-hotspot"):
            asked = selected(changing, f"area=D1&hot=kinds&spot={spot}")
            expected = {
                "": [not is_cold(kind) for kind in everything.kind],
                "cold": [is_cold(kind) for kind in everything.kind],
            }.get(spot, everything.kind == spot.replace("-", " ", 1).replace("-", " "))
            exported = emerging_table(changing, asked, SOURCE.key)
            assert set(exported.cell) == set(everything[expected].cell)
            assert emerging_cells(changing, asked, SOURCE.key).equals(everything)
        share = emerging_share(changing, selected(changing, "area=D1&hot=kinds&spot=cold"), SOURCE.key)
        hot = everything[[not is_cold(kind) for kind in everything.kind]]
        assert (share.cells, share.incidents) == (len(hot), hot.incidents.sum())
        assert share.share == pytest.approx(hot.share.sum())

    def test_a_class_of_the_other_rule_shows_all_hotspots(self, changing: Dataset) -> None:
        asked = selected(changing, "area=D1&hot=kinds&spot=new-hotspot")
        assert shown(asked, Kind.FORMER_HOT) and not shown(asked, Kind.FORMER_COLD)

    def test_export_has_incidents_and_z_of_each_period(self, changing: Dataset) -> None:
        asked = selected(changing, "area=D1&hot=classes&from=2025-01")
        exported = emerging_table(changing, asked, SOURCE.key)
        names = [name for name in exported.columns if name.startswith("incidents_")]
        assert len(names) == 12
        assert names[0] == "incidents_2023-01-to-2023-03" and names[-1] == "incidents_2025-10-to-2025-12"
        assert (exported[names[-4:]].sum(axis=1) == exported.incidents).all()
        assert (exported["z_2025-10-to-2025-12"] == exported.z).all()
        by_month = emerging_table(changing, asked.replace(step="month"), SOURCE.key)
        assert [name for name in by_month.columns if name.startswith("z_")][-1] == "z_2025-12"
        assert exported.trend_z.notna().all()
        kinds = emerging_table(changing, asked.replace(hot="kinds"), SOURCE.key)
        assert kinds.trend_z.isna().all()
        assert (exported.selected == exported.incidents).all()

    def test_what_is_pinned_is_what_is_exported_and_shared_out_not_what_is_listed(
        self, changing: Dataset
    ) -> None:
        free = selected(changing, "area=D1&hot=kinds")
        cell = centre("always")
        held = selected(changing, f"area=D1&hot=kinds&cell={cell}")
        assert emerging_cells(changing, held, SOURCE.key).equals(emerging_cells(changing, free, SOURCE.key))
        assert emerging_table(changing, held, SOURCE.key).cell.tolist() == [cell]
        assert emerging_share(changing, held, SOURCE.key).cells == 1

    def test_a_ward_stands_in_its_partnership(self, changing: Dataset) -> None:
        whole = emerging_cells(changing, selected(changing, "area=D1&hot=kinds"), SOURCE.key)
        ward = emerging_cells(changing, selected(changing, "area=W1&hot=kinds"), SOURCE.key)
        assert dict(zip(ward.cell, ward.kind, strict=True)).items() <= (
            dict(zip(whole.cell, whole.kind, strict=True)).items()
        )
        other = emerging_cells(changing, selected(changing, "area=W2&hot=kinds"), SOURCE.key)
        assert set(whole.cell) == set(ward.cell) | set(other.cell)
        assert centre("always") in set(ward.cell) - set(other.cell)


def test_a_cell_of_two_partnerships_is_listed_once_with_the_sum(tmp_path: Path) -> None:
    """Busy on both sides of a border, at first on one only: persistent there, emerging here."""
    border = WEST + 2 * SIDE, SOUTH + SIDE / 2
    cell = h3.latlng_to_cell(border[1], border[0], 9)
    around = [h3.cell_to_latlng(one)[::-1] for one in h3.grid_disk(cell, 1) if one != cell]
    rows = [*rows_of(quiet(36, 1), "L2", 1), *rows_of(quiet(36, 2), "L3", 2)]
    for lsoa, column, since in (("L2", 1, 0), ("L3", 2, 30)):
        west = WEST + column * SIDE
        busy = [border, *(at for at in around if west < at[0] < west + SIDE)]
        months = [month_text(FIRST + month) for month in range(since, 36)]
        rows += [incident(month, lsoa=lsoa, at=at) for month in months for at in busy for _ in range(30)]
    dataset = served(tmp_path, rows, two_forces())
    asked = selected(dataset, "hot=kinds")
    exported = emerging_table(dataset, asked, SOURCE.key)
    own = exported[exported.cell == cell].set_index("area_name")
    assert own.kind.to_dict() == {"District 1": "persistent hotspot", "District 2": "emerging hotspot"}
    listed = emerging_cells(dataset, asked, SOURCE.key)
    [row] = listed[listed.cell == cell].to_dict("records")
    assert listed.cell.is_unique
    assert row["kind"] == "emerging hotspot" and row["area_name"] == "District 2 and District 1"
    assert row["incidents"] == own.selected.sum() == row["tested"]
    names = [name for name in exported.columns if name.startswith("incidents_")]
    assert list(row["by_period"]) == own[names].sum().tolist()
    assert row["share"] == pytest.approx(row["incidents"] / (sum(one["month"] >= FIRST + 24 for one in rows)))
    share = emerging_share(dataset, asked, SOURCE.key)
    assert share.cells == listed.cell.nunique() and share.incidents == listed.incidents.sum()


def test_columns_stay_without_rows(changing: Dataset) -> None:
    some = emerging_cells(changing, selected(changing, "area=D1&hot=kinds"), SOURCE.key)
    query = "area=D1&hot=kinds&from=2023-01&to=2023-03"
    none = emerging_cells(changing, selected(changing, query), SOURCE.key)
    assert none.empty
    assert list(none.columns) == list(some.columns)


def test_kept_answers_are_those_made_anew(changing: Dataset) -> None:
    from dashboard.data.answers import from_bytes, to_bytes

    made = emerging_cells(changing, selected(changing, "area=D1&hot=classes"), SOURCE.key)
    again = from_bytes(to_bytes(made))
    assert [list(row) for row in again.by_period] == [list(row) for row in made.by_period]
    pd.testing.assert_frame_equal(again.drop(columns="by_period"), made.drop(columns="by_period"))


def test_addresses_know_every_class() -> None:
    kinds = {slug_of(kind) for rule in RULES.values() for kind in rule.kinds}
    assert kinds <= set(SPOTS)
    assert all(set(rule.kinds) == set(names) - {names.NONE} for rule, names in _both())


def _both() -> list[tuple[Any, Any]]:
    return [(RULES["kinds"], Kind), (RULES["classes"], SpaceTime)]


@pytest.mark.parametrize("ask", [emerging_cells, emerging_table, emerging_share, outlook])
def test_of_a_controlled_source_nothing_is_told(small: Dataset, ask: Any) -> None:
    dataset = Dataset(small.folder)
    dataset.sources = {POLICE.key: dataclasses.replace(POLICE, sensitivity="controlled")}
    asked = selected(small, f"hot=kinds&sources={POLICE.key}")
    assert ask(small, asked, POLICE.key) is not None
    with pytest.raises(DisclosureError):
        ask(dataset, asked, POLICE.key)
