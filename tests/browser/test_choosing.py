"""What is chosen in a control is asked for as the button goes down, once, whatever it says of it later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Route
from scan_page import ScanPage

pytestmark = pytest.mark.browser

LATE = 1500  # milliseconds; the control speaks for itself within a quarter of a second
AT_REST = """async (option) => {
  // A list that has just opened fades in and finds its place: its options move.
  const list = option.closest('[role="listbox"]').parentElement;
  await Promise.allSettled(list.getAnimations({ subtree: true }).map((one) => one.finished));
  await window.hexscan.frames.painted();
}"""


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
    return questions(scan)


def point_at(scan: ScanPage, name: str) -> Locator:
    """Open the crime types, and take the hand to one of them."""
    scan.control("Crime types").click()
    option = scan.page.get_by_role("option", name=name, exact=True)
    option.wait_for()
    option.evaluate(AT_REST)
    option.hover()
    return option


def questions(scan: ScanPage) -> list[str]:
    return [request.url for request in scan.requests if "/look/" in request.url]


def test_an_option_is_asked_for_as_the_button_goes_down_and_once(scan: ScanPage) -> None:
    point_at(scan, "Robbery")
    scan.requests.clear()
    before = scan.search
    scan.page.mouse.down()
    scan.wait_for(lambda: questions(scan), "a question")
    assert "types=robbery" in questions(scan)[0]
    assert scan.search == before
    scan.act(scan.page.mouse.up)
    scan.page.wait_for_timeout(LATE)
    assert "types=robbery" in scan.search
    assert len(questions(scan)) == 1
    assert scan.control("Crime types").input_value() == "Robbery"
    assert not scan.page.get_by_role("listbox").is_visible()


def test_a_button_that_goes_up_elsewhere_chooses_nothing(scan: ScanPage) -> None:
    view = scan.view()
    point_at(scan, "Robbery")
    scan.page.mouse.down()
    scan.page.mouse.move(5, 300)
    scan.page.mouse.up()
    scan.page.keyboard.press("Escape")
    scan.page.wait_for_timeout(LATE)
    assert scan.view() == view
    # and what was asked for then is not taken for an answer to something else
    scan.choose("Crime types", "Burglary")
    assert "Burglary" in scan.text("#scan-sentence")


def test_the_list_is_gone_at_once_though_its_control_waits(scan: ScanPage) -> None:
    option = point_at(scan, "Robbery")
    held: list[Route] = []
    scan.route("**/look/**", lambda route: held.append(route))
    option.click()
    assert not option.is_visible()
    scan.wait_for(lambda: held, "the question")
    for route in held:
        route.continue_()
    scan.page.unroute("**/look/**")
    scan.settle()
    scan.wait_for(lambda: scan.control("Crime types").input_value() == "Robbery", "the control")
    assert scan.text("#scan-sentence").startswith("Robbery")
    scan.choose("Crime types", "Burglary")  # it opens and closes as ever
    assert scan.text("#scan-sentence").startswith("Burglary")


def test_a_late_answer_leaves_no_list_open(scan: ScanPage) -> None:
    """Controls then follow the address before the panels do, and some options are other ones."""
    scan.choose("Crime types", "Robbery")
    option = point_at(scan, "and Burglary")
    held: list[Route] = []
    scan.route("**/look/**", lambda route: held.append(route))
    option.click()
    scan.page.wait_for_timeout(700)
    assert not scan.page.get_by_role("listbox").is_visible()
    for route in held:
        route.continue_()
    scan.page.unroute("**/look/**")
    scan.settle()
    assert not scan.page.get_by_role("listbox").is_visible()
    assert scan.control("Crime types").input_value() == "Burglary, Robbery"


def test_a_list_of_areas_that_is_there_at_once_leaves_none_open(scan: ScanPage) -> None:
    """The option that was clicked may be gone before its control has the click."""
    scan.choose("Area", "Port Sennet")
    scan.back()  # from now on the page has the answer, and the list that belongs to it
    scan.requests.clear()
    scan.control("Area").click()
    scan.act(scan.page.get_by_role("option", name="Port Sennet", exact=True).click)
    scan.page.wait_for_timeout(LATE)
    assert not [request.url for request in scan.requests if "/areas/" in request.url]
    assert not scan.page.get_by_role("listbox").is_visible()
    assert scan.control("Area").input_value() == "Port Sennet"
    assert "area=X06000005" in scan.search


HOLD_AREAS = """() => {
  const fetched = window.fetch;
  const waiting = new Promise((done) => { window.letGo = done; });
  window.fetch = async (address, options) => {
    const answer = await fetched(address, options);
    if (String(address).includes('/areas/')) await waiting;
    return answer;
  };
}"""
LET_GO_WHEN_CHOSEN = "() => document.addEventListener('hexscan:url', () => window.letGo())"


def test_a_list_of_areas_that_comes_after_a_click_leaves_none_open(scan: ScanPage) -> None:
    scan.page.evaluate(HOLD_AREAS)
    scan.choose("Area", "Port Sennet")
    option = scan.page.get_by_role("option", name="Thornmere", exact=True)
    scan.control("Area").click()
    option.hover()
    scan.page.evaluate(LET_GO_WHEN_CHOSEN)
    scan.route("**/look/**", lambda route: None)  # the answer is late
    option.click()
    scan.wait_for(lambda: scan.control("Area").input_value() == "Thornmere", "the control")
    scan.page.wait_for_timeout(LATE)
    assert not scan.page.get_by_role("listbox").is_visible()


def test_what_could_not_be_foreseen_is_asked_again(scan: ScanPage) -> None:
    option = point_at(scan, "Robbery")
    cut: list[Route] = []
    scan.route("**/look/**", lambda route: (cut.append(route), route.abort()))
    scan.page.mouse.down()
    scan.wait_for(lambda: cut, "the question that is cut")
    scan.page.mouse.move(5, 300)
    scan.page.mouse.up()
    scan.page.unroute("**/look/**")
    scan.faults.clear()  # the browser tells of the question that was cut
    scan.control("Crime types").click()
    scan.act(option.click)
    assert scan.text("#scan-sentence").startswith("Robbery")


def test_another_button_asks_nothing(scan: ScanPage) -> None:
    point_at(scan, "Robbery")
    scan.requests.clear()
    scan.page.mouse.down(button="middle")
    scan.page.mouse.up(button="middle")
    scan.page.wait_for_timeout(300)
    assert questions(scan) == []


def test_keys_pressed_right_after_a_choice_reach_a_control_that_has_it(scan: ScanPage) -> None:
    point_at(scan, "Robbery").click()
    scan.page.keyboard.press("Tab")
    scan.settle()
    scan.page.wait_for_timeout(LATE)
    assert scan.control("Crime types").input_value() == "Robbery"
    assert "types=robbery" in scan.search


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


HOLD_TIMERS = """() => {
  const set = window.setTimeout.bind(window);
  const held = [];
  const hold = (act, more) => held.push(() => act(...more));
  window.setTimeout = (act, delay, ...more) => (delay ? set(act, delay, ...more) : hold(act, more));
  window.letGo = () => {
    window.setTimeout = set;
    held.forEach((act) => act());
  };
}"""


@pytest.mark.parametrize(
    ("control", "name", "field"),
    [("Area", "Thornmere", "area=X06000002"), ("Crime types", "Shoplifting", "types=shoplifting")],
)
def test_enter_chooses_what_is_marked_on_a_busy_page_too(
    scan: ScanPage, control: str, name: str, field: str
) -> None:
    """Letters may be typed before the list that opened for them has looked up what it marks."""
    scan.page.evaluate(HOLD_TIMERS)
    scan.control(control).focus()
    scan.page.keyboard.press("Control+a")
    scan.page.keyboard.type(name)
    scan.page.locator(f'[role="option"][data-combobox-selected]:has-text("{name}")').wait_for()
    scan.page.evaluate("() => window.letGo()")
    asked = chosen(scan, lambda: scan.page.keyboard.press("Enter"))
    assert field in scan.search
    assert len(asked) == 1
    assert scan.control(control).input_value() == name
    assert not scan.page.get_by_role("listbox").is_visible()


def test_arrow_keys_on_a_switch_choose_once_a_press(scan: ScanPage) -> None:
    scan.page.locator(".measure input:checked").focus()
    asked = chosen(scan, lambda: scan.page.keyboard.press("ArrowRight"))
    assert "measure=rate" in scan.search
    assert len(asked) == 1
    assert scan.page.locator(".measure input:checked").get_attribute("value") == "rate"


def taken_back_at_once(scan: ScanPage) -> None:
    """A choice that the reader takes back before its control has spoken stays taken back."""
    scan.control("Crime types").click()
    scan.page.get_by_role("option", name="Robbery", exact=True).click()
    scan.page.evaluate("() => window.hexscan.picks.release('types')")
    scan.page.wait_for_timeout(LATE)
    scan.settle()
    assert "types=" not in scan.search
    assert scan.control("Crime types").input_value() == "All crime"


def test_a_choice_taken_back_before_its_control_has_spoken_stays_so(scan: ScanPage) -> None:
    taken_back_at_once(scan)


LATE_CLICK = """() => {
  const now = performance.now.bind(performance);
  let later = 0;
  performance.now = () => now() + later;
  window.addEventListener('hexscan:controls', () => { later = 2000; }, true); // before the click is let go
}"""


def test_a_control_that_has_its_click_late_is_not_taken_for_the_reader(scan: ScanPage) -> None:
    scan.page.evaluate(LATE_CLICK)
    taken_back_at_once(scan)
