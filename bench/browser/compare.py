"""A change of a filter on Compare, of 12 partnerships x 14 types x 36 months, to the frame that shows it.

What is bounded is the page's own part: from the last byte of the answer, or from the click where the page had
it by then, to the first frame in which dots, funnel, charts of months and map show what numpy counted
(stopwatch.js finds out), two frames of a display of 60 a second. The baseline is a page that groups with
pandas and draws with Plotly express, taken in turn.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from playwright.sync_api import Browser, Page

from bench.baselines import compare_page
from bench.baselines.compare_page import Asked, Held
from bench.browser.choices import FIRST, Choice, walk
from bench.browser.chrome import CORNER, launched, measured, network, prepared, shown, until
from bench.comparing import held
from bench.districts import REGION, TYPES, outlines, served_districts
from bench.record import Row, quantile
from bench.server.serving import express, hexscan
from dashboard.data.schema import slug

TWO_FRAMES = 2000 / 60
CHANGES = 24
HOVERS = 40
PANELS = ("dots", "funnel", "months", "map")
WORK = "Compare: from the answer's last byte to the painted frame"
BASELINE = "pandas and Plotly express page"
DATA = f"{REGION.districts} partnerships x {len(TYPES)} types x {REGION.months} months"

Found = dict[str, Any]


class Truth:
    """What the pages must show, counted with numpy."""

    def __init__(self) -> None:
        self.held: Held = held(REGION)

    def asked(self, chosen: Choice) -> Asked:
        kinds = () if chosen.kind is None else (slug(chosen.kind),)
        return Asked(kinds, chosen.first, chosen.last)

    def ours(self, chosen: Choice) -> Found:
        """By panel, as probe_compare.js says it."""
        table = compare_page.rates(self.held, self.asked(chosen))
        marks = [f"{code} {rate:,.1f}" for code, rate in table.rate.items()]
        places = [int((table.place == place).sum()) for place in ("above", "within", "below")]
        return {"dots": marks, "funnel": sorted(marks), "months": "as counted", "map": places}

    def rates(self, chosen: Choice) -> dict[str, list[float]]:
        """Rates of the months of each area up to the period's end."""
        counts = compare_page.months(self.held, self.asked(chosen))
        rates = counts.div(self.held.residents, axis=0)
        return {str(code): row for code, row in zip(rates.index, rates.to_numpy().tolist(), strict=True)}

    def theirs(self, chosen: Choice) -> Found:
        table = compare_page.rates(self.held, self.asked(chosen))
        return dict.fromkeys(PANELS, int(table.incidents.sum()))


def measure() -> list[Row]:
    """The changes of a walk on both pages in turn, then hovering on ours."""
    right = Truth()
    with launched() as browser, hexscan(served_districts(REGION)) as ours, _served(right) as theirs:
        return measured_on(browser, right, f"{ours.address}/compare", theirs)


def measured_on(browser: Browser, right: Truth, ours: str, theirs: str) -> list[Row]:
    found: list[list[Found]] = [[], []]
    with _opened(browser, "compare", ours) as one, _opened(browser, "express", theirs) as other:
        _settle(one, right.ours(FIRST), right.rates(FIRST))
        _settle(other, right.theirs(FIRST))
        former = FIRST
        for turn, choice in enumerate(walk(CHANGES + 1)):
            timed = [
                _choose(one, former, choice, right.ours(choice), right.rates(choice)),
                _choose(other, former, choice, right.theirs(choice)),
            ]
            former = choice
            if turn:  # the first is to compare answers and to warm up
                for place, each in enumerate(timed):
                    found[place].append(each)
        hovered = _hovers(one, right.ours(former)["dots"])
    return [*_rows(found), _hover_row(hovered)]


@contextmanager
def _served(right: Truth) -> Iterator[str]:
    """The baseline's server, with the same counts."""
    chosen = walk(CHANGES + 1)
    names = [(label, slug(label)) for label in sorted({one.kind for one in chosen if one.kind})]
    options = [{"label": "All crime", "value": "all"}]
    options += [{"label": label, "value": value} for label, value in names]
    periods = sorted({(one.first, one.last) for one in chosen} - {(FIRST.first, FIRST.last)})
    listed = [
        {"label": f"{first} to {last}", "value": f"{first}..{last}"}
        for first, last in [(FIRST.first, FIRST.last), *periods]
    ]
    whole = Held(right.held.counts, right.held.residents, outlines(REGION))
    with tempfile.TemporaryDirectory() as folder:
        pd.to_pickle({"held": whole, "options": options, "periods": listed}, Path(folder, compare_page.HELD))
        with express(Path(folder)) as server:
            yield server.address


@contextmanager
def _opened(browser: Browser, probe: str, address: str) -> Iterator[Page]:
    with prepared(browser, probe) as page:
        network(page)
        page.goto(address)
        yield page


def _settle(page: Page, expected: Found, rates: dict[str, list[float]] | None = None) -> None:
    page.evaluate("(rates) => { window.bench.rates = rates; }", rates)
    until(
        page,
        lambda: all(shown(page, panel) == value for panel, value in expected.items()),
        lambda: f"{expected}; it shows { {panel: shown(page, panel) for panel in expected} }",
    )
    page.mouse.move(*CORNER)
    page.wait_for_timeout(400)


def _choose(
    page: Page, former: Choice, choice: Choice, expected: Found, rates: dict[str, list[float]] | None = None
) -> Found:
    """One change of a filter by a click on an option; on ours the shape of the lines is measured too."""
    page.bring_to_front()
    by_type = choice.kind != former.kind
    page.get_by_label("Crime types" if by_type else "Period", exact=True).first.click()
    if by_type:
        option = page.get_by_role("option", name=choice.kind, exact=True)
    elif rates is None:
        option = page.locator(f'[role="option"][value="{choice.first}..{choice.last}"]')
    else:
        option = page.locator(f'[role="option"][value="{choice.period}"]')
    option.scroll_into_view_if_needed()
    page.evaluate("(rates) => { window.bench.rates = rates; }", rates)
    found = measured(page, "click", expected, option.click)
    _settle(page, expected, rates)
    return found


def _hovers(page: Page, marks: Sequence[str]) -> list[float]:
    """Milliseconds from pointing at a row to the frame in which its area is lit and named."""
    codes = [mark.split()[0] for mark in marks]
    times = []
    for turn in range(HOVERS):
        code = codes[(5 * turn) % len(codes)]
        box = page.locator(f'[data-drawing="dots"] .dots-row[data-area="{code}"] .dots-plot').bounding_box()
        if box is None:
            raise AssertionError(f"{code} is not among the dots")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        move = lambda x=x, y=y: page.mouse.move(x, y)  # noqa: E731
        times.append(float(measured(page, "pointermove", {"lit": [code]}, move)["total"]))
        page.wait_for_timeout(120)
    return times


def _rows(found: Sequence[Sequence[Found]]) -> list[Row]:
    ours, theirs = ([one["since"] for one in side] for side in found)
    whole = [[one["total"] for one in side] for side in found]
    panels = {name: statistics.median(one["panels"][name] for one in found[0]) for name in PANELS}
    said = ", ".join(f"{name} {time:.0f}" for name, time in panels.items())
    spreads = [(quantile(side, 0.25), quantile(side, 0.75)) for side in (ours, theirs)]
    return [
        Row(
            WORK,
            DATA,
            BASELINE,
            statistics.median(ours),
            statistics.median(theirs),
            "ms",
            at_most=TWO_FRAMES,
            ours_spread=spreads[0],
            theirs_spread=spreads[1],
            note=f"{len(ours)} changes; from the click: {said}",
        ),
        Row(
            f"{WORK}, p95",
            DATA,
            BASELINE,
            quantile(ours, 0.95),
            quantile(theirs, 0.95),
            "ms",
            at_most=TWO_FRAMES,
        ),
        Row(
            "Compare: filter click to all panels painted",
            DATA,
            BASELINE,
            statistics.median(whole[0]),
            statistics.median(whole[1]),
            "ms",
            ours_spread=(quantile(whole[0], 0.25), quantile(whole[0], 0.75)),
            theirs_spread=(quantile(whole[1], 0.25), quantile(whole[1], 0.75)),
        ),
    ]


def _hover_row(times: Sequence[float]) -> Row:
    return Row(
        "Compare: hover to all panels lit, p95",
        DATA,
        "",
        quantile(times, 0.95),
        None,
        "ms",
        at_most=2 * TWO_FRAMES,
        note=f"{len(times)} areas, no network; median {statistics.median(times):.0f} ms",
    )
