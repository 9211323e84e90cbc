"""Workbooks (.xlsx) made by hand, so that their parts can be what no spreadsheet program would write."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from io import BytesIO

from tests.bad_input.made import HEADER, entry

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_BOOK_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
WITH_STRINGS = _BOOK_RELATIONS.replace(
    "</Relationships>",
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
)
"""What the book's parts are to each other where texts of cells stand in a part of their own."""
LOG = (HEADER.split(","), entry("1").split(","), entry("2").split(","))


def cell(text: str) -> str:
    """A cell with its text in it."""
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def formula(text: str, value: str) -> str:
    """A cell with a formula and the value last saved with it."""
    return f'<c t="str"><f>{escape(text)}</f><v>{escape(value)}</v></c>'


def sheet(rows: Sequence[str]) -> str:
    """A sheet of rows, each given by its cells."""
    written = "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(rows, 1))
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{written}</sheetData></worksheet>'


def strings(text: str, announced: int = 1) -> str:
    """The part of texts that cells point to by number: one, and how many it says there are."""
    return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{announced}"><si><t>{text}</t></si></sst>'


def rows_of(table: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells of a table of texts."""
    return ["".join(map(cell, row)) for row in table]


def workbook(content: str, more: Mapping[str, bytes | str] | None = None, **parts: str) -> bytes:
    """A workbook with this sheet; `more` are further members, `parts` stand for the usual ones."""
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": parts.get("types", _TYPES),
        "_rels/.rels": _RELATIONS,
        "xl/workbook.xml": parts.get("book", _BOOK),
        "xl/_rels/workbook.xml.rels": parts.get("relations", _BOOK_RELATIONS),
        "xl/worksheets/sheet1.xml": content,
        **(more or {}),
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return stream.getvalue()


def of_log(**parts: str) -> bytes:
    """A workbook with two entries of the council's log."""
    return workbook(sheet(rows_of(LOG)), **parts)
