"""Area boundaries from ONS-style GeoJSON, read with json and shapely only.

General-purpose geodata libraries open whatever a file turns out to be, other files it points at included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import shapely
import shapely.geometry
from shapely.errors import ShapelyError

from dashboard.data.sources.area_tables import names_and_links
from dashboard.data.sources.columns import CodeColumn, code_columns
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.report import AreaInputs, FileReport

MAX_GEOJSON_BYTES = 512 << 20
MOST_POINTS = 10_000_000
"""Points of all boundaries of a file, which take some 140 bytes each while it is read. The generalised ones
of all small areas of England and Wales have 4 million."""
_WIDEST = 20.0
"""Degrees: Great Britain is 11 wide and 11 high."""
_POLYGONS = {"Polygon", "MultiPolygon"}
_WGS84 = re.compile(r"CRS:?84|EPSG:+(\d*:)?4326", re.IGNORECASE)
_CONVERT = (
    "Convert the file to longitude and latitude (WGS84, EPSG:4326) and import it again; "
    "ONS offers both British National Grid and WGS84."
)
_ASK = "Download the file again."


def read_boundaries(ref: FileRef, kind: str) -> AreaInputs:
    """Shapes of the areas, their names, and links to the larger areas that their properties name.

    The areas' own level is the smallest among the code properties. Raises InputError for a file that is not
    GeoJSON of polygons in WGS84, and for a code that stands twice.
    """
    features = _features(ref)
    properties = [_properties(ref, feature, number) for number, feature in enumerate(features, 1)]
    columns = code_columns(list(properties[0]))
    if not columns:
        raise ref.error(
            "no property holds area codes", "Expected one like LSOA21CD, WD25CD, LAD24CD or csp24_code."
        )
    values = {
        name: [_text(row.get(name)) for row in properties]
        for column in columns
        for name in (column.column, column.name_column)
        if name
    }
    own = columns[0]
    labels = _labels(ref, own, values)
    shapes = np.array([_shape(ref, *pair) for pair in zip(features, labels, strict=True)], dtype=object)
    names, links = names_and_links(columns, values)
    return AreaInputs(
        names=names,
        links=links,
        shapes=pd.DataFrame(
            {
                "level": own.level,
                "code": values[own.column],
                "vintage": own.vintage,
                "wkb": shapely.to_wkb(_repaired(ref, shapes, labels)),
            }
        ),
        report=FileReport(ref.label, kind, rows_read=len(features), rows_kept=len(features)),
    )


def read_outline(ref: FileRef) -> Any:
    """All polygons of a GeoJSON file as one geometry, whatever its features are called.

    Raises InputError for a file that is not GeoJSON of polygons in WGS84.
    """
    features = _features(ref)
    labels = [f"feature {number}" for number in range(1, len(features) + 1)]
    for feature, label in zip(features, labels, strict=True):
        if not isinstance(feature, dict):
            raise ref.error(f"{label} is no feature", _ASK)
    shapes = np.array([_shape(ref, *pair) for pair in zip(features, labels, strict=True)], dtype=object)
    return shapely.union_all(_repaired(ref, shapes, labels))


def _features(ref: FileRef) -> Sequence[Any]:
    written = ref.read(MAX_GEOJSON_BYTES)
    lists, values = written.count(b"[") + written.count(b"{"), written.count(b",")
    if lists > MOST_POINTS or values > 3 * MOST_POINTS:  # each becomes an object, whatever it means
        raise ref.error(
            f"its boundaries have more than {MOST_POINTS:,} points",
            'Import generalised boundaries ("BGC" of ONS), or the files of each district.',
        )
    try:
        content = json.loads(written.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ref.error(f"it can't be read as JSON ({error})", _ASK) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise ref.error("it is not a GeoJSON FeatureCollection", _ASK)
    if not features:
        raise ref.error("it holds no areas", _ASK)
    crs = content.get("crs")
    if crs is not None and not _WGS84.search(json.dumps(crs)):
        raise ref.error(f"its coordinates are in another system ({json.dumps(crs)[:120]})", _CONVERT)
    return features


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number in JSON")


def _properties(ref: FileRef, feature: Any, number: int) -> Mapping[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise ref.error(f"feature {number} has no properties", _ASK)
    return properties


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _labels(ref: FileRef, own: CodeColumn, values: Mapping[str, Sequence[str]]) -> list[str]:
    """What to call each feature in messages; InputError where its code is missing or stands twice."""
    seen: set[str] = set()
    labels = []
    for number, code in enumerate(values[own.column], 1):
        label = f"feature {number} ({code})"
        if not code:
            raise ref.error(f"feature {number} has no {own.column}", _ASK)
        if code in seen:
            raise ref.error(f"{label} stands earlier in the file as well", "Keep one feature per area.")
        seen.add(code)
        labels.append(label)
    return labels


def _shape(ref: FileRef, feature: Any, label: str) -> Any:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _POLYGONS:
        raise ref.error(f"{label} has no Polygon or MultiPolygon", "Import boundaries, not points or lines.")
    try:
        shape = shapely.force_2d(shapely.geometry.shape(geometry))
    except (ShapelyError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise ref.error(f"{label} has coordinates that are no polygon ({error})", _ASK) from error
    if shape.is_empty:
        raise ref.error(f"{label} has an empty boundary", _ASK)
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ref.error(
            f"{label} has coordinates that are not longitude and latitude "
            f"({west:,.0f}, {south:,.0f}); they look like British National Grid metres",
            _CONVERT,
        )
    if east - west > _WIDEST or north - south > _WIDEST:
        widest = max(east - west, north - south)
        raise ref.error(
            f"{label} has a boundary {widest:,.0f} degrees wide, larger than Great Britain",
            "Correct its points, or download the file again.",
        )
    return shape


def _repaired(ref: FileRef, shapes: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    """The shapes with self-crossing rings put right, as generalised boundaries sometimes have them."""
    broken = np.flatnonzero(~shapely.is_valid(shapes)).tolist()
    for index in broken:
        mended = shapely.make_valid(shapes[index], method="structure", keep_collapsed=False)
        if mended.is_empty or mended.geom_type not in _POLYGONS:
            raise ref.error(f"{labels[index]} has a boundary that encloses nothing", _ASK)
        shapes[index] = mended
    return shapes
