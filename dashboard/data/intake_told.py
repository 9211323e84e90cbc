"""What an import tells of the months and sources it took in, beside what was stored of them before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dashboard.data.manifest import MonthsTaken, Part
from dashboard.data.schema import Recording, Source, incidents_text, month_name

_SHRUNK = 0.5

Parts = Mapping[tuple[str, str, int], Part]
"""Parts by source, force and month."""


def shrunk(taken: Parts, former: Parts) -> Iterator[str]:
    """A sentence for each month that a file has replaced by far fewer rows: it may hold only some days."""
    for key, part in sorted(taken.items()):
        before = former.get(key)
        if before and part.rows_kept < _SHRUNK * before.rows_kept:
            yield (
                f"{part.force}, {month_name(part.month)} has {incidents_text(part.rows_kept)} now, "
                f"before {before.rows_kept:,}. If {part.file} does not hold the whole month, "
                "import one that does."
            )


def months_taken(taken: Parts, former: Parts) -> Iterator[MonthsTaken]:
    """What came in, source by source and force by force: months added, months replaced and their rows."""
    groups: dict[tuple[str, str], list[Part]] = {}
    for key in sorted(taken):
        groups.setdefault(key[:2], []).append(taken[key])
    for (source, _), parts in groups.items():
        displaced = [former[part.key] for part in parts if part.key in former]
        replaced = tuple(part.month for part in displaced)
        yield MonthsTaken(
            source=source,
            force=parts[-1].force,
            added=tuple(part.month for part in parts if part.month not in replaced),
            replaced=replaced,
            rows=sum(part.rows_kept for part in parts),
            rows_displaced=sum(part.rows_kept for part in displaced),
        )


def way_out(known: Source, given: Source) -> str:
    """What to do about a file that contradicts what is stored of its source."""
    if known.controlled or given.controlled:  # under two keys the same counts could be read side by side
        return (
            f"First take out what is stored: python -m dashboard remove {known.key} --purge. "
            "Don't import the same records under another key."
        )
    return "Give the file another source key, or import everything into an empty data directory."


def all_noted(known: Source, given: Source) -> tuple[Recording, ...]:
    """Changes of recording noted so far, and those a further file notes: its words count."""
    notes = {(one.force, one.month): one for one in (*known.recording, *given.recording)}
    return tuple(notes[key] for key in sorted(notes))
