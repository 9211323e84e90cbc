"""Reports as text for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from dashboard.data.inputs import SCHEMAS
from dashboard.data.manifest import ImportReport
from dashboard.data.schema import FICTIONAL, Source
from dashboard.data.sources.mapping.categories import MOST_LISTED, OTHERS
from dashboard.data.sources.report import FileReport
from dashboard.data.status import SourceStatus, StatusReport, months_text

_SHOWN = 10
_NAMED = 3
_TABLE_LABELS = {
    "names": "area names",
    "links": "links between areas",
    "shapes": "boundaries",
    "changes": "LSOA changes 2011 to 2021",
    "residents": "resident counts",
    "premises": "premises",
    "places": "place names",
    "roads": "roads",
    "peer_groups": "pairs of similar areas",
    "area_measures": "measures of areas",
    "harm_weights": "weights of harm",
}


def print_status(report: StatusReport, console: Console | None = None) -> None:
    """Print a StatusReport: version, sources with their months, premises and area tables, last import."""
    out = console or Console(highlight=False)
    if not report.version:
        out.print(f"No data imported in {report.data_dir}.", markup=False)
        out.print("Import some: python -m dashboard import PATH...   or make the demonstration region: "
                  "python -m dashboard demo", markup=False)  # fmt: skip
        return
    if report.demo:
        out.print(f"[bold]{FICTIONAL}[/bold]")
    out.print(f"Version {report.version}, made {report.created}, {_megabytes(report.bytes_on_disk)}")
    _print_disk(report, out)
    if report.to_renew:
        out.print("An earlier Hexscan built its maps and counts; the next start of `serve` builds them anew.")
    if report.built_later:
        out.print("A later Hexscan built its maps and counts. Serve it with that release, or import again.")
    if report.renewed_from:
        out.print(f"The same data as {report.renewed_from}, its maps and counts built anew after an upgrade.")
    if report.base_map:
        out.print(report.base_map, markup=False)
    for source in report.sources:
        out.print()
        _print_source(source, out)
        out.print(f"on disk: {_megabytes(report.disk.by_source.get(source.source.key, 0))}")
    for hidden in report.hidden:
        out.print()
        _print_hidden(hidden, out)
    out.print()
    _print_tables(report, out)
    _print_skipped(report.last_import, out)


def print_import(report: ImportReport, console: Console | None = None) -> None:
    """Print what an import did: months added and replaced, rows, rejects, skipped files, the new version."""
    out = console or Console(highlight=False)
    if report.retired_demo:
        out.print("The demonstration region was retired: real data are here now.")
    if report.months:
        table = Table("Source", "Force", "Months added", "Months replaced", _right("Rows"), box=None)
        for taken in report.months:
            added, replaced = months_text(taken.added), months_text(taken.replaced)
            if taken.replaced:
                replaced += f" ({taken.rows_displaced:,} rows)"
            table.add_row(taken.source, escape(taken.force), added, replaced, f"{taken.rows:,}")
        out.print(table)
    for file in report.files:
        if file.rows_replaced:
            told = "1 row repeats" if file.rows_replaced == 1 else f"{file.rows_replaced:,} rows repeat"
            out.print(f"{file.path}: {told} an incident number; the last row of each counts", markup=False)
        if file.rejected:
            out.print(f"{file.path}: rejected {_reasons(file.rejected)}", markup=False)
            for reject in file.first_rejects[:3]:
                out.print(
                    f"  row {reject['row']}, {reject['column']}: {reject['value']!r}: {reject['reason']}",
                    markup=False,
                )
    _print_words(report.files, out)
    for note in report.notes:
        out.print(f"Note: {note}", markup=False)
    _print_skipped(report, out)
    _print_left_out(report, out)
    if report.nothing_new:
        return
    out.print(
        f"Version {report.version}: {report.rows:,} incidents from {len(report.files):,} files "
        f"in {report.seconds:,.1f} s."
    )


def _print_source(status: SourceStatus, out: Console) -> None:
    source = status.source
    out.print(f"[bold]{escape(source.name)}[/bold] ({source.key})")
    facts = Table.grid(padding=(0, 2))
    facts.add_row("owner, licence", escape(f"{source.owner}, {source.licence}"))
    facts.add_row("files", f"{status.files:,}")
    facts.add_row("rows read", f"{status.rows_read:,}")
    facts.add_row("rows kept", f"{status.rows_kept:,}")
    facts.add_row("rows replaced", f"{status.rows_replaced:,} (repeated incident numbers, counted once)")
    facts.add_row("rows rejected", escape(_reasons(status.rejected)))
    facts.add_row("without location", f"{status.without_location:,}")
    out.print(facts)
    table = Table("Force", "Months covered", "Missing", _right("Rows kept"), box=None)
    for force in status.forces:
        row = (escape(force.force), months_text(force.months), months_text(force.missing))
        table.add_row(*row, "–" if force.rows_kept is None else f"{force.rows_kept:,}")
    out.print(table)


def _print_left_out(report: ImportReport, out: Console) -> None:
    """The files whose content is in force already, by the version that brought it."""
    if not report.left_out:
        return
    if report.nothing_new:
        out.print("Nothing was changed: all that these files hold is in force already.")
    else:
        out.print("In force already, so not read again:")
    since: dict[tuple[str, str], list[str]] = {}
    for one in report.left_out:
        since.setdefault((one.version, one.when), []).append(one.file)
    for (version, when), files in since.items():
        more = f" and {len(files) - _NAMED:,} more" if len(files) > _NAMED else ""
        shown = f"{', '.join(files[:_NAMED])}{more}"
        out.print(f"  since {when[:10]} (version {version}): {shown}", markup=False)
    if report.nothing_new and report.version.startswith("v"):  # a dry run has none
        out.print(f"Version {report.version} stays in force.")


def _print_disk(report: StatusReport, out: Console) -> None:
    """The versions kept, with what each would free, and the room left."""
    out.print(f"Kept in {report.data_dir}:", markup=False)
    for one in report.disk.versions:
        own = f"{_megabytes(one.bytes_own)} of them its own"
        out.print(f"  {one.version}: {_megabytes(one.bytes_held)}, {own}", markup=False)
    every, free = _megabytes(report.disk.bytes_in_all), _megabytes(report.disk.bytes_free)
    out.print(f"{every} in all, {free} free on this disk")


def _print_hidden(source: Source, out: Console) -> None:
    """A source that may not be shown, and what brings it back."""
    out.print(f"[bold]{escape(source.name)}[/bold] ({source.key}) is hidden")
    asked = f" Ask {source.contact}." if source.contact else ""
    out.print(
        f"Its agreement ended on {source.agreement_expires}; owner: {source.owner or 'not stated'}.{asked}",
        markup=False,
    )
    out.print(f"To show it again: python -m dashboard renew {source.key} --until YYYY-MM-DD", markup=False)


def _print_tables(report: StatusReport, out: Console) -> None:
    for register in report.registers:
        unplaced = f", {register.without_position:,} without a position" if register.without_position else ""
        as_of = f", as of {register.as_of}" if register.as_of else ""
        other = f", {register.others:,} of them not licensed" if register.others else ""
        out.print(f"{register.name}: {register.premises:,} premises{other}{unplaced}{as_of}", markup=False)
    counts = [(name, report.tables.get(name, 0)) for name in SCHEMAS if name != "premises"]
    out.print("; ".join(f"{_TABLE_LABELS[name]}: {rows:,}" for name, rows in counts if rows))
    for note in report.notes:
        out.print(f"Note: {note}", markup=False)


def _print_words(files: Sequence[FileReport], out: Console) -> None:
    """What reading told of files, each sentence once, and suppliers' words that are not yet mapped."""
    for note, times in Counter(file.note for file in files if file.note).items():
        out.print(f"Note: {note}" + (f" ({times:,} files)" if times > 1 else ""), markup=False)
    unmapped: Counter[str] = Counter()
    for file in files:
        unmapped.update(file.unmapped)
    if not unmapped:
        return
    told = "1 word is" if len(unmapped) == 1 else f"{len(unmapped):,} words are"
    if OTHERS in unmapped:
        told = f"More than {MOST_LISTED:,} words are"
    verb = "is" if unmapped.total() == 1 else "are"
    out.print(
        f'{told} not yet mapped to a crime type: {_rows(unmapped.total())} {verb} kept as "Not yet mapped". '
        "Map them under [categories] in the description and import again.",
        markup=False,
    )
    for word, rows in unmapped.most_common(_SHOWN):
        out.print(f"  {word!r}: {_rows(rows)}", markup=False)
    if len(unmapped) > _SHOWN:
        out.print("  and more: python -m dashboard status --json lists them all")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _print_skipped(report: ImportReport, out: Console) -> None:
    if not report.skipped:
        return
    out.print(f"Skipped in the last import: {len(report.skipped):,} files")
    for skipped in report.skipped[:_SHOWN]:
        out.print(f"  {skipped.file} ({skipped.reason})", markup=False)
    if len(report.skipped) > _SHOWN:
        out.print("  and more: python -m dashboard status --json lists them all")


def _reasons(rejected: Mapping[str, int]) -> str:
    return "; ".join(f"{rows:,} {reason}" for reason, rows in rejected.items()) or "none"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _right(label: str) -> Column:
    return Column(label, justify="right")
