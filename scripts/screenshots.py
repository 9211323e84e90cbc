"""Photograph the running product at two sizes, for README.md and for review.

    python scripts/screenshots.py [--data FOLDER] [--into docs/screenshots] [demo cleveland north-east]

Each set gets a data folder of its own, is served on a free port by `python -m dashboard serve`, and is opened
in the Chromium that the tests use. "demo" is the demonstration region; the others import the open data in
FOLDER and are left out, with a word, where it is missing. Of "cleveland" come scenes too: what follows the
pointer, one still after the other, for docs/scan-in-pictures.md, and its hotspots and "Why here?", for
docs/why-in-pictures.md; of "north-east" the views of Compare, for docs/compare-in-pictures.md.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from find_chromium import LAUNCH_ARGUMENTS, find_chromium
from hover_scenes import photograph_scenes
from playwright.sync_api import Browser, Page, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED_DATA = REPOSITORY.parent / "shared" / "data"
SIZES = ((1366, 768), (1920, 1080))
AREA_INPUTS = ("boundaries", "lookups", "population", "licensed-premises")
SETS: dict[str, tuple[str, ...]] = {
    "demo": (),
    "cleveland": ("police-street-cleveland", *AREA_INPUTS),
    "north-east": ("police-street-cleveland", "police-street-north-east-2025", *AREA_INPUTS),
}
WITH_SCENES = "cleveland"
WITH_COMPARE = "north-east"
BURGLARY = "types=burglary&area=E06000002"  # Middlesbrough
COMPARE = {
    "overview": f"?{BURGLARY}",
    "dots": f"?{BURGLARY}&panel=dots",
    "funnel": f"?{BURGLARY}&panel=funnel",
    "months": f"?{BURGLARY}&panel=months",
    "map": f"?{BURGLARY}&compare=ward&panel=map",
    "worsening": "?tab=worsening",
    "table": "?tab=table",
    "side": f"?{BURGLARY}&tab=side",
    "similar": f"?{BURGLARY}&similar=near",
}
"""Compare's views by the names of their pictures."""
PRESSED = {"similar": "Why are these areas similar?"}
"""What is pressed in a view before its picture is taken."""
_OUTLINED = "layers=hotspots&table=hotspots&from=2025-01&to=2025-12"
_LENSES = {
    "burglary": ("many", "more", "kinds", "classes"),
    "violence-and-sexual-offences": ("many", "kinds"),
    "anti-social-behaviour": ("many", "kinds"),
}
HOTSPOTS = {
    f"{one}-{lens}": f"/?types={one}&hot={lens}&{_OUTLINED}" for one, some in _LENSES.items() for lens in some
}
WHY = {one: f"/why?types={one}" for one in _LENSES}
"""Hotspots of Scan and "Why here?" of Cleveland, by the names of their pictures."""
START_SECONDS = 60
PAGE_SECONDS = 60
SETTLED_LOOKS = 4

# Dash shows "Updating..." in the title while a callback runs; a canvas that was painted has a size. "Why
# here?" has no map: it is there once every question has its finding.
STATE = """() => JSON.stringify({
    busy: document.title.startsWith("Updating"),
    text: (document.querySelector("#react-entry-point") || document.body).innerText,
    answered: [...document.querySelectorAll("[data-why] .finding")].map(one => one.innerText !== ""),
    canvases: [...document.querySelectorAll("canvas")].map(canvas => [canvas.width, canvas.height]),
})"""


class ScreenshotError(RuntimeError):
    """The product could not be photographed; the message says at which step."""


def command(data_dir: Path, *words: str) -> None:
    """Run one `python -m dashboard` command to its end on `data_dir`."""
    environment = os.environ | {"HEXSCAN_DATA_DIR": str(data_dir)}
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", *words], cwd=REPOSITORY, env=environment, check=False
    )
    if done.returncode:
        raise ScreenshotError(f"python -m dashboard {words[0]} ended with status {done.returncode}")


def free_port() -> int:
    """A port on this machine that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return once the server is ready; ScreenshotError when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise ScreenshotError(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    raise ScreenshotError(f"the server was not ready within {START_SECONDS} s")


@contextmanager
def serving(data_dir: Path) -> Iterator[str]:
    """The address of the product serving `data_dir`; stopped on leaving."""
    port = free_port()
    environment = os.environ | {"HEXSCAN_DATA_DIR": str(data_dir), "HEXSCAN_WORKERS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "serve", "--host", "127.0.0.1", "--port", str(port)],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def wait_until_settled(page: Page) -> None:
    """Return once several looks in a row see the same finished page (polled: the CSP forbids eval)."""
    deadline = time.monotonic() + PAGE_SECONDS
    before, same = "", 0
    while time.monotonic() < deadline:
        now = str(page.evaluate(STATE))
        seen = json.loads(now)
        there = seen["canvases"] or (seen["answered"] and all(seen["answered"]))
        same = same + 1 if now == before and there and not seen["busy"] else 0
        if same >= SETTLED_LOOKS:
            return
        before = now
        time.sleep(0.4)
    raise ScreenshotError(f"the page had not settled after {PAGE_SECONDS} s")


def photograph(
    browser: Browser, address: str, name: str, into: Path, path: str = "", pressed: str = ""
) -> None:
    """Write <name>-<width>.png of the first page, or that of another path, for each size."""
    for width, height in SIZES:
        page = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
        page.goto(f"{address}{path}", wait_until="load", timeout=PAGE_SECONDS * 1000)
        wait_until_settled(page)
        if pressed:
            page.get_by_text(pressed, exact=True).click()
            wait_until_settled(page)
        picture = into / f"{name}-{width}.png"
        page.screenshot(path=picture, animations="disabled", caret="hide")
        page.close()
        sys.stdout.write(f"{picture}: {picture.stat().st_size / 1000:.0f} kB\n")


def make_set(browser: Browser, name: str, data: Path, into: Path) -> None:
    """Import or make one set, serve it, photograph it. A set whose data is missing is left out, and said."""
    folders = [data / part for part in SETS[name]]
    missing = [str(folder) for folder in folders if not folder.exists()]
    if missing:
        sys.stderr.write(f"{name} left out: there is no {', '.join(missing)}\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        if folders:
            command(data_dir, "import", *map(str, folders))
        else:
            command(data_dir, "demo")
        with serving(data_dir) as address:
            photograph(browser, address, name, into)
            if name == WITH_COMPARE:
                for view, query in COMPARE.items():
                    pressed = PRESSED.get(view, "")
                    photograph(browser, address, f"compare-{view}", into, f"/compare{query}", pressed)
            if name == WITH_SCENES:
                for view, path in HOTSPOTS.items():
                    photograph(browser, address, f"hotspots-{view}", into, path)
                for view, path in WHY.items():
                    photograph(browser, address, f"why-{view}", into, path)
                for picture in photograph_scenes(browser, address, into, wait_until_settled):
                    sys.stdout.write(f"{picture}: {picture.stat().st_size / 1000:.0f} kB\n")


def main() -> int:
    """Photograph the sets asked for, all of them unless some are named."""
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=plain)
    parser.add_argument("names", nargs="*", metavar="SET", help=f"any of {', '.join(SETS)}; all by default")
    parser.add_argument("--data", type=Path, default=SHARED_DATA, help="folder of the open data to import")
    parser.add_argument(
        "--into", type=Path, default=REPOSITORY / "docs" / "screenshots", help="folder to write"
    )
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.names) - set(SETS))
    if unknown:
        parser.error(f"there is no set {', '.join(unknown)}; choose from {', '.join(SETS)}")
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write("No Chromium found: run `make test` once, or name one in HEXSCAN_CHROMIUM.\n")
        return 1
    chosen.into.mkdir(parents=True, exist_ok=True)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(LAUNCH_ARGUMENTS))
            for name in chosen.names or SETS:
                make_set(browser, name, chosen.data, chosen.into)
            browser.close()
    except ScreenshotError as error:
        sys.stderr.write(f"No screenshot: {error}.\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
