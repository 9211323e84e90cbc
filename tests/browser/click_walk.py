"""Walks the table of views with real clicks and counts them.

The count is the browser's own: presses of the mouse button that reach the page. (A click on a label makes a
second click event, on its control, but nobody pressed twice.) Anything that is not a click of a
reader on the way to a view (opening the start page, going back to it) is done without one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlsplit

from click_table import COMPARE, WHY, Click, View
from compare_page import ComparePage
from playwright.sync_api import Locator, Route
from scan_page import LOOK, ScanPage

from dashboard.layouts.why import QUESTIONS

COUNT = """
if (sessionStorage.readerClicks === undefined) sessionStorage.readerClicks = '0';
document.addEventListener('mousedown', (event) => {
  if (event.isTrusted) sessionStorage.readerClicks = String(Number(sessionStorage.readerClicks) + 1);
}, true);
"""
START_AGAIN = """() => window.hexscan.url.change(
  (query) => [...query.keys()].forEach((name) => query.delete(name)))"""
SHOW_ROW = """(identity) => {
  const grid = window.dash_ag_grid.getApi('scan-table');
  const node = grid.getRowNode(identity);
  if (node) grid.ensureNodeVisible(node);
}"""


@dataclasses.dataclass(frozen=True)
class Found:
    """What a walk to a view took."""

    subject: str
    name: str
    clicks: int


def walk(
    scan: ScanPage, views: Sequence[View], partnerships: Sequence[View], *, every: int = 1
) -> list[Found]:
    """Clicks to every single view, to every partnership, and to each partnership with each single view.

    With `every` above 1, only the first partnership meets each view; the others meet one view in so many, a
    different one each, so that together they meet them all.
    """
    scan.context.add_init_script(COUNT)
    scan.open("/")
    found = []
    for view in [*views, *partnerships]:
        start_again(scan)
        found.append(Found(view.subject, view.name, _reach(scan, view)))
        _see_through(scan, view)
    for place, partnership in enumerate(partnerships):
        found += _with_each(scan, partnership, views if not place else views[place % every :: every])
    return found


def _with_each(scan: ScanPage, partnership: View, views: Sequence[View]) -> list[Found]:
    """A partnership with each single view.

    That the panels follow was seen with the single views. Here the address is the witness, and the panels'
    questions stay unanswered: hundreds of answers nobody looks at would take many minutes.
    """
    start_again(scan)
    _reach(scan, partnership)
    scan.settle()
    scan.route(LOOK, _unanswered)
    wanted = [view for view in views if view.of_one]
    here = [_reach_both(scan, partnership, view) for view in wanted if view.path == "/"]
    scan.page.unroute(LOOK, _unanswered)
    return [*here, *(_reach_both(scan, partnership, view) for view in wanted if view.path != "/")]


def _unanswered(_: Route) -> None:
    """Nothing: the page gives the question up when it asks the next."""


def start_again(scan: ScanPage) -> None:
    """The start page as one finds it, without a click."""
    if urlsplit(scan.page.url).path != "/":
        scan.open("/")
    elif scan.search:
        scan.page.evaluate(START_AGAIN)
        scan.wait_for(lambda: not _fields(scan), "the start page")
        scan.settle()


def _reach_both(scan: ScanPage, partnership: View, view: View) -> Found:
    """A partnership, and then a single view of it; Back undoes the second for the next, not counted."""
    if _fields(scan) != dict(partnership.query) or urlsplit(scan.page.url).path != "/":
        start_again(scan)
        _reach(scan, partnership)
    first = len(partnership.clicks)
    both = View("", "", view.clicks, {**partnership.query, **view.query}, view.path)
    clicks = first + _reach(scan, both)
    if view.clicks and view.path == "/":
        scan.page.evaluate("() => window.history.back()")
        scan.wait_for(lambda: _fields(scan) == dict(partnership.query), f"{partnership.name} again")
    return Found(f"Partnership and {view.subject.lower()}", f"{partnership.name}, {view.name}", clicks)


def _reach(scan: ScanPage, view: View) -> int:
    before = _clicks(scan)
    for step in view.clicks:
        _click(scan, step)
    scan.wait_for(lambda: _there(scan, view), f"{view.query or view.path} after {view.clicks}")
    return _clicks(scan) - before


def _clicks(scan: ScanPage) -> int:
    return int(scan.page.evaluate("() => sessionStorage.readerClicks"))


def _there(scan: ScanPage, view: View) -> bool:
    return urlsplit(scan.page.url).path == view.path and (
        view.path not in ("/", COMPARE, WHY) or _fields(scan) == dict(view.query)
    )


def _fields(scan: ScanPage) -> dict[str, str]:
    """What the address says, but for where the map stands."""
    return {field: value for field, value in parse_qsl(scan.search) if field != "view"}


def _see_through(scan: ScanPage, view: View) -> None:
    """The view is more than an address: the panels are drawn and name no problem."""
    if view.path == "/":
        scan.settle()
        assert scan.page.locator(".panel-problem:visible").count() == 0, view
        assert scan.text("#scan-sentence"), view
    if view.path == COMPARE:
        scan.settle()
        assert scan.page.locator(".panel-problem:visible", has_text=".").count() == 0, view
        assert scan.text("#compare-sentence"), view
    if view.path == WHY:
        scan.wait_for(lambda: all(scan.page.locator(".finding").all_inner_texts()), "every finding")
        assert scan.page.locator(".finding").count() == len(QUESTIONS), view
        assert scan.page.locator(".panel-problem:visible", has_text=".").count() == 0, view


def _click(scan: ScanPage, step: Click) -> None:
    if step.kind == "row":
        scan.wait_for(
            lambda: scan.page.evaluate(SHOW_ROW, step.name) or scan.row(step.name).count(), step.name
        )
    _target(scan, step).click()


def _target(scan: ScanPage, step: Click) -> Locator:
    page = scan.page
    match step.kind:
        case "link":
            return page.locator(".header nav").get_by_role("link", name=step.name, exact=True)
        case "layer":
            return page.locator(f'[data-layer="{step.name}"]')
        case "switch":
            return page.locator(".mantine-SegmentedControl-root label").get_by_text(step.name, exact=True)
        case "button":
            return page.get_by_role("button", name=step.name, exact=True).locator("visible=true").first
        case "list":
            return scan.control(step.name)
        case "option":
            return page.get_by_role("option", name=step.name, exact=True)
        case "titled option":  # its title is part of what it says
            return page.get_by_role("option").filter(has=page.get_by_text(step.name, exact=True))
        case "row":
            return scan.row(step.name).locator(".ag-cell").first
    raise ValueError(f"No way to click on {step}")


WORSENING_LINK = ".judged a.to-hotspots"
"""Of the first entry of the lists, whichever area it is of."""

CHOSEN = {"types": "shoplifting,vehicle-crime", "from": "2025-02", "to": "2025-12"}
"""What must be the same on every page of a chain."""

AREA_POINT = """async ([longitude, latitude]) => {
  const hexmap = await new Promise((done) => { window.hexscan.map.attach(done); });
  const box = hexmap.map.getContainer().getBoundingClientRect();
  const { x, y } = hexmap.map.latLngToContainerPoint([latitude, longitude]);
  return [box.left + x, box.top + y];
}"""


@dataclasses.dataclass(frozen=True)
class Chain:
    """A way from the whole region by Compare to the hotspots of an area."""

    name: str
    buttons: tuple[str, ...]
    """What is pressed on Compare before."""
    link: str
    """Selector of the link that leads on; CODE stands for the area's. "" for the area on the map."""
    layer: bool
    """Whether hotspots have still to be switched on where it leads."""


CHAINS = (
    Chain("an area's name, hotspots", (), '[data-drawing="dots"] a.dots-name[data-area="CODE"]', True),
    Chain(
        "a point of the funnel, hotspots", (), '[data-drawing="funnel"] [data-mark][data-area="CODE"]', True
    ),
    Chain("a chart of months, hotspots", (), '[data-drawing="months"] .chart-name[data-area="CODE"]', True),
    Chain("an area of the map, hotspots", (), "", True),
    Chain("hotspots beside a name", (), '.dots-row[data-area="CODE"] .dots-hotspots', False),
    Chain("Worse and worsening, hotspots of an entry", ("Worse and worsening",), WORSENING_LINK, False),
    Chain("Table, hotspots of a row", ("Table",), '.heat-grid [row-id="CODE"] .hotspots-link', False),
)


def walk_chain(compare: ComparePage, chain: Chain, code: str, middle: tuple[float, float]) -> Found:
    """One chain by clicks from Scan; crime type and period stay as chosen."""
    compare.open(f"/?{_written(CHOSEN)}")
    before = _clicks(compare)
    _click(compare, Click("link", "Compare"))
    compare.settle()
    assert _fields(compare) == CHOSEN
    for name in chain.buttons:
        compare.switch(name)
    if chain.link:
        compare.page.locator(chain.link.replace("CODE", code)).first.click()
    else:
        compare.page.mouse.click(*compare.page.evaluate(AREA_POINT, list(middle)))
    compare.wait_for(lambda: urlsplit(compare.page.url).path == "/", f"Scan by way of {chain.name}")
    compare.settle()
    if chain.layer:
        _click(compare, Click("layer", "hotspots"))
        compare.wait_for(lambda: "hotspots" in _fields(compare).get("layers", ""), "hotspots")
    found = _fields(compare)
    if chain.link == WORSENING_LINK:  # an entry of a single crime type leads to that
        assert set(found["types"].split(",")) <= set(CHOSEN["types"].split(",")), chain
        found |= {"types": CHOSEN["types"], "area": code}
    assert found | CHOSEN == found, chain
    assert found["area"] == code, chain
    assert "hotspots" in found["layers"], chain
    return Found("By way of Compare", chain.name, _clicks(compare) - before)


def walk_back(compare: ComparePage, code: str) -> Found:
    """From an area's rate on Scan to Compare, where it is marked as one's own."""
    compare.open(f"/?{_written({'area': code, **CHOSEN})}")
    before = _clicks(compare)
    compare.page.locator(".card").get_by_role("link", name="Compare with similar areas").first.click()
    compare.wait_for(lambda: urlsplit(compare.page.url).path == COMPARE, "Compare")
    compare.settle()
    assert _fields(compare) == {"area": code, **CHOSEN}
    areas = compare.areas()
    assert [areas["codes"][row] for row in areas["own"]] == [code]
    return Found("Back to Compare", "an area's rate on Scan", _clicks(compare) - before)


def _written(fields: Mapping[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in fields.items())
