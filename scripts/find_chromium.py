"""Find a Chromium that Playwright can drive; print its path, or say plainly that there is none.

Exit status 0 with the path on standard output, or 1 with the reason on standard error. It only looks: the
Makefile decides whether one is installed. The tests and `screenshots.py` use `find_chromium()` directly.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

VARIABLE = "HEXSCAN_CHROMIUM"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CACHE_PATTERNS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium_headless_shell-*/*/headless_shell",
    "chromium_headless_shell-*/*/chrome-headless-shell",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
)
LAUNCH_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""Start-up options for tests and screenshots: no sandbox (root in a container), no traffic of its own."""


def find_chromium(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The browser to drive: HEXSCAN_CHROMIUM, one on the PATH, or Playwright's own download, in that order.

    None when there is none. A HEXSCAN_CHROMIUM that cannot be started counts as none, so that a mistyped
    path is noticed instead of another browser being used in its place.
    """
    named = environment.get(VARIABLE, "")
    if named:
        return Path(named) if _is_program(Path(named)) else None
    for command in COMMANDS:
        found = shutil.which(command, path=environment.get("PATH"))
        if found:
            return Path(found)
    return next(_in_playwright_cache(environment), None)


def _in_playwright_cache(environment: Mapping[str, str]) -> Iterator[Path]:
    """Browsers that `playwright install chromium` has put in its cache, newest build first."""
    named = environment.get("PLAYWRIGHT_BROWSERS_PATH", "")
    home = Path(environment.get("HOME", "~")).expanduser()
    caches = [home / ".cache/ms-playwright", home / "Library/Caches/ms-playwright"]
    folders = [Path(named)] if named else caches
    for folder in folders:
        for pattern in CACHE_PATTERNS:
            yield from (path for path in sorted(folder.glob(pattern), reverse=True) if _is_program(path))


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def main() -> int:
    """Print the path of the browser found; 1 when there is none."""
    found = find_chromium()
    if found is None:
        named = os.environ.get(VARIABLE)
        commands = ", ".join(COMMANDS)
        reason = f"{VARIABLE}={named} is not a program" if named else f"none of {commands} is on the PATH"
        sys.stderr.write(f"No Chromium found: {reason}.\n")
        return 1
    sys.stdout.write(f"{found}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
