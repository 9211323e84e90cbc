"""Street-level files: every rule of reading them, on files small enough to check by eye."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.data.schema import INCIDENTS, InputError, month_number
from dashboard.data.sources import Kind, read_incidents, recognise, why_not
from dashboard.data.sources.police_street import SOURCE
from tests.data.sources.small_files import (
    STREET_COLUMNS,
    STREET_HEADER,
    read_street,
    street_row,
    street_text,
    write,
)

ASK = "Correct the row or ask the supplier for the file again."


class TestRows:
    def test_become_canonical(self, tmp_path: Path) -> None:
        read = read_street(tmp_path, [street_row(crime_id="abc", crime_type="Violence and sexual offences")])
        assert read.frame.to_dict("records") == [
            {
                "incident_id": "abc",
                "month": month_number("2025-01"),
                "occurred_from": pd.NaT,
                "occurred_to": pd.NaT,
                "force": "Cleveland Police",
                "longitude": -1.234,
                "latitude": 54.57,
                "lsoa_code": "E01011950",
                "lsoa_name": "Hartlepool 001A",
                "crime_type": "violence-and-sexual-offences",
                "place": "High Street",
            }
        ]
        table = pa.Table.from_pandas(read.frame, schema=INCIDENTS, preserve_index=False)
        assert table.schema.remove_metadata() == INCIDENTS

    def test_source_is_police_uk_snapped_and_monthly(self, tmp_path: Path) -> None:
        source = read_street(tmp_path, [street_row()]).source
        said = {name: value for name, value in dataclasses.asdict(source).items() if value}
        assert said == {
            "key": "police-uk",
            "name": "Police recorded (data.police.uk)",
            "owner": "Home Office / police forces",
            "licence": "Open Government Licence v3.0",
            "contact": "data.police.uk/contact",
            "refresh": "monthly",
            "caveats": SOURCE.caveats,
            "sensitivity": "open",
            "place_precision": "snapped",
            "time_precision": "month",
            "zone": "Europe/London",
            "finest_resolution": 9,
            "small_counts": 4,
        }

    @pytest.mark.parametrize(
        ("location", "place"),
        [
            ("On or near High Street", "High Street"),
            ("On or near ", ""),
            ("On or near", ""),
            ("No location", "No location"),
            ("On or nearby", "On or nearby"),
            ("", ""),
        ],
    )
    def test_place_is_the_location_without_on_or_near(
        self, tmp_path: Path, location: str, place: str
    ) -> None:
        assert read_street(tmp_path, [street_row(location=location)]).frame["place"].tolist() == [place]

    def test_force_is_falls_within_else_reported_by(self, tmp_path: Path) -> None:
        rows = [
            street_row(force="Durham Constabulary", reported_by="British Transport Police"),
            street_row(force="", reported_by="British Transport Police"),
        ]
        assert read_street(tmp_path, rows).frame["force"].tolist() == [
            "Durham Constabulary",
            "British Transport Police",
        ]

    @pytest.mark.parametrize(
        ("longitude", "latitude"), [("", ""), ("-1.2", ""), ("", "54.5"), ("0", "0"), ("0.000000", "0.0")]
    )
    def test_one_coordinate_missing_or_both_zero_is_no_location(
        self, tmp_path: Path, longitude: str, latitude: str
    ) -> None:
        read = read_street(tmp_path, [street_row(longitude=longitude, latitude=latitude), street_row()])
        assert read.frame[["longitude", "latitude"]].isna().to_numpy().tolist() == [[True] * 2, [False] * 2]
        assert (read.report.without_location, read.report.rows_kept) == (1, 2)

    def test_points_far_away_and_on_the_meridian_are_kept(self, tmp_path: Path) -> None:
        rows = [street_row(longitude="-5.5", latitude="50.1"), street_row(longitude="0", latitude="51.5")]
        read = read_street(tmp_path, rows)
        assert read.frame["longitude"].tolist() == [-5.5, 0.0]
        assert read.report.without_location == 0


class TestRepeats:
    def test_the_later_row_of_a_crime_id_wins(self, tmp_path: Path) -> None:
        rows = [
            street_row(crime_id="a", crime_type="Burglary"),
            street_row(crime_id="b"),
            street_row(crime_id="a", crime_type="Robbery"),
        ]
        read = read_street(tmp_path, rows)
        assert read.frame["incident_id"].tolist() == ["b", "a"]
        assert read.frame["crime_type"].tolist() == ["burglary", "robbery"]
        assert (read.report.rows_read, read.report.rows_kept, read.report.rows_replaced) == (3, 2, 1)

    def test_identical_rows_without_an_id_are_all_kept(self, tmp_path: Path) -> None:
        read = read_street(tmp_path, [street_row(crime_id=" ")] * 3)
        assert (read.report.rows_kept, read.report.rows_replaced) == (3, 0)

    def test_an_id_is_kept_across_the_months_of_one_file(self, tmp_path: Path) -> None:
        read = read_street(tmp_path, [street_row(crime_id="a"), street_row(crime_id="a", month="2025-02")])
        assert (read.report.rows_kept, read.report.rows_replaced) == (2, 0)

    def test_a_rejected_row_replaces_nothing(self, tmp_path: Path) -> None:
        read = read_street(tmp_path, [street_row(crime_id="a"), street_row(crime_id="a", crime_type="")])
        assert (read.report.rows_kept, read.report.rows_replaced) == (1, 0)


class TestRejects:
    def test_are_counted_by_reason_and_told_with_line_and_column(self, tmp_path: Path) -> None:
        rows = [
            street_row(),
            street_row(month="2025-13"),
            street_row(month=""),
            street_row(longitude="west"),
            street_row(latitude="91"),
            street_row(longitude="-180.5"),
            street_row(longitude="nan"),
            street_row(latitude="1e999"),
            street_row(crime_type=" "),
            street_row(force="", reported_by=""),
        ]
        report = read_street(tmp_path, rows).report
        assert report.rejected == {
            "month not written as YYYY-MM": 2,
            "coordinates not numbers": 3,
            "coordinates outside the world": 2,
            "no crime type": 1,
            "no force": 1,
        }
        assert report.first_rejects[0] == {
            "row": 3,
            "column": "Month",
            "value": "2025-13",
            "reason": "month not written as YYYY-MM",
        }
        assert [(reject["row"], reject["column"]) for reject in report.first_rejects[1:]] == [
            (4, "Month"),
            (5, "Longitude"),
            (6, "Latitude"),
            (7, "Longitude"),
            (8, "Longitude"),
            (9, "Latitude"),
            (10, "Crime type"),
            (11, "Falls within"),
        ]

    def test_only_the_first_twenty_are_told(self, tmp_path: Path) -> None:
        report = read_street(tmp_path, [street_row(), *[street_row(month="x")] * 30]).report
        assert report.rejected == {"month not written as YYYY-MM": 30}
        assert [reject["row"] for reject in report.first_rejects] == list(range(3, 23))

    def test_line_numbers_pass_over_blank_lines(self, tmp_path: Path) -> None:
        report = read_street(tmp_path, street_text([street_row(), "", "", street_row(month="x")])).report
        assert (report.rows_read, report.first_rejects[0]["row"]) == (2, 5)

    def test_a_file_without_a_usable_row_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as caught:
            read_street(tmp_path, [street_row(month="2025-13"), street_row(crime_type="")])
        assert str(caught.value) == (
            f"{tmp_path.name}/2025-01-x-street.csv, row 2, column Month: '2025-13' is not a month written as "
            f"YYYY-MM and no other row of the file can be used. {ASK}"
        )

    def test_the_same_for_an_empty_value_and_a_single_row(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"row 2, column Crime type: it is empty or has no letters\. "):
            read_street(tmp_path, [street_row(crime_type="")])


class TestLayout:
    def test_columns_in_any_order_case_and_number(self, tmp_path: Path) -> None:
        kept = [name for name in STREET_COLUMNS if name not in {"Context", "Reported by"}]
        cells = dict(zip(STREET_COLUMNS, street_row(crime_id="a").split(","), strict=True))
        order = [*reversed(kept), "Extra"]
        content = "\n".join((",".join(order).upper(), ",".join(cells.get(name, "?") for name in order)))
        ref = write(tmp_path / "reordered.txt", content)
        assert recognise(ref) is Kind.POLICE_STREET
        assert read_incidents(ref, Kind.POLICE_STREET).frame["place"].tolist() == ["High Street"]

    @pytest.mark.parametrize("newline", ["\r\n", "\r"])
    def test_other_line_endings_and_a_byte_order_mark(self, tmp_path: Path, newline: str) -> None:
        rows = [street_row(crime_id="a"), street_row(crime_type="Drugs")]
        content = "\ufeff" + street_text(rows).replace("\n", newline)
        assert recognise(write(tmp_path / "x.csv", content)) is Kind.POLICE_STREET
        pd.testing.assert_frame_equal(read_street(tmp_path, content).frame, read_street(tmp_path, rows).frame)

    def test_quoted_values(self, tmp_path: Path) -> None:
        rows = [street_row(location='"On or near ""The Crown"", High Street"'), street_row(month="x")]
        read = read_street(tmp_path, rows)
        assert read.frame["place"].tolist() == ['"The Crown", High Street']
        assert read.report.first_rejects[0]["row"] == 3

    @pytest.mark.parametrize("content", [STREET_HEADER, f"{STREET_HEADER}\n", f"{STREET_HEADER}\r\n\r\n"])
    def test_a_header_alone_is_reported_not_refused(self, tmp_path: Path, content: str) -> None:
        read = read_street(tmp_path, content)
        assert read.report.note == "The file has a header but no rows."
        assert read.report.rows_read == len(read.frame) == 0
        assert list(read.frame.columns) == INCIDENTS.names

    def test_a_missing_column_is_unrecognised_with_a_reason(self, tmp_path: Path) -> None:
        ref = write(tmp_path / "x.csv", street_text([street_row()]).replace("Falls within", "Force"))
        assert recognise(ref) is None
        assert why_not(ref) == "It looks like street-level crime but has no column Falls within."


class TestDamage:
    @pytest.mark.parametrize(
        ("line", "words"),
        [
            (street_row() + ",more", "the row has 13 columns where the file has 12"),
            ("a,b", "the row has 2 columns where the file has 12"),
            ("oops", "the row has 1 column where the file has 12"),
            (street_row(location='"On or near High Street'), "a quotation mark is not closed"),
            (street_row(location='"On" or near'), "a quotation mark is not closed or not doubled"),
            (street_row(location="On\0or"), "the row holds a NUL byte"),
        ],
    )
    def test_names_the_row(self, tmp_path: Path, line: str, words: str) -> None:
        with pytest.raises(InputError, match=rf"2025-01-x-street\.csv, row 3: {words}.*{ASK}"):
            read_street(tmp_path, [street_row(), line, street_row()])

    def test_a_quotation_that_swallows_whole_rows_is_found(self, tmp_path: Path) -> None:
        rows = [street_row(location='"On or near A'), street_row(), street_row(location='On or near B"')]
        with pytest.raises(InputError, match="row 2: a quoted value runs over several lines"):
            read_street(tmp_path, rows)

    def test_bad_utf8_names_the_row(self, tmp_path: Path) -> None:
        content = street_text([street_row(), street_row(location="Caf\u00e9 Street")]).encode("latin-1")
        with pytest.raises(InputError, match=r"row 3: the row is not UTF-8 text\. Save the file as"):
            read_street(tmp_path, content)

    def test_a_column_twice_is_an_error(self, tmp_path: Path) -> None:
        content = street_text([street_row()]).replace("Context", "month")
        with pytest.raises(InputError, match="row 1, column Month: two columns have this name"):
            read_street(tmp_path, content)


class TestParquet:
    def test_the_same_columns_in_parquet_read_the_same(self, tmp_path: Path) -> None:
        rows = [street_row(crime_id="a"), street_row(longitude="", latitude=""), street_row(crime_id="a")]
        cells = [row.split(",") for row in rows]
        frame = pd.DataFrame(cells, columns=list(STREET_COLUMNS)).drop(columns="Context")
        for name in ("Longitude", "Latitude"):
            frame[name] = pd.to_numeric(frame[name])
        frame["Crime ID"] = frame["Crime ID"].replace("", None)
        path = tmp_path / "street.parquet"
        pq.write_table(pa.Table.from_pandas(frame), path)
        ref = write(tmp_path / "copy", path.read_bytes())
        assert recognise(ref) is Kind.POLICE_STREET
        read = read_incidents(ref, Kind.POLICE_STREET)
        pd.testing.assert_frame_equal(read.frame, read_street(tmp_path, rows).frame)
        assert read.report.rows_replaced == 1

    def test_a_nested_column_is_an_error(self, tmp_path: Path) -> None:
        columns = {name: pa.array(["x"]) for name in STREET_COLUMNS} | {"Month": pa.array([["2025-01"]])}
        pq.write_table(pa.table(columns), tmp_path / "x.parquet")
        ref = write(tmp_path / "copy", (tmp_path / "x.parquet").read_bytes())
        with pytest.raises(InputError, match="column Month: it holds values of type list"):
            read_incidents(ref, Kind.POLICE_STREET)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.builds(
            street_row,
            crime_id=st.sampled_from(["", "a", "b", "c"]),
            month=st.sampled_from(["2025-01", "2025-02", "2025-00", "soon"]),
            force=st.sampled_from(["", "Durham Constabulary"]),
            reported_by=st.sampled_from(["", "Cleveland Police"]),
            longitude=st.sampled_from(["", "0", "-1.2", "200", "?"]),
            latitude=st.sampled_from(["", "0", "54.5", "-91"]),
            location=st.sampled_from(["On or near A", '"On or near B, C"']),
            crime_type=st.sampled_from(["", "Drugs", "Robbery"]),
        ),
        max_size=12,
    )
)
def test_every_row_is_kept_replaced_or_rejected(tmp_path: Path, rows: list[str]) -> None:
    usable = street_row(crime_id="z")
    read = read_street(tmp_path, [usable, *rows])
    report = read.report
    assert report.rows_read == len(rows) + 1
    assert report.rows_read == report.rows_kept + report.rows_replaced + sum(report.rejected.values())
    assert report.rows_kept == len(read.frame)
    assert report.without_location == int(np.isnan(read.frame["longitude"]).sum())
    identified = read.frame[read.frame["incident_id"] != ""]
    assert not identified.duplicated(["incident_id", "month"]).any()
