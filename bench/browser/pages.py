"""The two pages that are measured against each other, as one drives them: both have the same controls."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from bench.browser.choices import FIRST, RESOLUTION, Choice, Truth
from bench.browser.chrome import CORNER, counts_of, measured, network, prepared, shown, until

SAMPLE = 300
"""Cells whose counts are compared, one by one."""


def check_counts(page: Page, truth: Truth, chosen: Choice, name: str) -> None:
    """Raise AssertionError where a map has another count for any of a sample of cells."""
    sample = truth.some_cells(chosen, SAMPLE)
    counts = truth.cell_counts(chosen)
    if counts_of(page, sample) != [int(counts[truth.place(cell)]) for cell in sample]:
        raise AssertionError(f"{name} has other counts by cell")


@dataclasses.dataclass(frozen=True)
class Side:
    """One page on its server."""

    name: str
    """Of its probe: "hexscan" or "usual"."""
    address: str
    truth: Truth

    @contextmanager
    def opened(self, browser: Browser) -> Iterator[OpenPage]:
        """The page as it opens, with all panels painted and nothing left to be fetched."""
        with prepared(browser, self.name, resolution=RESOLUTION) as page:
            session = network(page)
            page.goto(self.address)
            opened = OpenPage(self, page, session)
            opened.settle(FIRST)
            yield opened


@dataclasses.dataclass
class OpenPage:
    """A page that is driven."""

    side: Side
    page: Page
    session: CDPSession
    chosen: Choice = FIRST

    def settle(self, chosen: Choice) -> None:
        """Wait until the page shows a selection whole, and has what it fetches in the background."""
        expected = self.side.truth.expected(chosen)
        until(self.page, lambda: self._shows(expected), lambda: self._difference(expected))
        if self.side.name == "hexscan":
            until(self.page, self._is_ready, lambda: f"cells of size {RESOLUTION} and their data")
        self.page.wait_for_timeout(150)

    def _shows(self, expected: dict[str, Any]) -> bool:
        return all(shown(self.page, panel) == value for panel, value in expected.items())

    def _is_ready(self) -> bool:
        return shown(self.page, "resolution") == RESOLUTION and bool(shown(self.page, "ready"))

    def _difference(self, expected: dict[str, Any]) -> str:
        found = {panel: shown(self.page, panel) for panel in expected}
        return f"{self.side.name} to show {expected}; it shows {found}"

    def choose(self, chosen: Choice) -> dict[str, Any]:
        """Choose by one click on an option, and measure until all four panels show it."""
        by_type = chosen.kind != self.chosen.kind
        self.page.get_by_label("Crime types" if by_type else "Period", exact=True).first.click()
        if by_type:
            option = self.page.get_by_role("option", name=chosen.kind, exact=True)
        else:
            option = self.page.locator(f'[role="option"][value="{chosen.period}"]')
        option.scroll_into_view_if_needed()
        expected, former = (self.side.truth.expected(one) for one in (chosen, self.chosen))
        if any(expected[panel] == former[panel] for panel in expected):
            raise AssertionError(f"{chosen} would look painted before it is")
        found = measured(self.page, "click", expected, option.click)
        self.chosen = chosen
        return found

    def leave(self) -> None:
        """Take the mouse out of the way."""
        self.page.mouse.move(*CORNER)
        self.page.wait_for_timeout(400)

    def rest(self) -> None:
        """Take the mouse out of the way, and let the page come to rest."""
        self.page.mouse.move(*CORNER)
        self.settle(self.chosen)

    def hover(self, cell: str, x: float, y: float) -> dict[str, Any]:
        """Point at a cell, and measure until all four panels show it."""
        expected = self.side.truth.hovered(cell, self.chosen, most=self.side.name == "hexscan")
        return measured(self.page, "pointermove", expected, lambda: self.page.mouse.move(x, y))

    def check_cells(self) -> None:
        """Raise AssertionError where the count of any of a sample of cells is not the right one."""
        check_counts(self.page, self.side.truth, self.chosen, self.side.name)
