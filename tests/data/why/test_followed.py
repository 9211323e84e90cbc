"""Cells followed over time, against plain sums over the demonstration's rows, and against what is planted."""

from __future__ import annotations

import h3
import numpy as np
import pandas as pd
import pytest
import scipy

from dashboard.analysis.emerging import hotspot_classify, space_time_classes
from dashboard.data import demo
from dashboard.data.dataset import Dataset
from dashboard.data.demo import TRUTHS
from dashboard.data.emerging_places import emerging_cells, outlook
from dashboard.data.emerging_rules import UNKNOWN, Way
from dashboard.data.followed import followed
from dashboard.data.hotspot_ground import ground_of
from dashboard.data.schema import month_number
from dashboard.data.view import view_of
from dashboard.data.why.hot_classes import hot_classes
from tests.data.why.raw_demo import asked

POLICE, THORNMERE, VIOLENCE = "demo-police", "X06000002", "violence-and-sexual-offences"
QUARTERS = 12
PLANTED = [one for one in TRUTHS if one.kind in ("lasting hotspot", "emerging hotspot")]
"""The seasonal one lies in a town centre that stands out in other months too."""


@pytest.fixture(scope="module")
def thornmere(police: pd.DataFrame) -> pd.DataFrame:
    """Rows of one partnership that have a point, with their cell and quarter."""
    links = demo.generate().inputs.links
    inside = links[(links.child_level == "lsoa") & (links.parent == THORNMERE)].child
    rows = police[police.lsoa_code.isin(inside) & police.longitude.notna()].copy()
    points = rows[["longitude", "latitude"]].drop_duplicates()
    points["cell"] = [h3.latlng_to_cell(y, x, 9) for x, y in points.itertuples(index=False)]
    rows = rows.merge(points, on=["longitude", "latitude"])
    return rows.assign(quarter=(rows.month - month_number("2023-01")) // 3)


def plain(rows: pd.DataFrame, rings: int = 1) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Cells ever named, z and states [quarters, cells] of violence, one sum at a time."""
    cells = sorted(rows.cell.unique())
    chosen = rows[rows.crime_type == VIOLENCE]
    counts = pd.crosstab(chosen.quarter, chosen.cell)
    counts = counts.reindex(index=range(QUARTERS), columns=cells, fill_value=0).to_numpy(dtype=float)
    place = {cell: i for i, cell in enumerate(cells)}
    near = [[place[one] for one in h3.grid_disk(cell, rings) if one in place] for cell in cells]
    number, z = len(cells), np.zeros_like(counts)
    for quarter, row in enumerate(counts):
        mean, spread = row.mean(), row.std()
        for i, own in enumerate(near):
            weight = len(own)
            scale = np.sqrt(weight * (number - weight) / (number - 1))
            z[quarter, i] = (row[own].sum() - weight * mean) / (spread * scale)
    p = scipy.stats.false_discovery_control(2 * scipy.stats.norm.sf(np.abs(z)).ravel()).reshape(z.shape)
    states = np.where(p <= 0.05, np.sign(z), 0)
    states[:, counts.sum(axis=0) < 3] = np.minimum(states[:, counts.sum(axis=0) < 3], 0)
    return cells, z, states


class TestOracle:
    @pytest.mark.parametrize("rings", [1, 2])
    @pytest.mark.parametrize("rule", ["kinds", "classes"])
    def test_classes_and_z_are_those_of_plain_sums(
        self, demonstration: Dataset, thornmere: pd.DataFrame, rule: str, rings: int
    ) -> None:
        cells, z, states = plain(thornmere, rings)
        names = hotspot_classify(states) if rule == "kinds" else space_time_classes(states, z)
        expected = {cell: str(name) for cell, name in zip(cells, names, strict=True) if name != "no pattern"}
        selection = asked(
            demonstration, f"?area={THORNMERE}&types={VIOLENCE}&hot={rule}&rings={rings}&sources={POLICE}"
        )
        found = emerging_cells(demonstration, selection, POLICE)
        assert dict(zip(found.cell, found.kind, strict=True)) == expected
        assert len(expected) > 10
        own = z[-1, [cells.index(cell) for cell in found.cell]]
        assert found.z.to_numpy() == pytest.approx(own, abs=1e-9)
        share = (states > 0).mean(axis=0)[[cells.index(cell) for cell in found.cell]]
        assert found.hot.to_numpy() == pytest.approx(share)

    def test_incidents_by_period_are_those_of_the_rows(
        self, demonstration: Dataset, thornmere: pd.DataFrame
    ) -> None:
        selection = asked(
            demonstration, f"?area={THORNMERE}&types={VIOLENCE}&hot=kinds&sources={POLICE}&from=2025-07"
        )
        chosen = thornmere[thornmere.crime_type == VIOLENCE]
        for row in emerging_cells(demonstration, selection, POLICE).itertuples():
            own = chosen[chosen.cell == row.cell]
            by_quarter = own.groupby("quarter").size().reindex(range(QUARTERS), fill_value=0).tolist()
            assert list(row.by_period) == by_quarter
            assert row.incidents == (own.month >= month_number("2025-07")).sum() == sum(by_quarter[-2:])


class TestEachByItself:
    def test_a_partnership_is_classed_alike_alone_and_in_the_region(self, demonstration: Dataset) -> None:
        """One force began in 2025: what is known of the others is not cut short by it."""
        everything = emerging_cells(demonstration, asked(demonstration, "?hot=kinds"), POLICE)
        alone = pd.concat(
            emerging_cells(demonstration, asked(demonstration, f"?hot=kinds&area=X0600000{i}"), POLICE)
            for i in range(1, 10)
        )
        inside = everything[everything.area_name.isin(alone.area_name)]
        assert dict(zip(inside.cell, inside.kind, strict=True)) == dict(
            zip(alone.cell, alone.kind, strict=True)
        )
        late = everything[everything.periods == 4]
        assert len(late) and all(list(row)[:8] == [UNKNOWN] * 8 for row in late.by_period)
        assert all(UNKNOWN not in list(row) for row in everything[everything.periods == 12].by_period)
        assert outlook(demonstration, asked(demonstration, "?hot=kinds"), POLICE).periods == (4, 12)

    def test_where_the_period_begins_changes_no_class(self, demonstration: Dataset) -> None:
        one, other = (
            emerging_cells(demonstration, asked(demonstration, f"?hot=kinds&area=X06000005{more}"), POLICE)
            for more in ("", "&from=2025-12&to=2025-12")
        )
        assert dict(zip(one.cell, one.kind, strict=True)) == dict(zip(other.cell, other.kind, strict=True))
        assert other.incidents.sum() < one.incidents.sum()

    def test_what_changed_has_the_very_classes(self, demonstration: Dataset) -> None:
        selection = asked(demonstration, f"?types={VIOLENCE}&hot=kinds&rings=2")
        view = view_of(demonstration, selection, POLICE)
        found = hot_classes(view, selection)
        assert found is not None
        listed = emerging_cells(demonstration, selection, POLICE)
        ground = ground_of(demonstration, POLICE)
        by_class: dict[str, set[str]] = {}
        for piece, place in enumerate(found.of_piece.tolist()):
            part = int(ground.part_of_piece[view.pieces][piece])
            if place >= 0 and view.by_piece[piece]:
                by_class.setdefault(found.names[place], set()).add(f"{int(ground.cells[part]):x}")
        assert by_class
        for name, cells in by_class.items():
            own = listed[(listed.kind == name) & (listed.incidents > 0)]
            assert cells == set(own.cell)


class TestTruths:
    @pytest.mark.parametrize("rule", ["kinds", "classes"])
    @pytest.mark.parametrize("truth", PLANTED, ids=lambda one: one.key)
    def test_what_is_planted_is_classed_as_such(
        self, demonstration: Dataset, truth: demo.Truth, rule: str
    ) -> None:
        query = f"?sources={POLICE}&area={truth.area_code}&types={','.join(truth.crime_types)}&hot={rule}"
        found = emerging_cells(demonstration, asked(demonstration, query), POLICE)
        assert truth.latitude is not None and truth.longitude is not None
        at = h3.latlng_to_cell(truth.latitude, truth.longitude, 9)
        kinds = set(found[found.cell == at].kind)
        if truth.kind == "lasting hotspot":
            assert kinds == {"persistent hotspot"}
        else:
            assert kinds == {"emerging hotspot" if rule == "kinds" else "consecutive hotspot"}

    @pytest.mark.parametrize("rule", ["kinds", "classes"])
    def test_nothing_emerges_where_nothing_is_planted(self, demonstration: Dataset, rule: str) -> None:
        """Of eight partnerships with three years of data one has a place where violence emerges."""
        lately = {"emerging hotspot", "new hotspot", "consecutive hotspot"}
        [street] = [one for one in TRUTHS if one.kind == "emerging hotspot"]
        for i in range(1, 9):
            query = f"?sources={POLICE}&area=X0600000{i}&types={VIOLENCE}&hot={rule}"
            found = emerging_cells(demonstration, asked(demonstration, query), POLICE)
            new = found[found.kind.isin(lately)]
            if f"X0600000{i}" != THORNMERE:
                assert new.empty, (i, new.kind.tolist())
                continue
            assert len(new) and street.latitude is not None and street.longitude is not None
            for row in new.itertuples():
                metres = h3.great_circle_distance(
                    (row.latitude, row.longitude), (street.latitude, street.longitude), unit="m"
                )
                assert metres < 500


def test_a_way_is_part_of_what_is_kept(demonstration: Dataset) -> None:
    selection = asked(demonstration, f"?area={THORNMERE}&types={VIOLENCE}")
    ways = [
        Way(rule, step, rings, chance)
        for rule in ("kinds", "classes")
        for step in ("quarter", "month")
        for rings in (1, 3)
        for chance in ("fdr", "bonferroni")
    ]
    found = {way: followed(demonstration, selection, POLICE, way) for way in ways}
    again = {way: followed(demonstration, selection, POLICE, way) for way in reversed(ways)}
    for way, one in found.items():
        assert np.array_equal(one.parts, again[way].parts) and np.array_equal(one.kind, again[way].kind)
    strict, loose = (found[Way("kinds", "quarter", 1, chance)] for chance in ("bonferroni", "fdr"))
    assert (strict.states != 0).sum() < (loose.states != 0).sum()
    assert found[Way("kinds", "month", 1, "fdr")].most_periods == 36
