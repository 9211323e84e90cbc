"""Where descriptions lie: beside the data, in a file named directly, or ready-made with Hexscan."""

from __future__ import annotations

from pathlib import Path

from dashboard.data.schema import slug
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description import Description
from dashboard.data.sources.mapping.description_file import read_description
from dashboard.data.sources.report import input_error

ENDING = ".toml"
READY = Path(__file__).with_name("ready")
FOLDER = "sources"
"""Where descriptions lie in the data folder, unless HEXSCAN_SOURCES_DIR names another place."""


def find_description(name: str, folder: Path) -> Description:
    """The description a person means by `name`: a TOML file, one of `folder`, or a ready-made one.

    One of `folder` goes before a ready-made one, so that a partner can change it. Raises InputError where
    there is none, naming those there are, and for one that can't be used.
    """
    if name.endswith(ENDING):
        return read_description(_existing(Path(name)))
    if slug(name) != name:
        raise input_error(
            repr(name), "is no name of a source", "Use lower-case words joined by hyphens, or a .toml file."
        )
    for place in (folder, READY):
        path = place / f"{name}{ENDING}"
        if path.is_file():
            return read_description(FileRef(path))
    raise input_error(
        name,
        f"there is no description of such a source in {folder}",
        f"There are: {', '.join(described_sources(folder)) or 'none'}. "
        "Make one: python -m dashboard describe FILE --write.",
    )


def described_sources(folder: Path) -> list[str]:
    """Names of the sources that are described in `folder` or ready-made."""
    return sorted({path.stem for place in (folder, READY) for path in place.glob(f"*{ENDING}")})


def _existing(path: Path) -> FileRef:
    if not path.is_file():
        raise input_error(str(path), "there is no such file", "Check the path.")
    return FileRef(path)
