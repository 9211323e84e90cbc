"""What can stand in the way of the store, in plain words."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StoreError(RuntimeError):
    """The store can't do what was asked; the message says why and what to do, in plain words."""


class BusyError(StoreError):
    """Another process is writing."""


def unusable(data_dir: Path, done: str, error: OSError) -> StoreError:
    """That the data directory can't be "read" or "written"."""
    return StoreError(
        f"The data directory {data_dir} can't be {done} ({error.strerror}). "
        f"Set HEXSCAN_DATA_DIR to a folder that Hexscan may {'write to' if done == 'written' else done}."
    )


def no_room(error: OSError) -> bool:
    """Whether a disk, or a limit on files, stood in the way; of an array cut short NumPy names no number."""
    return error.errno in _NO_ROOM or (error.errno is None and str(error).endswith(" written"))


def full_disk(data_dir: Path) -> StoreError:
    """That the disk is full, and that nothing is lost."""
    free = shutil.disk_usage(data_dir).free / 1e6
    return StoreError(
        f"The disk that holds {data_dir} is full ({free:,.1f} MB free). What was stored before is unchanged. "
        "Free some space, for example with `python -m dashboard prune --keep 1`, and try again."
    )
