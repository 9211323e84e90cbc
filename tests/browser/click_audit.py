"""Write docs/three-clicks.md: the clicks counted to every view, on the data in a folder.

python tests/browser/click_audit.py DATA_FOLDER
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "scripts")]

from click_table import MOST_CLICKS, partnership_views, single_views  # noqa: E402
from click_walk import CHAINS, Found, walk, walk_back, walk_chain  # noqa: E402
from compare_page import comparing  # noqa: E402
from find_chromium import LAUNCH_ARGUMENTS, find_chromium  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from scan_page import serving  # noqa: E402

from dashboard.data.dataset import Library  # noqa: E402

PAGE = REPOSITORY / "docs" / "three-clicks.md"
HEAD = """# Three clicks

Every view a reader may want, and how many clicks it is from the start page. The table of views is code
(`tests/browser/click_table.py`); `tests/browser/test_three_clicks.py` walks it in Chromium on the
demonstration region and counts the presses of the mouse button. Opening a list is a click, choosing from
it another; typing is none. This page was written by `python tests/browser/click_audit.py` on {areas}
partnerships of {name}: {total:,} views, at most {most} clicks each.

| View | | Clicks |
| --- | --- | --- |
"""


def page(found: list[Found], name: str, areas: int) -> str:
    """The page in Markdown: single views one by one, combinations by kind."""
    lines = [HEAD.format(areas=areas, name=name, total=len(found), most=max(one.clicks for one in found))]
    single = [one for one in found if "," not in one.name or not one.subject.startswith("Partnership and")]
    lines += [f"| {one.subject} | {one.name} | {one.clicks} |\n" for one in single]
    lines.append("\nEvery partnership with any one of the others:\n\n")
    lines.append("| Combination | Views | Fewest clicks | Most clicks |\n| --- | --- | --- | --- |\n")
    both = sorted((one for one in found if one not in single), key=lambda one: one.subject)
    for subject, members in groupby(both, key=lambda one: one.subject):
        lines.append(_row(subject, [one.clicks for one in members]))
    return "".join(lines)


def _row(subject: str, clicks: Iterable[int]) -> str:
    counted = list(clicks)
    return f"| {subject} | {len(counted):,} | {min(counted)} | {max(counted)} |\n"


def main() -> None:
    """Walk, write, and fail if a view is too far."""
    folder = Path(sys.argv[1])
    dataset = Library(folder).current()
    if dataset is None:
        raise SystemExit(f"No data in {folder}")
    views, partnerships = single_views(dataset), partnership_views(dataset)
    chromium = find_chromium(os.environ)
    with sync_playwright() as playwright, serving(folder) as address:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=list(LAUNCH_ARGUMENTS))
        with comparing(browser, address, "/") as scan:
            found = walk(scan, views, partnerships)
            code = partnerships[0].query["pins"]
            west, south, east, north = dataset.extents[dataset.areas.index(code)].tolist()
            middle = ((west + east) / 2, (south + north) / 2)
            found += [walk_chain(scan, chain, code, middle) for chain in CHAINS]
            found.append(walk_back(scan, code))
    name = " and ".join(source.name for source in dataset.sources.values())
    PAGE.write_text(page(found, name, len(partnerships)), encoding="utf-8")
    too_far = [one for one in found if one.clicks > MOST_CLICKS]
    if too_far:
        raise SystemExit(f"More than {MOST_CLICKS} clicks: {too_far}")


if __name__ == "__main__":
    main()
