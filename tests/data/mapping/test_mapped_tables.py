"""Tables of every format and encoding give the same incidents; what does not fit is told by its row."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.data.schema import InputError
from dashboard.data.sources.mapping.apply import read_described_incidents
from dashboard.data.sources.mapping.json_points import X, Y
from dashboard.data.sources.report import IncidentsRead
from tests.data.mapping.described_files import (
    NOW,
    csv_of,
    description_of,
    read_rows,
    ref_of,
    row_of,
    workbook_of,
)

WHEN = datetime.datetime(2025, 3, 31, 14, 5)
ROWS = [
    ("A1", WHEN, "Burglary", -1.25, 54.5),
    ("A2", WHEN, "Café £5 row", -1.5, 54.75),
    ("A3", WHEN, "Drugs", None, None),
]
TEXT = csv_of(
    [
        f"{ref},{when:%Y-%m-%d %H:%M:%S},{what},{'' if x is None else x},{'' if y is None else y}"
        for ref, when, what, x, y in ROWS
    ]
)
CATEGORIES = {"Café £5 row": "other-crime"}


def read_as(folder: Path, name: str, content: bytes, file: dict[str, Any], **changed: Any) -> IncidentsRead:
    """What a file with a description of its form holds."""
    described = description_of(folder, file=file, **changed)
    return read_described_incidents(ref_of(folder / "in" / name, content), described, now=NOW)


def parquet_bytes(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return stream.getvalue()


def points_of(features: list[Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(x: float | None, y: float | None, **properties: Any) -> dict[str, Any]:
    geometry = None if x is None else {"type": "Point", "coordinates": [x, y]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


FORMS: dict[str, tuple[str, bytes, dict[str, Any], dict[str, Any]]] = {
    "csv": ("log.csv", TEXT.encode(), {}, {}),
    "csv with a mark": ("log.csv", b"\xef\xbb\xbf" + TEXT.encode(), {}, {}),
    "windows": ("log.csv", TEXT.encode("cp1252"), {"encoding": "cp1252"}, {}),
    "mac": ("log.csv", TEXT.replace("\n", "\r").encode("mac-roman"), {"encoding": "mac-roman"}, {}),
    "utf-16": ("log.csv", TEXT.encode("utf-16"), {"encoding": "utf-16"}, {}),
    "windows lines": ("log.csv", TEXT.replace("\n", "\r\n").encode(), {}, {}),
    "tabs": ("log.tsv", TEXT.replace(",", "\t").encode(), {"delimiter": "\t"}, {}),
    "quoted": ("log.csv", TEXT.replace("Burglary", '"Burglary"').encode(), {}, {}),
    "decimal commas": (
        "log.csv",
        TEXT.replace(",", ";").replace(".", ",").encode(),
        {"delimiter": ";", "decimal": ","},
        {},
    ),
    "no header": (
        "log.csv",
        TEXT.partition("\n")[2].encode(),
        {"columns": ["Ref", "When", "What", "Long", "Lat"]},
        {},
    ),
    "workbook": (
        "log.xlsx",
        workbook_of([("Ref", "When", "What", "Long", "Lat"), *ROWS]),
        {"format": "xlsx", "sheet": "Log"},
        {},
    ),
    "parquet": (
        "log.parquet",
        parquet_bytes(
            pa.table(dict(zip(("Ref", "When", "What", "Long", "Lat"), zip(*ROWS, strict=True), strict=True)))
        ),
        {"format": "parquet"},
        {},
    ),
    "points": (
        "log.geojson",
        points_of([feature(x, y, Ref=ref, When=str(when), What=what) for ref, when, what, x, y in ROWS]),
        {"format": "geojson"},
        {"place": {"longitude": X, "latitude": Y}},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_same_table_gives_the_same_incidents(tmp_path: Path, form: str) -> None:
    expected = read_rows(tmp_path / "plain", TEXT, categories=CATEGORIES)
    name, content, file, changed = FORMS[form]
    read = read_as(tmp_path, name, content, file, categories=CATEGORIES, **changed)
    assert read.table.equals(expected.table)
    assert read.report.rows_kept == len(ROWS)
    assert read.report.without_location == 1


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    frame = read_rows(tmp_path, TEXT, categories=CATEGORIES).frame
    assert frame.incident_id.tolist() == ["A1", "A2", "A3"]
    assert frame.crime_type.tolist() == ["burglary", "other-crime", "drugs"]
    assert frame.longitude.tolist()[:2] == [-1.25, -1.5]
    assert frame.longitude.isna().tolist() == [False, False, True]
    assert set(frame.force) == {"Testborough Council"}


class TestRaggedRows:
    @pytest.mark.parametrize("quoted", [False, True])
    def test_they_are_left_out_and_told_by_line(self, tmp_path: Path, quoted: bool) -> None:
        what = '"Burglary"' if quoted else "Burglary"
        rows = [
            row_of("A1", what=what),
            "A2,2025-01-01 10:00,Drugs",
            "",
            f"{row_of('A3')},more",
            row_of("A4"),
        ]
        read = read_rows(tmp_path, rows)
        assert read.frame.incident_id.tolist() == ["A1", "A4"]
        assert read.report.rejected == {"another number of columns": 2}
        assert [reject["row"] for reject in read.report.first_rejects] == [3, 5]
        assert read.report.rows_read == 4

    def test_lines_are_right_after_blank_ones(self, tmp_path: Path) -> None:
        rows = [row_of("A1"), "", "", "A2,short", row_of("A3", x="east")]
        told = read_rows(tmp_path, rows).report.first_rejects
        assert [(reject["row"], reject["reason"]) for reject in told] == [
            (5, "another number of columns"),
            (6, "coordinates not numbers"),
        ]


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "row 1: it is empty"),
            (b"\n\n", "row 1: it is empty"),
            (TEXT.encode("cp1252"), "row 3: the row is not UTF-8 text"),
            (TEXT.encode("utf-16"), "it is UTF-16 text, the description says utf-8"),
            (TEXT.replace("Drugs", "Dr\0ugs").encode(), "row 4: the row holds a NUL byte"),
            (TEXT.replace("Burglary", '"Burglary').encode(), "quotation mark is not closed"),
            (TEXT.replace("Burglary", "B" * 131_073).encode(), "row 2, column What: a value is longer"),
            (TEXT.replace("Burglary", '"' + "B" * 131_073 + '"').encode(), "a value is longer than 131,072"),
            (TEXT.replace(",", ";").encode(), "its columns seem to be separated by semicolons"),
            (TEXT.replace("Ref", "what").encode(), "column What: two columns have this name"),
            ((",".join(map(str, range(1001))) + "\n").encode(), "1,001 columns"),
            (TEXT.replace("Long", "Longitude").encode(), r"no column 'Long'.*Did you mean 'Longitude'"),
            (b"PAR1" + TEXT.encode(), "a file of format parquet, the description says csv"),
            (workbook_of([("Ref",)]), "a file of format xlsx, the description says csv"),
        ],
    )
    def test_text_that_can_not_be_a_table(self, tmp_path: Path, content: bytes, message: str) -> None:
        with pytest.raises(InputError, match=message):
            read_rows(tmp_path, content)

    def test_rows_swallowed_by_a_mark_that_is_closed_much_later(self, tmp_path: Path) -> None:
        rows = [row_of("A1", what='"Burglary'), row_of("A2"), row_of("A3", what='Drugs"')]
        with pytest.raises(InputError, match="quotation mark is not closed"):
            read_rows(tmp_path, rows)

    def test_a_header_alone_is_told(self, tmp_path: Path) -> None:
        assert "no rows" in read_rows(tmp_path, csv_of([])).report.note

    def test_personal_data_must_be_dropped(self, tmp_path: Path) -> None:
        content = "Ref,When,What,Long,Lat,Victim e-mail\n" + f"{row_of()},someone@example.org\n"
        with pytest.raises(InputError, match=r"column Victim e-mail.*\[drop\]"):
            read_rows(tmp_path, content)
        read = read_rows(tmp_path, content, drop={"columns": ["Victim e-mail"]})
        assert read.report.rows_kept == 1


class TestWorkbooks:
    def read(self, folder: Path, content: bytes, **file: Any) -> IncidentsRead:
        return read_as(folder, "log.xlsx", content, {"format": "xlsx", **file})

    HEADER = ("Ref", "When", "What", "Long", "Lat")

    def test_values_beyond_the_header_are_told_with_their_row(self, tmp_path: Path) -> None:
        rows = [self.HEADER, ROWS[0], (*ROWS[1], "beyond")]
        read = self.read(tmp_path, workbook_of(rows))
        assert read.report.rejected == {"values beyond the last named column": 1}
        assert read.report.first_rejects[0]["row"] == 3

    def test_the_sheet_must_exist(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"no sheet 'Other'.*It has: Log"):
            self.read(tmp_path, workbook_of([self.HEADER, *ROWS]), sheet="Other")

    def test_macros_are_refused(self, tmp_path: Path) -> None:
        content = workbook_of([self.HEADER, *ROWS], more={"xl/vbaProject.bin": b"code"})
        with pytest.raises(InputError, match="it holds macros"):
            self.read(tmp_path, content)

    def test_entities_are_refused(self, tmp_path: Path) -> None:
        declared = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        with pytest.raises(InputError, match="declares a document type"):
            self.read(tmp_path, workbook_of([self.HEADER, *ROWS], declared=declared))

    def test_a_bomb_is_refused_before_it_is_read(self, tmp_path: Path) -> None:
        swollen = workbook_of([self.HEADER, *ROWS], more={"xl/media/big.bin": b"\0" * (201 << 20)})
        with pytest.raises(InputError, match="more than 200 MB once unpacked"):
            self.read(tmp_path, swollen)

    @pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0old", b"plain text"])
    def test_what_is_no_workbook_is_refused(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(InputError, match=r"damaged|old kind|no workbook"):
            self.read(tmp_path, content)

    def test_a_damaged_part_is_refused(self, tmp_path: Path) -> None:
        content = bytearray(workbook_of([self.HEADER, *ROWS]))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            info = archive.getinfo("xl/worksheets/sheet1.xml")
        content[info.header_offset + 60] ^= 0xFF
        with pytest.raises(InputError, match="damaged"):
            self.read(tmp_path, bytes(content))


class TestPoints:
    def read(self, folder: Path, content: bytes) -> IncidentsRead:
        place = {"longitude": X, "latitude": Y}
        return read_as(folder, "log.geojson", content, {"format": "geojson"}, place=place)

    def test_what_is_no_point_is_told(self, tmp_path: Path) -> None:
        said = {"Ref": "A", "When": "2025-01-01 10:00", "What": "Drugs"}
        line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
        features = [
            feature(-1.2, 54.6, **said),
            {"type": "Feature", "properties": said, "geometry": line},
            "nothing",
        ]
        read = self.read(tmp_path, points_of(features))
        assert read.report.rejected == {"not a point": 2}
        assert [reject["value"] for reject in read.report.first_rejects] == ["LineString", "nothing"]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"{", "can't be read as JSON"),
            (b"[" * 100_000, "can't be read as JSON"),
            (b'{"type": "Feature"}', "no GeoJSON FeatureCollection"),
            (b'{"type": "FeatureCollection", "features": 7}', "no list of features"),
            (b"<OGRVRTDataSource></OGRVRTDataSource>", "can't be read as JSON"),
            (b"\xff\xfe{", "not UTF-8"),
        ],
    )
    def test_what_is_no_geojson_is_refused(self, tmp_path: Path, content: bytes, message: str) -> None:
        with pytest.raises(InputError, match=message):
            self.read(tmp_path, content)

    def test_positions_beyond_numbers_are_rejected(self, tmp_path: Path) -> None:
        said = {"Ref": "A", "When": "2025-01-01 10:00", "What": "Drugs"}
        content = points_of([feature(-1.2, 54.6, **said), feature(float("inf"), 54.6, **said)])
        assert self.read(tmp_path, content).report.rejected == {"coordinates not numbers": 1}


@pytest.mark.parametrize(
    "damage", [lambda content: content[:-40], lambda content: content[:30] + content[31:]]
)
def test_damaged_parquet_is_refused(tmp_path: Path, damage: Any) -> None:
    _, content, file, _ = FORMS["parquet"]
    with pytest.raises(InputError, match=r"Parquet"):
        read_as(tmp_path, "log.parquet", damage(content), file)
