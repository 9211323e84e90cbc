""" "Why here, why now?" as a reader uses it: one click from Scan and back, its lists, keyboard, screens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext
from scan_page import DESKTOP, ScanPage

pytestmark = pytest.mark.browser

POLICE = "sources=demo-police"
BURGLARY = f"{POLICE}&types=burglary&area=X06000001"
PANELS = ("changed", "premises", "repeats", "near", "sure", "when")
ANSWERED = """() => {
  if (!document.querySelector('[data-why]')) return false;
  const { asking, shown, wanted } = window.hexscan.answers.state();
  const query = window.hexscan.url.query();
  query.delete('view');
  const isTold = (wanted || '').replace('?', '') === query.toString().replaceAll('%2C', ',');
  const isThere = !asking && !window.hexscan.behind.isWaiting();
  return isTold && isThere && shown !== null && window.hexscan.controls.state().given;
}"""
WEIGHTY = ("moderate", "serious", "critical")


class WhyPage(ScanPage):
    """One page in one browser context, opened on the findings; links may lead it to Scan and back."""

    def _drawn(self) -> bool:
        if "/why" not in self.page.url:
            return super()._drawn()
        try:
            return bool(self.page.evaluate(ANSWERED))
        except Exception as error:
            if "Execution context was destroyed" not in str(error):
                raise
            return False

    def follow(self, name: str, path: str) -> None:
        """A link of the menu, to a page that shows the same choice."""
        self.page.locator(".header nav").get_by_role("link", name=name, exact=True).click()
        self.wait_for(lambda: urlsplit(self.page.url).path == path, path)
        self.settle()

    def finding(self, panel: str) -> str:
        return self.text(f"#why-{panel}-finding")


@contextmanager
def asking(browser: Browser, address: str, path: str, **options: Any) -> Iterator[WhyPage]:
    """The page on a server in a context of its own; nothing may have gone wrong on it by the end."""
    context: BrowserContext = browser.new_context(
        **{"viewport": DESKTOP, "reduced_motion": "reduce", **options}
    )
    try:
        page = WhyPage(context, address)
        page.open(path)
        yield page
        assert page.faults == []
    finally:
        context.close()


def findings(page: WhyPage) -> list[str]:
    """What axe has against the page as it is now."""
    found: list[dict[str, Any]] = Axe().run(page.page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in WEIGHTY
        for node in one["nodes"]
    ]


class TestWays:
    def test_one_click_from_scan_with_the_same_choice_and_back(
        self, browser: Browser, demo_address: str
    ) -> None:
        with asking(browser, demo_address, f"/?{BURGLARY}") as page:
            sentence = page.text("#scan-sentence")
            page.follow("Why here?", "/why")
            assert page.text("#why-sentence") == sentence
            assert all(page.finding(panel) for panel in PANELS)
            page.follow("Scan", "/")
            assert page.text("#scan-sentence") == sentence

    def test_a_part_leads_into_scan_and_back_leads_back(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}") as page:
            before = page.finding("changed")
            part = page.page.locator(".finding-changed .parts-table a").first
            name = part.inner_text()
            page.act(part.click)
            assert name in page.text("#scan-sentence")
            page.act(page.page.go_back)
            assert page.finding("changed") == before

    def test_a_filter_changes_every_finding_without_a_new_page(
        self, browser: Browser, demo_address: str
    ) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}") as page:
            documents = page.documents
            before = [page.finding(panel) for panel in PANELS]
            page.act(lambda: page.page.locator("button.chip", has_text="Burglary").click())
            assert "types" not in page.page.url
            after = [page.finding(panel) for panel in PANELS]
            told = [(one, other) for one, other in zip(before, after, strict=True) if "Dates are" not in one]
            assert len(told) == len(PANELS) - 1  # police records have no dates
            assert all(one != other for one, other in told)
            assert page.documents == documents

    def test_distance_and_kind_are_in_the_address(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}") as page:
            lists = page.page.locator(".finding-choices select")
            page.act(lambda: lists.nth(0).select_option("250"))
            assert "within 250 m of licensed premises" in page.finding("premises")
            page.act(lambda: lists.nth(1).select_option("pub"))
            assert "within=250" in page.page.url
            assert "kind=pub" in page.page.url
            assert "of pubs" in page.finding("premises")
            page.act(page.page.go_back)
            assert "kind" not in page.page.url
            assert page.page.locator(".finding-choices select").nth(1).input_value() == ""

    def test_a_finding_is_copied_with_its_link(self, browser: Browser, demo_address: str) -> None:
        permissions = ["clipboard-read", "clipboard-write"]
        with asking(browser, demo_address, f"/why?{BURGLARY}", permissions=permissions) as page:
            page.page.locator(".finding-sure .copy-finding").click()
            plain, html = clipboard(page)
            sentence = f"{page.finding('sure')} (Burglary in Gannetby, January to December 2025)"
            assert plain == f"{sentence}\n{page.page.url}&finding=sure"
            linked = page.page.evaluate(LINK, html)
            assert linked == {"links": 1, "text": sentence, "href": f"{page.page.url}&finding=sure"}


CALLS = "sources=demo-ambulance&area=X06000005"
LINK = """(html) => {
  const found = new DOMParser().parseFromString(html, 'text/html');
  const links = found.querySelectorAll('a');
  return { links: links.length, text: links[0].textContent, href: links[0].getAttribute('href') };
}"""
CLIPBOARD = """async () => {
  const [item] = await navigator.clipboard.read();
  const text = async (kind) => (await item.getType(kind)).text();
  return [await text('text/plain'), await text('text/html')];
}"""
CURRENT = (
    """() => [...document.querySelectorAll('[data-panel][aria-current]')].map((one) => one.dataset.panel)"""
)
TO_CALLS = """() => window.hexscan.url.change((fields) => {
  fields.set('sources', 'demo-ambulance');
  fields.set('area', 'X06000005');
})"""
PERMISSIONS = ["clipboard-read", "clipboard-write"]


def clipboard(page: WhyPage) -> tuple[str, str]:
    """What was copied, as plain text and as HTML."""
    page.page.wait_for_timeout(200)
    plain, html = page.page.evaluate(CLIPBOARD)
    return str(plain), str(html)


class TestKept:
    def test_texts_are_texts_in_a_copied_link(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}", permissions=PERMISSIONS) as page:
            odd = '<img src=x onerror="alert(1)"> & "more"'
            page.page.evaluate(
                "(odd) => { document.getElementById('why-sure-finding').textContent = odd; }", odd
            )
            page.page.locator(".finding-sure .copy-finding").click()
            _, html = clipboard(page)
            assert "<img" not in html
            assert page.page.evaluate(LINK, html)["text"].startswith(odd)

    def test_a_page_without_encryption_copies_the_same(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}", permissions=PERMISSIONS) as page:
            page.page.locator(".finding-when .copy-finding").click()
            known = clipboard(page)
            page.page.evaluate("() => Object.defineProperty(window, 'isSecureContext', { value: false })")
            page.page.locator(".finding-changed .copy-finding").click()
            assert clipboard(page) != known
            page.page.locator(".finding-when .copy-finding").click()
            plain, html = clipboard(page)
            assert plain == known[0]
            assert page.page.evaluate(LINK, html) == page.page.evaluate(LINK, known[1])

    def test_a_link_shows_its_finding_and_is_called_by_it(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}&finding=sure") as page:
            assert page.page.evaluate(CURRENT) == ["sure"]
            assert page.page.evaluate("() => document.activeElement.dataset.panel") == "sure"
            assert page.page.title().startswith(page.finding("sure"))
            assert all(page.finding(panel) for panel in PANELS)

    def test_on_a_small_screen_it_is_scrolled_to(self, browser: Browser, demo_address: str) -> None:
        viewport = {"width": 400, "height": 800}
        with asking(browser, demo_address, f"/why?{CALLS}&finding=near", viewport=viewport) as page:
            box = page.page.locator(".finding-near").bounding_box()
            assert box is not None
            assert -1 <= box["y"] <= 100
            assert page.page.title().startswith(page.finding("near"))

    def test_another_choice_lets_go_of_it_and_back_leads_back(
        self, browser: Browser, demo_address: str
    ) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}&finding=repeats") as page:
            title = page.page.title()
            page.act(lambda: page.page.locator("button.chip", has_text="Burglary").click())
            assert "finding" not in page.page.url
            assert page.page.evaluate(CURRENT) == []
            assert page.page.title() == "Hexscan"
            page.act(page.page.go_back)
            assert page.page.url.endswith("&finding=repeats")
            assert page.page.evaluate(CURRENT) == ["repeats"]
            assert page.page.title() == title

    def test_scan_does_not_go_by_its_name(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}&finding=changed") as page:
            page.follow("Scan", "/")
            assert page.page.title() == "Hexscan"
            page.follow("Why here?", "/why")
            assert page.page.evaluate(CURRENT) == ["changed"]


class TestBehind:
    def test_it_comes_after_the_others_and_is_asked_for_once(
        self, browser: Browser, demo_address: str
    ) -> None:
        with asking(browser, demo_address, f"/why?{POLICE}") as page:
            asked: list[str] = []
            page.page.on("request", lambda one: asked.append(one.url) if "/why-near/" in one.url else None)
            assert page.finding("near") == "Dates are not in this source."
            page.page.evaluate(TO_CALLS)
            page.settle()
            assert page.page.locator(".near-table tbody tr").count() == 5
            said = page.finding("near")
            assert len(asked) == 1
            page.act(page.page.go_back)
            assert page.finding("near") == "Dates are not in this source."
            page.act(page.page.go_forward)
            assert page.finding("near") == said
            assert len(asked) == 1

    def test_that_it_can_not_be_had_is_said(self, browser: Browser, demo_address: str) -> None:
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        try:
            page = WhyPage(context, demo_address)
            page.page.route("**/why-near/**", lambda route: route.abort())
            page.open(f"/why?{CALLS}")
            page.wait_for(lambda: page.page.locator(".reconnect:not([hidden])").count() == 1, "the banner")
            assert page.finding("changed")
            page.page.unroute("**/why-near/**")
            page.wait_for(lambda: page.page.locator(".near-table").count() == 1, "the answer")
            assert page.page.locator(".reconnect:not([hidden])").count() == 0
        finally:
            context.close()


class TestKeyboard:
    def test_methods_and_tables_open_and_close(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}") as page:
            for panel in PANELS:
                for summary in page.page.locator(f".finding-{panel} details.what > summary").all():
                    summary.focus()
                    page.page.keyboard.press("Enter")
                    box = summary.locator("xpath=..").locator(".what-box")
                    assert box.is_visible(), panel
                    inside = box.bounding_box()
                    assert inside is not None
                    assert inside["x"] >= 0
                    assert inside["x"] + inside["width"] <= DESKTOP["width"]
                    page.page.keyboard.press("Escape")
                    assert not box.is_visible()
                    assert summary.evaluate("(one) => one === document.activeElement")


class TestScreens:
    @pytest.mark.parametrize(
        "query",
        [
            BURGLARY,
            POLICE,
            "sources=demo-ambulance,demo-police&finding=near",
            f"{BURGLARY}&kind=pub&within=400",
            "area=X05000004",
        ],
    )
    def test_axe_has_nothing_against_it(self, browser: Browser, demo_address: str, query: str) -> None:
        with asking(browser, demo_address, f"/why?{query}", bypass_csp=True) as page:
            assert findings(page) == []
            for summary in page.page.locator("[data-why] details.what > summary").all():
                summary.click()
                assert findings(page) == [], summary.inner_text()
                page.page.keyboard.press("Escape")

    def test_a_laptop_shows_all_six_without_scrolling_the_page(
        self, browser: Browser, demo_address: str
    ) -> None:
        with asking(browser, demo_address, f"/why?{BURGLARY}") as page:
            for panel in PANELS:
                box = page.page.locator(f".finding-{panel}").bounding_box()
                assert box is not None
                assert box["y"] + box["height"] <= DESKTOP["height"]
            assert page.page.evaluate("document.documentElement.scrollHeight") <= DESKTOP["height"]

    @pytest.mark.parametrize("width", [400, 900, 1920])
    def test_nothing_is_wider_than_the_screen(self, browser: Browser, demo_address: str, width: int) -> None:
        viewport = {"width": width, "height": 800}
        with asking(browser, demo_address, f"/why?{BURGLARY}", viewport=viewport) as page:
            assert page.page.evaluate("document.documentElement.scrollWidth") <= width
            for panel in PANELS:
                box = page.page.locator(f".finding-{panel}").bounding_box()
                assert box is not None
                assert box["x"] + box["width"] <= width
