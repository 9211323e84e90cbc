"""The Compare page as a test drives it: what its panels say, what is lit in them, and its plain buttons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator
from scan_page import DESKTOP, ScanPage

COMPARE_DRAWN = """() => {
  const root = document.querySelector('[data-compare]');
  if (!root || !root.dataset.tab) return false;
  const { asking, shown, wanted } = window.hexscan.answers.state();
  const query = window.hexscan.url.query();
  query.delete('view');
  const isTold = (wanted || '').replace('?', '') === query.toString().replaceAll('%2C', ',');
  if (!isTold || asking || shown === null || window.hexscan.compare.state().pending) return false;
  if (root.dataset.tab === 'table') return Boolean(document.querySelector('#compare-heat .ag-header-cell'));
  if (root.dataset.tab !== 'overview') return true;
  const map = window.hexscan.map.state();
  const isSeen = document.querySelector('[data-panel="map"]').checkVisibility();
  return Boolean(map && map.version) && (!isSeen || !map.pending);
}"""
LIT = """() => ({
  dots: [...document.querySelectorAll('.dots-row.hand')].map((row) => row.dataset.area),
  funnel: [...document.querySelectorAll('[data-drawing="funnel"] [data-mark].hand')].map(
    (one) => one.dataset.area),
  months: [...document.querySelectorAll('.chart-cell.hand')].map((one) => one.dataset.area),
  quadrant: [...document.querySelectorAll('[data-drawing="quadrant"] [data-mark].hand')].map(
    (one) => one.dataset.area),
  map: window.hexscan.map.state() ? window.hexscan.map.state().highlighted : 0,
  line: document.querySelector('#compare-hand').textContent,
})"""
MARKS = """(name) => [...document.querySelectorAll(`[data-drawing="${name}"] [data-mark]`)].map((mark) => ({
  area: mark.dataset.area,
  href: mark.getAttribute('href'),
  words: mark.getAttribute('aria-label'),
  stop: mark.getAttribute('tabindex') === '0',
}))"""
AREAS = "() => window.hexscan.compare.areas()"


class ComparePage(ScanPage):
    """One page in one browser context, opened on Compare; links may lead it to Scan and back."""

    def _drawn(self) -> bool:
        if "/compare" not in self.page.url:
            return super()._drawn()
        return bool(self._evaluated(COMPARE_DRAWN))

    def _evaluated(self, script: str) -> Any:
        try:
            return self.page.evaluate(script)
        except Exception as error:
            if "Execution context was destroyed" not in str(error):
                raise
            return False

    @property
    def tab(self) -> str:
        """Which tab is shown."""
        return str(self.page.locator("[data-compare]").get_attribute("data-tab"))

    def sentence(self) -> str:
        return self.text("#compare-sentence")

    def title(self, panel: str) -> str:
        """What a panel says it found."""
        return self.text(f"#compare-{panel}-title")

    def areas(self) -> dict[str, Any]:
        """What all panels speak of: codes, names, lines of words..."""
        return dict(self.page.evaluate(AREAS))

    def marks(self, panel: str) -> list[dict[str, Any]]:
        """Links of a drawing, in the order of the document."""
        return list(self.page.evaluate(MARKS, panel))

    def mark(self, panel: str, code: str) -> Locator:
        return self.page.locator(f'[data-drawing="{panel}"] [data-mark][data-area="{code}"]')

    def lit(self) -> dict[str, Any]:
        """What is lit in each panel, and the line of words."""
        return dict(self.page.evaluate(LIT))

    def own(self, code: str) -> None:
        """The button that makes an area the reader's own, or lets go of it."""
        self.page.locator(f'.dots-row[data-area="{code}"]').hover()
        self.act(self.page.locator(f'button[data-own="{code}"]').first.click)

    def switch(self, name: str, panel: str = "") -> None:
        """A plain button: a tab, or a switch in a panel's head."""
        within = self.page.locator(f'[data-panel="{panel}"]') if panel else self.page
        self.act(within.get_by_role("button", name=name, exact=True).first.click)

    def heat(self) -> list[dict[str, Any]]:
        """Rows of the table as they are shown."""
        return list(
            self.page.evaluate(
                """() => {
                  const rows = [];
                  window.dash_ag_grid.getApi('compare-heat').forEachNodeAfterFilterAndSort(
                    (node) => rows.push(node.data));
                  return rows;
                }"""
            )
        )

    def exported(self, panel: str = "compare") -> dict[str, dict[str, str]]:
        """Rows of an export by area."""
        return {row["area_code"]: row for row in self.export(panel)}


@contextmanager
def comparing(
    browser: Browser, address: str, path: str = "/compare", **options: Any
) -> Iterator[ComparePage]:
    """The page on a server in a context of its own; nothing may have gone wrong on it by the end."""
    context: BrowserContext = browser.new_context(
        **{"viewport": DESKTOP, "reduced_motion": "reduce", **options}
    )
    try:
        page = ComparePage(context, address)
        page.open(path)
        yield page
        assert page.faults == []
    finally:
        context.close()
