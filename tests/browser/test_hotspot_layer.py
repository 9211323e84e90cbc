"""Hotspots in a browser: one click brings them, zooming leaves them, the keyboard explains them."""

from __future__ import annotations

import pytest
from looked_at import findings
from scan_page import ScanPage

pytestmark = pytest.mark.browser

PORT_SENNET = "/?sources=demo-police&area=X06000005&types=violence-and-sexual-offences"
SUMMARY = "#scan-hotspots-note .hotspot-details summary"


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

    meaning = scan.page.locator(".hotspot-details .hotspot-meaning")
    assert not meaning.is_visible()
    scan.page.locator(SUMMARY).focus()
    scan.page.keyboard.press("Enter")
    assert meaning.is_visible()

    scan.act(lambda: scan.page.locator("[data-layer=hotspots]").click())
    scan.wait_for(lambda: scan.map()["hotspots"] == 0, "the map without outlines")
    assert scan.text("#scan-hotspots-note") == ""


LENS, GIVEN, RINGS = "#hotspot-hot", "#hotspot-given", "#hotspot-rings"


def agree(scan: ScanPage, key: str) -> set[str]:
    """What the map outlines, the table lists and the export of this address holds: the same places."""
    places = {row[key] for row in scan.export("hotspots")}
    scan.wait_for(lambda: {row["id"] for row in scan.rows()} == places, "the rows of the export")
    assert set(scan.map()["outlined"]) == places
    return places


def test_another_way_to_look_is_chosen_by_mouse_and_goes_with_the_layer(scan: ScanPage) -> None:
    scan.open(f"{PORT_SENNET}&layers=hotspots&table=hotspots")
    many = agree(scan, "cell")
    scan.act(lambda: scan.page.locator(LENS).select_option("more"))
    assert "hot=more" in scan.page.url
    more = agree(scan, "cell")
    assert more and more != many
    assert "than all other crime there would lead one to expect" in scan.text("#scan-hotspots-note")
    assert "More than expected" in scan.text("#scan-statistics")

    scan.act(lambda: scan.page.locator(GIVEN).select_option("residents"))
    areas = agree(scan, "small_area_code")
    first = scan.rows()[0]["id"]
    scan.click_row(first)
    assert f"pins={first}" in scan.page.url
    assert {row["id"] for row in scan.rows()} == areas, "all of the area stays listed"

    scan.back()
    scan.back()
    assert agree(scan, "cell") == more and scan.page.locator(LENS).input_value() == "more"

    scan.act(lambda: scan.page.locator("[data-layer=hotspots]").click())
    assert "hot=" not in scan.page.url and "given=" not in scan.page.url


def test_keys_choose_the_way_to_look_and_the_method(scan: ScanPage) -> None:
    scan.open(f"{PORT_SENNET}&layers=hotspots&table=hotspots")
    scan.page.locator(LENS).focus()
    scan.act(lambda: scan.page.keyboard.press("ArrowDown"))
    assert "hot=more" in scan.page.url
    assert scan.page.evaluate("document.activeElement.id") == LENS[1:]
    scan.act(lambda: scan.page.keyboard.press("ArrowUp"))
    assert "hot=" not in scan.page.url
    one = agree(scan, "cell")

    scan.page.locator(".hotspot-ways summary").focus()
    scan.page.keyboard.press("Enter")
    scan.page.locator(RINGS).focus()
    scan.act(lambda: scan.page.keyboard.press("ArrowDown"))
    assert "rings=2" in scan.page.url
    two = agree(scan, "cell")
    assert two != one
    assert scan.page.locator(RINGS).is_visible(), "what was opened stays open"
    assert "2 rings of neighbours" in scan.text("#scan-hotspots-note")


@pytest.mark.parametrize(
    "query", ["", "&hot=more", "&hot=more&given=residents", "&rings=2&chance=bonferroni"]
)
def test_every_way_to_look_can_be_read_by_all(scan: ScanPage, query: str) -> None:
    scan.open(f"{PORT_SENNET}&layers=hotspots&table=hotspots{query}")
    for summary in scan.page.locator("#scan-hotspots-note summary").all():
        summary.click()
    assert findings(scan.page) == []
    for part in scan.page.locator("#scan-hotspots-note :is(select, summary)").all():
        box = part.bounding_box()
        assert box and box["height"] >= 24 and box["width"] >= 24
