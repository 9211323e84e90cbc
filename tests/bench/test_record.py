"""Rows of results: ratios, bars, spread; and work done in turn or in a process of its own."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from bench.alone import Cost, cost_of, cost_rows
from bench.record import Row, Timed, quantile, side_by_side, timed_row


def row(ours: float = 2.0, theirs: float | None = 8.0, **more: Any) -> Row:
    return Row("work", "data", "the usual way", ours, theirs, "ms", **more)


class TestRow:
    def test_ratio_is_how_many_times_better_ours_is(self) -> None:
        assert row().ratio == 4.0
        assert row(more_is_better=True).ratio == 0.25
        assert row(theirs=None).ratio is None
        assert row(ours=0.0).ratio is None

    @pytest.mark.parametrize(
        ("bars", "met"),
        [
            ({}, None),
            ({"bar": 4.0}, True),
            ({"bar": 4.1}, False),
            ({"within": 0.25}, True),
            ({"within": 0.24}, False),
            ({"at_most": 2.0}, True),
            ({"at_most": 1.9}, False),
            ({"at_least": 2.0}, True),
            ({"at_least": 2.1}, False),
            ({"bar": 4.0, "at_most": 1.9}, False),
            ({"bar": 4.1, "at_most": 2.0}, False),
            ({"bar": 4.0, "at_most": 2.0}, True),
        ],
    )
    def test_is_met_when_every_bar_is(self, bars: dict[str, float], met: bool | None) -> None:
        assert row(**bars).met is met

    def test_nothing_at_all_meets_no_ratio(self) -> None:
        assert row(ours=0.0, bar=2.0).met is False

    def test_bars_in_words(self) -> None:
        said = row(bar=5.0, within=1.2, at_most=120.0, at_least=1500.0).bars
        assert said == "≥ 5×, ≤ 1.2× of theirs, ≤ 120 ms, ≥ 1,500 ms"
        assert row().bars == ""

    def test_a_bar_on_the_ratio_needs_a_baseline(self) -> None:
        with pytest.raises(ValueError, match="needs a baseline"):
            row(theirs=None, bar=2.0)

    def test_as_dict_names_what_the_results_file_promises(self) -> None:
        found = row(within=2.0, ours_spread=(1.0, 3.0)).as_dict()
        promised = {"work", "data", "baseline", "ours", "theirs", "unit", "ratio", "bar", "met"}
        assert promised <= found.keys()
        assert (found["ratio"], found["bar"], found["met"]) == (4.0, 0.5, True)
        assert found["ours_spread"] == (1.0, 3.0)


class TestTimes:
    def test_quantiles_lie_between_neighbours(self) -> None:
        assert [quantile([4.0, 1.0, 3.0, 2.0], share) for share in (0.0, 0.25, 0.5, 1.0)] == [
            1.0,
            1.75,
            2.5,
            4.0,
        ]
        assert quantile([7.0], 0.95) == 7.0

    def test_a_timed_row_has_its_unit_and_spread(self) -> None:
        found = timed_row("w", "d", "b", Timed((0.1, 0.2, 0.3)), Timed((1.0, 2.0, 3.0)), bar=10.0)
        assert (found.ours, found.theirs, found.unit) == (200.0, 2000.0, "ms")
        assert found.ours_spread == pytest.approx((150.0, 250.0))
        assert found.met is True

    def test_works_take_turns_and_the_warm_ones_do_not_count(self) -> None:
        done: list[str] = []
        times = side_by_side(lambda: done.append("a"), lambda: done.append("b"), repeats=3, warm=1)
        assert [len(one.runs) for one in times] == [3, 3]
        assert "".join(done) == "baabbaab"


class TestAlone:
    def test_a_process_of_its_own_tells_time_and_memory(self) -> None:
        cost = cost_of("bench.keeping:run_alone", "bytearray(300_000_000)")
        assert cost.seconds > 0
        assert cost.megabytes > 250  # of the process that it started

    def test_its_memory_is_not_that_of_who_started_it(self) -> None:
        held = bytearray(600_000_000)
        cost = cost_of("bench.keeping:run_alone", "pass")
        assert 0 < cost.megabytes < len(held) / 2**20 - 100

    def test_costs_of_some_runs_make_a_row_of_time_and_one_of_memory(self) -> None:
        ours, theirs = [Cost(2.0, 30.0), Cost(1.0, 10.0), Cost(3.0, 20.0)], [Cost(8.0, 60.0)]
        time, memory = cost_rows("import", "peak", "all", "the usual way", ours, theirs, bars=(4.0, 3.5))
        assert (time.work, time.ours, time.unit, time.ratio, time.met) == ("import", 2.0, "s", 4.0, True)
        assert (memory.work, memory.ours, memory.unit, memory.met) == ("peak", 20.0, "MB", False)
        assert (time.ours_spread, memory.ours_spread) == ((1.5, 2.5), (15.0, 25.0))

    def test_failure_is_told(self) -> None:
        with pytest.raises(subprocess.CalledProcessError):
            cost_of("bench.keeping:run_alone", "raise SystemExit(3)")
