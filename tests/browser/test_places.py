"""Licensed premises on the map, the card of a pinned cell, and the search box, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser
from scan_page import ScanPage, opened

pytestmark = pytest.mark.browser

STATE = "() => window.hexscan.premises.state()"
WHERE = "(name) => window.hexscan.premises.where(name)"
GO_TO = "(to) => window.hexscan.map.goTo(to)"


def premises(scan: ScanPage) -> dict[str, Any]:
    return dict(scan.page.evaluate(STATE))


def rest_on(scan: ScanPage, at: dict[str, float]) -> None:
    """The pointer on a point, after it came from elsewhere."""
    scan.page.mouse.move(at["x"] + 40, at["y"] + 40)
    scan.page.mouse.move(at["x"], at["y"])


def stand_alone(scan: ScanPage) -> tuple[dict[str, str], dict[str, Any]]:
    """A row of the export whose premises has a dot of its own in the middle of the map, and that dot."""
    rows = scan.export("premises")
    names = [row["name"] for row in rows]
    for row in rows:
        if names.count(row["name"]) > 1 or int(row["incidents_within"]) == 0:
            continue
        scan.page.evaluate(GO_TO, {"lon": float(row["longitude"]), "lat": float(row["latitude"]), "zoom": 15})
        scan.settle()
        dot = scan.page.evaluate(WHERE, row["name"])
        if dot["together"] == 1:
            return row, dot
    pytest.fail("No premises stands by itself")


def test_far_out_dots_are_joined_and_a_click_takes_them_apart(scan: ScanPage) -> None:
    scan.act(scan.page.locator("[data-layer=premises]").click)
    scan.wait_for(lambda: premises(scan)["premises"], "the premises")
    far = premises(scan)
    assert far["premises"] == far["counted"] == len(scan.export("premises"))
    assert 0 < far["clusters"] <= far["dots"] < far["premises"]
    zoom, search = scan.map()["zoom"], scan.search
    name = next(
        row["name"]
        for row in scan.export("premises")
        if (dot := scan.page.evaluate(WHERE, row["name"]))["cluster"] and dot["together"] > 4
    )
    dot = scan.page.evaluate(WHERE, name)
    rest_on(scan, dot)
    scan.wait_for(lambda: premises(scan)["words"], "the words beside the dot")
    assert premises(scan)["words"] == [f"{dot['together']} licensed premises", "Choose to zoom in"]
    scan.page.mouse.click(dot["x"], dot["y"])
    scan.wait_for(lambda: scan.map()["zoom"] > zoom, "the map to zoom in")
    scan.settle()
    assert "cell=" not in scan.search, "the cell beneath must not be pinned by a click on a dot with a number"
    assert search in scan.search
    assert premises(scan)["counted"] == far["counted"]


def test_a_dot_is_named_with_its_incidents_and_leaves_clicks_to_the_cell(scan: ScanPage) -> None:
    scan.open("/?sources=demo-police&layers=premises&within=250")
    row, dot = stand_alone(scan)
    rest_on(scan, dot)
    scan.wait_for(lambda: premises(scan)["words"], "the name of the premises")
    many = "incident" if row["incidents_within"] == "1" else "incidents"
    said = f"{int(row['incidents_within']):,} {many} within 250 m"
    assert premises(scan)["words"] == [f"{row['name']}, {row['kind']}", said]
    shown = "box => getComputedStyle(box).visibility === 'visible' && !box.hidden"
    boxes = scan.page.locator(".hexmap-tooltip").all()
    assert [box.evaluate(shown) for box in boxes].count(True) == 1, "one box of words at a time"
    scan.act(lambda: scan.page.mouse.click(dot["x"], dot["y"]))
    assert "cell=" in scan.search
    assert row["name"] in scan.text("#scan-here")


def test_every_premises_can_be_reached_by_keyboard(scan: ScanPage) -> None:
    scan.open("/?sources=demo-police&layers=premises")
    scan.page.locator("#scan-premises-note summary").focus()
    scan.page.keyboard.press("Enter")
    rows = scan.page.locator("#scan-premises-note tbody tr")
    most = max(scan.export("premises"), key=lambda row: int(row["incidents_within"]))
    assert int(rows.first.locator("td").last.inner_text().replace(",", "")) == int(most["incidents_within"])
    with scan.page.expect_download() as started:
        scan.page.evaluate("() => document.querySelector('#scan-premises-note a').click()")
    assert "premises" in started.value.suggested_filename
    zoom = scan.map()["zoom"]
    scan.page.keyboard.press("Tab")
    scan.page.keyboard.press("Enter")
    scan.wait_for(lambda: scan.map()["zoom"] > zoom, "the map to go there")
    scan.settle()


def test_the_card_of_a_pinned_cell_agrees_and_closes(scan: ScanPage) -> None:
    cell = scan.busiest_cell()
    scan.open(f"/?sources=demo-police&cell={cell}")
    found = {row["statistic"]: row["value"] for row in scan.export("statistics")}
    assert f"{int(found['incidents']):,} incident" in scan.text("#scan-here h3")
    places = scan.page.locator("#scan-here .here-list").first.locator("td").all_inner_texts()
    assert sum(int(text.replace(",", "")) for text in places) == int(found["incidents"])
    panel, card = (scan.page.locator(place).bounding_box() for place in (".map-panel", "#scan-here"))
    assert panel is not None
    assert card is not None
    assert card["y"] + card["height"] <= panel["y"] + panel["height"]
    scan.act(scan.page.get_by_role("button", name="Let go of this cell").click)
    assert "cell=" not in scan.search
    assert scan.page.locator("#scan-here > *").count() == 0


def test_search_by_keyboard_goes_to_a_place(scan: ScanPage) -> None:
    row = scan.export("premises")[0]
    box = scan.page.get_by_role("combobox", name="Search for a place, ward or premises")
    box.focus()
    scan.page.keyboard.type(row["name"].upper())
    options = scan.page.locator("[data-place-search] [role=option]")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert row["name"] in options.first.inner_text()
    scan.page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    scan.act(lambda: scan.page.keyboard.press("Enter"))
    assert "cell=" in scan.search
    assert scan.map()["zoom"] >= 14
    assert row["name"] in scan.text("#scan-here")
    assert box.get_attribute("aria-expanded") == "false"


def test_search_pins_an_area_inside_the_chosen_one_and_else_chooses_it(scan: ScanPage) -> None:
    wards = [row for row in scan.export("areas", level="ward") if row["area_code"].startswith("X")]
    ward = max(wards, key=lambda row: int(row["incidents"]))
    box = scan.page.get_by_role("combobox", name="Search for a place, ward or premises")
    box.fill(ward["area_name"])
    option = scan.page.locator("[data-place-search] [role=option]", has_text="ward,").first
    option.wait_for()
    scan.act(option.click)
    assert f"pins={ward['area_code']}" in scan.search
    partnerships = [row["area_code"] for row in scan.export("areas", level="partnership", pins="", area="")]
    other = next(code for code in partnerships if code.startswith("X") and f"{ward['area_code']}" != code)
    scan.open(f"/?sources=demo-police&area={other}")
    outside = next(
        row for row in wards if row["area_code"] not in {w["area_code"] for w in scan.export("areas")}
    )
    box.fill(outside["area_name"])
    option.wait_for()
    scan.act(option.click)
    assert f"area={outside['area_code']}" in scan.search
    assert "pins=" not in scan.search


def test_enter_before_the_answer_goes_to_what_the_answer_names_first(scan: ScanPage) -> None:
    one = next(row for row in scan.export("areas", level="partnership") if row["area_code"].startswith("X"))
    box = scan.page.get_by_role("combobox", name="Search for a place, ward or premises")
    box.focus()
    scan.page.keyboard.insert_text(one["area_name"])
    scan.act(lambda: scan.page.keyboard.press("Enter"))
    assert f"pins={one['area_code']}" in scan.search


def test_escape_takes_the_search_back_and_leaves_pins_alone(scan: ScanPage) -> None:
    scan.open(f"/?sources=demo-police&cell={scan.busiest_cell()}")
    search = scan.search
    box = scan.page.get_by_role("combobox", name="Search for a place, ward or premises")
    box.fill("the")
    scan.page.locator("[data-place-search] [role=option]").first.wait_for()
    scan.page.keyboard.press("Escape")
    assert box.input_value() == ""
    assert scan.page.locator("[data-place-search] [role=option]").count() == 0
    assert scan.search == search


def test_names_from_files_are_never_markup(browser: Browser, small_address: str) -> None:
    with opened(browser, small_address, "/?layers=premises") as scan:
        box = scan.page.get_by_role("combobox", name="Search for a place, ward or premises")
        box.fill("nothing of that name")
        scan.wait_for(
            lambda: "Nothing of this name" in scan.text("[data-place-search]"), "word that nothing is known"
        )
        box.fill("hyperlink")
        option = scan.page.locator("[data-place-search] [role=option]").first
        option.wait_for()
        assert '=HYPERLINK("http://example.test")' in option.inner_text()
        assert scan.page.locator("[data-place-search] a").count() == 0
