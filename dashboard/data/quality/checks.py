"""What is checked: every rule of the data-quality standard by its key, in words, and what it counts towards.

The dimensions are those of the Government Data Quality Framework (2020). `standard` states the rules of
single rows as schemas; `reading`, `places` and `months` find the rest. docs/data-quality.md lists them all.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Dimension(StrEnum):
    """What a rule is about."""

    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    ACCURACY = "accuracy"
    UNIQUENESS = "uniqueness"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"


class Rule(NamedTuple):
    """One rule: its dimension, a heading, and what a fault of it means."""

    dimension: Dimension
    title: str
    meaning: str
    of_months: bool = False  # found in the counts of months, not in single rows


RULES: dict[str, Rule] = {
    "left-out": Rule(
        Dimension.VALIDITY,
        "Rows that can't be used",
        "The row is left out: its month, place, crime type or force can't be read.",
    ),
    "zero-point": Rule(
        Dimension.VALIDITY, "Points at 0, 0", "Both coordinates are 0, which lies in the sea off Africa."
    ),
    "off-world": Rule(
        Dimension.VALIDITY, "Points off the globe", "A coordinate is beyond 180 or 90 degrees."
    ),
    "unmapped-type": Rule(
        Dimension.VALIDITY,
        "Crime types not yet mapped",
        "The supplier's word for it is not in the source's list; the row is kept as “Not yet mapped”.",
    ),
    "unknown-type": Rule(
        Dimension.VALIDITY, "Unknown crime types", "The crime type is none of those that data.police.uk uses."
    ),
    "area-code-form": Rule(
        Dimension.VALIDITY,
        "Area codes of the wrong form",
        "It is not a letter and eight digits, as E01011950.",
    ),
    "unknown-area": Rule(
        Dimension.VALIDITY, "Unknown area codes", "The area code is in none of the imported tables of areas."
    ),
    "no-location": Rule(
        Dimension.COMPLETENESS, "No location", "There is no point, so the row is not on the map."
    ),
    "implausible-date": Rule(
        Dimension.ACCURACY, "Implausible dates", "The month lies before 1990 or in the future."
    ),
    "outside-month": Rule(
        Dimension.ACCURACY,
        "Times outside the stated month",
        "The incident began in another month than stated.",
    ),
    "long-range": Rule(
        Dimension.ACCURACY,
        "Very long ranges",
        "It lies more than a year between the first and the last time.",
    ),
    "off-area": Rule(
        Dimension.ACCURACY,
        "Points away from their area",
        "The point lies more than 250 metres outside the small area that the row names.",
    ),
    "outside-force": Rule(
        Dimension.ACCURACY, "Outside the force's area", "The row lies in another police force's area."
    ),
    "outside-known": Rule(
        Dimension.ACCURACY, "Outside all known areas", "The point lies in none of the imported boundaries."
    ),
    "repeated-id": Rule(
        Dimension.UNIQUENESS,
        "Repeated incident numbers",
        "The same number stands again later in the file: the later row is used.",
    ),
    "missing-month": Rule(
        Dimension.TIMELINESS,
        "Missing months",
        "There is no data for a month that is expected.",
        of_months=True,
    ),
    "jump": Rule(
        Dimension.CONSISTENCY,
        "Jumps in volume",
        "The month has far more or far fewer rows than usual: it may be real, or a part is missing.",
        of_months=True,
    ),
}
"""By key, in the order reports give them."""

FIELDS: dict[str, str] = {
    "location": "Point on the map",
    "lsoa_code": "Small area (LSOA)",
    "occurred_from": "Time",
    "incident_id": "Incident number",
    "place": "Place name",
    "name": "Name",
    "address": "Address",
    "kind": "Kind of premises",
    "hours": "Opening hours",
}
"""Fields whose completeness is told, and their names on screen."""

EARLIEST = "1990-01"
"""Months before are not plausible in a source of today."""

LARGEST_GAP_METRES = 250.0
"""A point may lie so far outside its stated area: police points are moved to nearby map points, and published
boundaries are generalised."""
