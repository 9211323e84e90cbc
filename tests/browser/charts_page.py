"""The charts of Compare on a page of their own, with the real hub, told what Python makes of plain arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, Route

from dashboard.figures.compare_dots import dots_figure
from dashboard.figures.compare_funnel import funnel_figure
from dashboard.figures.compare_months import months_figure
from dashboard.figures.compare_quadrant import quadrant_figure
from dashboard.layouts import words
from tests.figures.figures_made import Made

ORIGIN = "http://charts.test"
SCRIPTS = ["formula", "frames", "elements", "mapkeys", "compare", "compare_buttons", "compare_keys"]
SCRIPTS += [f"compare_{name}" for name in ["draw", "scale", "window", "labels", "plane", "chart_marks"]]
SCRIPTS += [f"compare_{name}" for name in ["chart", "tables", "dots", "funnel", "months", "quadrant"]]
QUERY = "/?area=*&types=burglary"
SIZES = {"dots": (605, 290), "funnel": (680, 290), "months": (680, 195), "quadrant": (540, 480)}
UNIT = "burglaries per 1,000 residents"
STAND_INS = """
  window.hexscan = {
    mapData: { prefix: () => '/' },
    map: { highlight() {}, setTooltip() {} },
    url: {
      question: () => 'compare', query: () => new URLSearchParams(), put() {}, change() {}, foresee() {},
    },
    answers: { askAgain() {} },
  };"""
TELL = """(told) => {
  for (const [name, value] of Object.entries(told)) window.dash_clientside.hexscan[name](value);
}"""


def _panel(name: str) -> str:
    width, height = SIZES[name]
    walk = "rows" if name == "dots" else "plane"
    return f"""<section data-panel="{name}"><h2>{name}</h2>
      <div class="drawing" role="group" aria-label="{name}" data-drawing="{name}" data-walk="{walk}"
        style="width: {width}px; height: {height}px; margin: 0"></div>
      <div class="visually-hidden" data-numbers="{name}"></div></section>"""


def page_html() -> str:
    """An empty page with a place for every chart."""
    panels = "".join(_panel(name) for name in SIZES)
    return f"""<!doctype html><html lang="en-GB"><title>Charts</title>
      <main data-compare="yes" data-hand="hand">
      <p id="hand" style="height: 1.5rem"></p>{panels}</main>"""


class ChartsPage:
    """The page, and what a test does with it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))

    def tell(self, **told: Any) -> None:
        """Tells painters, all in one task, and waits until everything is on the screen."""
        self.page.evaluate(TELL, told)
        self.page.evaluate("async () => { for (let i = 0; i < 3; i += 1) await hexscan.frames.painted(); }")

    def show(self, found: Made, *, scale: str = "same", scan: str = QUERY) -> dict[str, Any]:
        """Tells all painters of the same areas; gives what they were told."""
        told = told_of(found, scale=scale, scan=scan)
        self.tell(**told)
        return told

    def texts(self, selector: str) -> list[str]:
        return [text.strip() for text in self.page.locator(selector).all_text_contents()]

    def numbers(self, name: str) -> list[list[str]]:
        """The table of a chart for those who can't see it, row by row without its head."""
        rows = self.page.locator(f'[data-numbers="{name}"] tbody tr').all()
        return [row.locator("th, td").all_text_contents() for row in rows]

    def codes(self, selector: str) -> list[str]:
        script = "(marks) => marks.map((mark) => mark.dataset.area)"
        return list(self.page.locator(selector).evaluate_all(script))


def told_of(found: Made, *, scale: str = "same", scan: str = QUERY) -> dict[str, Any]:
    """What painters are told of these areas, with plain words, as it is once it is unpacked."""
    c = found.compared
    areas = len(c.codes)
    months, arrays = months_figure(c, found.trends, scale)
    rates = written([None if np.isnan(rate) else rate for rate in c.rate])
    return {
        "tellAreas": {
            "codes": list(c.codes),
            "names": list(c.names),
            "own": np.flatnonzero(c.own).tolist(),
            "scan": scan,
            "hotspots": f"{scan}&layers=hotspots",
            "words": [f"{name}: {rate}" for name, rate in zip(c.names, rates, strict=True)],
            "months": months["months"],
            "tab": "overview",
            "peers": [],
        },
        "drawDots": {
            **dots_figure(c),
            "unit": UNIT,
            "line_label": "mean of similar areas",
            "quality": ["Its data end early." if row == 1 else "" for row in range(areas)],
            "quality_signs": ["◷" if row == 1 else "" for row in range(areas)],
        },
        "drawFunnel": {**funnel_figure(c, found.funnel), "unit_x": "residents", "unit_y": UNIT},
        "drawMonths": {
            **months,
            "unit": UNIT,
            "words": [months["variations"][said] for said in months["variation"]],
            **{name: [None if n < 0 else n for n in array.tolist()] for name, array in arrays.items()},
        },
        "drawQuadrant": {
            **quadrant_figure(c, found.worsening),
            "unit_x": "times the mean of similar areas",
            "unit_y": "latest month against its usual range",
        },
    }


@contextmanager
def opened_charts(browser: Browser, repository: Path, **options: Any) -> Iterator[ChartsPage]:
    """An empty page of charts; nothing may go wrong on it."""
    context = browser.new_context(**{"viewport": {"width": 1366, "height": 1400}, **options})
    page = context.new_page()
    charts = ChartsPage(page)

    def answer(route: Route) -> None:
        is_page = route.request.url == f"{ORIGIN}/"
        route.fulfill(body=page_html() if is_page else "<!doctype html><p>Scan", content_type="text/html")

    page.route(f"{ORIGIN}/**", answer)
    page.goto(f"{ORIGIN}/")
    page.add_script_tag(content=STAND_INS)
    for style in ("hexscan", "compare_charts"):
        page.add_style_tag(path=repository / "assets" / f"{style}.css")
    for script in SCRIPTS:
        page.add_script_tag(path=repository / "assets" / f"{script}.js")
    page.evaluate("() => hexscan.compare.begin()")
    try:
        yield charts
        assert charts.faults == []
    finally:
        context.close()


def written(values: Sequence[float | None]) -> list[str]:
    """Rates as the page writes them."""
    return [words.rate(value) for value in values]
