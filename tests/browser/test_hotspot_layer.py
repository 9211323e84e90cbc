"""Hotspots in a browser: one click brings them, zooming leaves them, the keyboard explains them."""

from __future__ import annotations

import pytest
from scan_page import ScanPage

pytestmark = pytest.mark.browser

PORT_SENNET = "/?sources=demo-police&area=X06000005&types=violence-and-sexual-offences"
SUMMARY = "#scan-hotspots-note summary"


def test_one_click_outlines_lists_and_explains_and_zoom_changes_nothing(scan: ScanPage) -> None:
    scan.open(PORT_SENNET)
    assert scan.map()["hotspots"] == 0
    scan.act(lambda: scan.page.locator("[data-layer=hotspots]").click())
    exported = scan.export("hotspots")
    assert len(exported) > 1
    scan.wait_for(lambda: scan.map()["hotspots"] == len(exported), "the outlines of all hotspots")
    assert {row["id"] for row in scan.rows()} == {row["cell"] for row in exported}
    assert scan.text("#scan-hotspots-note").startswith(f"{len(exported)} hotspots hold ")

    before, resolution = scan.map()["hotspots"], scan.map()["resolution"]
    scan.page.evaluate("window.hexscan.map.goTo({ lon: 1.8, lat: 55.66, zoom: 9 })")
    scan.wait_for(lambda: scan.map()["resolution"] != resolution, "coarser cells on the map")
    assert scan.map()["hotspots"] == before
    assert {row["id"] for row in scan.rows()} == {row["cell"] for row in exported}

    meaning = scan.page.locator(".hotspot-meaning")
    assert not meaning.is_visible()
    scan.page.locator(SUMMARY).focus()
    scan.page.keyboard.press("Enter")
    assert meaning.is_visible()

    scan.act(lambda: scan.page.locator("[data-layer=hotspots]").click())
    scan.wait_for(lambda: scan.map()["hotspots"] == 0, "the map without outlines")
    assert scan.text("#scan-hotspots-note") == ""
