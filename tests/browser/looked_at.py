"""What a page that stands in a browser has against it: what axe finds, and texts that are cut."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WEIGHTY = ("moderate", "serious", "critical")

_CUT = """() => {
  const cut = (one) => one.clientWidth > 2 && one.scrollWidth > one.clientWidth + 1;
  const texts = document.querySelectorAll('.filters :is(input, .mantine-Pill-label), .row-name, ' +
    '.ag-cell-value, .side-types :is(th, td, button), .side-chart-title');
  return [...texts].filter((one) => one.checkVisibility() && cut(one))
    .map((one) => `${one.value || one.textContent}: ${one.clientWidth} of ${one.scrollWidth}`);
}"""


def findings(page: Page) -> list[str]:
    """What axe has against the page as it is now."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in WEIGHTY
        for node in one["nodes"]
    ]


def cut_texts(page: Page) -> list[str]:
    """Texts of controls and tables that lack room, each with the pixels it has and needs."""
    return list(page.evaluate(_CUT))
