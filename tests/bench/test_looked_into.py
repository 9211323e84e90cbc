"""Baselines and product count alike, and a difference between them is seen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bench import binning, check, counting, importing, mapping, selecting
from bench.baselines import counting as counting_baseline
from bench.baselines.selecting import Answer, Chosen, InPandas
from bench.incidents import MONTHS, TYPES, opened, region, write_street_csv
from dashboard.data.dataset import Dataset
from dashboard.data.grid import cell_centres
from dashboard.data.schema import Level, month_number, slug
from dashboard.selection import Selection

ROWS = 20_000


@pytest.fixture
def rows() -> pd.DataFrame:
    columns = ["cell", "leaf", "type", "month", "longitude", "latitude"]
    values = [
        (7, 3, 0, 10, -1.0, 54.0),
        (7, 3, 1, 11, -1.0, 54.0),
        (8, 4, 1, 11, -1.5, 54.5),
        (8, 5, 1, 12, -1.5, 54.5),
        (9, 9, 2, 11, -2.0, 55.0),
    ]
    return pd.DataFrame(values, columns=columns)


def listed(answer: Answer) -> list[object]:
    return [[column.tolist() for column in pair] for pair in answer[:3]] + [answer.total]


class TestSelecting:
    @pytest.mark.parametrize(
        ("chosen", "expected"),
        [
            (
                Chosen(0, 9, 10, 12),
                [[[7, 8, 9], [2, 2, 1]], [[10, 11, 12], [1, 3, 1]], [[0, 1, 2], [1, 3, 1]], 5],
            ),
            (Chosen(3, 4, 11, 12), [[[7, 8], [1, 1]], [[11], [2]], [[1], [2]], 2]),
            (Chosen(0, 9, 10, 12, (-1.6, 54.4, -1.4, 54.6)), [[[8], [2]], [[11, 12], [1, 1]], [[1], [2]], 2]),
            (Chosen(0, 9, 10, 12, types=(0, 2)), [[[7, 9], [1, 1]], [[10, 11], [1, 1]], [[0, 2], [1, 1]], 2]),
        ],
    )
    def test_pandas_counts_what_was_chosen(
        self, rows: pd.DataFrame, chosen: Chosen, expected: list[object]
    ) -> None:
        assert listed(InPandas(rows).answer(chosen)) == expected

    def test_one_other_number_is_a_difference(self, rows: pd.DataFrame) -> None:
        answer, other = (InPandas(rows).answer(Chosen(0, 9, 10, 12)) for _ in range(2))
        assert answer.same(other)
        values, numbers = other.months
        assert not answer.same(other._replace(months=(values, numbers + (values == 11))))
        assert not answer.same(other._replace(total=4))


class TestCounting:
    def test_product_and_pandas_count_alike(self, tmp_path: Path) -> None:
        rng = np.random.default_rng(5)
        np.save(tmp_path / "cell.npy", rng.integers(1, 40, 60).astype(np.uint64))
        np.save(tmp_path / "leaf.npy", rng.integers(0, 9, 60).astype(np.int32))
        np.save(tmp_path / "place.npy", rng.integers(0, 60, ROWS).astype(np.int32))
        np.save(tmp_path / "type.npy", rng.integers(0, len(TYPES), ROWS).astype(np.int8))
        np.save(tmp_path / "month.npy", np.sort(rng.integers(0, MONTHS, ROWS)).astype(np.int8))
        pieces, values = counting.cube_of(tmp_path)
        their_pieces, counts = counting_baseline.count(tmp_path)
        used = np.load(tmp_path / "place.npy")
        assert len(np.unique(used)) == 60
        assert pieces.cells.tolist() == their_pieces.cell.tolist()
        assert pieces.leaves.tolist() == their_pieces.leaf.tolist()
        monthly = np.diff(values, axis=1)
        assert monthly.sum() == ROWS
        assert {(p, t, m): n for (p, t, m), n in counts.items()} == {
            (p, t, m): monthly[t, m, p]
            for t, m, p in zip(*(a.tolist() for a in np.nonzero(monthly)), strict=True)
        }


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    write_street_csv(region(cells=500), ROWS, folder / "street")
    importing.ours(str(folder / "street"), str(folder / "ours"))
    importing.theirs(str(folder / "street"), str(folder / "theirs"))
    return folder


class TestImporting:
    def test_both_count_alike(self, imported: Path) -> None:
        dataset = opened(imported / "ours")
        importing.compare(dataset, imported / "theirs")
        assert importing.counts_of(dataset)[:, 4].sum() == ROWS

    def test_a_described_source_counts_alike(self, imported: Path, tmp_path: Path) -> None:
        mapping.described(str(imported / "street"), str(tmp_path / "described"))
        mapping.compare(tmp_path / "described", imported / "ours")
        some = next((imported / "street").iterdir())
        mapping.described(str(some), str(tmp_path / "less"))
        with pytest.raises(AssertionError, match="the two readers count otherwise"):
            mapping.compare(tmp_path / "less", imported / "ours")

    @pytest.mark.parametrize("table", ["cube", "coverage"])
    def test_one_other_number_is_a_difference(self, imported: Path, table: str) -> None:
        path = imported / "theirs" / f"{table}.parquet"
        stored = pd.read_parquet(path)
        try:
            stored.assign(incidents=stored.incidents + (stored.index == 3)).to_parquet(path)
            with pytest.raises(AssertionError, match="the two imports"):
                importing.compare(opened(imported / "ours"), imported / "theirs")
        finally:
            stored.to_parquet(path)


@pytest.fixture(scope="module")
def views(imported: Path) -> dict[str, Selection]:
    """Those of the benchmark, with a district that so small a region has."""
    dataset = opened(imported / "ours")
    whole = Selection.default(dataset.catalogue)
    district = dataset.areas.codes[dataset.areas.levels.index(Level.PARTNERSHIP.value)]
    return {
        "whole": whole,
        "part": whole.replace(box=selecting.TYNESIDE),
        "district": whole.replace(area=district),
        "types": whole.replace(types=selecting.FEW_TYPES),
    }


class TestSelectingSideBySide:
    def test_the_product_answers_like_pandas_and_keeps_nothing(
        self, imported: Path, views: dict[str, Selection]
    ) -> None:
        dataset = selecting.forgetful(opened(imported / "ours"))
        pandas = InPandas(frame_of(imported, dataset))
        for view in views.values():
            for one in selecting.questions(view, 2):
                answer = selecting.ours(dataset, one)
                assert answer.total > 0
                assert answer.same(pandas.answer(selecting.chosen(dataset, one)))
        assert len(dataset.recent) == 0

    def test_what_is_read_once_is_what_an_answer_needs(
        self, imported: Path, views: dict[str, Selection]
    ) -> None:
        dataset = opened(imported / "ours")
        planes = {name: selecting.planes_of(dataset, view) for name, view in views.items()}
        cube = next(iter(dataset.cubes.values()))
        period = views["whole"].end - views["whole"].start + 1
        numbers = {name: len(found) for name, found in planes.items()}
        assert numbers == {
            "whole": 1 + 2,
            "part": 1 + (period + 1) + 2 * len(cube.types),
            "district": 1 + 2,
            "types": 1 + 3 * 2,
        }
        assert selecting.read_once(planes["whole"]) == int(cube.cells.max())


def frame_of(imported: Path, dataset: Dataset) -> pd.DataFrame:
    """What pandas imported, as the baseline holds it."""
    rows = pd.read_parquet(imported / "theirs" / "incidents.parquet")
    types = next(iter(dataset.cubes.values())).types
    longitude, latitude = cell_centres(rows["cell"].to_numpy())
    return pd.DataFrame(
        {
            "cell": rows["cell"],
            "leaf": rows["LSOA code"].map(dataset.areas.positions).astype(int),
            "type": rows["Crime type"].map(lambda label: types.index(slug(label))).astype(int),
            "month": rows["Month"].map(month_number).astype(int),
            "longitude": longitude,
            "latitude": latitude,
        }
    )


class TestBinning:
    def test_another_cell_is_a_difference(self) -> None:
        longitude, latitude = binning.scattered(50)
        binning.timed(longitude, latitude, binning.rows_to_cells, binning.h3_per_row)
        with pytest.raises(AssertionError, match="other cells"):
            binning.timed(
                longitude, latitude, binning.h3_per_row, lambda lon, lat, r: binning.h3_per_row(lon, lat, 8)
            )


class TestCheck:
    def test_only_a_fall_of_more_than_a_third_counts(self) -> None:
        floor = {"a": 9.0, "b": 9.0, "c": 9.0}
        assert check.fallen({"a": 6.1, "b": 5.9, "c": 20.0}, floor) == ["b"]

    def test_the_best_of_three_tries_counts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "floor.json"
        path.write_text(json.dumps({"ratios": {"a": 9.0, "b": 9.0}}))
        tries = {"a": iter([1.0, 8.0]), "b": iter([9.0])}
        monkeypatch.setattr(check, "FLOOR", path)
        monkeypatch.setattr(check, "CHECKS", {"a": lambda: next(tries["a"]), "b": lambda: next(tries["b"])})
        assert check.compare() == 0
        monkeypatch.setattr(check, "CHECKS", {"a": lambda: 5.0, "b": lambda: 9.0})
        assert check.compare() == 1

    def test_only_what_is_named_is_measured_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "floor.json"
        monkeypatch.delattr("os.sched_setaffinity", raising=False)  # else this process keeps to one core
        monkeypatch.setattr(check, "FLOOR", path)
        monkeypatch.setattr(check, "CHECKS", {"a one": lambda: 1.0, "b": lambda: 2.0, "a two": lambda: 3.0})
        monkeypatch.setattr(check.busy, "load", lambda: 1.0)
        assert check.main(["--write"]) == 0
        changed = {"a one": lambda: 4.0, "b": lambda: 5.0, "a three": lambda: 6.0}
        monkeypatch.setattr(check, "CHECKS", changed)
        monkeypatch.setattr(check.busy, "load", lambda: 3.0)
        assert check.main(["--write", "a"]) == 0
        stored = json.loads(path.read_text())
        assert list(stored["ratios"].items()) == [("a one", 4.0), ("b", 2.0), ("a three", 6.0)]
        assert stored["lowest_and_highest"]["b"] == [2.0, 2.0]
        assert stored["load"] == 3.0
        assert check.main(["--write", "c"]) == 2

    def test_what_is_stored_is_what_is_checked(self) -> None:
        assert json.loads(check.FLOOR.read_text(encoding="utf-8"))["ratios"].keys() == check.CHECKS.keys()
