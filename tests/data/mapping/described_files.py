"""Small described files and their descriptions, for tests of mapped sources."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.apply import read_described_incidents
from dashboard.data.sources.mapping.description import Description
from dashboard.data.sources.mapping.description_file import read_description
from dashboard.data.sources.report import IncidentsRead

NOW = datetime.datetime(2026, 1, 15, tzinfo=datetime.UTC)

SECTIONS: dict[str, dict[str, Any]] = {
    "source": {"key": "asb-log", "name": "ASB log", "owner": "Testborough Council", "licence": "OGL"},
    "place": {"longitude": "Long", "latitude": "Lat"},
    "time": {"from": "When"},
    "columns": {"incident_id": "Ref", "force_is": "Testborough Council", "crime_type": "What"},
}
"""A description of `Ref,When,What,Long,Lat`."""


def toml(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """The sections as a TOML file."""
    lines = []
    for name, values in sections.items():
        lines.append(f"[{name}]")
        lines += [f"{_quoted(key)} = {_value(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    return f'"{escaped}"'


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return str(value)


def sections_with(**changed: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """SECTIONS with whole sections put in place, or left out where None."""
    merged = {name: dict(values) for name, values in SECTIONS.items()} | changed
    return {name: dict(values) for name, values in merged.items() if values is not None}


def description_of(folder: Path, **changed: Mapping[str, Any] | None) -> Description:
    """The description of SECTIONS with these sections in place."""
    return read_description(ref_of(folder / "asb-log.toml", toml(sections_with(**changed))))


def ref_of(path: Path, content: str | bytes) -> FileRef:
    """A file with the content, folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return FileRef(path)


def row_of(
    ref: str = "A1", when: str = "2025-03-31 14:05", what: str = "Burglary", x: str = "-1.2", y: str = "54.6"
) -> str:
    """One line of a described CSV."""
    return f"{ref},{when},{what},{x},{y}"


def csv_of(rows: Sequence[str]) -> str:
    """The described CSV with these lines."""
    return "".join(f"{line}\n" for line in ("Ref,When,What,Long,Lat", *rows))


def read_rows(folder: Path, rows: Sequence[str] | str | bytes, **changed: Any) -> IncidentsRead:
    """What the described CSV with these lines, or this content, holds."""
    content = rows if isinstance(rows, str | bytes) else csv_of(rows)
    described = description_of(folder, **changed)
    return read_described_incidents(ref_of(folder / "in" / "log.csv", content), described, now=NOW)


_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="{target}"/>{more}</Relationships>'
)
_STYLES = (
    '<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_SHEET = '<?xml version="1.0"?>{declared}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EXCEL_ZERO = datetime.datetime(1899, 12, 30)


def workbook_of(
    rows: Sequence[Sequence[Any]], *, declared: str = "", more: Mapping[str, bytes] | None = None
) -> bytes:
    """A workbook of one sheet: texts, numbers and times (as Excel's days); `more` are further parts."""
    book = (
        f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    styles = (
        '<Relationship Id="rId2" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml", more=""),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(
            kind="worksheet", target="worksheets/sheet1.xml", more=styles
        ),
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": _SHEET.format(
            declared=declared, main=_MAIN, rows="".join(map(_row, range(1, len(rows) + 1), rows))
        ),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(more or {})}.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _row(number: int, cells: Sequence[Any]) -> str:
    return (
        f'<row r="{number}">{"".join(_cell(number, place, cell) for place, cell in enumerate(cells))}</row>'
    )


def _cell(row: int, column: int, value: Any) -> str:
    where = f'r="{chr(ord("A") + column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return f'<c {where} s="1"><v>{(value - _EXCEL_ZERO) / datetime.timedelta(days=1):.9f}</v></c>'
    if isinstance(value, int | float):
        return f"<c {where}><v>{value}</v></c>"
    return f'<c {where} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
