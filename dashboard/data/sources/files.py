"""Finding files in folders and downloaded zips, and reading them with limits.

A zip is never unpacked onto disk: its members are read as streams, so that what a member is called (an
absolute path, "../") has no effect. Gzip is told by its first bytes, not by the file's name.
"""

from __future__ import annotations

import dataclasses
import functools
import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from dashboard.data.schema import InputError
from dashboard.data.sources.report import input_error

MAX_FILE_BYTES = 1 << 30
"""Most bytes one file may hold once decompressed (1 GiB): a month of the largest force is some 20 MB."""

MAX_ZIP_MEMBERS = 100_000

MAX_COLUMNS = 1_000
"""Columns of a table: registers have dozens; beyond, something else than a table was opened."""
MAX_FIELD = 131_072
"""Most bytes of one value (the standard library's limit for CSV): in a longer one a mark was left open."""
MAX_ROWS = 50_000_000
"""Rows of one file; a month of the largest force has some 100,000."""

MOST_EXPANSION = 200
"""How many times its size on disk a packed file may hold: tables pack 5 to 30 times, a bomb 1,000 times."""
_ALWAYS_FITS = 64 << 20
"""What holds no more than this is unpacked whatever it packs to."""

_CHUNK = 1 << 20
DAMAGE = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, UnicodeDecodeError)
"""What the standard library raises while a damaged file is read."""
_REFUSAL = (OSError, RuntimeError)
"""What it raises where a file can't be read: by us, or by this Python (a password, a compression)."""
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DOCUMENT_MEMBERS = {"[Content_Types].xml", "mimetype"}  # a spreadsheet or text document is a zip as well


@dataclasses.dataclass(frozen=True, order=True)
class FileRef:
    """A file, or one member of a zip file."""

    path: Path
    member: str = ""

    @property
    def label(self) -> str:
        """The file as named in messages: its folder and name, and the member within a zip."""
        shown = "/".join(self.path.parts[-2:]) if self.path.name else str(self.path)
        return f"{shown}: {self.member}" if self.member else shown

    @property
    def name(self) -> str:
        """The file's own name, without folders."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    @property
    def stem(self) -> str:
        """The name without its endings (".csv.gz")."""
        return self.name.split(".")[0] or self.name

    def error(self, what: str, fix: str, *, row: int | None = None, column: str = "") -> InputError:
        """An InputError about this file."""
        return input_error(self.label, what, fix, row=row, column=column)

    def open(self) -> BinaryIO:
        """A binary stream of the content, decompressed where it is gzip.

        Raises InputError where the file can't be opened or is a zip member with a password.
        """
        with self._explained():
            if self.member:
                stream = self._open_member()
                if stream.peek(2)[:2] == GZIP:
                    return cast(BinaryIO, gzip.GzipFile(fileobj=stream))
                return cast(BinaryIO, stream)
            with self.path.open("rb") as plain:
                compressed = plain.read(2) == GZIP
            return cast(BinaryIO, gzip.open(self.path)) if compressed else self.path.open("rb")

    def head(self, size: int) -> bytes:
        """The first `size` bytes of the content, fewer if it is shorter."""
        with self._explained(), self.open() as stream:
            return stream.read(size)

    def read(self, limit: int = MAX_FILE_BYTES) -> bytes:
        """The whole content, decompressed; InputError where it is damaged or longer than `limit` bytes.

        What holds far more than it could if it were a table is refused as soon as that shows.
        """
        content = io.BytesIO()
        with self._explained(), self.open() as stream:
            if self.member and self._listed()[1].file_size > limit:
                raise self._too_large(limit)
            most = min(limit, self.most_bytes())
            while chunk := stream.read(_CHUNK):
                if content.tell() + len(chunk) > most:
                    raise self._too_large(limit) if most == limit else self._expands()
                content.write(chunk)
        return content.getvalue()

    def most_bytes(self) -> int:
        """How many bytes the content may have, by the bytes in which it is packed and by MAX_FILE_BYTES."""
        if self.member:
            stored = self._listed()[1].compress_size
        else:
            with self.path.open("rb") as plain:
                if plain.read(2) != GZIP:
                    return MAX_FILE_BYTES
            stored = self.path.stat().st_size
        return min(MAX_FILE_BYTES, max(_ALWAYS_FITS, MOST_EXPANSION * stored))

    def _open_member(self) -> zipfile.ZipExtFile:
        archive, info = self._listed()
        if info.flag_bits & 0x1:
            raise self.error(
                "it is protected by a password", "Unpack the zip with its password and import the folder."
            )
        return cast(zipfile.ZipExtFile, archive.open(info))

    def _listed(self) -> tuple[zipfile.ZipFile, zipfile.ZipInfo]:
        """The zip, and what its directory says of the member."""
        archive = _opened_zip(self.path)
        return archive, archive.getinfo(self.member)

    def _expands(self) -> InputError:
        return self.error(
            f"it holds more than {MOST_EXPANSION} times its size once decompressed, as no table does",
            "Check where it comes from, and unpack it elsewhere if you know what it is.",
        )

    def _too_large(self, limit: int) -> InputError:
        return self.error(
            f"it holds more than {limit / (1 << 20):,.0f} MB once decompressed",
            "Split it, by month for example, or check that it is the file you meant.",
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what the standard library raises for damaged files into an InputError."""
        try:
            yield
        except (*DAMAGE, KeyError) as error:  # the zip no longer holds the member
            raise self.error(
                f"it is damaged or incomplete ({error})", "Download or copy the file again."
            ) from error
        except _REFUSAL as error:
            raise self.error(
                f"it can't be read ({error})", "Check that the file is complete and that you may read it."
            ) from error


def find_files(paths: Sequence[Path]) -> list[FileRef]:
    """Every file under the paths given: in the order given, sorted within each folder and zip, each once.

    Folders are walked and zips listed by member; hidden files and folders within them are left out.
    Raises InputError for a path that does not exist and for a zip that can't be listed.
    """
    found: dict[FileRef, None] = {}
    for path in paths:
        if path.is_dir():
            files = _walk(path)
        elif path.is_file():
            files = [path]
        else:
            raise input_error(str(path), "there is no such file or folder", "Check the path.")
        for file in files:
            found.update(dict.fromkeys(_refs(file)))
    return list(found)


def _walk(folder: Path) -> list[Path]:
    files: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=_unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(parent) / name for name in names if not name.startswith(".")]
    return sorted(path for path in files if path.is_file())


def _unreadable(error: OSError) -> None:
    raise input_error(
        str(error.filename), f"the folder can't be read ({error})", "Check that you may read it."
    ) from error


def _refs(path: Path) -> list[FileRef]:
    """The file itself, or the members where it is a zip."""
    ref = FileRef(path)
    with ref._explained():
        with path.open("rb") as stream:
            if stream.read(4) not in ZIP:
                return [ref]
        members = _opened_zip(path).infolist()
    names = {info.filename for info in members if info.filename and not info.is_dir()}
    if names & _DOCUMENT_MEMBERS:
        return [ref]
    if len(members) > MAX_ZIP_MEMBERS:
        raise ref.error(f"the zip lists {len(members):,} files", "Import the files you need from a folder.")
    return [FileRef(path, name) for name in sorted(names) if not _hidden(name)]


def _hidden(member: str) -> bool:
    parts = PurePosixPath(member.replace("\\", "/")).parts
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts)


def _opened_zip(path: Path) -> zipfile.ZipFile:
    status = path.stat()
    return _archive(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=1)
def _archive(path: Path, modified: int, size: int) -> zipfile.ZipFile:
    """The opened zip; kept, because a national archive lists thousands of members and is asked for each."""
    return zipfile.ZipFile(path)
