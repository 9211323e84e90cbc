"""Incidents in Hexscan's own Parquet form."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.data.schema import FINEST_CONTROLLED_RESOLUTION, INCIDENTS, InputError, Source, month_number
from dashboard.data.sources import (
    FileRef,
    IncidentsRead,
    Kind,
    read_incidents,
    recognise,
    write_incidents,
)

AMBULANCE = Source(
    key="ambulance-calls",
    name="Ambulance calls",
    owner="North East Ambulance Service",
    licence="Sharing agreement 12",
    place_precision="exact",
    time_precision="minute",
    finest_resolution=10,
)
ROW: dict[str, Any] = {
    "incident_id": "a1",
    "month": month_number("2025-01"),
    "occurred_from": datetime(2025, 1, 3, 22, 15, tzinfo=UTC),
    "occurred_to": datetime(2025, 1, 3, 23, 0, tzinfo=UTC),
    "force": "North East Ambulance Service",
    "longitude": -1.2,
    "latitude": 54.6,
    "lsoa_code": "E01011950",
    "lsoa_name": "Hartlepool 001A",
    "crime_type": "assault",
    "place": "High Street",
}
MINIMAL = ("month", "force", "longitude", "latitude", "crime_type")


def frame(*changes: dict[str, Any]) -> pd.DataFrame:
    rows = [ROW | change for change in changes]
    table = pa.Table.from_pylist(rows, schema=INCIDENTS)
    result: pd.DataFrame = table.to_pandas()
    return result


def read(path: Path) -> IncidentsRead:
    assert recognise(FileRef(path)) is Kind.CANONICAL_INCIDENTS
    return read_incidents(FileRef(path), Kind.CANONICAL_INCIDENTS)


def written(folder: Path, columns: dict[str, Any], source: object = None, name: str = "x.parquet") -> Path:
    table = pa.table(columns)
    if source is not None:
        text = source if isinstance(source, str) else json.dumps(source)
        table = table.replace_schema_metadata({"hexscan_source": text})
    pq.write_table(table, folder / name)
    return folder / name


def minimal(**changes: Any) -> dict[str, Any]:
    return {name: [ROW[name]] for name in MINIMAL} | changes


def test_round_trip(tmp_path: Path) -> None:
    original = frame({}, {"incident_id": "", "longitude": None, "latitude": None, "occurred_to": None})
    write_incidents(tmp_path / "calls.parquet", AMBULANCE, original)
    back = read(tmp_path / "calls.parquet")
    assert back.source == AMBULANCE
    pd.testing.assert_frame_equal(back.frame, original)
    assert (back.report.rows_read, back.report.rows_kept, back.report.without_location) == (2, 2, 1)


def test_the_required_columns_are_enough_and_the_file_names_the_source(tmp_path: Path) -> None:
    columns = minimal(month=["2025-01"], crime_type=["Public order"], extra=[1])
    back = read(written(tmp_path, columns, name="Fire calls.parquet"))
    assert back.source == Source(key="fire-calls", name="Fire calls", owner="", licence="")
    row = back.frame.iloc[0]
    assert (row["month"], row["crime_type"], row["incident_id"], row["place"]) == (
        month_number("2025-01"),
        "public-order",
        "",
        "",
    )


def test_times_make_the_source_exact_to_the_minute_unless_it_says_otherwise(tmp_path: Path) -> None:
    local = pa.array([datetime(2025, 7, 1, 11, 30, tzinfo=UTC)], pa.timestamp("ms", tz="Europe/London"))
    columns = minimal(month=["2025-07"], occurred_from=local)
    back = read(written(tmp_path, columns, {"place_precision": "exact"}))
    assert (back.source.time_precision, back.source.finest_resolution) == ("minute", 10)
    assert back.frame["occurred_from"].tolist() == [pd.Timestamp("2025-07-01 11:30", tz="UTC")]


@pytest.mark.parametrize("name", MINIMAL)
def test_a_missing_column_is_an_error(tmp_path: Path, name: str) -> None:
    columns = {key: [value] for key, value in ROW.items() if key != name}
    with pytest.raises(InputError, match=rf"x\.parquet, column {name}: the column is missing"):
        read(written(tmp_path, columns))


def test_times_without_a_zone_are_an_error(tmp_path: Path) -> None:
    columns = minimal(occurred_from=[datetime(2025, 1, 3)])
    with pytest.raises(InputError, match=r"column occurred_from: it holds values of type timestamp.*UTC"):
        read(written(tmp_path, columns))


def test_rows_are_checked_as_other_sources_are(tmp_path: Path) -> None:
    back_in_time = {"occurred_to": datetime(2025, 1, 1, tzinfo=UTC)}
    changes: list[dict[str, Any]] = [
        {},
        {"month": 12},
        {"longitude": float("inf")},
        {"latitude": 91.0},
        {"force": " "},
        {"crime_type": "?"},
        back_in_time,
        {},
    ]
    write_incidents(tmp_path / "x.parquet", AMBULANCE, frame(*changes))
    report = read(tmp_path / "x.parquet").report
    assert report.rejected == {
        "month not written as YYYY-MM": 1,
        "coordinates not numbers": 1,
        "coordinates outside the world": 1,
        "no force": 1,
        "no crime type": 1,
        "ends before it begins": 1,
    }
    assert [reject["row"] for reject in report.first_rejects] == [2, 3, 4, 5, 6, 7]
    assert (report.rows_kept, report.rows_replaced) == (1, 1)


def test_one_end_of_the_time_alone_is_enough(tmp_path: Path) -> None:
    write_incidents(tmp_path / "x.parquet", AMBULANCE, frame({"occurred_from": None}))
    assert read(tmp_path / "x.parquet").report.rows_kept == 1


def test_a_controlled_source_stays_so_and_bears_no_fine_cells(tmp_path: Path) -> None:
    controlled = dataclasses.replace(AMBULANCE, sensitivity="controlled", finest_resolution=10)
    write_incidents(tmp_path / "x.parquet", controlled, frame({}))
    source = read(tmp_path / "x.parquet").source
    assert (source.controlled, source.finest_resolution) == (True, FINEST_CONTROLLED_RESOLUTION)


@pytest.mark.parametrize(
    "described",
    [
        {"key": "../../etc"},
        {"key": ""},
        {"key": 7},
        {"key": "a" * 61},
        {"name": " "},
        {"owner": None},
        {"sensitivity": "secret"},
        {"sensitivity": ["open"]},
        {"place_precision": "rough"},
        {"finest_resolution": 11},
        {"finest_resolution": True},
        {"fictional": "yes"},
    ],
)
def test_a_source_described_wrongly_is_an_error(tmp_path: Path, described: dict[str, Any]) -> None:
    ((name, _),) = described.items()
    with pytest.raises(InputError, match=rf"its hexscan_source metadata says .* for {name}\. It must be"):
        read(written(tmp_path, minimal(), described))


def test_a_misspelt_field_of_the_source_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, minimal(), {"sensitivitty": "controlled"})
    with pytest.raises(InputError, match=r"has 'sensitivitty', which is no field .*sensitivity, "):
        read(path)


def test_a_month_far_from_when_it_began_is_rejected(tmp_path: Path) -> None:
    def began(text: str) -> dict[str, Any]:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        return {"incident_id": "", "occurred_from": moment, "occurred_to": None}

    changes: list[dict[str, Any]] = [
        began("2024-12-01"),  # the month before
        began("2024-11-30 23:59"),
        began("2025-03-01"),
        {"crime_type": "?"},
        began("2025-02-28"),
        {"incident_id": "", "occurred_from": None},
        {"occurred_from": datetime(9999, 12, 31, tzinfo=UTC)},
        began("2025-06-30 23:30") | {"month": month_number("2025-05")},  # it was July, local time
    ]
    write_incidents(tmp_path / "x.parquet", AMBULANCE, frame(*changes))
    report = read(tmp_path / "x.parquet").report
    assert report.rejected == {"month is not when it began": 4, "no crime type": 1}
    assert (report.rows_read, report.rows_kept) == (8, 3)
    assert [(reject["row"], reject["column"]) for reject in report.first_rejects] == [
        (2, "month"), (3, "month"), (4, "crime_type"), (7, "month"), (8, "month")
    ]  # fmt: skip


@pytest.mark.parametrize("month", ["2024-01", month_number("2024-01")])
def test_a_file_with_only_such_months_is_an_error(tmp_path: Path, month: object) -> None:
    columns = minimal(month=[month], occurred_from=[ROW["occurred_from"]])
    with pytest.raises(InputError, match=r"row 1, column month: .* is more than a month away from occurred"):
        read(written(tmp_path, columns))


@pytest.mark.parametrize("described", ["{", "[1]", "[" * 100_000])
def test_metadata_that_is_no_json_object_is_an_error(tmp_path: Path, described: str) -> None:
    with pytest.raises(InputError, match="its hexscan_source metadata is no"):
        read(written(tmp_path, minimal(), described))


def test_a_frame_that_does_not_fit_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\.parquet: the incidents do not fit Hexscan's own form"):
        write_incidents(tmp_path / "x.parquet", AMBULANCE, frame({}).drop(columns="month"))
    assert not (tmp_path / "x.parquet").exists()


def test_other_parquet_is_unrecognised(tmp_path: Path) -> None:
    assert recognise(FileRef(written(tmp_path, {"month": [1], "place": ["x"]}))) is None


def test_text_that_is_not_utf8_is_an_error(tmp_path: Path) -> None:
    raw = pa.array([b"caf\xe9"], pa.binary())
    bad = pa.Array.from_buffers(pa.string(), 1, raw.buffers())
    with pytest.raises(InputError, match=r"it can't be read as Parquet .*UTF8"):
        read(written(tmp_path, minimal(force=bad)))
