"""The command `describe`: which file is meant, and where the proposal is kept."""

from __future__ import annotations

import os
from pathlib import Path

from dashboard.data.schema import slug
from dashboard.data.sources.files import find_files
from dashboard.data.sources.mapping.finding import ENDING
from dashboard.data.sources.mapping.propose import Proposal, propose
from dashboard.data.sources.report import input_error
from dashboard.data.sources.told import title_of


def propose_for(file: Path, name: str, folder: Path | None) -> tuple[Proposal, Path | None]:
    """The proposal for a file, and where it was written: nowhere without a `folder`.

    A description that exists is never written over. Raises InputError for that, for a name that can't be a
    key, for a folder or a zip of several files, and for a file that can't be read as a table.
    """
    if name and slug(name) != name:
        raise input_error(
            repr(name), "is no name of a source", "Use lower-case words joined by hyphens, as in asb-log."
        )
    refs = find_files([file])
    if file.is_dir() or len(refs) != 1:
        raise input_error(str(file), f"it holds {len(refs):,} files", "Name one file.")
    proposal = propose(refs[0], name)
    if folder is None:
        return proposal, None
    path = folder / f"{name or slug(title_of(refs[0])) or 'source'}{ENDING}"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8"
        ) as new:
            new.write(proposal.text)
    except FileExistsError as error:
        raise input_error(
            str(path), "there is such a description already", "Choose another --name, or remove it first."
        ) from error
    return proposal, path
