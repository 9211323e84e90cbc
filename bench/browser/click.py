"""Filter click to all four panels painted: Hexscan against the usual page, click by click in turn.

Both are served by gunicorn on loopback and show the same cells of resolution 9. A click is one on an option
of "Crime type" or "Period"; its time begins with the time stamp of the click itself and ends when map,
statistics, chart and table show what numpy counted, and a frame has been produced since (stopwatch.js). The
first click is that of a page just opened in an empty context.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser

from bench.browser.choices import Choice, truth, walk
from bench.browser.chrome import launched
from bench.browser.pages import Side
from bench.incidents import served_version
from bench.record import Row, median_row, p95_row
from bench.server.serving import hexscan, usual

BASELINE = "usual Dash page"
FRESH = 4
"""Pages opened for their first click, the first of them on a server that has just started."""
AS_FAST = 1.2
"""Times the median of later clicks: what scatters so little is "as fast as the rest"."""

Found = dict[str, Any]


def measure() -> list[Row]:
    """Rows for 5,000 cells and for the whole region."""
    with launched() as browser:
        return [
            *measured_on(browser, 1_000_000, 5_000, clicks=24, bar=5, at_most=120),
            *measured_on(browser, 10_000_000, None, clicks=12, bar=15, at_most=150),
        ]


def measured_on(
    browser: Browser, n: int, cells: int | None, *, clicks: int, bar: float, at_most: float
) -> list[Row]:
    """Clicks in turn on both pages, then first clicks on ours."""
    right = truth(n, cells)
    with hexscan(served_version(n, cells)) as our_server, usual(n, cells) as their_server:
        ours, theirs = Side("hexscan", our_server.address, right), Side("usual", their_server.address, right)
        chosen = walk(clicks)
        firsts = [_first_click(browser, ours, chosen[0])]
        found = _in_turn(browser, (ours, theirs), chosen)
        firsts += [_first_click(browser, ours, chosen[0]) for _ in range(FRESH - 1)]
    asked(found[0])
    data = f"{n // 1_000_000} M incidents, {len(right.cells):,} cells"
    return rows(data, found, firsts, bar, at_most)


def _in_turn(browser: Browser, sides: Sequence[Side], chosen: Sequence[Choice]) -> list[list[Found]]:
    """Each choice made on each page, one page after the other; the first is only for comparing answers."""
    found: list[list[Found]] = [[] for _ in sides]
    with sides[0].opened(browser) as one, sides[1].opened(browser) as other:
        for turn, choice in enumerate(chosen):
            for place, opened in enumerate((one, other)):
                opened.page.bring_to_front()
                timed = opened.choose(choice)
                opened.rest()
                if turn == 0:
                    opened.check_cells()
                else:
                    found[place].append(timed)
    return found


def _first_click(browser: Browser, side: Side, choice: Choice) -> float:
    with side.opened(browser) as opened:
        return float(opened.choose(choice)["total"])


def rows(
    data: str, found: Sequence[Sequence[Found]], firsts: Sequence[float], bar: float, at_most: float
) -> list[Row]:
    """Our clicks against theirs, and our first clicks against our later ones."""
    ours, theirs = ([one["total"] for one in side] for side in found)
    work = "filter click to all panels painted"
    return [
        median_row(
            work,
            data,
            BASELINE,
            ours,
            theirs,
            bar=bar,
            at_most=at_most,
            note=f"{len(ours)} clicks; ours: {parts(found[0])}; theirs: {parts(found[1])}",
        ),
        p95_row(work, data, BASELINE, ours, theirs),
        *first_rows(data, firsts, ours),
    ]


def first_rows(data: str, firsts: Sequence[float], later: Sequence[float]) -> list[Row]:
    """The first clicks on new pages, and the very first that a server which has just started gets."""
    fresh, *others = firsts
    return [
        median_row(
            "first filter click on a new page",
            data,
            "our later clicks",
            others,
            later,
            within=AS_FAST,
            note=f"{len(others)} pages",
        ),
        Row(
            "first filter click on a new server",
            data,
            "our later clicks",
            fresh,
            statistics.median(later),
            "ms",
            within=AS_FAST,
            note="once",
        ),
    ]


def asked(clicks: Sequence[Found]) -> None:
    """Raise AssertionError for a click that our page answered from what it had: others are not like it."""
    if any(not one["requests"] for one in clicks):
        raise AssertionError("a click asked nobody")


def parts(found: Sequence[Found]) -> str:
    """What the median click consists of, in words."""
    middle = {
        name: statistics.median(one[name] for one in found)
        for name in ("before", "waited", "after", "requests")
    }
    panels = {panel: statistics.median(one["panels"][panel] for one in found) for panel in found[0]["panels"]}
    shown = ", ".join(f"{panel} {time:.0f}" for panel, time in panels.items())
    return (
        f"{middle['before']:.0f} ms script before the question, {middle['waited']:.0f} waiting for "
        f"{middle['requests']:.0f} answers, {middle['after']:.0f} script and drawing after; shown: {shown}"
    )
