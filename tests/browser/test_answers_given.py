"""How an answer is given to the page: again where it failed, and no longer than anybody waits for it."""

from __future__ import annotations

import pytest
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


def test_a_page_without_data_ends_the_question_of_the_page_before(scan: ScanPage) -> None:
    scan.page.route(LOOK, lambda route: None)  # never answered
    ask(scan, types="burglary")
    scan.page.wait_for_function(ASKING)
    answered = scan.page.evaluate("() => hexscan.answers.state().answered")
    scan.page.evaluate(NO_PAGE)
    assert scan.page.evaluate("() => hexscan.answers.state()") == {
        "asking": False,
        "shown": None,
        "answered": answered,
    }


class TestAnAnswerWithoutItsPage:
    def test_waits_no_longer_than_it_is_wanted(self, scan: ScanPage) -> None:
        scan.page.evaluate(MISPLACE)
        ask(scan, types="burglary")
        scan.page.wait_for_function("() => window.looks > 2")
        scan.page.evaluate(NO_PAGE)
        scan.page.wait_for_timeout(50)
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
