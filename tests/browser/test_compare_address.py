"""The address of Scan and Compare: what each keeps of the other, what a choice drops, how often one asks."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from compare_page import ComparePage, comparing
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

OWN = "X06000001"


@pytest.fixture
def page(browser: Browser, demo_address: str) -> Iterator[ComparePage]:
    """Burglary in all partnerships, reached from a Scan with much of its own."""
    with comparing(browser, demo_address, "/compare?types=burglary&measure=rate&layers=premises") as opened:
        yield opened


def fields(page: ComparePage) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.page.url).query))


def questions(page: ComparePage) -> list[str]:
    asked = [urlsplit(request.url).path.split("/") for request in page.requests]
    return [path[3] for path in asked if len(path) == 5 and path[3] in ("look", "map", "compare")]


def change(page: ComparePage, script: str) -> None:
    page.act(lambda: page.page.evaluate(f"() => window.hexscan.url.change((query) => {script})"))


def test_one_choice_is_one_question_and_no_other_pages(page: ComparePage) -> None:
    assert set(questions(page)) == {"compare"}
    page.requests.clear()
    page.choose("Areas compared", "Police forces, Saltmarsh Coast")
    page.page.wait_for_timeout(1500)  # the control speaks for itself within a quarter of a second
    assert questions(page) == ["compare"]
    page.requests.clear()
    page.back()
    assert questions(page) == []  # kept


def test_the_menu_takes_everything_along_but_the_map_s_view(page: ComparePage) -> None:
    change(page, "query.set('limits', 'additive')")
    page.page.evaluate("() => window.hexscan.url.setView({ lat: 54.5, lon: -1.2, zoom: 9 })")
    everything = {"types": "burglary", "measure": "rate", "layers": "premises", "limits": "additive"}
    for link in page.page.locator("nav a[data-page]").all():
        leads, page_of = (urlsplit(str(link.get_attribute(name))) for name in ("href", "data-page"))
        assert (leads.path, leads.fragment) == (page_of.path, page_of.fragment)
        assert dict(parse_qsl(leads.query)) == everything
    page.page.get_by_role("link", name="Scan", exact=True).click()
    page.page.wait_for_url("**/?*")
    page.settle()
    assert fields(page) == everything
    assert "can't be used" not in page.text("#scan-notes")
    page.choose("Crime types", "Robbery")
    page.page.get_by_role("link", name="Compare", exact=True).click()
    page.page.wait_for_url("**/compare?*")
    page.settle()
    assert fields(page) == everything | {"types": "robbery"}
    assert page.sentence().startswith("Robbery in ")


def test_the_sources_page_keeps_it_too(page: ComparePage) -> None:
    page.page.get_by_role("link", name="Sources", exact=True).click()
    page.page.wait_for_url("**/sources?*")
    link = page.page.get_by_role("link", name="Compare", exact=True)
    link.focus()
    assert "types=burglary" in str(link.get_attribute("href"))


def test_the_map_s_view_belongs_to_the_areas_compared(page: ComparePage) -> None:
    page.page.evaluate("() => window.hexscan.url.setView({ lat: 54.5, lon: -1.2, zoom: 9 })")
    assert page.map_view
    change(page, f"query.set('area', '{OWN}')")
    assert page.map_view
    change(page, "query.set('compare', 'force')")
    assert not page.map_view


def test_codes_of_another_level_are_dropped_with_it(page: ComparePage) -> None:
    change(
        page,
        f"{{ query.set('peers', '{OWN}'); query.set('beside', '{OWN}'); query.set('limits', 'additive'); }}",
    )
    change(page, f"query.set('area', '{OWN}')")
    assert {"peers", "beside", "limits"} <= fields(page).keys()
    change(page, "query.set('compare', 'force')")
    assert not {"peers", "beside"} & fields(page).keys()
    assert {"area", "limits"} <= fields(page).keys()


def test_a_control_shows_what_the_address_says(browser: Browser, demo_address: str) -> None:
    with comparing(browser, demo_address, "/compare?compare=force&types=burglary") as page:
        assert page.control("Areas compared").input_value() == "Police forces, Saltmarsh Coast"
        assert page.control("Crime types").input_value() == "Burglary"
    with comparing(browser, demo_address, "/compare?compare=street") as page:
        assert page.control("Areas compared").input_value() == "Partnerships, Saltmarsh Coast"


def test_areas_that_there_are_none_of_are_said_to_be_so(browser: Browser, demo_address: str) -> None:
    with comparing(browser, demo_address, "/compare?among=X99&types=burglary") as page:
        page.page.wait_for_timeout(1000)  # the control speaks for itself within a quarter of a second
        assert "can't be used" in page.text("#compare-notes")
        assert fields(page)["among"] == "X99"
        assert page.control("Areas compared").input_value() == "Partnerships, Saltmarsh Coast"
        page.choose("Areas compared", "Police forces, Saltmarsh Coast")
        assert fields(page) == {"compare": "force", "types": "burglary"}
