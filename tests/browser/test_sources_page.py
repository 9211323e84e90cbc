"""Sources and quality reports in a browser: reached in one click, for everyone, on paper too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from scan_page import ScanPage

pytestmark = pytest.mark.browser

SIZES = [(1366, 768), (1920, 1080), (400, 800)]
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll('main a, main summary')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && box.height < 24 && !one.closest('dd, p');
}).map((one) => one.textContent)"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may go wrong."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    opened, problems = context.new_page(), []
    opened.on("console", lambda one: problems.append(one.text) if one.type in ("error", "warning") else None)
    yield opened
    context.close()
    assert problems == []


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(".source")
    return page


@pytest.mark.parametrize("path", ["/sources", "/sources/demo-police"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_that_axe_knows_is_wrong(
    path: str, width: int, height: int, page: Page, demo_address: str
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    opened(page, f"{demo_address}{path}")
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert not page.evaluate(WIDER)
    assert page.evaluate(SMALL_TARGETS) == []


def test_an_address_with_an_anchor_opens_at_the_entry(page: Page, demo_address: str) -> None:
    opened(page, f"{demo_address}/sources#demo-police")
    assert page.evaluate("document.activeElement.id") == "demo-police"


def test_each_panel_leads_to_its_source_and_back(scan: ScanPage) -> None:
    page = scan.page
    links = page.locator(".panel-source")
    assert links.count() == 4
    links.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".source-entry")
    page.wait_for_url("**/sources?*#demo-police")
    assert "sources=demo-police" in page.url
    assert page.evaluate("document.activeElement.id") == "demo-police"
    page.get_by_role("link", name="Quality report").first.click()
    page.wait_for_selector(".quality-panel")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Data quality: ")
    assert page.locator(".menu-link[aria-current=page]").inner_text() == "Sources"


def test_files_of_a_report_are_there(page: Page, demo_address: str) -> None:
    opened(page, f"{demo_address}/sources/demo-police")
    for link in page.locator(".quality-head .exports a").all():
        answer = page.request.get(f"{demo_address}{link.get_attribute('href')}")
        assert answer.status == 200


def test_a_report_prints_on_a4_without_what_is_for_the_screen(page: Page, demo_address: str) -> None:
    opened(page, f"{demo_address}/sources/demo-police")
    page.emulate_media(media="print")
    assert not page.locator(".header").is_visible()
    assert not page.locator(".quality-head .exports").is_visible()
    assert page.locator(".quality-panel").first.is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
