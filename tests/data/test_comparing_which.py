"""Which areas are compared, and what is said where none can be."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.analysis.peers import Place
from dashboard.data import comparing, comparison_areas
from dashboard.data.compared import Incomplete, State
from dashboard.data.comparison_areas import ranks
from dashboard.data.comparison_quality import common_instead, common_months
from dashboard.data.dataset import Dataset
from dashboard.data.inputs import Inputs
from dashboard.data.schema import Level
from tests.data.compared_world import asked, compared_world, of
from tests.data.small_world import incident, middle, served, table, two_forces


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return compared_world(tmp_path_factory.mktemp("compared"))


class TestWhichAreas:
    @pytest.mark.parametrize(
        ("query", "level"),
        [
            ("", Level.PARTNERSHIP),
            ("?area=R", Level.PARTNERSHIP),
            ("?area=F1", Level.FORCE),
            ("?area=D1", Level.PARTNERSHIP),
            ("?area=W1", Level.WARD),
            ("?area=L3", Level.LSOA),
            ("?among=D1", Level.WARD),
            ("?among=D1&area=D2", Level.WARD),  # of the own area's level there is but one
            ("?among=F2", Level.PARTNERSHIP),
            ("?compare=lsoa&area=F1", Level.LSOA),
        ],
    )
    def test_the_level(self, world: Dataset, query: str, level: Level) -> None:
        assert comparing.compared_level(world, asked(world, query)) is level

    @pytest.mark.parametrize(
        ("query", "own", "code"),
        [
            ("", [False, False, False], ""),
            ("?area=D2", [False, True, False], "D2"),
            ("?area=W1&compare=partnership", [True, False, False], "D1"),
            ("?area=F1&compare=partnership", [True, True, False], ""),
            ("?area=F2&compare=partnership", [False, False, True], "D3"),
        ],
    )
    def test_the_own_ones(self, world: Dataset, query: str, own: list[bool], code: str) -> None:
        found = of(world, query)
        assert (found.own.tolist(), found.own_code) == (own, code)

    def test_only_those_in_the_larger_area(self, world: Dataset) -> None:
        found = of(world, "?among=F1")
        assert (found.codes, found.among_name) == (("D1", "D2"), "First")

    def test_wards_are_told_apart_by_their_partnership(self, demonstration: Dataset) -> None:
        found = of(demonstration, "?compare=ward")
        assert found.names[0] == f"{demonstration.areas.name(found.codes[0])} ({found.parents[0]})"
        inside = of(demonstration, f"?compare=ward&among={demonstration.areas.path(found.codes[0])[-2]}")
        assert inside.names[0] == demonstration.areas.name(inside.codes[0])

    def test_ties(self) -> None:
        rank, tied = ranks(np.array([[3.0, 1, 3, math.nan, 0.5], [math.nan] * 5]))
        assert rank.tolist() == [[1, 3, 1, 0, 4], [0] * 5]
        assert tied.tolist() == [[True, False, True, False, False], [False] * 5]


class TestNothingToCompare:
    @pytest.mark.parametrize(
        ("query", "state", "reason"),
        [
            ("?among=F2", State.ONE, "There is only one partnership in Second: nothing to compare it with."),
            (
                "?among=D2&compare=partnership",
                State.ONE,
                "District 2 is a single partnership: nothing to compare it with.",
            ),
            ("?among=D2&compare=lsoa", State.ONE, "There is only one small area in District 2: "),
            ("?sources=calls&types=robbery", State.NOT_RECORDED, "This source does not record these"),
            ("?sources=calls&from=2024-01&to=2024-06", State.NO_DATA, "No data for this period."),
            ("?sources=calls", State.NONE_COMPLETE, "No partnership has data in the whole period"),
        ],
    )
    def test_says_why(self, world: Dataset, query: str, state: State, reason: str) -> None:
        found = of(world, query)
        assert found.state is state
        assert found.reason.startswith(reason)
        self.every_part_comes(world, query)

    def every_part_comes(self, dataset: Dataset, query: str) -> None:
        found = of(dataset, query)
        for part in ("funnel", "trends", "by_type", "worsening"):
            assert of(dataset, query, part) is not None
        assert len(of(dataset, query, "compare_table")) == len(found.codes)
        for part in ("compare_types_table", "compare_months_table", "funnel_table", "worsening_table"):
            assert isinstance(of(dataset, query, part), pd.DataFrame)

    @pytest.mark.parametrize("trend", ["month", "quarter", "year"])
    def test_too_many_areas(self, world: Dataset, monkeypatch: pytest.MonkeyPatch, trend: str) -> None:
        monkeypatch.setattr(comparison_areas, "MOST_AREAS", 2)
        query = f"?trend={trend}&from=2025-02&to=2025-11&rebase=all:2025-06&limits=additive"
        found = of(world, query)
        assert (found.state, found.number, found.codes) == (State.TOO_MANY, 3, ())
        assert found.reason == "3 partnerships are too many to compare at once."
        self.every_part_comes(world, query)

    def test_without_residents(self, tmp_path: Path) -> None:
        inputs: Inputs = dataclasses.replace(two_forces(), residents=table("residents", []))
        dataset = served(tmp_path, [incident("2024-01", lsoa="L1", at=middle(0))], inputs)
        found = of(dataset, "?among=F1")
        assert found.state is State.NO_RESIDENTS
        assert [area.why for area in found.left_out] == [Incomplete.NO_RESIDENTS] * 2
        self.every_part_comes(dataset, "?among=F1")

    def test_without_an_incident_rates_are_0(self, world: Dataset) -> None:
        found = of(world, "?types=drugs")
        assert found.rate.tolist() == [0, 0, 0]
        assert found.peers.place.tolist() == [Place.TOO_FEW] * 3
        for limits in ("exact", "multiplicative", "additive"):
            self.every_part_comes(world, f"?types=drugs&limits={limits}")

    def test_nothing_of_no_such_source(self, world: Dataset) -> None:
        with pytest.raises(KeyError):
            comparing.compared(world, asked(world, ""), "another")


class Since:
    """Of a dataset its first month."""

    first_month = 100


def flags(*rows: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """A row an area, an "x" for each month it has."""
    return np.array([[one == "x" for one in row] for row in rows])


def test_months_in_common() -> None:
    def common(*rows: str, start: int = 0, stop: int = 6) -> tuple[int, int] | None:
        return common_months(Since(), flags(*rows), slice(start, stop))  # type: ignore[arg-type]

    assert common("xxxxxx", "xxxxxx") is None  # the period itself
    assert common("xx.xxx", "xxxxxx") == (103, 105)
    assert common("xx.x..", "xxxx..") == (100, 101)
    assert common("xx.xx.", "xxxxxx") == (103, 104)  # of two runs the later
    assert common("x.....", ".xxxxx") is None
    assert common("......", "..xxx.") == (102, 104)  # nothing would bring the first in
    assert common("......", "......") is None
    assert common("xxxxx.", "xxxxxx", start=2) == (102, 104)


def test_months_in_common_beside_a_period_that_has_none() -> None:
    def instead(*rows: str, start: int, stop: int) -> tuple[int, int] | None:
        return common_instead(Since(), flags(*rows), slice(start, stop))  # type: ignore[arg-type]

    late = "......xxxx"  # of one force from the seventh month on
    assert instead("xxxxxxxxxx", late, start=2, stop=5) == (107, 109)  # as many, and the latest
    assert instead("xxxxxxxxxx", late, start=0, stop=6) == (106, 109)  # all there are
    assert instead("xxxxxxxxxx", "xx..xxx.x.", start=2, stop=4) == (105, 106)
    assert instead("xxxxxxxxxx", "xx....xx.x", start=2, stop=5) == (106, 107)
    assert instead("xxxxxxxxxx", "..........", start=2, stop=5) is None  # the period itself is common
    assert instead("xxxxxxxxxx", late, start=4, stop=8) is None  # some of the period is
    assert instead("xxxxx.....", ".....xxxxx", start=0, stop=5) is None
