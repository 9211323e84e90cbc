"""Hours of the week as a Selection chooses them: of which sources they can be asked, and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboard.data.schema import Source

if TYPE_CHECKING:
    from dashboard.selection import Selection


def where_timed(
    selection: Selection, sources: Mapping[str, Source]
) -> tuple[Selection, tuple[tuple[str, str], ...]]:
    """The same with hours chosen only of sources that know them; fields that are left out, each with why.

    Where the first source has no times, every hour counts; where only others have none, they are left out. So
    no figure of all hours ever stands under the name of some.
    """
    untimed = [sources[key] for key in selection.sources if not sources[key].timed]
    if not selection.some_hours or not untimed:
        return selection, ()
    if untimed[0].key == selection.sources[0]:
        reason = f"{_no_times(untimed[0])}, so incidents of every hour count."
        return selection.at_all_hours(), (("hours" if selection.hours else "days", reason),)
    left_out = {source.key for source in untimed}
    timed = tuple(key for key in selection.sources if key not in left_out)
    reasons = (f"{_no_times(source)}: it can't be shown at the chosen hours." for source in untimed)
    return selection.replace(sources=timed), (("sources", " ".join(reasons)),)


def _no_times(source: Source) -> str:
    if source.controlled:
        return f"No times are shown of {source.name}, which is shared under an agreement"
    return f"Times are not in {source.name}"
