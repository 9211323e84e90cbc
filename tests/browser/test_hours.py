"""Hours chosen as a reader does: in the box of the filter bar, by mouse and by keyboard, and by dragging."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator
from scan_page import DESKTOP
from test_why import WhyPage, asking, findings

pytestmark = pytest.mark.browser

CALLS = "sources=demo-ambulance"
SENTENCE = {"/": "#scan-sentence", "/why": "#why-sentence"}


def incidents(page: WhyPage, path: str) -> int:
    found = re.search(r": ([\d,]+) incidents?", page.text(SENTENCE[path]))
    assert found
    return int(found[1].replace(",", ""))


def choice(page: WhyPage) -> Locator:
    return page.page.locator("[data-when]")


def square(page: WhyPage, day: int, hour: int) -> tuple[float, float]:
    box = page.page.locator(f"[data-when-grid] rect[data-day='{day}'][data-hour='{hour}']").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: WhyPage, one: tuple[int, int], other: tuple[int, int]) -> None:
    page.page.mouse.move(*square(page, *one))
    page.page.mouse.down()
    page.page.mouse.move(*square(page, *other), steps=4)
    page.page.mouse.up()


@pytest.mark.parametrize("path", ["/", "/why"])
def test_two_clicks_choose_hours_and_one_takes_them_back(
    browser: Browser, demo_address: str, path: str
) -> None:
    with asking(browser, demo_address, f"{path}?{CALLS}") as page:
        before = incidents(page, path)
        choice(page).locator("summary").click()
        page.act(choice(page).get_by_role("button", name="Friday and Saturday nights").click)
        assert "days=fri,sat&hours=20-4" in page.page.url
        assert 0 < incidents(page, path) < before
        assert "Fridays and Saturdays, 8pm to 4am" in page.text(SENTENCE[path])
        page.page.keyboard.press("Escape")
        assert not page.page.locator(".when-box").is_visible()
        assert "hours=20-4" in page.page.url  # Escape closed the box, and took nothing back
        page.act(page.page.locator("button.chip", has_text="8pm to 4am").click)
        assert incidents(page, path) == before
        assert "hours" not in page.page.url and "days" not in page.page.url


def test_all_of_it_works_by_keyboard(browser: Browser, demo_address: str) -> None:
    with asking(browser, demo_address, f"/?{CALLS}") as page:
        choice(page).locator("summary").focus()
        page.page.keyboard.press("Enter")
        friday = choice(page).get_by_role("button", name="Friday", exact=True)
        friday.focus()
        page.act(lambda: page.page.keyboard.press("Space"))
        assert friday.get_attribute("aria-pressed") == "true"
        assert friday.evaluate("(one) => one === document.activeElement")
        page.act(lambda: choice(page).get_by_label("From this hour").select_option("22"))
        page.act(lambda: choice(page).get_by_label("to this hour").select_option("3"))
        assert "days=fri&hours=22-3" in page.page.url
        assert "Fridays, 10pm to 3am" in page.text("#scan-sentence")
        page.act(
            lambda: choice(page).get_by_label("From this hour").select_option("3")
        )  # no hour would be left
        assert "hours=3-4" in page.page.url
        page.act(page.page.go_back)
        assert choice(page).get_by_label("From this hour").input_value() == "22"


def test_the_week_is_dragged_over(browser: Browser, demo_address: str) -> None:
    with asking(browser, demo_address, f"/why?{CALLS}") as page:
        page.page.locator("[data-when-grid]").scroll_into_view_if_needed()
        drawn = page.page.locator("[data-when-grid] rect").count()
        page.act(lambda: drag(page, (4, 21), (5, 23)))
        assert "days=fri,sat&hours=21-0" in page.page.url
        some = incidents(page, "/why")
        assert page.page.locator("[data-when-grid] rect.picked").count() == 2 * 3
        assert page.page.locator("[data-when-grid] rect").count() == drawn == 168
        page.follow("Scan", "/")
        assert incidents(page, "/") == some
        page.follow("Why here?", "/why")
        page.page.locator("[data-when-grid]").scroll_into_view_if_needed()
        page.act(lambda: drag(page, (5, 23), (4, 21)))  # the same again, the other way round
        assert "hours" not in page.page.url


def test_escape_lets_go_of_what_is_being_dragged(browser: Browser, demo_address: str) -> None:
    with asking(browser, demo_address, f"/why?{CALLS}") as page:
        page.page.locator("[data-when-grid]").scroll_into_view_if_needed()
        page.page.mouse.move(*square(page, 2, 8))
        page.page.mouse.down()
        page.page.mouse.move(*square(page, 3, 12), steps=3)
        assert page.page.locator("rect.brushed").count() == 2 * 5
        page.page.keyboard.press("Escape")
        page.page.mouse.up()
        assert page.page.locator("rect.brushed").count() == 0
        assert "hours" not in page.page.url


def test_it_is_there_only_for_a_source_with_times(browser: Browser, demo_address: str) -> None:
    with asking(browser, demo_address, "/?sources=demo-police") as page:
        assert not choice(page).is_visible()
    with asking(browser, demo_address, f"/?{CALLS}") as page:
        assert choice(page).is_visible()


@pytest.mark.parametrize("width", [400, 1366, 1920])
def test_the_box_fits_and_axe_has_nothing_against_it(browser: Browser, demo_address: str, width: int) -> None:
    options: dict[str, Any] = {"viewport": {"width": width, "height": 768}, "bypass_csp": True}
    for path in ("/", "/why"):
        with asking(browser, demo_address, f"{path}?{CALLS}&days=fri&hours=18-3", **options) as page:
            choice(page).locator("summary").click()
            box = page.page.locator(".when-box").bounding_box()
            assert box is not None
            assert box["x"] >= 0 and box["x"] + box["width"] <= width
            for button in page.page.locator(".when-box button, .when-box select").all():
                size = button.bounding_box()
                assert size is not None and min(size["width"], size["height"]) >= 24
            assert findings(page) == []
            if width == DESKTOP["width"]:
                assert page.page.evaluate("document.documentElement.scrollHeight") <= DESKTOP["height"]
