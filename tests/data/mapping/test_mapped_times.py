"""When a mapped incident happened: forms of dates, zones, ranges, and what clocks do twice a year."""

from __future__ import annotations

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.schema import InputError, month_number
from dashboard.data.sources.mapping.clocks import localised
from dashboard.data.sources.mapping.time_forms import NO_OFFSET, read_clock, read_dates, read_months
from tests.data.mapping.described_files import read_rows, row_of

LONDON = ZoneInfo("Europe/London")


def seconds(written: str, form: str) -> int | None:
    """Local seconds since 1970 of one text; None where it is refused."""
    found = read_dates(pa.array([written]), form)
    if found.bad[0] or found.empty[0]:
        return None
    return int(found.day[0]) * 86_400 + max(int(found.second[0]), 0)


def epoch(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    moment = datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.UTC)
    return int(moment.timestamp())


def utc(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


@pytest.mark.parametrize(
    ("form", "written", "expected"),
    [
        ("iso", "2025-03-31", epoch(2025, 3, 31)),
        ("iso", "2025-03-31T14:05:06.789", epoch(2025, 3, 31, 14, 5, 6)),
        ("iso", "2025/3/1 9:05", epoch(2025, 3, 1, 9, 5)),
        ("day-first", "31/03/2025 14:05", epoch(2025, 3, 31, 14, 5)),
        ("day-first", "1.2.25", epoch(2025, 2, 1)),
        ("day-first", "Mon 3rd March 2025, 2:05 pm", epoch(2025, 3, 3, 14, 5)),
        ("day-first", "29-Feb-2024 12:30 AM", epoch(2024, 2, 29, 0, 30)),
        ("day-first", "2025-03-31 01:02", epoch(2025, 3, 31, 1, 2)),
        ("month-first", "03/31/2025 2:05:01 PM", epoch(2025, 3, 31, 14, 5, 1)),
        ("month-first", "Mar 31, 2025", epoch(2025, 3, 31)),
        ("compact", "20250331", epoch(2025, 3, 31)),
        ("compact", "20250331T1405", epoch(2025, 3, 31, 14, 5)),
        ("excel", "45747.5", epoch(2025, 3, 31, 12)),
        ("excel", "45747", epoch(2025, 3, 31)),
        ("day-first", "01/01/68", epoch(2068, 1, 1)),
        ("day-first", "01/01/69", epoch(1969, 1, 1)),
    ],
)
def test_dates_are_read_in_their_form(form: str, written: str, expected: int) -> None:
    assert seconds(written, form) == expected


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("iso", "2025-02-29"),
        ("iso", "2025-13-01"),
        ("iso", "2025-03-31 24:00"),
        ("iso", "2025-03-31 14:60"),
        ("iso", "2025-03-31 14:05 and later"),
        ("iso", "31/03/2025"),
        ("iso", "1899-12-31"),
        ("iso", "2100-01-01"),
        ("iso", "2025-03-31 14:05+19:00"),
        ("day-first", "31/02/2025"),
        ("day-first", "03/25/2025"),
        ("day-first", "12 Smarch 2025"),
        ("day-first", "12/05/2025 13:05 PM"),
        ("month-first", "31/03/2025"),
        ("compact", "20250230"),
        ("excel", "20250331"),
        ("excel", "12"),
        ("iso", "٢٠٢٥-03-31"),
    ],
)
def test_what_is_no_date_in_its_form_is_refused_and_never_rolled_over(form: str, written: str) -> None:
    assert seconds(written, form) is None


@given(st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2099, 12, 31)))
def test_every_moment_comes_back_from_every_form(moment: datetime.datetime) -> None:
    moment = moment.replace(microsecond=0)
    expected = epoch(*moment.timetuple()[:6])
    assert seconds(moment.isoformat(), "iso") == expected
    assert seconds(moment.strftime("%d/%m/%Y %H:%M:%S"), "day-first") == expected
    assert seconds(moment.strftime("%m/%d/%Y %I:%M:%S %p"), "month-first") == expected
    assert seconds(moment.strftime("%Y%m%d%H%M%S"), "compact") == expected
    assert seconds(moment.strftime("%A, %d %B %Y %H:%M:%S").replace(",", ""), "day-first") == expected


@given(st.text(alphabet="0123456789/-.: TZ+JanFebPM", max_size=24))
def test_any_text_is_a_date_or_refused(written: str) -> None:
    for form in ("iso", "day-first", "month-first", "compact", "excel"):
        found = read_dates(pa.array([written]), form)
        assert found.empty[0] == (not written.strip())
        assert not (found.bad[0] and found.day[0])


def test_offsets_are_read_east_of_utc() -> None:
    written = ["2025-01-01 00:00Z", "2025-01-01 00:00+01:00", "2025-01-01 00:00 -0530", "2025-01-01 00:00"]
    assert read_dates(pa.array(written), "iso").offset.tolist() == [0, 3600, -19_800, NO_OFFSET]


def test_months_and_clocks_alone() -> None:
    months = read_months(
        pa.array(["2025-03", "Mar 2025", "03/2025", "202503", "2025", "13/2025"]), "day-first"
    )
    assert months.bad.tolist() == [False, False, False, False, True, True]
    assert set(months.day[:4].tolist()) == {epoch(2025, 3, 1) // 86_400}
    second, bad = read_clock(pa.array(["14:05", "1405", "2:05 pm", "", "25:00", "noon"]))
    assert second.tolist() == [50_700, 50_700, 50_700, -1, -1, -1]
    assert bad.tolist() == [False, False, False, False, True, True]


@given(st.integers(epoch(1972, 1, 1), epoch(2037, 12, 31)))
def test_local_time_is_what_the_standard_library_says(local: int) -> None:
    """`fold` picks the earlier and later meaning; a skipped time is read with the offset before it."""
    wall = datetime.datetime.fromtimestamp(local, datetime.UTC).replace(tzinfo=None)
    early, late, skipped = localised(np.array([local]), "Europe/London")
    first = int(wall.replace(tzinfo=LONDON).timestamp())
    second = int(wall.replace(tzinfo=LONDON, fold=1).timestamp())
    back = datetime.datetime.fromtimestamp(first, LONDON).replace(tzinfo=None)
    assert bool(skipped[0]) == (back != wall)
    assert early[0] == first
    if not skipped[0]:
        assert late[0] == second


class TestRows:
    def test_summer_time_counts_and_the_month_is_local(self, tmp_path: Path) -> None:
        rows = [row_of("A1", "2025-07-01 00:30"), row_of("A2", "2025-06-30T23:30:00+00:00")]
        frame = read_rows(tmp_path, rows).frame
        assert frame.occurred_from.tolist() == [utc("2025-06-30 23:30")] * 2
        assert frame.month.tolist() == [month_number("2025-07")] * 2
        assert frame.occurred_to.isna().all()

    def test_a_date_without_time_is_the_range_of_its_day(self, tmp_path: Path) -> None:
        rows = [row_of("A1", "2025-03-30"), row_of("A2", "2025-03-29 12:00")]
        frame = read_rows(tmp_path, rows).frame
        assert (frame.occurred_from[0], frame.occurred_to[0]) == (utc("2025-03-30"), utc("2025-03-30 23:00"))
        assert pd.isna(frame.occurred_to[1])

    def test_all_midnight_is_date_only_even_in_utc(self, tmp_path: Path) -> None:
        rows = [row_of("A1", "2025-07-01T23:00:00+00:00"), row_of("A2", "2025-01-02T00:00:00+00:00")]
        read = read_rows(tmp_path, rows)
        assert read.frame.occurred_from.tolist() == [utc("2025-07-01 23:00"), utc("2025-01-02")]
        assert read.frame.occurred_to.tolist() == [utc("2025-07-02 23:00"), utc("2025-01-03")]
        assert "All times are midnight" in read.report.note

    def test_one_time_that_is_not_midnight_keeps_all_times(self, tmp_path: Path) -> None:
        rows = [row_of("A1", "2025-01-02 00:00"), row_of("A2", "2025-01-02 00:01")]
        read = read_rows(tmp_path, rows)
        assert read.frame.occurred_to.isna().all()
        assert read.report.note == ""

    def test_midnights_that_are_said_to_be_times_stay_times(self, tmp_path: Path) -> None:
        time = {"from": "When", "date_only": False}
        assert (
            read_rows(tmp_path, [row_of(when="2025-01-02 00:00")], time=time).frame.occurred_to.isna().all()
        )

    def test_the_hour_that_comes_twice_is_kept_as_the_range_of_both(self, tmp_path: Path) -> None:
        read = read_rows(tmp_path, [row_of(when="2025-10-26 01:30")])
        assert read.frame.occurred_from[0] == utc("2025-10-26 00:30")
        assert read.frame.occurred_to[0] == utc("2025-10-26 01:30")
        assert "comes twice in autumn" in read.report.note

    def test_the_hour_that_is_skipped_is_kept_and_told(self, tmp_path: Path) -> None:
        read = read_rows(tmp_path, [row_of(when="2025-03-30 01:30")])
        assert read.frame.occurred_from[0] == utc("2025-03-30 01:30")
        assert "1 row has a time in the hour that clocks skip" in read.report.note

    def test_ranges_are_kept_whole_and_filed_by_their_begin(self, tmp_path: Path) -> None:
        content = "Ref,When,Until,What,Long,Lat\n" + "".join(
            f"{ref},{begin},{end},Burglary,-1.2,54.6\n"
            for ref, begin, end in (
                ("A1", "2025-01-31 22:00", "2025-02-01 06:30"),
                ("A2", "2025-01-31 22:00", ""),
                ("A3", "2025-01-31 22:00", "2025-01-31 22:00"),
                ("A4", "2025-01-31", "2025-02-02"),
                ("A5", "2025-01-31 22:00", "2025-01-31 21:00"),
            )
        )
        read = read_rows(tmp_path, content, time={"from": "When", "to": "Until"})
        frame = read.frame
        assert frame.month.tolist() == [month_number("2025-01")] * 4
        assert frame.occurred_to[0] == utc("2025-02-01 06:30")
        assert frame.occurred_to[1:3].isna().all()
        assert frame.occurred_to[3] == utc("2025-02-03")
        assert read.report.rejected == {"ends before it begins": 1}
        assert read.report.first_rejects[0]["row"] == 6

    def test_hours_in_a_column_of_their_own_are_ranges_of_an_hour(self, tmp_path: Path) -> None:
        content = "Ref,When,Hour,What,Long,Lat\n" + "".join(
            f"A{n},2014/07/02 04:00:00+00,{hour},Robbery,-79.4,43.7\n"
            for n, hour in enumerate(("8", "", "24"))
        )
        time = {"from": "When", "hour": "Hour", "zone": "America/Toronto"}
        read = read_rows(tmp_path, content, time=time)
        assert read.frame.occurred_from.tolist() == [utc("2014-07-02 12:00"), utc("2014-07-02 04:00")]
        assert read.frame.occurred_to.tolist() == [utc("2014-07-02 13:00"), utc("2014-07-03 04:00")]
        assert read.report.rejected == {"hour not 0 to 23": 1}

    def test_a_time_of_day_may_stand_beside_its_date(self, tmp_path: Path) -> None:
        content = (
            "Ref,Day,Time,What,Long,Lat\nA1,31/01/2025,2205,Drugs,-1.2,54.6\nA2,31/01/2025,,Drugs,-1.2,54.6\n"
        )
        time = {"from": "Day", "from_time": "Time", "format": "day-first"}
        frame = read_rows(tmp_path, content, time=time).frame
        assert frame.occurred_from.tolist() == [utc("2025-01-31 22:05"), utc("2025-01-31")]
        assert frame.occurred_to.isna().tolist() == [True, False]

    def test_month_only_stays_month_only(self, tmp_path: Path) -> None:
        source = {"key": "asb-log", "licence": "OGL", "time_precision": "month"}
        rows = [row_of("A1", "2025-03"), row_of("A2", "03/2025")]
        read = read_rows(tmp_path, rows, time={"month": "When"}, source=source)
        assert read.frame.month.tolist() == [month_number("2025-03")] * 2
        assert read.frame.occurred_from.isna().all()
        assert read.source.time_precision == "month"

    def test_rows_without_a_plausible_date_are_told_one_by_one(self, tmp_path: Path) -> None:
        dates = ["2025-01-01 10:00", "", "31/01/2025", "2026-01-17 10:00", "2025-01", "2013-12-31 10:00"]
        rows = [row_of(f"A{number}", when) for number, when in enumerate(dates)]
        read = read_rows(tmp_path, rows, time={"from": "When", "earliest": "2014-01"})
        assert read.report.rows_kept == 1
        assert read.report.rejected == {
            "no date": 1,
            "date not readable": 1,
            "in the future": 1,
            "month without a day": 1,
            "before January 2014": 1,
        }
        assert [reject["row"] for reject in read.report.first_rejects] == [3, 4, 5, 6, 7]

    def test_mixed_orders_are_not_guessed(self, tmp_path: Path) -> None:
        rows = [row_of("A1", "25/03/2025"), row_of("A2", "03/25/2025")]
        read = read_rows(tmp_path, rows, time={"from": "When", "format": "day-first"})
        assert read.report.rejected == {"date not readable": 1}
        assert read.report.first_rejects[0]["value"] == "03/25/2025"

    def test_a_file_of_another_form_is_refused_with_its_first_row(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"log\.csv, row 2, column When: '31/03/2025' is no date"):
            read_rows(tmp_path, [row_of(when="31/03/2025"), row_of(when="30/03/2025")])
