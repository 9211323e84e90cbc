"""Hotspots over time in a browser: chosen, read and shown class by class, by mouse, by keys and by ear."""

from __future__ import annotations

import pytest
from looked_at import findings
from playwright.sync_api import Browser
from scan_page import ScanPage, opened

pytestmark = pytest.mark.browser

THORNMERE = "/?sources=demo-police&area=X06000002&types=violence-and-sexual-offences"
ON = f"{THORNMERE}&layers=hotspots&table=hotspots"
NOTE, LENS, STEP = "#scan-hotspots-note", "#hotspot-hot", "#hotspot-step"
PAINTED = """([red, green, blue]) => {
  const own = document.querySelector('.leaflet-hexmap-lines-pane canvas');
  const copy = Object.assign(document.createElement('canvas'), { width: own.width, height: own.height });
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(own, 0, 0);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  const wanted = [red, green, blue, 255];
  const isIt = (place) => wanted.every((part, i) => Math.abs(data[place + i] - part) < 12);
  let found = 0;
  for (let place = 0; place < data.length; place += 4) found += isIt(place);
  return found;
}"""
EMERGING = (0xC2, 0x2E, 0x00)


def painted(scan: ScanPage, colour: tuple[int, int, int]) -> int:
    """Pixels of a colour on the map's canvas of lines."""
    return int(scan.page.evaluate(PAINTED, list(colour)))


def agree(scan: ScanPage) -> set[str]:
    """What the map outlines, the table lists and the export of this address holds: the same places."""
    cells = {row["cell"] for row in scan.export("hotspots")}
    scan.wait_for(lambda: {row["id"] for row in scan.rows()} == cells, "the rows of the export")
    assert scan.map()["hotspots"] == len(cells)
    return cells


def test_classes_are_chosen_read_and_shown_alone(scan: ScanPage) -> None:
    scan.open(ON)
    scan.act(lambda: scan.page.locator(LENS).select_option("kinds"))
    assert "hot=kinds" in scan.page.url
    every = agree(scan)
    assert "5 emerging" in scan.text(NOTE) and "hold 46.9% of incidents" in scan.text(NOTE)
    assert [row["kind"] for row in scan.rows()][:5] == ["Emerging"] * 5
    assert painted(scan, EMERGING) > 0

    emerging = scan.page.locator("[data-spot=emerging-hotspot]")
    scan.act(emerging.click)
    assert "spot=emerging-hotspot" in scan.page.url
    alone = agree(scan)
    assert len(alone) == 5 and alone < every
    assert emerging.get_attribute("aria-pressed") == "true"
    scan.act(scan.page.locator("[data-spot=former-hotspot]").click)
    assert not agree(scan) & alone
    assert painted(scan, EMERGING) == 0, "no outline of a class that is not shown"
    scan.back()
    scan.act(emerging.click)
    assert "spot=" not in scan.page.url and agree(scan) == every

    scan.act(emerging.click)
    scan.act(lambda: scan.page.locator(LENS).select_option("classes"))
    assert "spot=" not in scan.page.url, "classes of the other rule"
    assert "consecutive" in scan.text(NOTE)
    scan.act(lambda: scan.page.locator(STEP).select_option("month"))
    assert "36 from Jan 2023" in scan.text(NOTE)
    agree(scan)
    scan.act(lambda: scan.page.locator("[data-layer=hotspots]").click())
    assert "hot=" not in scan.page.url and "step=" not in scan.page.url


def test_keys_alone_show_a_class_and_a_place(scan: ScanPage) -> None:
    scan.open(f"{ON}&hot=kinds")
    persistent = scan.page.locator("[data-spot=persistent-hotspot]")
    persistent.focus()
    scan.act(lambda: scan.page.keyboard.press("Enter"))
    assert "spot=persistent-hotspot" in scan.page.url
    assert scan.page.evaluate("document.activeElement.dataset.spot") == "persistent-hotspot"
    assert {row["kind"] for row in scan.rows()} == {"Persistent"}
    scan.act(lambda: scan.page.keyboard.press("Space"))
    assert "spot=" not in scan.page.url
    meaning = scan.page.locator(f"{NOTE} .hotspot-meaning").first
    assert not meaning.is_visible()
    scan.page.locator(f"{NOTE} .hotspot-details summary").first.focus()
    scan.page.keyboard.press("Enter")
    assert meaning.is_visible()


def test_a_place_says_its_class_under_the_pointer(scan: ScanPage) -> None:
    scan.open(f"{ON}&hot=kinds")
    first = scan.rows()[0]
    scan.click_row(first["id"])  # the map goes there
    scan.wait_for(lambda: scan.map()["resolution"] == 9, "cells of the finest size")
    place = scan.page.evaluate("(cell) => hexscan.map.where(cell)", first["id"])
    scan.page.mouse.move(place["x"] + 3, place["y"] + 3)
    box = scan.page.locator(".hexmap-tooltip:not([hidden])")
    box.wait_for()
    assert "Emerging hotspot" in box.inner_text()


def test_too_few_periods_lead_to_what_would_do(scan: ScanPage) -> None:
    scan.open("/?sources=demo-police&area=X06000009&layers=hotspots&table=hotspots&hot=classes")
    assert "need 10 quarters in a row" in scan.text(NOTE)
    scan.page.get_by_role("link", name="4 classes by quarters").click()
    scan.settle()
    assert "hot=kinds" in scan.page.url and scan.rows()


@pytest.mark.parametrize("query", ["hot=kinds", "hot=classes&step=month", "hot=kinds&spot=former-hotspot"])
def test_it_can_be_read_by_all(browser: Browser, demo_address: str, query: str) -> None:
    with opened(browser, demo_address, f"{ON}&{query}", bypass_csp=True) as scan:
        for summary in scan.page.locator(f"{NOTE} summary").all():
            summary.click()
        assert findings(scan.page) == []
        for part in scan.page.locator(f"{NOTE} :is(button, select)").all():
            box = part.bounding_box()
            assert box is not None and box["height"] >= 24 and box["width"] >= 24


@pytest.mark.parametrize("width", [400, 1366])
def test_nothing_scrolls_sideways(browser: Browser, demo_address: str, width: int) -> None:
    with opened(browser, demo_address, f"{ON}&hot=classes&step=month") as scan:
        scan.page.set_viewport_size({"width": width, "height": 768})
        scan.settle()
        seen = scan.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert seen[0] <= width
        if width == 1366:
            assert seen[1] <= 768


def test_a_key_that_covers_much_of_the_map_can_be_put_away(scan: ScanPage) -> None:
    scan.open(THORNMERE)
    button = scan.page.locator("[data-map-key]")
    notes = scan.page.locator("#scan-map-notes")
    assert button.is_hidden(), "a short key leaves the map alone"
    scan.open(f"{ON}&hot=classes&layers=hotspots,premises")
    assert button.is_visible() and button.inner_text() == "Hide the key"
    button.focus()
    scan.page.keyboard.press("Enter")
    assert notes.is_hidden() and button.get_attribute("aria-expanded") == "false"
    scan.act(lambda: scan.page.get_by_role("button", name="Licensed premises", exact=True).click())
    assert notes.is_hidden(), "it stays as the reader left it"
    scan.page.keyboard.press("Escape")
    button.click()
    assert notes.is_visible() and button.inner_text() == "Hide the key"
    assert findings(scan.page) == []
