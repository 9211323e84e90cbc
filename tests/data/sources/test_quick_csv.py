"""The quick way through a CSV gives what the strict way gives, and leaves to it what needs judgement."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.data.schema import InputError
from dashboard.data.sources import FileRef, police_street, quick_csv
from dashboard.data.sources.delimited import BOM
from dashboard.data.sources.police_street import read_police_street
from dashboard.data.sources.quick_csv import read_quickly
from tests.data.sources.small_files import street_row, street_text, write

PLAIN = street_text([street_row(crime_id="a"), street_row(longitude="", latitude="")]).encode()


def _quick(ref: FileRef) -> bool:
    """Whether the quick way takes the file."""
    limits = {"longitude": 180.0, "latitude": 90.0}
    return read_quickly(ref, encoded=["month", "location"], plain=["crime id"], within=limits) is not None


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        BOM + PLAIN,
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.replace(b"High", "Hîgh".encode()),
        gzip.compress(PLAIN),
        PLAIN.replace(b"\n", b"\n\n", 2),
    ],
    ids=["plain", "byte order mark", "line ends of Windows", "accents", "gzip", "blank lines"],
)
def test_an_ordinary_file_is_read_quickly(tmp_path: Path, content: bytes) -> None:
    assert _quick(write(tmp_path / "x.csv", content))


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.replace(b"High", b'"High"'),
        PLAIN.replace(b"High", b"H\xeegh"),
        PLAIN.replace(b"High", b"H\0gh"),
        PLAIN + "Hî".encode()[:-1],
        PLAIN.replace(b"54.57", b"nan"),
        PLAIN.replace(b"54.57", b"inf"),
        PLAIN.replace(b"54.57", b"91"),
        PLAIN.replace(b"54.57", b"north"),
        PLAIN.replace(b"\n", b"\r"),
        PLAIN + b"a,b\n",
        PLAIN.replace(b"Context", b"month"),
        PLAIN.splitlines()[0],
        PLAIN.splitlines()[0] + b"\n",
        b"",
    ],
)
def test_what_needs_judgement_is_left_to_the_strict_reader(tmp_path: Path, content: bytes) -> None:
    assert not _quick(write(tmp_path / "x.csv", content))


@pytest.mark.parametrize("error", [KeyError, RuntimeError, ValueError])
@pytest.mark.parametrize("ours", ["header_of", "one_array", "_within"])
def test_a_mistake_of_ours_is_not_taken_for_an_unusual_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: str, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(quick_csv, ours, fail)
    with pytest.raises(error):
        _quick(write(tmp_path / "x.csv", PLAIN))


def test_a_quotation_mark_far_into_a_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.data.sources.quick_csv._BLOCK", 1000)
    rows = [street_row(location=f"On or near {number} Road") for number in range(300)]
    assert _quick(write(tmp_path / "x.csv", street_text(rows)))
    rows[-1] = street_row(location='"On or near A, B"')
    assert not _quick(write(tmp_path / "x.csv", street_text(rows)))


def test_a_letter_across_two_blocks_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.data.sources.quick_csv._BLOCK", 331)
    rows = [street_row(location="On or near " + "î" * number) for number in range(1, 40)]
    ref = write(tmp_path / "x.csv", street_text(rows))
    assert _quick(ref)
    assert read_police_street(ref, "").frame["place"].tolist() == ["î" * number for number in range(1, 40)]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.builds(
            street_row,
            crime_id=st.sampled_from(["", "a", " b ", "0123456789abcdef", "fedcba9876543210"]),
            month=st.sampled_from(["2025-01", "2025-02", " 2025-01", "soon"]),
            force=st.sampled_from([" Durham Constabulary", "Durham Constabulary", "Cleveland Police", "/"]),
            longitude=st.sampled_from(["", "0", "-1.234567", "1e0", " 1.5", "NA", "null"]),
            latitude=st.sampled_from(["", "0", "54.5", "+54.5", "5.", ".5", "-0"]),
            location=st.sampled_from(
                ["On or near A", "On or near  B ", "On or near", "On or nearby", "Î", "NA", ""]
            ),
            lsoa=st.sampled_from(["E01011950", " E01011950", ""]),
            crime_type=st.sampled_from(["Drugs", "drugs ", "Robbery", ""]),
        ),
        max_size=14,
    )
)
def test_both_ways_read_the_same(tmp_path: Path, rows: list[str]) -> None:
    ref = write(tmp_path / "x.csv", street_text([street_row(), *rows]))
    quick = read_police_street(ref, "kind")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(police_street, "read_quickly", lambda *_, **__: None)
        strict = read_police_street(ref, "kind")
    pd.testing.assert_frame_equal(quick.frame, strict.frame)
    assert quick.report == strict.report


def test_repeats_are_found_among_ids_of_one_length(tmp_path: Path) -> None:
    ids = [f"{number:064x}" for number in range(500)]
    ref = write(tmp_path / "x.csv", street_text([street_row(crime_id=one) for one in ids]))
    assert read_police_street(ref, "").report.rows_replaced == 0
    rows = [street_row(crime_id=one) for one in (*ids, ids[3], "")]
    read = read_police_street(write(tmp_path / "y.csv", street_text(rows)), "")
    assert read.report.rows_replaced == 1
    assert read.frame["incident_id"].tolist() == [*ids[:3], *ids[4:], ids[3], ""]


def test_a_force_named_only_by_who_reported_is_read_strictly(tmp_path: Path) -> None:
    rows = [street_row(), street_row(force="", reported_by="British Transport Police")]
    ref = write(tmp_path / "x.csv", street_text(rows))
    assert read_police_street(ref, "").frame["force"].tolist() == [
        "Cleveland Police",
        "British Transport Police",
    ]


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.data.sources.files.MAX_FILE_BYTES", 100)
    ref = write(tmp_path / "x.csv", PLAIN)
    assert not _quick(ref)
    monkeypatch.setattr(FileRef.read, "__defaults__", (100,))
    with pytest.raises(InputError, match="more than 0 MB"):
        read_police_street(ref, "")
