"""GeoJSON points (RFC 7946) as a table: properties are columns, the position two more.

Read as JSON and nothing else: GDAL, which opens whatever it recognises, never sees a supplier's file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.tabular import MAX_COLUMNS, MAX_FIELD, Rejects, Tabular, header_names

MAX_BYTES = 100 << 20
"""Most bytes of a file (100 MB), some 300,000 points: JSON takes ten times its size in memory."""
X, Y = "geometry x", "geometry y"
"""What the columns of the position are called: properties may well be named longitude and latitude."""
_ASK = "Export it again as GeoJSON."
NO_POINT = "not a point"


def read_points(ref: FileRef) -> Tabular:
    """The file's points, one a row, numbered from 1 in the order of its features.

    Properties are texts; the position is in the columns "geometry x" and "geometry y", empty where a feature
    has none. Raises InputError for what is no GeoJSON FeatureCollection.
    """
    features = _features(ref)
    names: dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        names.update(dict.fromkeys(properties if isinstance(properties, dict) else ()))
        if len(names) > MAX_COLUMNS:
            break
    known = header_names(ref, [*names, X, Y]) if names else (X, Y)
    rows: list[list[str]] = []
    numbers: list[int] = []
    rejects = Rejects()
    for number, feature in enumerate(features, 1):
        position = _position(feature)
        if position is None:
            rejects.add(number, NO_POINT, column="geometry", value=_kind(feature))
            continue
        properties = feature.get("properties") or {}
        row = [_text(properties.get(name)) for name in names]
        long = next((place for place, value in enumerate(row) if len(value) > MAX_FIELD), None)
        if long is not None:
            raise ref.error(
                f"a value is longer than {MAX_FIELD:,} characters", _ASK, row=number, column=known[long]
            )
        rows.append([*row, *position])
        numbers.append(number)
    columns = list(zip(*rows, strict=True)) or [()] * len(known)
    made = {name: pa.array(column, pa.string()) for name, column in zip(known, columns, strict=True)}
    return Tabular(ref, made, len(rows), numbers.__getitem__, rejects.counts, rejects.first)


def _features(ref: FileRef) -> list[Any]:
    content = ref.read(MAX_BYTES)
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ref.error("it is not UTF-8 text", _ASK) from error
    except (ValueError, RecursionError) as error:
        raise ref.error(f"it can't be read as JSON ({error})", _ASK) from error
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection":
        raise ref.error("it is no GeoJSON FeatureCollection", _ASK)
    features = told.get("features")
    if not isinstance(features, list):
        raise ref.error("it has no list of features", _ASK)
    return features


def _position(feature: Any) -> tuple[str, str] | None:
    """The two numbers of a point, "" and "" where a feature has no geometry; None where it is no point."""
    if not isinstance(feature, Mapping) or not isinstance(feature.get("properties") or {}, Mapping):
        return None
    geometry = feature.get("geometry")
    if geometry is None:
        return "", ""
    if not isinstance(geometry, Mapping) or geometry.get("type") != "Point":
        return None
    position = geometry.get("coordinates")
    if not isinstance(position, list) or len(position) < 2:
        return ("", "") if position == [] else None
    return _text(position[0]), _text(position[1])


def _kind(feature: Any) -> str:
    geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    return _text(kind) or "nothing"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()  # JSON may hold halves of characters
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)
