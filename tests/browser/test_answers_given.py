"""How an answer is given to the page: again where it failed, and no longer than anybody waits for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route
from scan_page import LOOK, ScanPage

pytestmark = pytest.mark.browser

ASK = "(fields) => hexscan.url.change((query) => fields.forEach(([name, value]) => query.set(name, value)))"
ASKING = "() => hexscan.answers.state().asking"
NO_PAGE = "() => dash_clientside.hexscan.lookAtFirst('', { area: 'all' })"
FAIL_ONCE = """() => {
  window.given = [];
  dash_clientside.hexscan.drawChart = (value) => {
    window.given.push(JSON.stringify(value));
    if (window.given.length === 1) throw new Error('provoked');
  };
}"""
MISPLACE = """() => {
  document.getElementById('scan-sentence').id = 'elsewhere';
  const [find, now] = [document.getElementById.bind(document), performance.now.bind(performance)];
  window.looks = 0;
  window.later = 0;
  document.getElementById = (id) => {
    window.looks += id === 'scan-sentence';
    return find(id);
  };
  performance.now = () => now() + window.later;
}"""


def ask(scan: ScanPage, **fields: str) -> None:
    scan.page.evaluate(ASK, [list(field) for field in fields.items()])


def test_what_could_not_be_given_is_given_with_the_next_answer(scan: ScanPage) -> None:
    scan.page.evaluate(FAIL_ONCE)
    ask(scan, types="burglary")
    scan.settle()
    scan.expect_fault("provoked")
    for measure in ("rate", "change"):  # the chart shows counts whatever the map shows
        ask(scan, measure=measure)
        scan.settle()
    first, *others = scan.page.evaluate("() => window.given")
    assert others == [first]


def test_a_list_of_areas_that_failed_is_asked_for_again(scan: ScanPage) -> None:
    banner = scan.page.locator(".reconnect")
    scan.route("**/areas/*", lambda route: route.fulfill(status=500))
    ask(scan, area="X06000005")
    banner.get_by_text("could not be brought up to date").wait_for()
    scan.settle()
    scan.expect_fault("500")
    scan.page.unroute("**/areas/*")
    ask(scan, measure="rate")
    scan.settle()
    scan.wait_for(lambda: not banner.is_visible(), "the banner to go")
    scan.control("Area").click()
    scan.page.get_by_text("In Port Sennet", exact=True).wait_for()


def test_a_list_of_areas_out_of_reach_is_asked_for_again_by_the_page(scan: ScanPage) -> None:
    asked: list[str] = []

    def cut_the_first(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_()

    scan.route("**/areas/*", cut_the_first)
    ask(scan, area="X06000005")
    scan.page.get_by_text("Hexscan can't be reached").wait_for()
    scan.wait_for(lambda: len(asked) == 2, "the list to be asked for again")
    scan.wait_for(lambda: not scan.page.locator(".reconnect").is_visible(), "the banner to go")
    scan.expect_fault("ERR_FAILED")


def test_notes_over_the_map_are_there_once_there_is_something_to_say(scan: ScanPage) -> None:
    notes = scan.page.locator(".map-notes")
    assert notes.is_visible()
    scan.page.evaluate("() => hexscan.elements.write(document.getElementById('scan-legend'), '')")
    scan.page.evaluate("() => document.dispatchEvent(new CustomEvent('hexscan:answered'))")
    assert not notes.is_visible()


def test_a_page_without_data_ends_the_question_of_the_page_before(scan: ScanPage) -> None:
    scan.route(LOOK, lambda route: None)  # never answered
    ask(scan, types="burglary")
    scan.page.wait_for_function(ASKING)
    answered = scan.page.evaluate("() => hexscan.answers.state().answered")
    scan.page.evaluate(NO_PAGE)
    assert scan.page.evaluate("() => hexscan.answers.state()") == {
        "asking": False,
        "wanted": None,
        "shown": None,
        "answered": answered,
    }


class TestAnAnswerWithoutItsPage:
    def test_waits_no_longer_than_it_is_wanted(self, scan: ScanPage) -> None:
        scan.page.evaluate(MISPLACE)
        ask(scan, types="burglary")
        scan.page.wait_for_function("() => window.looks > 2")
        scan.page.evaluate(NO_PAGE)
        scan.page.evaluate("() => hexscan.frames.painted()")
        looks = scan.page.evaluate("() => window.looks")
        scan.page.wait_for_timeout(100)
        assert scan.page.evaluate("() => window.looks") == looks

    def test_is_given_up_in_words_after_some_seconds(self, scan: ScanPage) -> None:
        scan.page.evaluate(MISPLACE)
        ask(scan, types="burglary")
        scan.page.wait_for_function("() => window.looks > 2")
        scan.page.evaluate("() => { window.later = 20000; }")
        scan.page.get_by_text("could not be brought up to date").wait_for()
        assert not scan.page.evaluate(ASKING)
