"""Tables about areas that would mislead, or take the page down, are refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from dashboard.data.schema import InputError
from dashboard.data.sources.area_measures import read_measures
from dashboard.data.sources.harm_weights import HEAVIEST, read_weights
from dashboard.data.sources.measure_checks import MOST_MEASURES
from dashboard.data.sources.peer_groups import read_peers
from dashboard.data.sources.report import AreaInputs
from dashboard.data.sources.told import is_date, repeated
from tests.data.sources.small_files import write

Read = Callable[..., AreaInputs]
MEASURES, WEIGHTS, PEERS = "code,measure,value", "crime_type,weight,table,dated", "area,peer"


def read(folder: Path, reader: Read, header: str, *rows: str, name: str = "table.csv") -> AreaInputs:
    return reader(write(folder / name, "\n".join([header, *rows])), "table")


class TestMeasures:
    @pytest.mark.parametrize("name", ["km2", "residents", "density", "Density"])
    def test_a_name_of_what_is_worked_out_is_taken(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(InputError, match="give yours another name"):
            read(tmp_path, read_measures, MEASURES, f"E01000001,{name},5")

    @pytest.mark.parametrize(
        ("column", "values"),
        [("kind", ("count", "average")), ("unit", ("%", "per head")), ("label", ("Pubs", "Inns"))],
    )
    def test_a_measure_is_one_thing(self, tmp_path: Path, column: str, values: tuple[str, str]) -> None:
        rows = [f"E0100000{place},pubs,{place},{value}" for place, value in enumerate(values)]
        with pytest.raises(InputError, match=f"the measure pubs has two values of {column}"):
            read(tmp_path, read_measures, f"{MEASURES},{column}", *rows)

    def test_an_average_that_is_not_called_so_is_one_all_the_same(self, tmp_path: Path) -> None:
        rows = ("E01000001,pubs,1,", "E01000002,pubs,2,average")
        found = read(tmp_path, read_measures, f"{MEASURES},kind", *rows).measures
        assert found.kind.tolist() == ["average", "average"]

    @pytest.mark.parametrize("twice", [",E01000001,pubs,2", "lsoa,e01000001,pubs,2"])
    def test_an_area_has_one_value_whatever_level_is_told(self, tmp_path: Path, twice: str) -> None:
        with pytest.raises(InputError, match="earlier row"):
            read(tmp_path, read_measures, f"level,{MEASURES}", "lsoa,E01000001,pubs,1", twice)

    def test_of_a_wrong_column_there_are_too_many(self, tmp_path: Path) -> None:
        rows = [f"E01000001,name {number},1" for number in range(MOST_MEASURES + 1)]
        with pytest.raises(
            InputError, match=r"101 different measures are more than 100\. Is this the column"
        ):
            read(tmp_path, read_measures, MEASURES, *rows)

    def test_official_codes_may_be_written_small(self, tmp_path: Path) -> None:
        found = read(tmp_path, read_measures, MEASURES, " e01000001 ,pubs,1", "own-code,pubs,2").measures
        assert found.code.tolist() == ["E01000001", "own-code"]


class TestWeights:
    @pytest.mark.parametrize("weight", ["1e308", "1e10", "-1", "inf"])
    def test_weights_no_sum_can_hold_are_refused(self, tmp_path: Path, weight: str) -> None:
        with pytest.raises(InputError, match="is not a number from 0 to 1,000,000,000"):
            read(tmp_path, read_weights, WEIGHTS, f"burglary,{weight},Severity,2024")

    def test_the_heaviest_is_taken(self, tmp_path: Path) -> None:
        found = read(tmp_path, read_weights, WEIGHTS, f"burglary,{HEAVIEST:.0f},Severity,2024").weights
        assert found.weight.tolist() == [HEAVIEST]

    def test_a_day_that_never_was_is_no_date(self, tmp_path: Path) -> None:
        assert [is_date(one) for one in ("2024-02-29", "2024-02", "2024")] == [True] * 3
        assert [is_date(one) for one in ("2024-02-31", "2023-02-29", "2024-13", "24")] == [False] * 4
        with pytest.raises(InputError, match="must be the table's date"):
            read(tmp_path, read_weights, WEIGHTS, "burglary,1,Severity,2024-02-31")


class TestPeers:
    def test_official_codes_may_be_written_small(self, tmp_path: Path) -> None:
        found = read(tmp_path, read_peers, PEERS, "e06000001,E06000002").peers
        assert found[["code", "peer"]].to_numpy().tolist() == [["E06000001", "E06000002"]]


def test_repeated_rows_are_those_of_a_plain_count() -> None:
    rng = np.random.default_rng(5)
    columns = [[f"v{number}" for number in rng.integers(0, 4, 200)] for _ in range(3)]
    frame = pd.DataFrame(dict(enumerate(columns)))
    found = repeated(*(pa.array(column) for column in columns))
    assert found.tolist() == [
        row in frame.to_numpy().tolist()[:at] for at, row in enumerate(frame.to_numpy().tolist())
    ]
