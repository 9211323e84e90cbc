"""What is chosen in a control is heard as it is clicked, and once, whatever the control says of it later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scan_page import ScanPage

pytestmark = pytest.mark.browser

NOTE = """() => {
  window.heard = [];
  // On the way back up from the option: before React, which listens further up, has heard of the click.
  document.querySelector('#main').addEventListener('click', () => window.heard.push(window.location.search));
}"""
LATE = 1500  # milliseconds; the control speaks for itself within a quarter of a second


def chosen(scan: ScanPage, choose: Callable[[], object]) -> list[str]:
    """Questions for the panels that a choice led to, also much later."""
    scan.requests.clear()
    before = scan.page.evaluate("() => window.history.length")
    scan.act(choose)
    address = scan.search
    scan.page.wait_for_timeout(LATE)
    scan.settle()
    assert scan.search == address
    assert scan.page.evaluate("() => window.history.length") == before + 1
    return [request.url for request in scan.requests if "/look/" in request.url]


def test_an_option_is_asked_for_within_its_click_and_once(scan: ScanPage) -> None:
    scan.page.evaluate(NOTE)
    scan.control("Crime types").click()
    asked = chosen(scan, scan.page.get_by_role("option", name="Robbery", exact=True).click)
    assert "types=robbery" in scan.page.evaluate("() => window.heard")[-1]
    assert len(asked) == 1
    assert scan.control("Crime types").input_value() == "Robbery"


def test_a_type_added_to_another_is_added_once(scan: ScanPage) -> None:
    scan.choose("Crime types", "Robbery")
    scan.control("Crime types").click()
    asked = chosen(scan, scan.page.get_by_role("option", name="and Burglary", exact=True).click)
    assert "types=robbery,burglary" in scan.search
    assert len(asked) == 1
    assert scan.control("Crime types").input_value() == "Burglary, Robbery"


def test_keys_choose_as_a_click_does(scan: ScanPage) -> None:
    scan.control("Crime types").click()
    scan.page.keyboard.type("Robb")
    asked = chosen(scan, lambda: scan.page.keyboard.press("Enter"))
    assert "types=robbery" in scan.search
    assert len(asked) == 1


def test_arrow_keys_on_a_switch_choose_once_a_press(scan: ScanPage) -> None:
    scan.page.locator(".measure input:checked").focus()
    asked = chosen(scan, lambda: scan.page.keyboard.press("ArrowRight"))
    assert "measure=rate" in scan.search
    assert len(asked) == 1
    assert scan.page.locator(".measure input:checked").get_attribute("value") == "rate"


def test_a_choice_taken_back_before_its_control_has_spoken_stays_so(scan: ScanPage) -> None:
    scan.control("Crime types").click()
    scan.page.get_by_role("option", name="Robbery", exact=True).click()
    scan.page.evaluate("() => window.hexscan.picks.release('types')")
    scan.page.wait_for_timeout(LATE)
    scan.settle()
    assert "types=" not in scan.search
    assert scan.control("Crime types").input_value() == "All crime"
