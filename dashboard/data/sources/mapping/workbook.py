"""Workbooks (.xlsx) as tables: looked through as a zip before they are read, formulas never worked out.

A workbook is a zip of XML, and may be made to swell, to fetch or to run something. The reader
(python-calamine) does none of that; what would need it is refused here all the same, with a word on why.
"""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description import FileForm
from dashboard.data.sources.mapping.sheet_span import MAX_CELLS, Span
from dashboard.data.sources.mapping.tabular import MAX_COLUMNS, MAX_FIELD, Rejects, Tabular, header_names
from dashboard.data.sources.mapping.workbook_trial import MOST_MEMORY, can_be_read

MAX_UNPACKED = 200 << 20
"""Most bytes a workbook may hold unpacked (200 MB): some two million cells, more than Excel handles well."""
MAX_MEMBERS = 5_000
_MAGIC = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 20
_BOOK = "xl/workbook.xml"
_OTHER_KINDS = ("content.xml", "mimetype", "xl/workbook.bin")
"""Parts of OpenDocument and binary workbooks: the reader would take them, the checks here know them not."""
_XML = (".xml", ".rels")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_ASK = "Save the sheet as CSV UTF-8, or ask the supplier for the file again."
BEYOND = "values beyond the last named column"


def read_workbook(ref: FileRef, form: FileForm) -> Tabular:
    """The cells of a sheet as text: dates as ISO, formulas as the values last saved with them.

    Rows are numbered as in the sheet. Raises InputError for what is no workbook, is protected, holds macros
    or document type declarations, swells beyond the limit, or has no such sheet or no header.
    """
    content = ref.read(MAX_UNPACKED)
    _look_through(ref, content)
    _try_out(ref, content, form.sheet)
    rows, first = _rows(ref, content, form.sheet)
    if form.columns:
        return _table(ref, form.columns, rows, first)
    if not rows:
        raise ref.error("the sheet is empty", _ASK)
    header = list(rows[0])
    while header and header[-1] in (None, ""):
        header.pop()
    return _table(ref, header_names(ref, [_text(cell) for cell in header], first), rows[1:], first + 1)


def sheet_names(ref: FileRef) -> list[str]:
    """Names of a workbook's sheets. Raises InputError as `read_workbook` does."""
    content = ref.read(MAX_UNPACKED)
    _look_through(ref, content)
    _try_out(ref, content, "")
    return list(_opened(ref, content).sheet_names)


def _look_through(ref: FileRef, content: bytes) -> None:
    """Refuse what is no plain workbook: every part is unpacked once, in pieces, and counted."""
    if content.startswith(_OLD):
        raise ref.error("it is a workbook of the old kind, or protected by a password", "Save it as .xlsx.")
    if not content.startswith(_MAGIC):
        raise ref.error("it is no workbook (.xlsx)", "Check its ending and [file] format in the description.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise ref.error(f"it has {len(members):,} parts, as no workbook has", _ASK)
            _refuse_active(ref, [info.filename for info in members])
            left = MAX_UNPACKED
            for info in members:
                left -= _looked_through(ref, archive, info, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ref.error(
            f"it is damaged or protected ({error})", "Save it again without a password."
        ) from error


def _refuse_active(ref: FileRef, names: Sequence[str]) -> None:
    for name in names:
        if name.casefold().endswith(("vbaproject.bin", "xlm.bin")) or "/macrosheets/" in name.casefold():
            raise ref.error(f"it holds macros ({name})", "Save it as a workbook without macros (.xlsx).")
        if name.casefold() in _OTHER_KINDS:
            raise ref.error("it is a workbook of another kind", "Save it as .xlsx.")
    if _BOOK not in names:
        raise ref.error("it is a zip, but no workbook (.xlsx)", _ASK)


def _looked_through(ref: FileRef, archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> int:
    """Bytes of one part; InputError where they are more than are left, or declare document types."""
    size, before = 0, b""
    span = Span(ref)
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise ref.error(
                    f"it holds more than {MAX_UNPACKED >> 20:,} MB once unpacked",
                    "Save the sheet as CSV, or split it.",
                )
            if info.filename.endswith(_XML) and any(mark in before + chunk for mark in _DECLARATIONS):
                raise ref.error(
                    f"its part {info.filename} declares a document type, as no workbook needs to",
                    "Do not open it; ask the supplier how it was made.",
                )
            span.look(chunk)  # a sheet may be any part, whatever it is called
            before = chunk[-16:]
    span.look(b"", last=True)
    return size


def _try_out(ref: FileRef, content: bytes, sheet: str) -> None:
    if not can_be_read(content, sheet):
        raise ref.error(
            f"it takes more memory than any table needs ({MOST_MEMORY >> 30} GB), or has no end",
            "Save the sheet as CSV UTF-8; if that fails too, ask the supplier how it was made.",
        )


def _opened(ref: FileRef, content: bytes) -> Any:
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise ref.error(f"it can't be read as a workbook ({error})", _ASK) from error


def _rows(ref: FileRef, content: bytes, sheet: str) -> tuple[list[list[Any]], int]:
    """The rows of a sheet from the first that is not empty, and that row's number."""
    import python_calamine

    book = _opened(ref, content)
    names = book.sheet_names
    if not names or (sheet and sheet not in names):
        raise ref.error(
            f"it has no sheet {sheet!r}", f"It has: {', '.join(names) or 'none'}. Name one in [file] sheet."
        )
    try:
        found = book.get_sheet_by_name(sheet or names[0])
        if found.width > MAX_COLUMNS:
            raise ref.error(
                f"the sheet has {found.width:,} columns, more than the {MAX_COLUMNS:,} that Hexscan reads",
                _ASK,
            )
        if found.width * found.height > MAX_CELLS:
            raise ref.error(f"the sheet spans {found.width * found.height:,} cells", _ASK)
        rows = found.to_python(skip_empty_area=True)
        first = (found.start[0] if found.start else 0) + 1
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise ref.error(f"its sheet can't be read ({error})", _ASK) from error
    return rows, first


def _table(ref: FileRef, names: Sequence[str], rows: Sequence[Sequence[Any]], first: int) -> Tabular:
    rejects = Rejects()
    kept: list[Sequence[str]] = []
    numbers: list[int] = []
    width = len(names)
    for number, row in enumerate(rows, first):
        cells = [_text(cell) for cell in row]
        if not any(cells):
            continue
        if any(cells[width:]):
            rejects.add(number, BEYOND, value=next(cell for cell in cells[width:] if cell))
            continue
        long = next((place for place, cell in enumerate(cells) if len(cell) > MAX_FIELD), None)
        if long is not None:
            raise ref.error(
                f"a value is longer than {MAX_FIELD:,} characters", _ASK, row=number, column=names[long]
            )
        kept.append((cells + [""] * width)[:width])
        numbers.append(number)
    columns = list(zip(*kept, strict=True)) or [()] * width
    made = {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    return Tabular(ref, made, len(kept), numbers.__getitem__, rejects.counts, rejects.first)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    return str(cell).strip()
