"""The latest closing of a week, from hours as registers and OpenStreetMap write them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.closing_time import ALL_HOURS, DAY, latest_closing
from dashboard.data.demo.premises import LATE_HOURS, USUAL_HOURS
from dashboard.data.premises_meant import UNREAD, closing_text
from dashboard.data.sources.columns import folded

READ = {
    # OpenStreetMap's own syntax (wiki.openstreetmap.org/wiki/Key:opening_hours/specification)
    "Mo-Su 11:00-23:00": 23,
    "11:00-23:00": 23,
    "Mo-Th 12:00-23:00; Fr-Sa 12:00-00:00; Su 12:00-22:30": 24,
    "Mo-Th 12:00-23:00; Fr,Sa 12:00-01:00; Su 12:00-22:30": 25,
    "Mo-Fr 12:00-15:00,17:00-23:00; Sa,Su 12:00-23:30": 23.5,
    "Mo-Su,PH 11:00-23:00": 23,
    "Mo-Su 11:00-26:00": 26,
    "Mo-Su 11:00-24:00": 24,
    "Mo off; Tu-Su 17:00-23:00": 23,
    "Mo-Su 11:00-23:00; PH off": 23,
    "Mo-Fr 11:00-23:00; Mo-Fr 10:00-20:00": 20,  # what comes after a semicolon takes its place
    "Fr-Sa 21:00-02:00, Su 00:00-03:00": 27,  # the morning after a Saturday night
    "24/7": ALL_HOURS / 60,
    "Mo-Su 00:00-24:00": ALL_HOURS / 60,
    # words, as licences have them (of Havering and of Babergh and Mid Suffolk, as published)
    "Monday to Saturday 08:30hrs until 00:00hrs\nSunday 10:00hrs until 00:00hrs": 24,
    "08:30hrs until 23:30hrs (Monday to Saturday)\n10:00hrs until 23:30hrs (Sunday)": 23.5,
    "10:00hrs until 22:00hrs (Monday to Thursday)\n10:00hrs until 23:00hrs (Friday & Saturday)": 23,
    "10:00hrs until 00:30hrs (Monday to Sunday)": 24.5,
    "Sunday to Thursday 12:00hrs 23:30hrs": None,  # no word between: a range can't be told from two times
    "Monday to Sunday 11:00 to 23:00": 23,
    "Sunday to Thursday 11:00 to 00:00, Friday and Saturday 11:00 to 02:00": 26,
    "Mon-Thu 11am-11pm, Fri & Sat 11am - 1am, Sun 12 noon - 10.30pm": 25,
    "10am to midnight": 24,
    "Monday – Sunday 10.00 – 00.30": 24.5,
    "Every day 1000-0230": 26.5,
    "Monday to Sunday: 10:00 to 01:00 the following day": 25,
    "Weekdays 9am-5pm": 17,
    "Mon to Sun 07:00 to 06:00": 30,
    "24 hours": ALL_HOURS / 60,
    # not understood in full, so not known
    "": None,
    "Mo-Su 11:00+": None,
    "Mo-Su 11:00-late": None,
    "until late": None,
    "sunrise-sunset": None,
    "Apr-Sep: Mo-Su 11:00-23:00": None,
    'Mo-Su 11:00-23:00 "bar only"': None,
    "Mo": None,
    "Mo-Su off": None,
    "Mo-Su 12:00-25:99": None,
    "Mo-Su 25:00-26:00": None,
    "12-11pm": None,
    "13pm-14pm": None,
    "Bank holidays 11:00-02:00": None,  # nothing of the days of a week
    "11:00-23:00 (residents only)": None,
    "=1+1": None,
}


@pytest.mark.parametrize(("text", "hours"), READ.items())
def test_hours_of_a_week(text: str, hours: float | None) -> None:
    assert latest_closing(text) == (None if hours is None else hours * 60)


def test_all_hours_of_the_demonstration_are_read() -> None:
    known = {
        **{f"usual {k}": v for k, v in USUAL_HOURS.items()},
        **{f"late {k}": v for k, v in LATE_HOURS.items()},
    }
    assert {kind: closing_text(latest_closing(text) or UNREAD) for kind, text in known.items()} == {
        "usual pub": "11pm",
        "usual bar": "midnight",
        "usual club": "2am",
        "usual off-licence": "10pm",
        "usual takeaway": "11pm",
        "late pub": "2am",
        "late bar": "3am",
        "late club": "3am",
        "late off-licence": "11pm",
        "late takeaway": "3am",
    }


@given(st.text(max_size=60))
def test_any_text_is_read_or_not_known(text: str) -> None:
    found = latest_closing(text)
    assert found is None or 0 < found <= ALL_HOURS


@given(
    st.sampled_from(["Mo-Su", "Monday to Sunday", ""]),
    st.integers(6, 18),
    st.integers(0, 23),
    st.integers(0, 59),
)
def test_a_plain_range_closes_when_it_says(days: str, opens: int, hour: int, minute: int) -> None:
    if (hour, minute) == (opens, 0):
        return
    ends = hour * 60 + minute
    expected = ends if ends > opens * 60 else ends + DAY
    assert latest_closing(f"{days} {opens:02d}:00-{hour:02d}:{minute:02d}".strip()) == expected


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(23 * 60, "11pm"), (24 * 60, "midnight"), (25 * 60 + 30, "1:30am"), (12 * 60, "noon"), (36 * 60, "noon"),
     (ALL_HOURS, "open all hours"), (UNREAD, ""), (22 * 60 + 30, "10:30pm")],
)  # fmt: skip
def test_in_words(minutes: int, words: str) -> None:
    assert closing_text(minutes) == words


def test_no_list_of_premises_in_the_shared_data_has_hours(shared_data: Path) -> None:
    """So nothing of them is read, and the page offers no closing time there: their columns say so."""
    files = [
        *(shared_data / "licensed-premises").glob("*.gz"),
        *(shared_data / "food-premises-fhrs-2015").glob("*.gz"),
    ]
    assert len(files) > 10
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            assert not any("hour" in folded(name) for name in next(lines).split(","))
