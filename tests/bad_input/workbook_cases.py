"""Workbooks: damaged, locked, with macros, with entities, and far larger than they look."""

from __future__ import annotations

from tests.bad_input.case import Case, Group, Outcome, harmful, refused, taken
from tests.bad_input.made import DESCRIPTION, HEADER, Make, described, entry, log, zipped
from tests.bad_input.workbooks import (
    LOG,
    WITH_STRINGS,
    cell,
    formula,
    of_log,
    rows_of,
    sheet,
    strings,
    workbook,
)

XLSX = DESCRIPTION.replace('"csv"', '"xlsx"')
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    "<!DOCTYPE x ["
    + '<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)


def book(content: bytes | str, **options: str) -> Make:
    """A workbook of the council's log."""
    return described(content, name="log.xlsx", description=XLSX, **options)


def declared(declaration: str, text: str) -> bytes:
    """A workbook whose sheet declares a document type and uses it in a cell."""
    row = entry("1").replace("Noise", text).split(",")
    content = sheet(["".join(map(cell, LOG[0])), "".join(map(cell, row)).replace("&amp;", "&")])
    return workbook(content.replace("<worksheet", declaration + "<worksheet", 1))


def with_formula() -> bytes:
    """A log whose types of incident are formulas."""
    fields = entry("1").split(",")
    cells = [cell(value) for value in fields]
    cells[2] = formula('HYPERLINK("http://example.test","Noise")', "Noise")
    return workbook(sheet(["".join(map(cell, HEADER.split(","))), "".join(cells)]))


def far_cell() -> bytes:
    """A log with a cell in the last corner a sheet can have."""
    rows = sheet(rows_of(LOG))
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return workbook(rows.replace("</sheetData>", far))


def false_size() -> bytes:
    """A log that says it spans the whole sheet."""
    return workbook(sheet(rows_of(LOG)).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'))


def without_places() -> bytes:
    """A row of many cells and many rows of one, none of which says where it is."""
    one = "<c><v>1</v></c>"
    return workbook(sheet([one * 900, *([one] * 100_000)]).replace('<row r="', '<row x="'))


def elsewhere() -> bytes:
    """A sheet with a far cell under a name that sheets do not have."""
    relations = (
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    )
    told = f'<Relationships>{relations}worksheet" Target="other/part.bin"/></Relationships>'
    far = sheet(['<c r="A1"><v>1</v></c>', '<c r="XFD1048576"><v>1</v></c>'])
    return workbook(sheet([]), {"xl/_rels/workbook.xml.rels": told, "xl/other/part.bin": far})


def far_row() -> bytes:
    """A cell in a row of a number that no sheet has."""
    return workbook(sheet(rows_of(LOG)).replace('<row r="3"', '<row r="4294967295"'))


def long_text() -> bytes:
    """A million cells that all point to one long text."""
    pointing = ['<c t="s"><v>0</v></c>' * 5] * 200_000
    more = {"xl/sharedStrings.xml": strings("x" * 100_000)}
    return workbook(sheet([*rows_of(LOG), *pointing]), more, relations=WITH_STRINGS)


def announced_texts() -> bytes:
    """A log that says it holds four thousand million texts."""
    more = {"xl/sharedStrings.xml": strings("x", 4_294_967_295)}
    return workbook(sheet(rows_of(LOG)), more, relations=WITH_STRINGS)


def open_document() -> bytes:
    """An OpenDocument sheet whose one cell is repeated a thousand million times."""
    cell = (
        '<table:table-cell table:number-columns-repeated="1000000000"><text:p>1</text:p></table:table-cell>'
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": cell})


WORKBOOKS = Group(
    "Workbooks",
    (
        taken("A plain workbook", book(of_log()), "2 incidents"),
        taken("Formulas, whose saved values count", book(with_formula()), "1 incidents"),
        refused(
            "An external entity (XXE)",
            book(declared(ENTITY, "&e;")),
            "input/log.xlsx",
            "declares a document type",
        ),
        harmful(
            "A billion laughs", book(declared(LAUGHS, "&j;")), "input/log.xlsx", "declares a document type"
        ),
        refused(
            "Macros", book(workbook(sheet(rows_of(LOG)), {"xl/vbaProject.bin": b"\xd0\xcf" * 99})), "macros"
        ),
        refused(
            "Macros called .xlsm",
            described(
                lambda: workbook(sheet([]), {"xl/vbaProject.bin": b"x"}), name="log.xlsm", description=XLSX
            ),
            "macros",
        ),
        harmful(
            "A workbook of 0.4 MB that holds 400 MB",
            described(
                lambda: workbook(sheet([" " * 1_000 + "<x/>"] * 400_000)), name="log.xlsx", description=XLSX
            ),
            "more than 200 MB once unpacked",
        ),
        harmful("A cell in the last corner of the sheet", book(far_cell()), "input/log.xlsx", "column 16,3"),
        Case(
            "A sheet that says it is as large as can be",
            book(false_size()),
            ("2 incidents",),
            Outcome.TAKEN,
            harmful=True,
        ),
        harmful("A row far beyond the last that a sheet has", book(far_row()), "spans 4,294,967,29"),
        harmful("A million cells that point to one long text", book(long_text()), "takes more memory than"),
        harmful("Texts announced that are not there", book(announced_texts()), "takes more memory than"),
        harmful("Many cells that do not say where they are", book(without_places()), "spans"),
        harmful("A far cell in a part that is not called a sheet", book(elsewhere()), "column 16,3"),
        harmful(
            "An OpenDocument sheet that repeats a cell without end", book(open_document()), "another kind"
        ),
        refused(
            "A workbook with a password", book(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "password"
        ),
        refused("A workbook cut off in the middle", book(of_log()[:-200]), "damaged"),
        refused(
            "A zip that is no workbook",
            described(lambda: workbook("", types="<x/>", book="<x/>"), name="log.xlsx", description=XLSX),
            "input/log.xlsx",
        ),
        refused("Text called .xlsx", book(log(entry("1"))), "no workbook"),
        refused(
            "A sheet that is not there",
            book(of_log(), file_says='sheet = "Other"'),
            "no sheet 'Other'",
            "Log",
        ),
        refused("An empty sheet", book(workbook(sheet([]))), "empty"),
        refused(
            "A workbook without a description",
            lambda folder: book(of_log())(folder)[2:],
            "spreadsheet",
            "describe",
        ),
    ),
)
