"""The secret by which small counts of controlled sources are moved: one a data folder, made at first need.

With the key the true counts could be had back, so it is kept beside the versions, never in them, and readable
by its owner alone. With another key the same data get other moves, and whoever had seen both could compare
them: so it is kept for good, and its loss is said.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from dashboard.data.schema import InputError

FILE = "disclosure.key"
_BYTES = 32


def disclosure_key(data_dir: Path) -> bytes:
    """The key of a data folder, made where there is none; InputError for a damaged one."""
    path = data_dir / FILE
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return _made(path)
    if len(key) != _BYTES:
        raise InputError(
            f"{path} is damaged: it should hold {_BYTES} bytes, it holds {len(key)}. Restore it from a "
            "backup. Without one, remove it: the small counts of controlled sources are then moved anew."
        )
    return key


def key_mark(key: bytes) -> str:
    """What tells two keys apart and says nothing of either."""
    return hashlib.blake2b(b"hexscan disclosure key", key=key, digest_size=8).hexdigest()


def _made(path: Path) -> bytes:
    """A new key, whole on disk before its first use; where another process was quicker, that one's."""
    key = secrets.token_bytes(_BYTES)
    draft = path.with_name(f".tmp-{FILE}-{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return path.read_bytes()
    finally:
        draft.unlink(missing_ok=True)
    return key
