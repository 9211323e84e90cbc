"""What goes with a source that is removed: its rows, how its files fared, and what was said of them."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from dashboard.data.contents import read_contents, write_contents
from dashboard.data.inputs import read_inputs, write_inputs
from dashboard.data.manifest import ImportReport, Manifest
from dashboard.data.quality.records import FOLDER as RECORDS
from dashboard.data.quality.report import REGISTER
from dashboard.data.staging import MORE


def forget(folder: Path, key: str) -> None:
    """Remove what a draft in `folder` holds of a source, or of a register of premises."""
    write_contents(folder, read_contents(folder).without(key))
    for of_key in (Path("parts") / key, RECORDS / key, RECORDS / f"{REGISTER}{key}"):
        shutil.rmtree(folder / of_key, ignore_errors=True)
    inputs = read_inputs(folder / "inputs")
    if (inputs.premises["source"] == key).any():
        left = inputs.premises[inputs.premises["source"] != key].reset_index(drop=True)
        write_inputs(folder / "inputs", dataclasses.replace(inputs, premises=left), only={"premises"})


def report_without(former: Manifest, key: str, tables: Mapping[str, int]) -> ImportReport:
    """What the last import did, as far as it is still there; `tables` are the rows of the inputs left.

    A report quotes rows that were rejected and words that are not mapped. Of the files that are not known to
    be of a source that stays, only their numbers are kept, and of those known to be of this one nothing.
    """
    own = _files(former, {key})
    others = _files(former, {source.key for source in former.sources} - {key}) - own
    named = {key, *own, *(source.name for source in former.sources if source.key == key)}
    report = former.report
    return dataclasses.replace(
        report,
        months=tuple(taken for taken in report.months if taken.source != key),
        files=tuple(
            one if one.path in others else dataclasses.replace(one, first_rejects=[], unmapped={}, note="")
            for one in report.files
            if one.path not in own
        ),
        left_out=tuple(one for one in report.left_out if one.file not in own),
        notes=tuple(note for note in report.notes if not any(name in note for name in named)),
        tables=tables,
    )


def _files(manifest: Manifest, keys: Collection[str]) -> set[str]:
    """Names of the files that incidents of these sources are from."""
    return {part.file.removesuffix(MORE) for part in manifest.parts if part.source in keys}
