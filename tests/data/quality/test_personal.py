"""Personal data are refused: what is found, what is let through, and how it is told."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.quality.personal import (
    check_personal,
    find_personal,
    kind_by_name,
    masked,
    personal_kind,
    valid_nhs_number,
)
from dashboard.data.schema import InputError


def nhs_numbers(count: int) -> list[str]:
    return [one for one in (f"{999_000_0000 + n:010d}" for n in range(count * 20)) if valid_nhs_number(one)][
        :count
    ]


def column(*values: str | None) -> pa.Array:
    return pa.array(list(values), pa.string())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Victim Name", "people's names"),
        ("victim_surname", "people's names"),
        ("FirstName", "people's names"),
        ("firstname", "people's names"),
        ("Caller name", "people's names"),
        ("DOB", "dates of birth"),
        ("date_of_birth", "dates of birth"),
        ("BirthDate", "dates of birth"),
        ("NHS No", "NHS numbers"),
        ("nhs_number", "NHS numbers"),
        ("NINO", "National Insurance numbers"),
        ("National Insurance No", "National Insurance numbers"),
        ("Contact telephone", "telephone numbers"),
        ("mobile", "telephone numbers"),
        ("E-mail", "e-mail addresses"),
        ("email_address", "e-mail addresses"),
        ("Passport number", "passport numbers"),
        ("businessname", ""),
        ("LSOA name", ""),
        ("LAD22NM", ""),
        ("name", ""),
        ("Officer-defined ethnicity", ""),
        ("Type of person", ""),
        ("Location", ""),
        ("Place of birth country", ""),
    ],
)
def test_what_a_name_tells(name: str, kind: str) -> None:
    assert kind_by_name(name) == kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["noise at night", "write to j.smith@example.org please"], "e-mail addresses"),
        (["ring 07700 900123", "gone"], "telephone numbers"),
        (["+44 (0)1642 123456"], "telephone numbers"),
        (["(01642) 123 456"], "telephone numbers"),
        (["020 7946 0018"], "telephone numbers"),
        (["07700900123", "07700900456"], "telephone numbers"),
        (["QQ123456C", "AB 12 34 56 C"], "National Insurance numbers"),
        (["seen by GP, 943 476 5919"], "NHS numbers"),
        (nhs_numbers(5), "NHS numbers"),
        (["12/03/1961", "1/12/1985", "30/06/2001"], "dates of birth"),
        (["1961-03-12", "1985-12-01T00:00:00Z"], "dates of birth"),
        (["Sarah Jones", "Mohammed Ali", "John Peter Smith"], "people's names"),
        (["SMITH, John", "PATEL, Priya"], "people's names"),
        (["shouting in the street", "told us that Mrs Brown was hurt"], "people's names"),
        (["12 High Street, Hartlepool, TS24 7AB"], "home addresses"),
        (["Flat 3, 12a Park Road TS1 1AA", "No fixed place"], "home addresses"),
    ],
)
def test_what_values_tell(values: list[str], kind: str) -> None:
    found = personal_kind("column 7", column(*values))
    assert found is not None
    assert found.kind == kind
    assert not found.by_name


@pytest.mark.parametrize(
    "values",
    [
        ["On or near Victoria Road", "On or near Charlotte Street", "Elizabeth Gardens", "Albert Park"],
        ["2013-12-31 10:00", "2014-01-01 16:30"],
        ["2014-10-27", "2009-01-15", "2013-02-02"],
        ["01", "02", "2024", "10", "1234567890", "2345678901", "3456789012", "4567890123"],
        ["360810443021005", "360050051001005"],
        ["54.574226", "-1.234987", "-0.1131540000", "0.979340"],
        ["E01011950", "TS24", "AB/12/2024/00017", "NZ4912"],
        ["Anti-social behaviour", "Criminal damage & arson", "@ the castle"],
        ["TS24 7AB", "NE1 4ST"],  # a postcode alone names a dozen addresses
        ["King George Inn", "Prince of Wales", "The Victoria", "Lord Nelson"],
        [],
        ["", "  "],
    ],
)
def test_what_is_no_personal_data(values: list[str]) -> None:
    assert personal_kind("column 7", column(*values)) is None


def test_a_column_that_only_says_whether_there_is_one_is_let_through() -> None:
    assert personal_kind("email", column("Y", "N", "", None)) is None


def test_an_empty_column_is_let_through() -> None:
    assert personal_kind("Victim name", column("", None)) is None


def test_registers_of_premises_have_names_and_addresses() -> None:
    table = {"licensee": column("Adam's"), "trading": column("Mr Chips", "Sarah Jones"),
             "where": column("12 High Street, Hartlepool, TS24 7AB", "")}  # fmt: skip
    assert not find_personal(table, mapped={"trading": "name", "where": "address"})
    assert [one.column for one in find_personal(table)] == ["trading", "where"]


def test_what_is_dropped_may_hold_anything() -> None:
    table = {"id": column("1"), " Victim Name": column("Sarah Jones")}
    check_personal(table, label="calls.csv", dropped=["victim name "], mapped={"id": "incident_id"})


def test_ids_of_digits_are_let_through_and_ids_that_are_nhs_numbers_are_not() -> None:
    ids = column(*(f"0{n}" for n in range(1_642_000_000, 1_642_000_400, 7)))
    assert personal_kind("ref", ids, field="incident_id") is None
    found = personal_kind("ref", column(*nhs_numbers(5)), field="incident_id")
    assert found is not None and found.kind == "NHS numbers"


def test_the_time_of_an_incident_is_no_date_of_birth() -> None:
    assert personal_kind("from", column("1985-12-01", "1986-01-02"), field="from") is None


def test_the_message_names_file_row_and_column_and_masks_the_value() -> None:
    table = {
        "id": column("1", "2", "3"),
        "notes": column("", "noise", "call sarah.jones@example.org"),
        "DOB": column("", "1961-03-12", ""),
    }
    with pytest.raises(InputError) as caught:
        check_personal(table, label="calls.csv", dropped=[], mapped={"id": "incident_id"})
    message = str(caught.value)
    assert message.startswith("calls.csv, row 4, column notes: ")
    assert "[drop]" in message and "DOB" in message
    assert "sarah" not in message and "1961" not in message


def test_the_file_may_number_its_rows_otherwise() -> None:
    with pytest.raises(InputError, match=r"^a\.csv, row 10, column email: "):
        check_personal({"email": column("", "a@b.org")}, label="a.csv", row_number=lambda row: row * 10)


def test_chunked_and_encoded_columns_are_looked_at_too() -> None:
    values = column("a@b.org", "x", "x")
    assert personal_kind("c", pa.chunked_array([values, values])) is not None
    assert personal_kind("c", values.dictionary_encode()) is not None
    assert personal_kind("c", pa.array([7_700_900_123])) is None
    assert personal_kind("c", pa.array([int(one) for one in nhs_numbers(4)])) is not None
    assert personal_kind("c", pa.array([1.5])) is None


@given(st.integers(0, 999_999_999))
def test_one_digit_of_an_nhs_number_checks_the_others(first: int) -> None:
    passing = [one for one in (f"{first:09d}{last}" for last in range(10)) if valid_nhs_number(one)]
    assert len(passing) <= 1


@given(st.text(min_size=2))
def test_a_masked_value_keeps_one_letter(value: str) -> None:
    assert set(masked(value)[1:]) == {"•"}
    assert masked(value)[0] == value[0]


OPEN_PUBS = (
    "fas_id",
    "name",
    "address",
    "postcode",
    "easting",
    "northing",
    "latitude",
    "longitude",
    "council",
)
REAL = [
    ("police-stop-and-search", {"Date": "from"}),
    ("toronto-major-crime-indicators", {"occurrencedate": "from", "Lat": "latitude", "Long": "longitude"}),
    ("nyc-vehicle-thefts", {"date_start": "from", "date_end": "to", "uid": "incident_id"}),
    ("police-street-cleveland/2025-06", {"Crime ID": "incident_id"}),
    ("police-street-bedfordshire/2022-06", {"Crime ID": "incident_id"}),
    ("police-outcomes", {"Crime ID": "incident_id"}),
    ("licensed-premises", {"name": "name", "normalized_name": "name", "address": "address"}),
    ("food-premises-fhrs-2015", {"businessname": "name"}),
    ("recorded-crime", {}),
]


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "mapped"), REAL, ids=[folder for folder, _ in REAL])
def test_real_files_raise_no_false_alarm(shared_data: Path, folder: str, mapped: dict[str, str]) -> None:
    files = sorted((shared_data / folder).rglob("*.csv.gz"))
    assert files
    for file in files:
        rows = list(csv.reader(io.StringIO(gzip.decompress(file.read_bytes()).decode())))
        header = list(OPEN_PUBS) if file.name.startswith("open_pubs") else rows.pop(0)
        table = {name: column(*values) for name, values in zip(header, zip(*rows, strict=True), strict=True)}
        assert find_personal(table, mapped=mapped) == [], file.name
