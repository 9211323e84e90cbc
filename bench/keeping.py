"""Things that are dear to make and the same every time: made once, and kept."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def kept(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder, which `make` fills where it is not there yet; several processes may ask at once.

    It is filled beside its place and moved there whole, so that half of one is never found.
    """
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            unfinished = folder.with_name(f"{folder.name}.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            print(f"Making {folder.name}, once", file=sys.stderr, flush=True)
            make(unfinished)
            unfinished.rename(folder)
    return folder


def run_alone(code: str, *arguments: str) -> None:
    """Run Python code in a process of its own, so that its memory is given back."""
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)
