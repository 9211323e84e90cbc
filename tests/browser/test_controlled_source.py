"""A controlled source on Scan and Compare: "withheld" is drawn, said and told from 0, for everyone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from scan_page import ScanPage, opened, serving

from tests.data.disclosure.controlled_world import AMBULANCE, AREAS, QUARTERS, controlled_world

pytestmark = pytest.mark.browser

FEW = f"/?sources={AMBULANCE.key}&types=overdose&from=2025-10&to=2025-12&level=lsoa"
MANY = f"/?sources={AMBULANCE.key}&types=fall&from=2025-02&to=2025-12&level=lsoa"
COMPARE = f"/compare?sources={AMBULANCE.key}"
NOT_SHOWN = "Ambulance calls is a controlled source. This is not shown for it"
TOOLTIPS = """() => [...document.querySelectorAll('.hexmap-tooltip')]
  .filter((one) => !one.hidden).map((one) => one.innerText)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("controlled-page")
    truth = {(area, "fall", quarter): 40 for area in AREAS for quarter in QUARTERS}
    truth |= {("L4", "overdose", quarter): 2 for quarter in QUARTERS}
    controlled_world(folder, truth, police=True)
    with serving(folder) as address:
        yield address


@pytest.fixture(params=[(1366, 768), (1920, 1080), (400, 800)], ids=lambda size: str(size[0]))
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    width, height = request.param
    return {"width": width, "height": height}


def test_what_is_withheld_is_said_and_drawn(browser: Browser, address: str) -> None:
    with opened(browser, address, FEW) as page:
        assert "1 to 4 incidents (withheld)" in page.text("#scan-sentence")
        assert "Ambulance calls is a controlled source" in page.text("#scan-statistics")
        assert "Withheld (1 to 4)" in page.text("#scan-legend")
        rows = {row["id"]: row["incidents_text"] for row in page.rows()}
        assert (rows["L4"], rows["L1"]) == ("withheld", "0")
        assert page.map()["painted"] == 1
        page.page.focus(".leaflet-container")
        page.row("L4").hover()
        page.wait_for(
            lambda: "withheld in this area" in page.text("#scan-statistics"), "what is said of the row"
        )


def test_a_cell_that_is_pointed_at_says_withheld(browser: Browser, address: str) -> None:
    with opened(browser, address, FEW) as page:
        cell = page.busiest_cell() if page.map()["total"] > 0 else ""
        assert cell == ""  # no count reaches the page
        frame = page.page.locator(".leaflet-container").bounding_box()
        assert frame is not None

        def told() -> bool:
            for x in range(10, 95, 6):
                for y in range(10, 95, 10):
                    page.page.mouse.move(
                        frame["x"] + frame["width"] * x / 100, frame["y"] + frame["height"] * y / 100
                    )
                    if "Withheld (1 to 4)" in page.page.evaluate(TOOLTIPS):
                        return True
            return False

        page.wait_for(told, "the words beside the pointer")


def test_months_are_quarters(browser: Browser, address: str) -> None:
    with opened(browser, address, MANY) as page:
        assert "April to December 2025" in page.text("#scan-sentence")
        assert "Incidents a quarter" in page.text("#scan-chart-title")
        assert page.chart()[0]["months"] == list(QUARTERS)


@pytest.mark.parametrize("path", [FEW, f"{MANY}&measure=change"])
def test_everyone_can_use_it_at_every_size(
    browser: Browser, address: str, size: dict[str, int], path: str
) -> None:
    with opened(browser, address, path, viewport=size, bypass_csp=True) as page:
        found = Axe().run(page.page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
        assert not page.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_what_is_not_given_says_so_in_a_sentence(browser: Browser, address: str) -> None:
    with opened(browser, address, f"{FEW}&table=hotspots&layers=hotspots,premises") as page:
        assert page.text("#main").count(NOT_SHOWN) == 3
        assert "licensed premises" not in page.text("#scan-exports")


def test_compare_says_so_too(browser: Browser, address: str, size: dict[str, int]) -> None:
    context = browser.new_context(viewport=size, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address}{COMPARE}")
    page.wait_for_selector(f"text={NOT_SHOWN}")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    context.close()


def test_pinned_cells_tell_their_count_alone(browser: Browser, address: str) -> None:
    page: ScanPage
    with opened(browser, address, f"/?sources={AMBULANCE.key}&types=fall&level=lsoa") as page:
        page.act(lambda: page.click_cell(page.busiest_cell()))
        assert "(to the nearest 5)" in page.text("#scan-here")
        assert "no single places" in page.text("#scan-here")
