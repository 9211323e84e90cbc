"""Files that never change, compressed as well as can be, once, and kept between starts.

Brotli at its best takes some ten seconds for all the scripts of the page: too long for a start, and for a
first reader. So a worker packs them in the background after the first start of a release, into a private
folder by the hash of their content; until then a quick form is sent. Browsers keep what they are sent for
ever, so nothing is believed because it lies there: what is read is expanded and compared first.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import functools
import gzip
import hashlib
import logging
import os
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import brotli  # type: ignore[import-untyped]

from dashboard.web.kept_files import check_private

log = logging.getLogger(__name__)

_FOLDER = "packed"
_LOCK = ".lock"
_KINDNESS = 10
"""How much lower than answers the packing thread is in rank: a small server has few processors."""

Compress = Callable[[bytes], bytes]

BEST: dict[str, Compress] = {
    "br": functools.partial(brotli.compress, quality=11),
    "gzip": functools.partial(gzip.compress, compresslevel=9, mtime=0),
}
"""Encodings in the order they are preferred. Zstandard is absent: whoever takes it takes Brotli, which is a
twentieth smaller."""

QUICK: dict[str, Compress] = {
    "br": functools.partial(brotli.compress, quality=5),
    "gzip": functools.partial(gzip.compress, compresslevel=6, mtime=0),
}

_EXPAND: dict[str, Compress] = {"br": brotli.decompress, "gzip": gzip.decompress}
_DAMAGE = (brotli.error, gzip.BadGzipFile, EOFError, zlib.error)


@dataclasses.dataclass(frozen=True)
class StaticFile:
    """A file as it is served: its content, what it is, and the hash that stands for its content."""

    content: bytes = dataclasses.field(repr=False)
    mimetype: str
    digest: str

    @classmethod
    def of(cls, content: bytes, mimetype: str) -> StaticFile:
        """The file with this content."""
        return cls(content, mimetype, hashlib.sha256(content).hexdigest()[:32])


class PackedFiles:
    """The compressed forms of static files, in `data_dir/packed`; any number of processes may share them."""

    def __init__(self, data_dir: Path) -> None:
        """Remember where they are kept; nothing is read or written yet."""
        self._folder = data_dir / _FOLDER
        self._best: dict[str, bytes] = {}
        self._quick: dict[str, bytes] = {}

    def get(self, file: StaticFile, encoding: str) -> bytes:
        """The file in one of the encodings of `BEST`, in its best form where that is there and sound."""
        name = f"{file.digest}.{encoding}"
        if name not in self._best:
            kept = self._read(file, encoding)
            if kept is None:
                return self._quickly(file, encoding)
            self._best[name] = kept
            self._quick.pop(name, None)
        return self._best[name]

    def _quickly(self, file: StaticFile, encoding: str) -> bytes:
        name = f"{file.digest}.{encoding}"
        if name not in self._quick:
            self._quick[name] = QUICK[encoding](file.content)
        return self._quick[name]

    def _read(self, file: StaticFile, encoding: str) -> bytes | None:
        """What is kept of a file, None where that is nothing; what is not this file's is removed."""
        path = self._folder / f"{file.digest}.{encoding}"
        try:
            check_private(self._folder)
            kept = path.read_bytes()
        except OSError:  # not made yet, or the folder is unfit: both are said when packing
            return None
        if _expands_to(file.content, kept, encoding):
            return kept
        log.warning("%s is damaged: it is made again when files are packed", path)
        with contextlib.suppress(OSError):  # else it is found again
            path.unlink()
        return None

    def pack_in_background(self, files: Iterable[StaticFile]) -> threading.Thread:
        """Begin to `pack` in a thread of its own, which ends with the process."""
        thread = threading.Thread(target=self._pack_kindly, args=[list(files)], name="pack", daemon=True)
        thread.start()
        return thread

    def _pack_kindly(self, files: list[StaticFile]) -> None:
        with contextlib.suppress(OSError):  # a system that ranks no threads
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _KINDNESS)
        try:
            self.pack(files)
        except OSError as error:
            log.warning("Compressed scripts can't be kept in %s (%s)", self._folder, error.strerror or error)

    def pack(self, files: Iterable[StaticFile]) -> None:
        """Make the best forms of these files and remove those of files that are not among them.

        Nothing happens where another process is about it. Raises OSError where the folder can't be written,
        PermissionError where others could write to it.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_private(self._folder)
        with (self._folder / _LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # freed with the process, however that ends
            except BlockingIOError:
                return
            wanted = {
                f"{file.digest}.{encoding}": (file, make) for file in files for encoding, make in BEST.items()
            }
            present = {path.name for path in self._folder.iterdir()} - {_LOCK}
            for name in present - wanted.keys():
                (self._folder / name).unlink()
            for name, (file, make) in wanted.items():
                encoding = name.rpartition(".")[2]
                if name not in present or self._read(file, encoding) is None:
                    self._write(name, make(file.content))

    def _write(self, name: str, content: bytes) -> None:
        """Write a file so that it is there whole or not at all, even after a power cut."""
        descriptor, waiting = tempfile.mkstemp(prefix=".tmp-", dir=self._folder)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        Path(waiting).rename(self._folder / name)


def _expands_to(content: bytes, kept: bytes, encoding: str) -> bool:
    try:
        return _EXPAND[encoding](kept) == content
    except _DAMAGE:
        return False
