"""Premises on "Why here, why now?" by keyboard: kind, closing time, parts of the day; on all screens."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser
from test_why import WhyPage, asking, findings

pytestmark = pytest.mark.browser

NIGHT = "sources=demo-ambulance&types=violence-and-sexual-offences&area=X06000002&from=2025-04&to=2025-12"
LISTS = ".finding-premises .finding-choices select"
TITLE = "#why-premises-title"
RIGHTMOST = """() => Math.max(...[...document.querySelectorAll('.finding-premises *')]
  .map((one) => one.getBoundingClientRect().right))"""


def chosen(page: WhyPage) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.page.url).query)


class TestByKeyboard:
    def test_kind_and_closing_time(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{NIGHT}") as page:
            assert page.text(TITLE) == "Is it near licensed premises?"
            page.page.locator(LISTS).nth(1).focus()
            page.act(lambda: page.page.keyboard.type("bars"))
            assert chosen(page)["kind"] == ["bar"]
            assert page.text(TITLE) == "Is it near bars?"
            assert "within 100 m of bars" in page.finding("premises")
            page.page.locator(LISTS).nth(2).focus()
            page.act(lambda: page.page.keyboard.type("1am"))
            assert chosen(page)["closes"] == ["1"]
            assert "within 100 m of bars open until 1am or later" in page.finding("premises")
            assert "Premises open until 1am or later" in page.text("#why-chips")
            chip = page.page.locator('#why-chips [data-clear="closes"]')
            chip.focus()
            page.act(lambda: page.page.keyboard.press("Enter"))
            assert "closes" not in chosen(page)
            assert page.page.locator(LISTS).nth(2).input_value() == ""
            page.act(page.page.go_back)
            assert chosen(page)["closes"] == ["1"]

    def test_parts_of_the_day_open_and_are_those_of_the_file(
        self, browser: Browser, demo_address: str
    ) -> None:
        with asking(browser, demo_address, f"/why?{NIGHT}") as page:
            said = page.text(".finding-hours")
            assert re.match(
                r"Between 10pm and 3am, \d+\.\d% of violence and sexual offences was within 100 m", said
            )
            summary = page.page.get_by_text("By part of the day", exact=True)
            summary.focus()
            page.page.keyboard.press("Enter")
            table = summary.locator("xpath=..").locator("table")
            assert table.is_visible()
            rows = [row.inner_text() for row in table.locator("tbody tr").all()]
            link = page.page.locator('#why-exports a[href*="why-premises-day"]').get_attribute("href")
            file = page.page.request.get(f"{demo_address}{link}").text()
            for shown, row in zip(rows, csv.DictReader(io.StringIO(file)), strict=True):
                assert shown.startswith(row["part"])
                assert f"({int(row['incidents']):,} of {int(row['timed']):,})" in shown
                assert f"{float(row['share']):.1%}" in shown
                assert f"{float(row['ratio_to_others']):.2f}" in shown
            page.page.keyboard.press("Escape")
            assert not table.is_visible()
            assert summary.evaluate("(one) => one === document.activeElement")

    def test_the_table_of_premises_says_when_they_close(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{NIGHT}&closes=2") as page:
            page.page.get_by_text("Premises with most incidents around them", exact=True).click()
            table = page.page.locator(".finding-premises .what-box table", has_text="Closes")
            closing = {row.locator("td").first.inner_text() for row in table.locator("tbody tr").all()}
            assert closing <= {"2am", "3am"} and closing


class TestScreens:
    def test_axe_has_nothing_against_it(self, browser: Browser, demo_address: str) -> None:
        with asking(browser, demo_address, f"/why?{NIGHT}&kind=bar&closes=1", bypass_csp=True) as page:
            assert findings(page) == []
            page.page.get_by_text("By part of the day", exact=True).click()
            assert findings(page) == []

    @pytest.mark.parametrize("width", [400, 1366, 1920])
    def test_lists_are_large_enough_and_inside_the_screen(
        self, browser: Browser, demo_address: str, width: int
    ) -> None:
        viewport = {"width": width, "height": 768}
        with asking(browser, demo_address, f"/why?{NIGHT}&kind=bar&closes=1", viewport=viewport) as page:
            assert page.page.evaluate(RIGHTMOST) <= width
            for one in page.page.locator(LISTS).all():
                box = one.bounding_box()
                assert box is not None
                assert box["height"] >= 24
                assert box["x"] + box["width"] <= width
