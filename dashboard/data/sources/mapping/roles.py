"""What the columns of an unknown table hold: guessed from names and values, with how sure that is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from dashboard.data.schema import CRIME_TYPES, slug
from dashboard.data.sources.checks import encoded, equals, numbers, text
from dashboard.data.sources.columns import folded
from dashboard.data.sources.mapping.places import is_cell
from dashboard.data.sources.mapping.time_forms import FORMATS, read_clock, read_dates, read_months

BY_NAME, BY_VALUE, BY_BOTH = 0.6, 0.5, 0.95
"""How sure a guess is: from the name alone (and nothing in the values against it), the values alone, both."""
_MOST = 0.9
_LOOKED_AT = 20_000
_CATEGORIES = 200
_SHORT = 40
_FRACTION = r"-?\d+[.,]\d{3,}"

_NAMES: dict[str, tuple[str, ...]] = {
    "longitude": ("longitude", "long", "lon", "lng", "geometry_x", "x_wgs84"),
    "latitude": ("latitude", "lat", "geometry_y", "y_wgs84"),
    "easting": ("easting", "eastings", "easting_x", "bng_e", "x_coord", "x_coordinate", "x"),
    "northing": ("northing", "northings", "northing_y", "bng_n", "y_coord", "y_coordinate", "y"),
    "cell": ("h3", "h3_cell", "cell", "h3_index", "hex", "hex_id"),
    "to": (
        "date_end", "end_date", "date_to", "to_date", "latest_date", "occurred_to", "to", "end", "end_time",
        "committed_to", "last_date",
    ),
    "from": (
        "date_start", "start_date", "date_from", "from_date", "occurred_from", "from", "occurrence_date",
        "occurrencedate", "incident_date", "date_of_incident", "date_time", "datetime", "occurred", "date",
        "start", "start_time", "reported_date", "date_reported", "created_date", "call_date", "timestamp",
        "committed_from", "date_recorded", "earliest_date",
    ),
    "from_time": ("time", "incident_time", "time_of_incident", "time_from", "from_time", "call_time"),
    "hour": ("hour", "occurrencehour", "hour_of_day", "incident_hour"),
    "month": ("month", "year_month", "period"),
    "incident_id": (
        "incident_id", "id", "uid", "crime_id", "incident_number", "incident_no", "reference", "ref",
        "case_number", "log_number", "crime_number", "call_id", "osm_id", "fas_id", "fhrsid", "premises_id",
        "licence_number",
    ),
    "force": ("force", "falls_within", "reported_by", "agency", "service", "authority", "council"),
    "crime_type": (
        "crime_type", "category", "incident_type", "offence", "offence_type", "type", "mci",
        "incident_category", "object_of_search", "complaint_type", "call_type", "type_of_incident",
    ),
    "lsoa_code": ("lsoa_code", "lsoa21cd", "lsoa11cd", "lsoa"),
    "lsoa_name": ("lsoa_name", "lsoa21nm", "lsoa11nm"),
    "place": ("place", "location", "street", "road", "neighbourhood", "location_type"),
    "name": ("name", "premises_name", "business_name", "businessname", "trading_name", "pub_name"),
    "address": ("address", "full_address", "premises_address"),
    "postcode": ("postcode", "post_code"),
    "kind": ("premises_type", "business_type", "kind", "amenity"),
    "hours": ("opening_hours", "hours", "licensed_hours"),
}  # fmt: skip
"""Names by which columns go, the likelier ones first."""
_GREAT_BRITAIN = ((-9.0, 2.5), (49.0, 61.5))
_TEXTS = ("incident_id", "force", "place", "name", "address", "postcode", "kind", "hours", "lsoa_name")


class Guess(NamedTuple):
    """A column for a role, and how sure that is from 0 to 1."""

    column: str
    sure: float


class Dates(NamedTuple):
    """How the dates of a column are written."""

    form: str
    share: float  # of the filled values that are dates in that form
    ambiguous: bool  # days and months could be the other way round


def guess_roles(columns: Mapping[str, pa.Array]) -> dict[str, Guess]:
    """The likeliest column for each role, each column in one role at most."""
    scored = sorted(
        (
            (-sure, place, role, column)
            for column, values in columns.items()
            for role in _NAMES
            for place, sure in [_score(role, column, values.slice(0, _LOOKED_AT))]
            if sure > 0
        ),
    )
    roles: dict[str, Guess] = {}
    taken: set[str] = set()
    for sure, _, role, column in scored:
        if role not in roles and column not in taken:
            roles[role] = Guess(column, -sure)
            taken.add(column)
    return roles


def _score(role: str, column: str, values: pa.Array) -> tuple[int, float]:
    """Where the name stands among the role's, and how sure it is that the column has the role."""
    name = folded(column)
    known = _NAMES[role]
    place = known.index(name) if name in known else len(known)
    named = name in known
    filled = _filled(values)
    if not len(filled):
        return place, 0.0
    fits = _fits(role, filled)
    if fits is None:  # any text may be that
        return place, BY_NAME if named else 0.0
    if named:
        return place, BY_BOTH if fits >= _MOST else 0.0
    alone = role in ("from", "cell", "lsoa_code", "crime_type") and fits >= _MOST
    alone |= role in ("longitude", "latitude") and _in_great_britain_alone(role, filled)
    return place, BY_VALUE if alone else 0.0


def _filled(values: pa.Array) -> pa.Array:
    written = text(values)
    return written.filter(pa.array(~equals(written, "")))


def _fits(role: str, filled: pa.Array) -> float | None:
    """The share of values that are what the role holds; None where that can't be told."""
    if role in _TEXTS:
        return None
    if role in ("longitude", "latitude", "easting", "northing"):
        return _share_of_numbers(role, filled)
    codes = encoded(filled)
    words = codes.dictionary
    rows = codes.indices.to_numpy(zero_copy_only=False)
    if role in ("from", "to"):
        return dates_of(filled).share
    if role == "from_time":
        seconds, bad = read_clock(words)
        return float((~bad & (seconds >= 0))[rows].mean())
    if role == "month":
        written = read_months(words, "day-first")
        return float((~written.bad & ~written.empty)[rows].mean())
    if role == "hour":
        return _share(words, rows, lambda word: re.fullmatch(r"([01]?\d|2[0-3])(\.0)?", word) is not None)
    if role == "cell":
        return _share(words, rows, is_cell)
    if role == "lsoa_code":
        return _share(words, rows, lambda word: re.fullmatch(r"[EW]01\d{6}", word) is not None)
    return _share_of_types(words, rows)


def _share(words: pa.Array, rows: np.ndarray, fits: Callable[[str], object]) -> float:
    table = np.array([bool(fits(word)) for word in words.to_pylist()])
    return float(table[rows].mean())


def _share_of_types(words: pa.Array, rows: np.ndarray) -> float | None:
    """Of crime types: 1 where most words are ours; unknown where a few short words repeat; else none."""
    known = [slug(word) in CRIME_TYPES for word in words.to_pylist()]
    if np.array(known)[rows].mean() >= _MOST:
        return 1.0
    few = len(words) <= max(2, min(_CATEGORIES, len(rows) // 2))
    short = max(map(len, words.to_pylist()), default=0) <= _SHORT
    return None if few and short else 0.0


def _share_of_numbers(role: str, filled: pa.Array) -> float:
    values = pa.array([word.replace(",", ".") for word in filled.to_pylist()])
    number, bad = numbers(values)
    limits = {"longitude": 180.0, "latitude": 90.0, "easting": 700_000.0, "northing": 1_300_000.0}
    inside = np.abs(number) <= limits[role]
    if role in ("easting", "northing"):
        inside &= (number >= 0) & ((np.abs(number) > 180) | (number == 0))  # else they are degrees
    return float((inside & ~bad).mean())


def _in_great_britain_alone(role: str, filled: pa.Array) -> bool:
    """Whether values without a telling name are degrees about Great Britain: fractions within its bounds."""
    fractions = _share(filled, np.arange(len(filled)), lambda word: re.fullmatch(_FRACTION, word) is not None)
    if fractions < _MOST:
        return False
    values = numbers(pa.array([word.replace(",", ".") for word in filled.to_pylist()]))[0]
    low, high = _GREAT_BRITAIN[0 if role == "longitude" else 1]
    return float(((values >= low) & (values <= high)).mean()) >= _MOST


def dates_of(values: pa.Array) -> Dates:
    """The form in which most of a column's values are dates; ISO before others."""
    codes = encoded(_filled(values))
    if not len(codes):
        return Dates("iso", 0.0, ambiguous=False)
    rows = codes.indices.to_numpy(zero_copy_only=False)
    shares = {}
    for form in FORMATS:
        written = read_dates(codes.dictionary, form)
        shares[form] = float((~written.bad & ~written.empty & ~written.whole_month)[rows].mean())
    if shares["excel"] > max(share for form, share in shares.items() if form != "excel"):
        return Dates("excel", shares["excel"] * _plausible_excel(codes.dictionary), ambiguous=False)
    best = max(("iso", "day-first", "month-first", "compact"), key=lambda form: shares[form])
    ambiguous = best == "day-first" and shares["month-first"] == shares["day-first"] > shares["iso"]
    return Dates(best, shares[best], ambiguous)


def _plausible_excel(words: pa.Array) -> float:
    """1 where all numbers are days of 1980 to 2079, as the dates of incidents would be; else 0."""
    number, bad = numbers(words)
    return float(((number >= 29_221) & (number <= 65_745) & ~bad).all())


def in_great_britain(longitude: np.ndarray, latitude: np.ndarray) -> float:
    """The share of points (degrees) about Great Britain; 0 without any."""
    known = np.isfinite(longitude) & np.isfinite(latitude) & ~((longitude == 0) & (latitude == 0))
    if not known.any():
        return 0.0
    (west, east), (south, north) = _GREAT_BRITAIN
    inside = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
    return float(inside[known].mean())
