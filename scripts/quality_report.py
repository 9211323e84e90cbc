"""The quality reports of all open data at hand, as JSON and as pictures, for docs/data-quality.md.

    python scripts/quality_report.py [--data FOLDER] [--into docs]

Imports the street-level files of all forces, areas and registers, and through the descriptions that come with
Hexscan stop and search, New York, Toronto and the food register; then writes quality/<key>.json, with the
first faults only, and screenshots of the Sources page and of reports.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from find_chromium import LAUNCH_ARGUMENTS, find_chromium
from playwright.sync_api import Browser, sync_playwright
from screenshots import PAGE_SECONDS, REPOSITORY, SHARED_DATA, SIZES, ScreenshotError, command, serving

PLAIN = (
    "police-street-cleveland", "police-street-north-east-2025", "police-street-bedfordshire",
    "boundaries", "lookups", "population", "licensed-premises",
)  # fmt: skip
DESCRIBED = {
    "stop-and-search": "police-stop-and-search",
    "new-york-vehicle-thefts": "nyc-vehicle-thefts",
    "toronto-major-crime": "toronto-major-crime-indicators",
    "food-hygiene": "food-premises-fhrs-2015",
}
"""Name of a description that comes with Hexscan -> folder of the data, whose gzipped CSVs are taken."""
PICTURED = ("police-uk", "stop-and-search")
LISTED = 5
"""So many faults stay in a report that is kept in the documentation."""


def import_all(data: Path, data_dir: Path) -> None:
    """Import everything into a data folder; each import's time is written to standard error."""
    jobs = [("all plain files", [str(data / name) for name in PLAIN])]
    for name, folder in DESCRIBED.items():
        jobs.append((name, ["--source", name, *map(str, sorted((data / folder).rglob("*.csv.gz")))]))
    for name, words in jobs:
        begun = time.monotonic()
        command(data_dir, "import", *words)
        sys.stderr.write(f"{name}: {time.monotonic() - begun:.1f} s\n")


def reports_of(data_dir: Path) -> list[dict[str, object]]:
    """All reports, as `python -m dashboard quality --json` prints them."""
    printed = subprocess.run(
        [sys.executable, "-m", "dashboard", "quality", "--json"],
        cwd=REPOSITORY,
        env={"HEXSCAN_DATA_DIR": str(data_dir)},
        capture_output=True,
        check=True,
    ).stdout
    reports: list[dict[str, object]] = json.loads(printed)
    return reports


def write_json(reports: list[dict[str, object]], into: Path) -> None:
    """One file a report, its listed faults cut to `LISTED` of each rule."""
    into.mkdir(parents=True, exist_ok=True)
    for report in reports:
        kept: list[dict[str, object]] = []
        listed: Any = report["listed"]
        for fault in listed:
            if sum(one["rule"] == fault["rule"] for one in kept) < LISTED:
                kept.append(fault)
        path = into / f"{report['key']}.json"
        path.write_text(json.dumps(report | {"listed": kept}, indent=1, ensure_ascii=False) + "\n")
        sys.stdout.write(f"{path}: {path.stat().st_size / 1000:.0f} kB\n")


def photograph(browser: Browser, address: str, into: Path) -> None:
    """The Sources page and the reports of `PICTURED`, at each size."""
    paths = {"sources": "/sources"} | {f"quality-{key}": f"/sources/{key}" for key in PICTURED}
    for name, path in paths.items():
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
            page.goto(f"{address}{path}", timeout=PAGE_SECONDS * 1000)
            page.wait_for_selector(".source", timeout=PAGE_SECONDS * 1000)
            picture = into / f"{name}-{width}.png"
            page.screenshot(path=picture, animations="disabled", caret="hide")
            page.close()
            sys.stdout.write(f"{picture}: {picture.stat().st_size / 1000:.0f} kB\n")


def main() -> int:
    """Write everything; 1 where there are no data or no browser."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=SHARED_DATA, help="folder of the open data to import")
    parser.add_argument("--into", type=Path, default=REPOSITORY / "docs", help="folder to write")
    chosen = parser.parse_args()
    chromium = find_chromium()
    if chromium is None or not chosen.data.is_dir():
        sys.stderr.write(f"There is no {'Chromium' if chromium is None else chosen.data}.\n")
        return 1
    try:
        with tempfile.TemporaryDirectory() as folder:
            import_all(chosen.data, Path(folder))
            write_json(reports_of(Path(folder)), chosen.into / "quality")
            with sync_playwright() as playwright, serving(Path(folder)) as address:
                browser = playwright.chromium.launch(executable_path=chromium, args=list(LAUNCH_ARGUMENTS))
                photograph(browser, address, chosen.into / "screenshots")
                browser.close()
    except ScreenshotError as error:
        sys.stderr.write(f"Not made: {error}.\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
