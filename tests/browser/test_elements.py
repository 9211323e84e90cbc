"""Layouts written as plain elements: in place, text as text, what a script has written left alone."""

from __future__ import annotations

from typing import Any

import pytest
from scan_page import ScanPage

pytestmark = pytest.mark.browser

WRITE = """(layouts) => {
  const place = document.createElement('div');
  document.body.append(place);
  const seen = layouts.map((layout) => {
    const before = place.firstElementChild;
    hexscan.elements.write(place, layout);
    place.querySelectorAll('.under').forEach((under) => {
      if (!under.firstChild) under.append('by a script');
    });
    return { html: place.innerHTML, same: before !== null && before === place.firstElementChild };
  });
  place.remove();
  return seen;
}"""


FOCUSED = """([before, after]) => {
  const place = document.createElement('div');
  document.body.append(place);
  hexscan.elements.write(place, before);
  const buttons = [...place.querySelectorAll('button')];
  buttons[1].focus();
  hexscan.elements.write(place, after);
  const kept = [...place.querySelectorAll('button')].map((button) => buttons.indexOf(button));
  const { activeElement } = document;
  const focused = place.contains(activeElement) ? activeElement.textContent : '';
  place.remove();
  return { kept, focused };
}"""


def one(kind: str, children: Any = None, **props: Any) -> dict[str, Any]:
    return {"type": kind, "props": {"children": children, **props}, "namespace": "dash_html_components"}


def written(scan: ScanPage, *layouts: Any) -> list[dict[str, Any]]:
    return list(scan.page.evaluate(WRITE, list(layouts)))


def test_names_are_text_and_never_markup(scan: ScanPage) -> None:
    name = "<img src=x onerror=alert(1)>"
    (seen,) = written(scan, [one("P", [name, None, 5])])
    assert seen["html"] == "<p>&lt;img src=x onerror=alert(1)&gt;5</p>"
    assert scan.page.evaluate("() => document.querySelectorAll('img[src=x]').length") == 0


def test_what_stays_the_same_stays_the_same_element(scan: ScanPage) -> None:
    first = one("Button", ["Old ", one("Span", "1")], className="a", hidden=True, style={"--mark": "red"})
    second = one("Button", ["New ", one("Strong", "2")], **{"aria-pressed": "true"})
    seen = written(scan, first, second, one("P", "third"), "text", None)
    assert seen[0]["html"] == '<button class="a" hidden="" style="--mark: red;">Old <span>1</span></button>'
    assert seen[1] == {"html": '<button aria-pressed="true">New <strong>2</strong></button>', "same": True}
    assert seen[2] == {"html": "<p>third</p>", "same": False}
    assert [each["html"] for each in seen[3:]] == ["text", ""]


NAMED = """(layout) => {
  const place = document.createElement('div');
  hexscan.elements.write(place, layout);
  return [...place.querySelectorAll('*')].map((node) => [node.tagName, node.namespaceURI.split('/').pop()]);
}"""


def test_a_drawing_is_made_of_elements_of_drawings_and_changed_in_place(scan: ScanPage) -> None:
    point = one("A", [one("Circle", r=3)], href="/?area=X1", **{"data-area": "X1"})
    drawing = one("Svg", [one("ClipPath", [one("Rect")], id="plot"), point], viewBox="0 0 9 9")
    named = scan.page.evaluate(NAMED, one("Div", [drawing, one("A", "beside")]))
    svg = [["svg", "svg"], ["clipPath", "svg"], ["rect", "svg"], ["a", "svg"], ["circle", "svg"]]
    assert named == [["DIV", "xhtml"], *svg, ["A", "xhtml"]]
    other = one(
        "Svg", [one("A", [one("Circle", r=5)], href="/?area=X1", **{"data-area": "X1"})], viewBox="0 0 9 9"
    )
    seen = written(scan, drawing, other)
    assert seen[1]["same"]
    inside = '<a href="/?area=X1" data-area="X1"><circle r="5"></circle></a>'
    assert seen[1]["html"] == f'<svg viewBox="0 0 9 9">{inside}</svg>'


def test_what_a_script_has_written_into_an_empty_element_is_its_own(scan: ScanPage) -> None:
    card = [one("P", "figure"), one("Span", className="under")]
    changed = [one("P", "other"), one("Span", className="under")]
    seen = written(scan, card, changed)
    assert seen[1]["html"] == '<p>other</p><span class="under">by a script</span>'


def test_a_style_loses_what_is_no_longer_in_it_and_is_written_as_css_writes_it(scan: ScanPage) -> None:
    first = one("P", "a", style={"--mark": "red", "backgroundColor": "blue", "width": "40px"})
    seen = written(scan, first, one("P", "a", style={"width": "50px"}), one("P", "a"))
    assert seen[0]["html"] == '<p style="--mark: red; background-color: blue; width: 40px;">a</p>'
    assert seen[1] == {"html": '<p style="width: 50px;">a</p>', "same": True}
    assert seen[2]["html"] == "<p>a</p>"


def chip(name: str, **props: Any) -> dict[str, Any]:
    return one("Button", f"Unpin {name}", **props)


@pytest.mark.parametrize("by", ["id", "data-key"])
def test_an_element_that_stands_for_one_thing_never_stands_for_another(by: str, scan: ScanPage) -> None:
    a, b, c, d = (chip(name, **{by: name}) for name in "ABCD")
    cases: list[tuple[list[Any], list[int], str]] = [
        ([b, c], [1, 2], "Unpin B"),  # the first is gone: the focus stays on what it was on
        ([a, c], [0, 2], ""),  # what had the focus is gone: nothing else has it
        ([d, a, b], [-1, 0, 1], "Unpin B"),
        ([c, a], [2, 0], ""),
    ]
    for after, kept, focused in cases:
        assert scan.page.evaluate(FOCUSED, [[a, b, c], after]) == {"kept": kept, "focused": focused}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("onclick", "hexscan.ran = true"),
        ("onClick", "hexscan.ran = true"),
        ("srcdoc", "<script>hexscan.ran = true</script>"),
        ("href", "javascript:hexscan.ran = true"),
        ("xlink:href", "javascript:hexscan.ran = true"),
        ("href", " JavaScript:hexscan.ran = true"),
        ("href", "data:text/html,x"),
        ("href", "//elsewhere.test/"),
        ("href", "https://elsewhere.test/"),
        ("href", "http://["),
    ],
)
def test_attributes_that_are_scripts_or_lead_elsewhere_are_not_written(
    name: str, value: str, scan: ScanPage
) -> None:
    seen = written(scan, one("A", "x", href="/export/areas.csv?a=b"), one("A", "x", **{name: value}))
    assert [each["html"] for each in seen] == ['<a href="/export/areas.csv?a=b">x</a>', "<a>x</a>"]
    scan.expect_fault(f"attribute that is not written: {name}")


def test_addresses_of_the_pages_own_server_are_written(scan: ScanPage) -> None:
    for address in ("?area=all", "#main", "/sources", f"{scan.address}/sources"):
        (seen,) = written(scan, one("A", "x", href=address))
        assert seen["html"] == f'<a href="{address}">x</a>'
