"""Files of a described source: which they are among those found, and what they hold."""

from __future__ import annotations

from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.apply import read_described_incidents
from dashboard.data.sources.mapping.description import Description, FileForm
from dashboard.data.sources.mapping.premises import read_described_premises
from dashboard.data.sources.report import IncidentsRead, PremisesRead

_ENDINGS = {
    "csv": (".csv", ".tsv", ".txt", ".tab", ".psv"),
    "xlsx": (".xlsx", ".xlsm"),
    "parquet": (".parquet", ".pq"),
    "geojson": (".geojson", ".json"),
}
_PACKED = ".gz"


def read_described(ref: FileRef, description: Description) -> IncidentsRead | PremisesRead:
    """What a file holds, taken as the description says.

    Raises InputError for a damaged file, one that does not fit its description, and one without a usable row.
    """
    if description.kind == "premises":
        return read_described_premises(ref, description)
    return read_described_incidents(ref, description)


def unlike(ref: FileRef, form: FileForm) -> str:
    """Why a file's name says that it is no file of a source; "" where it may be one.

    Files lie beside others, a READ ME say. What has the right ending must fit, or the import is refused:
    a month must not be passed over because its supplier renamed a column.
    """
    name = ref.name.casefold().removesuffix(_PACKED)
    endings = _ENDINGS[form.format]
    return "" if name.endswith(endings) else f"its name does not end in {' or '.join(endings[:2])}"
