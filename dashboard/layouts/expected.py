"""Hotspots by "more than expected", in words and rows: what is outlined, against what, and by how much."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from dashboard.data.expected_places import OTHERS, RESIDENTS
from dashboard.data.hotspots import HotspotShare
from dashboard.layouts import words
from dashboard.layouts.elements import Element
from dashboard.layouts.hotspots import (
    explained,
    left_out_note,
    note_column,
    notes_on,
    number_column,
    one_of,
    outlined_line,
    points_note,
    tested_more,
    text_column,
)

_GIVEN = {OTHERS: "All other crime there", RESIDENTS: "The people who live there"}

_EXPECTED_BY = {
    OTHERS: "all other crime there would lead one to expect",
    RESIDENTS: "the number of residents would lead one to expect",
}

_SMALLEST_P = 0.001


def more_note(
    share: HotspotShare,
    what: str,
    given: str,
    *,
    everywhere: str = "",
    spikes: int = 0,
    snapped: bool = False,
) -> list[Element]:
    """What is outlined, in a sentence, what it is held against, and what that means.

    `what` are the chosen crime types, as the beginning of a sentence; the others as in `hotspot_note`.
    """
    return [
        outlined_line(more_in_brief(share, what, given), everywhere),
        one_of("given", "Expected by:", _GIVEN, given, OTHERS),
        *left_out_note(share),
        *(points_note(spikes, snapped=snapped) if given == OTHERS else []),
        explained("What does more than expected mean?", [*_MEANING[given], *_BOTH]),
    ]


def more_in_brief(share: HotspotShare, what: str, given: str) -> str:
    """ "10 map cells (9.7% of incidents) hold more burglary than all other crime there would lead one to
    expect".
    """
    if share.share is None:
        return f"More than expected: can't be told. {share.reason}"
    if not share.cells:
        return f"Nowhere more than expected. {share.reason}"
    noun, verb = (share.of, "holds") if share.cells == 1 else (f"{share.of}s", "hold")
    held = f"({words.percent(share.share)} of incidents)"
    more = words.inside(what).removeprefix("all ")  # crime
    return f"{share.cells:,} {noun} {held} {verb} more {more} than {_EXPECTED_BY[given]}"


def more_columns(given: str, *, several_partnerships: bool, noted: bool = False) -> list[dict[str, Any]]:
    """Columns of the table: where, how many there are, how many were expected, and how many times that."""
    where = (
        [{**text_column("name", "Ward", 2), "minWidth": 100}, text_column("place", "Near", 2)]
        if given == OTHERS
        else [{**text_column("name", "Small area", 2), "minWidth": 150}, text_column("place", "Ward", 2)]
    )
    return [
        *where,
        *([text_column("area", "Partnership", 1)] if several_partnerships else []),
        *([note_column()] if noted else []),
        {**number_column("incidents", "Incidents", "incidents_text", 92), "tooltipField": "tip"},
        {**number_column("expected", "Expected", "expected_text", 88), "tooltipField": "tip"},
        {**number_column("times", "Times", "times_text", 74), "sort": "desc", "tooltipField": "tip"},
    ]


def more_rows(found: pd.DataFrame, given: str, *, pinned: Collection[str] = ()) -> list[dict[str, Any]]:
    """Rows of `more_cells`: `id` is the cell or, of `kind` area, the code of the small area."""
    return [_row(row, given, pinned) for row in found.to_dict("records")]


def _row(row: dict[Any, Any], given: str, pinned: Collection[str]) -> dict[str, Any]:
    ward = row["ward_name"] or "Ward not known"
    name, place = (ward, row["place"] or words.NOT_KNOWN) if given == OTHERS else (row["name"], ward)
    return {
        "id": row["id"],
        "kind": "cell" if given == OTHERS else "area",
        "name": name,
        "place": place,
        "area": row["area_name"],
        "incidents": int(row["incidents"]),
        "incidents_text": words.number(row["incidents"]),
        "expected": float(row["expected"]),
        "expected_text": words.rate(row["expected"]),
        "times": float(row["smoothed_ratio"]),
        "times_text": f"{row['smoothed_ratio']:,.1f}",
        "share": float(row["share"]),
        "tip": _tip(row),
        **notes_on(row),
        "longitude": _known(row["longitude"]),
        "latitude": _known(row["latitude"]),
        "aside": False,
        "pinned": row["id"] in pinned,
    }


def said_of_more(row: dict[str, Any], given: str) -> str:
    """What the box beside the pointer says: "More than the 6.5 expected by all other crime, one point"."""
    beside = f", {row['note']}" if row["note"] else ""
    return f"More than the {row['expected_text']} expected {_EXPECTED[given]}{beside}"


_EXPECTED = {OTHERS: "by all other crime", RESIDENTS: "by residents"}


def _tip(row: dict[Any, Any]) -> str:
    p = row["p_adjusted"]
    chance = f"under {_SMALLEST_P}" if p < _SMALLEST_P else f"{p:.3f}"
    said = (
        f"{words.number(row['tested'])} where {words.rate(row['expected'])} would be expected: "
        f"{words.times(row['ratio'])} as many, {words.times(row['smoothed_ratio'])} once small numbers are "
        f"allowed for. p after looking everywhere: {chance}"
    )
    elsewhere = tested_more(row)
    return f"{said}. {elsewhere}" if elsewhere else said


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


_MEANING = {
    OTHERS: (
        "Of all crime in a map cell, the chosen types are a larger part than in the rest of its "
        "partnership, by more than chance. So a town centre, where there is much of everything, is marked"
        " only where it has more than its part.",
        "It does not say whether there are many of these or few of the others: a cell with little else "
        "can be marked with few incidents. At least 3 are needed.",
    ),
    RESIDENTS: (
        "A small area holds more of these incidents than its part of the partnership's residents, by more"
        " than chance. Small areas are census areas of about 1,700 people (LSOAs). How many people live "
        "in a map cell is not known, so small areas are outlined.",
        "Residents are not all who may be harmed: in town centres, at hospitals and in retail parks many "
        "more people pass through than live there, and these are marked for that alone.",
    ),
}
_BOTH = (
    "Expected: what there would be if the place had the same part as the rest of its partnership. Times: "
    "how many times that there were, pulled towards 1 where numbers are small, so that 3 where 1 was "
    "expected is not called 3 times as many.",
    "Where there are many incidents even a small surplus is more than chance: look at Times for how large"
    " it is.",
)
