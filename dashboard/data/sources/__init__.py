"""Readers of suppliers' files: find files, recognise them by content, and read each into canonical frames.

for ref in find_files([Path("downloads")]):
    kind = recognise(ref)
    if kind in INCIDENT_KINDS:
        read = read_incidents(ref, kind)
"""

from __future__ import annotations

from dashboard.data.sources.area_measures import read_measures
from dashboard.data.sources.boundaries import read_boundaries
from dashboard.data.sources.canonical import read_canonical, write_incidents
from dashboard.data.sources.files import FileRef, find_files
from dashboard.data.sources.harm_weights import read_weights
from dashboard.data.sources.lookups import read_lookup
from dashboard.data.sources.peer_groups import read_peers
from dashboard.data.sources.police_street import read_police_street
from dashboard.data.sources.premises import read_premises_file
from dashboard.data.sources.recognise import EXPECTED, Kind, is_headerless, recognise, why_not
from dashboard.data.sources.report import (
    AreaInputs,
    FileReport,
    IncidentsRead,
    PremisesRead,
    Register,
    Reject,
)

__all__ = [
    "AREA_KINDS",
    "EXPECTED",
    "INCIDENT_KINDS",
    "AreaInputs",
    "FileRef",
    "FileReport",
    "IncidentsRead",
    "Kind",
    "PremisesRead",
    "Register",
    "Reject",
    "find_files",
    "read_areas",
    "read_incidents",
    "read_premises",
    "recognise",
    "why_not",
    "write_incidents",
]

INCIDENT_KINDS = frozenset({Kind.POLICE_STREET, Kind.CANONICAL_INCIDENTS})
_AREA_READERS = {
    Kind.AREAS_GEOJSON: read_boundaries,
    Kind.AREAS_LOOKUP: read_lookup,
    Kind.LSOA_CHANGES: read_lookup,
    Kind.POPULATION: read_lookup,
    Kind.AREA_MEASURES: read_measures,
    Kind.PEER_GROUPS: read_peers,
    Kind.HARM_WEIGHTS: read_weights,
}
AREA_KINDS = frozenset(_AREA_READERS)


def read_incidents(ref: FileRef, kind: Kind) -> IncidentsRead:
    """The incidents of a file of one of INCIDENT_KINDS.

    `frame` has the columns of `schema.INCIDENTS`; the report says how each row of the file fared. Raises
    InputError for a damaged file and a file with rows of which none is usable.
    """
    if kind is Kind.POLICE_STREET:
        return read_police_street(ref, kind.value)
    if kind is Kind.CANONICAL_INCIDENTS:
        return read_canonical(ref, kind.value)
    raise ValueError(f"{kind} holds no incidents")


def read_areas(ref: FileRef, kind: Kind) -> AreaInputs:
    """Everything a file of one of AREA_KINDS says of areas; tables as in `inputs.SCHEMAS`, any may be empty.

    Raises InputError for a damaged file or a value that can't be used: a gap would mislead.
    """
    if kind not in AREA_KINDS:
        raise ValueError(f"{kind} says nothing of areas")
    return _AREA_READERS[kind](ref, kind.value)


def read_premises(ref: FileRef) -> PremisesRead:
    """The premises of a register; `frame` has the columns of `schema.PREMISES`.

    Raises InputError for a damaged file and one with rows of which none is usable.
    """
    return read_premises_file(ref, Kind.PREMISES.value, headerless=is_headerless(ref))
