"""Telling what a file is from its content: first bytes, then the names of its columns or properties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from dashboard.data.sources.area_measures import is_long_header, measure_columns
from dashboard.data.sources.canonical import looks_canonical
from dashboard.data.sources.columns import change_column, code_columns, only_codes_and_names, residents_column
from dashboard.data.sources.delimited import BOM, header_of
from dashboard.data.sources.files import GZIP, ZIP, FileRef
from dashboard.data.sources.harm_weights import is_weights_header
from dashboard.data.sources.parquet import PARQUET_MAGIC, open_parquet
from dashboard.data.sources.peer_groups import is_peers_header
from dashboard.data.sources.police_street import missing_columns
from dashboard.data.sources.premises import is_open_pubs_row, is_premises_header


class Kind(StrEnum):
    """Kinds of files that Hexscan takes in."""

    POLICE_STREET = "police street-level crime"
    CANONICAL_INCIDENTS = "incidents in Hexscan's own form"
    AREAS_GEOJSON = "area boundaries"
    AREAS_LOOKUP = "area lookup"
    LSOA_CHANGES = "changes of LSOAs"
    POPULATION = "population"
    AREA_MEASURES = "measures of areas"
    PEER_GROUPS = "similar areas"
    HARM_WEIGHTS = "weights of harm"
    PREMISES = "premises"
    DESCRIBED = "a described source"


EXPECTED = (
    "Hexscan takes street-level crime from data.police.uk (CSV, .csv.gz, folder or .zip), area boundaries "
    "as GeoJSON in WGS84, area lookups, population, households and deprivation as CSV with ONS codes, "
    "premises as CSV with a name, latitude and longitude, similar areas as CSV with area and peer, weights "
    "of harm as CSV with crime_type and weight, and incidents in Hexscan's own Parquet form"
)
"""What a file could have been, for the message about one that is none of these."""

_HEAD = 1 << 16
_NO_TEXT = tuple(bytes([code]) for code in (*range(9), *range(14, 27)))
_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_DESCRIBE = 'Save it as "CSV UTF-8", or have it described: python -m dashboard describe FILE.'
_JSON_HEAD = 4 << 20  # a property can follow a long list of coordinates
_JSON_KEY = re.compile(rb'"([A-Za-z][A-Za-z0-9_]{3,19})"\s*:')


def recognise(ref: FileRef) -> Kind | None:
    """What the file is; None where it is nothing that Hexscan takes in.

    Raises InputError where the file can't be opened: damaged, unreadable, or protected by a password.
    """
    head = ref.head(_HEAD)
    if head.startswith(PARQUET_MAGIC):
        return _parquet(ref)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _json(ref.head(_JSON_HEAD))
    header = header_of(head)
    return _csv(header) if header else None


def is_headerless(ref: FileRef) -> bool:
    """Whether a premises file begins with its first row instead of a header."""
    return not is_premises_header(header_of(ref.head(_HEAD)) or [])


def why_not(ref: FileRef) -> str:
    """For a file that was not recognised: what it lacks, where it is close to something known, else ""."""
    head = ref.head(_HEAD)
    if not head.removeprefix(BOM).strip():
        return "It is empty."
    packed = _packed(ref, head)
    if packed:
        return packed
    names = header_of(head) or []
    if "month" in {name.casefold() for name in names} and "crime type" in {name.casefold() for name in names}:
        return f"It looks like street-level crime but has no column {', '.join(missing_columns(names))}."
    if b'"Topology"' in head:
        return "It is TopoJSON; convert it to GeoJSON."
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return 'It is UTF-16 text; save it as "CSV UTF-8".'
    if head.removeprefix(BOM).lstrip()[:1] == b"<":
        return "It is a web page or XML, not a table."
    if any(head.count(byte) for byte in _NO_TEXT):
        return "It is not text that Hexscan can read."
    return _of_another_delimiter(names)


def _packed(ref: FileRef, head: bytes) -> str:
    """What to do with a packed file, which is one because all that can be unpacked was; "" for any other."""
    if head.startswith(GZIP):
        return "It is a gzip within a gzip; unpack it first."
    if not head.startswith(ZIP):
        return ""
    if ref.member:
        return "It is a zip within a zip, or a spreadsheet; unpack it first."
    return f"It is a spreadsheet or another document. {_DESCRIBE}"


def _of_another_delimiter(names: Sequence[str]) -> str:
    """What to do about a header whose columns are parted otherwise than by commas; "" for any other."""
    for mark, called in _DELIMITERS.items():
        if sum(name.count(mark) for name in names) > max(1, len(names)):
            return f"Its columns are separated by {called}, not commas. {_DESCRIBE}"
    return ""


def _parquet(ref: FileRef) -> Kind | None:
    schema = open_parquet(ref).schema_arrow
    if not missing_columns(schema.names):
        return Kind.POLICE_STREET
    return Kind.CANONICAL_INCIDENTS if looks_canonical(schema) else None


def _json(head: bytes) -> Kind | None:
    if b'"Topology"' in head or b'"Feature' not in head:
        return None
    keys = [key.decode() for key in _JSON_KEY.findall(head)]
    polygons = b"Polygon" in head
    return Kind.AREAS_GEOJSON if polygons and code_columns(list(dict.fromkeys(keys))) else None


def _csv(header: list[str]) -> Kind | None:
    if not missing_columns(header):
        return Kind.POLICE_STREET
    if is_premises_header(header) or is_open_pubs_row(header):
        return Kind.PREMISES
    if is_peers_header(header):
        return Kind.PEER_GROUPS
    if is_weights_header(header):
        return Kind.HARM_WEIGHTS
    levels = {column.level for column in code_columns(header)}
    if levels and residents_column(header):
        return Kind.POPULATION
    if is_long_header(header) or (levels and measure_columns(header)):
        return Kind.AREA_MEASURES
    if not only_codes_and_names(header):
        return None
    if {"lsoa", "lsoa11"} <= levels and change_column(header):
        return Kind.LSOA_CHANGES
    return Kind.AREAS_LOOKUP if len(levels) > 1 else None
