"""The section [time] of a description."""

from __future__ import annotations

import zoneinfo
from typing import Any

from dashboard.data.schema import month_number
from dashboard.data.sources.mapping.description import Kind, TimeForm
from dashboard.data.sources.mapping.sections import Sections
from dashboard.data.sources.mapping.time_forms import FORMATS


def time_form(sections: Sections, kind: Kind) -> TimeForm:
    """What [time] says; InputError where it lacks or contradicts what the kind of source needs."""
    given = sections.of("time")
    if kind == "premises":
        if given:
            raise sections.refused("[time] has no meaning for premises", "Take the section out.")
        return TimeForm()
    _refuse_time_keys(sections, given)
    return TimeForm(
        begins=sections.text("time", "from"),
        begins_time=sections.text("time", "from_time"),
        ends=sections.text("time", "to"),
        ends_time=sections.text("time", "to_time"),
        hour=sections.text("time", "hour"),
        month=sections.text("time", "month"),
        format=sections.chosen("time", "format", FORMATS),
        zone=_zone(sections),
        date_only=given.get("date_only"),
        earliest=_earliest(sections),
    )


def _refuse_time_keys(sections: Sections, given: dict[str, Any]) -> None:
    """InputError for keys of [time] that lack or exclude one another."""
    if bool(given.get("month")) == bool(given.get("from")):
        raise sections.refused(
            "[time] must name either the column with the time (from) or the one with the month (month)",
            'Write from = "..." with the name of the column that says when it began.',
        )
    extra = sorted(given.keys() & {"from_time", "to", "to_time", "hour", "date_only"})
    if "month" in given and extra:
        raise sections.refused(
            f"[time] has {extra[0]}, but the source knows only the month", "Take one of them out."
        )
    if "to_time" in given and "to" not in given:
        raise sections.refused("[time] has to_time without to", "Add to, or take to_time out.")
    if "hour" in given and given.keys() & {"from_time", "to", "to_time", "date_only"}:
        raise sections.refused(
            "[time] has hour beside another time of day or an end", "Take out what does not belong."
        )


def _zone(sections: Sections) -> str:
    name = sections.text("time", "zone", "Europe/London")
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise sections.refused(
            f"[time] says {name!r} for zone", 'It must be a time zone, as "Europe/London" or "UTC".'
        ) from error
    return name


def _earliest(sections: Sections) -> int | None:
    written = sections.text("time", "earliest")
    try:
        return month_number(written) if written else None
    except ValueError as error:
        raise sections.refused(
            f"[time] says {written!r} for earliest", 'It must be a month, as "2014-01".'
        ) from error
