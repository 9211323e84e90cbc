"""The folder of one download: finished files, and beside them what is needed to go on after an interruption.

A file gets its name only when it is whole and on disk: it is written as `.part`, synchronised and renamed.
Answers already fetched lie in the hidden `.download`, which an import of the folder passes over.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from dashboard.data.fetch import FetchError
from dashboard.data.store_errors import no_room

_WORK = ".download"
_PART = ".part"
_UNWRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9]+)?")


class DownloadFolder:
    """Finished files in `path`; answers and state in its hidden folder. Made by `download_folder`."""

    def __init__(self, path: Path) -> None:
        """Read the state that an earlier run left, if any."""
        self.path = path
        self._work = path / _WORK
        self.state: dict[str, Any] = self._json(self._work / "state.json") or {}

    def save_state(self) -> None:
        """Keep `state` for the next run."""
        self._write(self._work / "state.json", lambda handle: json.dump(self.state, handle))

    def answer(self, group: str, key: str) -> Any:
        """A kept answer, None where there is none (or it can't be read, and has to be fetched again)."""
        return self._json(self._answer_path(group, key))

    def keep_answer(self, group: str, key: str, answer: Any) -> None:
        """Keep an answer (JSON values) until its group is dropped."""
        self._write(
            self._answer_path(group, key),
            lambda handle: json.dump(answer, handle, ensure_ascii=False, separators=(",", ":")),
        )

    def drop_answers(self, group: str = "") -> None:
        """Let go of the answers of a group, or of all."""
        folder = self._work / "answers"
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(folder / _checked(group) if group else folder)

    def drop_answer(self, group: str, key: str) -> None:
        """Let go of one answer, where it is kept."""
        self._answer_path(group, key).unlink(missing_ok=True)

    def drop_answers_except(self, group: str) -> None:
        """Let go of the answers of all other groups."""
        for folder in self._work.glob("answers/*"):
            if folder.name != group:
                shutil.rmtree(folder)

    def publish(self, name: str, write: Callable[[TextIO], None]) -> str:
        """Write the finished file `name`, whole or not at all; returns its SHA-256."""
        path = self.path / _checked(name)
        self._write(path, write)
        return digest(path)

    def holds(self, name: str, sha256: str) -> bool:
        """Whether the finished file `name` is there and has these bytes."""
        path = self.path / _checked(name)
        return path.is_file() and digest(path) == sha256

    def _answer_path(self, group: str, key: str) -> Path:
        return self._work / "answers" / _checked(group) / f"{_checked(key)}.json"

    def _json(self, path: Path) -> Any:
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None

    def _write(self, path: Path, write: Callable[[TextIO], None]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}{_PART}" if path.parent == self.path else f"{path.name}{_PART}")
        part.unlink(missing_ok=True)
        try:
            with part.open("x", encoding="utf-8", newline="") as handle:
                write(handle)
                handle.flush()
                os.fsync(handle.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def _admit(self, asked: Mapping[str, Any]) -> None:
        """Raise FetchError where the folder holds a download of something else."""
        known = self.state.setdefault("asked", dict(asked))
        unlike = [name for name, value in asked.items() if known.get(name) != value]
        if unlike:
            raise FetchError(
                f"{self.path} holds a download with another {' and '.join(unlike)}. Choose another folder "
                "with --to-folder, or remove that one."
            )
        self.save_state()

    def _tidy(self) -> None:
        """Remove what a killed run had begun to write."""
        for part in (*self.path.glob(f".*{_PART}"), *self._work.rglob(f"*{_PART}")):
            part.unlink()


@contextmanager
def download_folder(path: Path, asked: Mapping[str, Any]) -> Iterator[DownloadFolder]:
    """The folder at `path`, for this process alone, made where it does not exist.

    Raises FetchError where another download is using it, it holds one of something else than `asked`, it
    can't be written, or its disk is full.
    """
    try:
        with _locked(path) as folder:
            folder._admit(asked)
            yield folder
    except OSError as error:
        if no_room(error):
            raise FetchError(
                f"The disk that holds {path} is full. What was fetched is kept; free some space and give the "
                "same command again to go on."
            ) from error
        if error.errno in _UNWRITABLE:
            raise FetchError(
                f"{path} can't be written ({error.strerror}). Choose another folder with --to-folder."
            ) from error
        raise


@contextmanager
def _locked(path: Path) -> Iterator[DownloadFolder]:
    work = path / _WORK
    if path.is_symlink() or work.is_symlink():
        raise FetchError(f"{path} is a link to another place. Name the folder itself with --to-folder.")
    for missing in reversed([one for one in (work, *work.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    with (work / "lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FetchError(
                f"Another download is writing to {path}. Try again when it has finished, or choose another "
                "folder with --to-folder."
            ) from error
        folder = DownloadFolder(path)
        folder._tidy()
        yield folder


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _checked(name: str) -> str:
    """The name of a file or folder of ours; ValueError for one that could lead elsewhere."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} can't be the name of a file here")
    return name


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
