"""The benchmarks' results file: a run of one keeps what the others found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.record import Row


def row(work: str, ours: float, data: str = "all") -> Row:
    return Row(work, data, "the usual way", ours, 8.0, "s")


def test_a_run_of_one_benchmark_keeps_the_others_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = tmp_path / "results" / "latest.json"
    monkeypatch.setattr(bench, "RESULTS", results)
    reading = [row("read", 2.0), row("read", 3.0, "half")]
    first = {"reading": lambda: reading, "counting": lambda: [row("count", 4.0)]}
    monkeypatch.setattr(bench, "BENCHES", first)
    assert bench.main([]) == 0
    monkeypatch.setattr(bench, "BENCHES", {"reading": lambda: [row("read", 1.0)], "counting": lambda: []})
    assert bench.main(["reading"]) == 0
    found = {(one["work"], one["data"]): one["ratio"] for one in json.loads(results.read_text())}
    assert found == {("read", "all"): 8.0, ("read", "half"): 2.67, ("count", "all"): 2.0}


def test_an_unknown_benchmark_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
