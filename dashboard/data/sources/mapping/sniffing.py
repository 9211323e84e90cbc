"""How an unknown file is written, told from its beginning: format, encoding, delimiter, header, decimals."""

from __future__ import annotations

import codecs
import csv
import dataclasses
import re
from collections import Counter
from collections.abc import Sequence

from dashboard.data.sources.files import MAX_FILE_BYTES, FileRef
from dashboard.data.sources.mapping.description import FileForm
from dashboard.data.sources.mapping.description_file import DELIMITERS
from dashboard.data.sources.mapping.text_table import BOMS

SAMPLE = 1 << 20
"""Bytes of a text looked at (1 MB), some five thousand rows."""
_LINES = 200
_USUAL = frozenset("áàâäãåæçéèêëíìîïñóòôöõøúùûüýÿßÁÀÂÄÅÆÇÉÈÊËÍÎÏÑÓÔÖØÚÛÜ£€§°·\u2019\u2018\u201c\u201d–—…½")
"""Characters beyond ASCII that stand in British and European tables; others hint at a wrong encoding."""
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_DATE_LIKE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")
_FORMATS = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx"}


@dataclasses.dataclass(frozen=True)
class Sniffed:
    """What the file's beginning tells, and what of it is unsure."""

    form: FileForm
    unsure: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, order=True)
class Beginning(FileRef):
    """A text file of which only the beginning is read, up to the end of a row."""

    encoding: str = "utf-8"

    def read(self, limit: int = MAX_FILE_BYTES) -> bytes:
        """The first rows; InputError where the file is damaged."""
        content = self.head(min(SAMPLE, limit))
        if len(content) < SAMPLE:
            return content
        text = _decoded(content, self.encoding)
        end = text.rfind("\n")
        while end > 0 and text.count('"', 0, end) % 2:
            end = text.rfind("\n", 0, end)
        return (text[: end + 1] if end > 0 else text).encode(self.encoding)


def sniff(ref: FileRef) -> Sniffed:
    """How the file is written, as far as its beginning tells."""
    head = ref.head(SAMPLE)
    known = next((name for magic, name in _FORMATS.items() if head.startswith(magic)), "")
    if known:
        return Sniffed(FileForm(format=known))  # type: ignore[arg-type]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"{" and b'"FeatureCollection"' in head:
        return Sniffed(FileForm(format="geojson"))
    encoding, doubts = encoding_of(head)
    lines = re.split(r"\r\n|\n|\r", _decoded(head, encoding))[:_LINES]
    if len(head) == SAMPLE and len(lines) < _LINES:
        lines = lines[:-1]
    delimiter, unsure = delimiter_of(lines)
    rows = _rows(lines, delimiter)
    columns = () if not rows or has_header(rows) else tuple(f"column {n}" for n in range(1, len(rows[0]) + 1))
    doubts += unsure
    if columns:
        doubts.append("The file seems to have no header: give its columns names under [file] columns.")
    decimal = "," if delimiter != "," and _decimal_commas(rows) else "."
    form = FileForm(encoding=encoding, delimiter=delimiter, decimal=decimal, columns=columns)
    return Sniffed(form, tuple(doubts))


def encoding_of(content: bytes) -> tuple[str, list[str]]:
    """The encoding of a text's beginning, and what is unsure of it."""
    for mark, name in BOMS.items():
        if content.startswith(mark):
            return name, []
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8", []
    scores = {name: _likeness(content, name) for name in ("cp1252", "mac-roman")}
    best = max(scores, key=lambda name: scores[name])
    return best, [f"The text is not UTF-8; {best} fits best. Look at names with accents and at pound signs."]


def _likeness(content: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that are usual; -1 where the bytes can't be of that encoding."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return -1.0
    strange = Counter(character for character in text if not character.isascii())
    return sum(strange[one] for one in strange if one in _USUAL) / max(strange.total(), 1)


def _decoded(content: bytes, encoding: str) -> str:
    """The text; a character cut in two at the end is left out."""
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(content)
    return text.removeprefix("\ufeff")


def delimiter_of(lines: Sequence[str]) -> tuple[str, list[str]]:
    """The character that cuts most lines into the same number of columns, and what is unsure of it."""
    best, chosen = (0.0, 0), ","
    for delimiter in DELIMITERS:
        lengths = Counter(len(row) for row in _rows(lines, delimiter))
        if not lengths:
            continue
        columns, rows = lengths.most_common(1)[0]
        score = (rows / lengths.total() if columns > 1 else 0.0, columns)
        if score > best:
            best, chosen = score, delimiter
    if best[0] < 1:
        share = f"{best[0]:.0%} of the first rows have" if best[0] else "no character cuts the rows into"
        return chosen, [f"Which character separates the columns: {share} {best[1] or 'several'} columns."]
    return chosen, []


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return []


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names columns: texts that differ, none a number or a date."""
    first = [value.strip() for value in rows[0]]
    filled = [value for value in first if value]
    values = any(_NUMBER.fullmatch(value) or _DATE_LIKE.fullmatch(value) for value in filled)
    return bool(filled) and not values and len(set(map(str.casefold, filled))) == len(filled)


def _decimal_commas(rows: Sequence[Sequence[str]]) -> bool:
    """Whether numbers are written with a comma: such numbers, and none with a point."""
    values = [value.strip() for row in rows[1:] for value in row]
    commas = sum(bool(re.fullmatch(r"[+-]?\d+,\d+", value)) for value in values)
    points = sum(bool(re.fullmatch(r"[+-]?\d+\.\d+", value)) for value in values)
    return commas > points
