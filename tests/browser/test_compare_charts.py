"""The charts of Compare in a browser: links, long lists in windows, tables that say the same as they do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from charts_page import UNIT, ChartsPage, opened_charts, told_of
from playwright.sync_api import Browser

from dashboard.data.schema import incidents_text, month_name, month_number
from dashboard.layouts import words
from tests.figures.figures_made import Made, made, poisson

pytestmark = pytest.mark.browser

TWELVE = poisson(12, 36)
WARDS = poisson(340, 36)
OF_THE_WHOLE_PAGE = ("page-has-heading-one", "region", "bypass")
FIT = "(nodes) => nodes.every((node) => node.scrollWidth <= node.clientWidth)"
BOXES = """(nodes) => nodes.map((node) => {
  const { left, right, top, bottom } = node.getBoundingClientRect();
  return { left, right, top, bottom };
})"""


@pytest.fixture
def charts(browser: Browser, repository: Path) -> Iterator[ChartsPage]:
    with opened_charts(browser, repository) as page:
        yield page


def partnerships() -> Made:
    series, residents = TWELVE
    series = series.copy()
    series[3, 20] = np.nan
    series[5, -1] = np.nan
    return made(series, residents, own=[7], names=[f"Partnership {letter}" for letter in "ABCDEFGHIJKL"])


def wards() -> Made:
    return made(*WARDS, own=[17])


def test_dots_are_links_highest_first_with_the_own_area_marked(charts: ChartsPage) -> None:
    found = partnerships()
    told = charts.show(found)
    c = found.compared
    order = [*told["drawDots"]["order"], *told["drawDots"]["incomplete"]]
    assert charts.codes(".dots-name") == [c.codes[row] for row in order]
    assert charts.codes(".dots-row.own") == ["X0007"]
    links = charts.page.locator(".dots-name").all()
    assert links[0].get_attribute("href") == f"/?area={c.codes[order[0]]}&types=burglary"
    assert links[0].get_attribute("aria-label") == told["tellAreas"]["words"][order[0]]
    dots = charts.page.locator(".dots-plot .dot").evaluate_all(BOXES)
    places = [dot["left"] for dot in dots]
    assert places == sorted(places, reverse=True) and len(places) == 11
    said = [text.split(" ", 1)[1] for text in charts.texts(".dots-words")]
    assert said == [str(c.peers.place[row]) for row in order]
    assert charts.page.locator(".dots-row.place-no-rate").count() == 1
    assert charts.page.locator(".dots-quality[role=img]").get_attribute("aria-label") == "Its data end early."
    assert charts.page.locator('.dots-own[aria-pressed="true"]').get_attribute("data-own") == "X0007"


def test_every_row_of_dots_has_its_rate_in_figures(charts: ChartsPage) -> None:
    found = partnerships()
    told = charts.show(found)
    c = found.compared
    order = [*told["drawDots"]["order"], *told["drawDots"]["incomplete"]]
    rates = [words.rate(float(c.rate[row]) if c.complete[row] else None) for row in order]
    for width in (340, 605, 900):
        resize(charts, "dots", width, 330)
        assert charts.texts(".dots-rate") == rates
        assert charts.page.locator(".dots-rate").evaluate_all(FIT), width
        rights = {round(box["right"]) for box in charts.page.locator(".dots-rate").evaluate_all(BOXES)}
        assert len(rights) == 1, "one under the other"


def test_words_are_shorter_where_the_dots_need_the_room(charts: ChartsPage) -> None:
    series, residents = TWELVE
    names = [f"Partnership {letter} upon Sea and elsewhere" for letter in "ABCDEFGHIJKL"]
    charts.show(made(series, residents, names=names))
    for width, more in ((546, ""), (900, " similar areas")):
        resize(charts, "dots", width, 330)
        said = set(charts.texts(".dots-words"))
        assert said and said <= {f"{sign}{more}" for sign in ("▲ above", "● within", "▼ below")}
        plot = charts.page.locator(".dots-plot").first.bounding_box()
        assert plot is not None and plot["width"] >= 110


def test_tables_behind_the_charts_hold_every_number_in_the_words_of_python(charts: ChartsPage) -> None:
    for found in (partnerships(), wards()):
        told = charts.show(found)
        c = found.compared
        row_of = {name: row for row, name in enumerate(c.names)}
        dots = charts.numbers("dots")
        assert len(dots) == len(c.codes)
        for name, rank, rate, between, mean, verdict, _ in dots:
            row = row_of[name]
            known = bool(c.complete[row])
            assert rank.removesuffix(", joint") == (str(c.rank[row]) if known else "–")
            assert rate == words.rate(float(c.rate[row]) if known else None)
            assert between == (words.interval(float(c.lower[row]), float(c.upper[row])) if known else "–")
            assert mean == words.rate(float(c.peers.group.mean[row]))
            assert verdict == str(c.peers.place[row])
        for name, residents, rate, _ in charts.numbers("funnel"):
            row = row_of[name]
            known = bool(c.complete[row])
            assert residents == words.number(float(c.population[row]) if known else None)
            assert rate == words.rate(float(c.rate[row]) if known else None)
        for name, ratio, _, verdict in charts.numbers("quadrant"):
            row = row_of[name]
            judged = told["drawQuadrant"]["ratio"][row] is not None
            assert ratio == (words.times(float(c.peers.ratio[row])) if judged else "–")
            assert verdict == told["drawQuadrant"]["corners"][told["drawQuadrant"]["corner"][row]]
        assert len(charts.numbers("months")) == len(c.codes)


def test_a_line_is_lifted_where_there_is_no_data(charts: ChartsPage) -> None:
    charts.show(partnerships())
    line = charts.page.locator('.chart-picture[data-area="X0003"] .chart-line').get_attribute("d") or ""
    assert line.count("M") == 2 and line.count("L") == 33
    whole = charts.page.locator('.chart-picture[data-area="X0000"] .chart-line').get_attribute("d") or ""
    assert whole.count("M") == 1 and whole.count("L") == 35


def test_a_usual_range_reaches_no_farther_than_the_data(charts: ChartsPage) -> None:
    series, residents = (part.copy() for part in TWELVE)
    series[0, :18] = np.nan
    charts.show(made(series, residents))
    late, whole = (
        charts.page.locator(f'.chart-picture[data-area="{code}"] .chart-band').bounding_box()
        for code in ("X0000", "X0001")
    )
    assert late is not None and whole is not None
    assert late["width"] == pytest.approx(whole["width"] / 2, abs=3)


def test_a_month_under_the_hand_is_told_in_all_charts_without_asking_anybody(charts: ChartsPage) -> None:
    found = partnerships()
    charts.show(found)
    asked = len(charts.asked)
    charts.page.context.set_offline(True)
    box = charts.page.locator('.chart-picture[data-area="X0000"]').bounding_box()
    assert box is not None
    charts.page.mouse.move(box["x"] + 4 + (box["width"] - 8) * 20 / 35, box["y"] + box["height"] / 2)
    charts.page.mouse.move(box["x"] + 5 + (box["width"] - 8) * 20 / 35, box["y"] + box["height"] / 2)
    charts.page.wait_for_timeout(100)
    by_code = dict(zip(charts.codes(".chart-picture"), charts.texts(".chart-at text"), strict=True))
    for row, code in enumerate(found.compared.codes):
        count = found.trends.counts[row, 20]
        assert by_code[code] == ("no data" if np.isnan(count) else f"{count:,.0f}")
    assert charts.page.locator(".chart-at.seen").count() == 12
    assert set(charts.codes(".hand")) == {"X0000"}
    count = incidents_text(int(found.trends.counts[0, 20]))
    month = month_name(month_number("2024-09"))
    assert charts.page.locator("#hand").text_content().startswith(f"Partnership A, {month}: {count}")
    charts.page.mouse.move(1300, 1390)
    charts.page.wait_for_timeout(100)
    assert charts.page.locator(".chart-at.seen, .hand, .point-hand.seen").count() == 0
    assert len(charts.asked) == asked


def test_an_area_under_the_hand_is_lit_in_every_chart(charts: ChartsPage) -> None:
    charts.show(partnerships())
    charts.page.locator('.dots-name[data-area="X0002"]').hover()
    charts.page.wait_for_timeout(100)
    assert charts.page.locator(".dots-row.hand, .chart-cell.hand, .point.hand").count() == 4
    assert charts.texts(".point-hand.seen .hand-name") == ["Partnership C"] * 2
    assert charts.page.locator("#hand").text_content().startswith("Partnership C: ")


def test_of_340_wards_only_rows_in_view_are_written(charts: ChartsPage) -> None:
    told = charts.show(wards())
    order = told["drawDots"]["order"]
    assert 10 < charts.page.locator(".dots-row").count() < 40
    assert 8 < charts.page.locator(".chart-cell").count() < 60
    height = charts.page.locator(".dots-rows").evaluate("(list) => list.scrollHeight")
    row = charts.page.locator(".dots-row").first.bounding_box()
    assert row is not None and height == round(row["height"]) * 340
    charts.page.locator(".dots-rows").evaluate("(list) => list.scrollTo(0, list.scrollHeight)")
    charts.page.wait_for_timeout(150)
    assert charts.codes(".dots-name")[-1] == f"X{order[-1]:04}"
    assert charts.page.locator(".dots-row").count() < 40
    charts.page.locator(".chart-rows").evaluate("(list) => list.scrollTo(0, list.scrollHeight)")
    charts.page.wait_for_timeout(150)
    assert charts.codes(".chart-name")[-1] == f"X{told['drawMonths']['order'][-1]:04}"


def test_keys_walk_through_all_340_wards_and_focus_outlives_scrolling(charts: ChartsPage) -> None:
    told = charts.show(wards())
    order = [f"X{row:04}" for row in told["drawDots"]["order"]]
    focused = "() => (document.activeElement || document.body).dataset.area || ''"
    charts.page.locator(".dots-name").first.focus()
    charts.page.keyboard.press("Home")
    charts.page.keyboard.press("ArrowDown")
    assert charts.page.evaluate(focused) == order[1]
    charts.page.keyboard.press("End")
    assert charts.page.evaluate(focused) == order[-1]
    charts.page.keyboard.press("ArrowUp")
    assert charts.page.evaluate(focused) == order[-2]
    charts.page.locator(".dots-rows").evaluate("(list) => list.scrollTo(0, 0)")
    charts.page.wait_for_timeout(150)
    assert charts.page.evaluate(focused) == order[-2]
    assert charts.page.locator(".dots-row").count() < 40
    assert charts.page.locator('[data-drawing="dots"] [data-mark][tabindex="0"]').count() == 1


def test_the_funnel_links_all_340_and_names_a_few_without_overlap(charts: ChartsPage) -> None:
    told = charts.show(wards())
    assert charts.page.locator(".funnel .point").count() == 340
    names = charts.page.locator(".funnel .point-name:not(.hand-name)")
    assert 3 <= names.count() <= 12
    boxes = names.evaluate_all(BOXES)
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            beside = one["left"] >= other["right"] - 1 or other["left"] >= one["right"] - 1
            assert beside or one["top"] >= other["bottom"] - 4 or other["top"] >= one["bottom"] - 4
    shown = set(charts.texts(".funnel .point-name:not(.hand-name)"))
    outside = [f"Ward {row:03}" for row in told["drawFunnel"]["labels"]]
    left = len([name for name in outside if name not in shown])
    assert f"and {left} more, named in the table" in charts.texts(".funnel .axis-name")


def resize(charts: ChartsPage, name: str, width: int, height: int) -> None:
    charts.page.locator(f'[data-drawing="{name}"]').evaluate(
        "(place, size) => Object.assign(place.style, size)",
        {"width": f"{width}px", "height": f"{height}px"},
    )
    charts.page.evaluate("async () => { for (let i = 0; i < 3; i += 1) await hexscan.frames.painted(); }")


def apart(boxes: list[dict[str, float]], room: int = 0) -> bool:
    """Whether no box lies over another, but for so many pixels of height that letters leave free."""
    return all(
        one["right"] <= other["left"] + 1
        or other["right"] <= one["left"] + 1
        or one["bottom"] <= other["top"] + room
        or other["bottom"] <= one["top"] + room
        for i, one in enumerate(boxes)
        for other in boxes[:i]
    )


@pytest.mark.parametrize("name", ["funnel", "quadrant"])
@pytest.mark.parametrize("size", [(420, 270), (540, 480), (680, 220)])
def test_twelve_points_are_all_named_without_overlap(
    charts: ChartsPage, name: str, size: tuple[int, int]
) -> None:
    series, residents = TWELVE
    found = made(series, residents, names=[f"Partnership {letter} upon Sea" for letter in "ABCDEFGHIJKL"])
    told = charts.show(found)
    resize(charts, name, *size)
    points = charts.page.locator(f".{name} .point").count()
    assert points == 12, told["drawQuadrant"]["corner"]
    names = charts.page.locator(f".{name} .point-name:not(.hand-name)")
    assert sorted(names.all_text_contents()) == sorted(found.compared.names)
    assert apart(names.evaluate_all(BOXES), 4)
    assert not [text for text in charts.texts(f".{name} .axis-name") if "more, named" in text]


CROWDS = """([width, height, spread]) => {
  const { place, state } = window.hexscan.compareLabels;
  let seed = 7;
  const chance = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  return Array.from({ length: 20 }, () => {
    const middle = [width, height].map((size) => spread + chance() * (size - 2 * spread));
    const points = Array.from({ length: 12 }, () => {
      const [x, y] = middle.map((at) => at + (chance() - 0.5) * spread);
      return { x, y, r: 5 };
    });
    const names = points.map((_, row) => ({ row, text: `Partnership ${row} upon Sea`, bold: row === 0 }));
    const frame = { left: 0, right: width, top: 0, bottom: height };
    const labels = place({ points, names, frame, size: 12, most: 12, far: true });
    return { tried: state().tried, named: labels.length };
  });
}"""


@pytest.mark.parametrize(
    ("size", "named"), [((1300, 550, 60), 11.5), ((620, 190, 60), 11), ((360, 200, 60), 10)]
)
def test_crowded_points_are_named_in_a_bounded_number_of_tries(
    charts: ChartsPage, size: tuple[int, int, int], named: float
) -> None:
    found = charts.page.evaluate(CROWDS, size)
    assert max(one["tried"] for one in found) <= 15_000
    assert max(one["tried"] for one in found) > 3_000, "these are crowded"
    assert sum(one["named"] for one in found) / len(found) >= named


def test_corners_of_the_quadrant_are_not_written_over(charts: ChartsPage) -> None:
    charts.show(wards())
    texts = charts.page.locator(".quadrant .point-name:not(.hand-name), .quadrant .corner")
    boxes = texts.evaluate_all(BOXES)
    assert len(boxes) > 8 and apart(boxes, 4)


def test_the_funnel_has_rates_to_read_by(charts: ChartsPage) -> None:
    charts.show(partnerships())
    for height in (215, 270, 400):
        resize(charts, "funnel", 430, height)
        assert charts.page.locator(".funnel .tick text").count() >= 4, height
        assert apart(charts.page.locator(".funnel .tick text").evaluate_all(BOXES))


@pytest.mark.parametrize("width", [340, 560, 605, 780, 900])
def test_numbers_of_the_dots_keep_clear_of_the_words_of_the_line(charts: ChartsPage, width: int) -> None:
    told = charts.show(partnerships())
    for label in ("mean of similar areas", "mean of the areas picked 1,132.4"):
        charts.tell(drawDots={**told["drawDots"], "line_label": label})
        resize(charts, "dots", width, 310)
        texts = charts.page.locator(".dots-ground .tick text, .dots-mean-label")
        boxes = texts.evaluate_all(BOXES)
        assert apart(boxes) and min(box["right"] - box["left"] for box in boxes) > 2, label
        assert len(boxes) >= (4 if width > 400 else 3), "numbers, and the words"
        # The axis reaches as far as the dots do: at most one step is missing.
        numbers = [float(text.replace(",", "")) for text in charts.texts(".dots-ground .tick text")]
        assert numbers[-1] + numbers[1] > max(rate or 0 for rate in told["drawDots"]["rate"])
        bottom = charts.page.locator('[data-drawing="dots"]').evaluate_all(BOXES)[0]["bottom"]
        assert max(box["bottom"] for box in boxes) <= bottom


def test_the_line_is_named_at_itself_where_there_is_room_above_the_rows(charts: ChartsPage) -> None:
    told = charts.show(partnerships())
    charts.tell(drawDots={**told["drawDots"], "line_label": "mean of similar areas 1.6"})
    for height, above in ((310, False), (340, True)):
        resize(charts, "dots", 605, height)
        label, rows = charts.page.locator(".dots-mean-label, .dots-rows").evaluate_all(BOXES)
        assert (label["bottom"] <= rows["top"] + 3) == above
        assert above or label["top"] >= rows["bottom"] - 1
        assert charts.page.locator(".dots-mean").count() == (1 if above else 2), "with a piece of the line"
        height = charts.page.locator(".dots-rows").evaluate("(list) => list.scrollHeight - list.clientHeight")
        assert height == 0, "twelve rows still fit"


def test_signs_without_words_have_a_key(charts: ChartsPage) -> None:
    told = charts.show(partnerships())
    assert charts.page.locator(".dots-key").count() == 0
    resize(charts, "dots", 360, 344)
    assert {text[:1] for text in charts.texts(".dots-words")} >= {"▲", "▼"}
    key = charts.texts(".dots-key")[0]
    for place in set(told["drawDots"]["place"]):
        words_of_it = told["drawDots"]["places"][place]
        assert words_of_it.split(" ")[0] in key, key
    drawing, box = charts.page.locator('[data-drawing="dots"], .dots-key').evaluate_all(BOXES)
    assert box["bottom"] <= drawing["bottom"] and box["right"] <= drawing["right"]
    rows = charts.page.locator(".dots-rows").evaluate("(list) => [list.clientHeight, list.scrollHeight]")
    assert rows[0] == rows[1], "twelve rows still fit"


MARK_KEYS = {
    "outside": ("month outside its usual range", "outside usual range"),
    "in-row": ("month in a run, in a trend or near a limit", "run, trend or near a limit"),
}


def test_signs_and_marks_of_the_months_have_a_key_where_there_is_room(charts: ChartsPage) -> None:
    told = charts.show(partnerships())
    variations = told["drawMonths"]["variations"]
    said = {variations[one] for one in told["drawMonths"]["variation"]}
    drawn = [name for name in MARK_KEYS if charts.page.locator(f".chart-picture .chart-{name}").count()]
    assert drawn == ["outside", "in-row"]
    keys = "(keys) => keys.map(({ children: [sign, text] }) => [sign.textContent, text.textContent])"
    shown = []
    for width in range(1300, 300, -80):
        resize(charts, "months", width, 195)
        signs = charts.page.locator(".chart-key > span:not(.mark-key)").evaluate_all(keys)
        marks = charts.texts(".chart-key > .mark-key")
        if signs:
            assert {text for _, text in signs} == said
            assert {sign for sign, _ in signs} == set(charts.texts(".chart-name .chart-sign"))
        assert marks in ([], *([MARK_KEYS[name][i] for name in drawn] for i in (0, 1)))
        lines = charts.page.locator(".chart-scale").evaluate_all(FIT)
        assert lines, width
        shown.append((bool(signs), len(marks), sum(map(len, marks))))
    assert shown == sorted(shown, reverse=True), "less where there is less room"
    assert len(set(shown)) == 4, "at length, in short, signs alone, nothing"
    samples = charts.page.locator(".mark-key .chart-sample")
    resize(charts, "months", 1300, 195)
    assert [samples.nth(i).locator(f".chart-{name}").count() for i, name in enumerate(drawn)] == [1, 1]


@pytest.mark.parametrize("size", [(1300, 520), (640, 520), (340, 640)])
def test_an_enlarged_panel_of_months_has_the_whole_key(charts: ChartsPage, size: tuple[int, int]) -> None:
    charts.show(partnerships())
    resize(charts, "months", *size)
    assert charts.texts(".chart-key > .mark-key") == [long for long, _ in MARK_KEYS.values()]
    drawing, line, *keys = charts.page.locator(
        '[data-drawing="months"], .chart-scale, .chart-key > span'
    ).evaluate_all(BOXES)
    assert all(key["bottom"] <= line["bottom"] + 1 and key["right"] <= line["right"] for key in keys)
    assert line["bottom"] <= drawing["bottom"] + 1 and apart(keys)


def test_marks_that_no_month_has_are_not_explained(charts: ChartsPage) -> None:
    told = charts.show(partnerships())
    resize(charts, "months", 1300, 195)
    charts.tell(drawMonths={**told["drawMonths"], "signal": [0] * len(told["drawMonths"]["signal"])})
    assert charts.page.locator(".chart-outside, .chart-in-row").count() == 0
    assert charts.page.locator(".chart-key").count() == 1 and charts.page.locator(".mark-key").count() == 0


@pytest.mark.parametrize("size", [(900, 290), (420, 270)])
def test_colours_of_the_funnel_have_a_key_and_rims_are_the_own_area(
    charts: ChartsPage, size: tuple[int, int]
) -> None:
    told = charts.show(partnerships())
    resize(charts, "funnel", *size)
    sides = {0 if side == 0 else side // abs(side) for side in told["drawFunnel"]["side"] if side is not None}
    looks = {1: "above", -1: "below", 0: "inside"}
    fill = "(dots) => dots.map((dot) => getComputedStyle(dot).fill)"
    keys = charts.page.locator(".funnel .key-dot")
    assert keys.count() == len(sides) >= 2
    for side in sides:
        of_points = charts.page.locator(f".funnel .point.{looks[side]}:not(.own) .dot").evaluate_all(fill)
        assert set(charts.page.locator(f".key-dot.{looks[side]}").evaluate_all(fill)) == set(of_points)
    boxes = charts.page.locator(".funnel .axis-name, .funnel .key-dot").evaluate_all(BOXES)
    assert apart(boxes, 2)
    rim = "(dots) => dots.map((dot) => getComputedStyle(dot).stroke)"
    others = set(charts.page.locator(".funnel .point:not(.own) .dot").evaluate_all(rim))
    assert others == {"rgb(255, 255, 255)"}
    assert others.isdisjoint(charts.page.locator(".funnel .point.own .dot").evaluate_all(rim))


@pytest.mark.parametrize("name", ["funnel", "quadrant"])
def test_the_name_under_the_hand_is_written_once(charts: ChartsPage, name: str) -> None:
    charts.show(partnerships())
    seen = """(texts) => texts.filter((text) => getComputedStyle(text).visibility === 'visible')
      .map((text) => text.textContent)"""
    names = charts.page.locator(f".{name} .point-name")
    before = names.evaluate_all(seen)
    codes = charts.codes(f".{name} .point")
    for code in (codes[2], codes[5]):
        charts.page.evaluate(
            "(id) => hexscan.compare.hover({ kind: 'area', id, from: 'dots' }, 'mouse')", code
        )
        charts.page.wait_for_timeout(60)
        called = charts.texts(f".{name} .hand-name")[0]
        assert names.evaluate_all(seen).count(called) == 1
        text, ground = (
            charts.page.locator(f".{name} {one}").evaluate_all(BOXES)[0]
            for one in (".hand-name", ".hand-ground")
        )
        assert ground["left"] <= text["left"] and ground["right"] >= text["right"]
        assert ground["top"] <= text["top"] + 2 and ground["bottom"] >= text["bottom"] - 2
        last = charts.page.locator(f".{name}").evaluate("(svg) => svg.lastElementChild.getAttribute('class')")
        assert "point-hand" in last, "above the rest"
    charts.page.evaluate("() => hexscan.compare.hover(null, 'mouse')")
    charts.page.wait_for_timeout(60)
    assert names.evaluate_all(seen) == before


def test_who_is_in_the_worst_and_best_corner_is_named_before_others(charts: ChartsPage) -> None:
    told = charts.show(wards())
    quadrant = told["drawQuadrant"]
    count = len(quadrant["ratio"])
    # All in one crowd, one of it worse and worsening and one the opposite.
    ratio = [1 + 0.02 * (row % 18 - 9) for row in range(count)]
    reach = [0.02 * (row // 18 - 9) for row in range(count)]
    corner = ["middle"] * count
    worst, best = 170, 150
    corner[worst], corner[best] = "above-rising", "below-falling"
    resize(charts, "quadrant", 360, 300)
    charts.tell(
        drawQuadrant={
            **quadrant,
            "ratio": ratio,
            "reach": reach,
            "corner": corner,
            "labels": [worst, best],
        }
    )
    named = charts.texts(".quadrant .point-name:not(.hand-name)")
    assert {f"Ward {row:03}" for row in (worst, best, 17)} <= set(named)
    assert charts.page.locator(".quadrant .name-line").count() >= 2
    boxes = charts.page.locator(".quadrant .point-name:not(.hand-name), .quadrant .corner").evaluate_all(
        BOXES
    )
    assert apart(boxes, 4)


HOVER = "(id) => hexscan.compare.hover({ kind: 'area', id, from: 'dots' }, 'mouse')"
OWN_SEEN = """(code) => {
  const list = document.querySelector('.dots-rows').getBoundingClientRect();
  const row = document.querySelector(`.dots-row[data-area="${code}"]`);
  const box = row && row.getBoundingClientRect();
  return Boolean(box) && box.top >= list.top - 1 && box.bottom <= list.bottom + 1;
}"""


def test_the_own_area_of_a_long_list_is_in_view_until_it_is_scrolled(charts: ChartsPage) -> None:
    series, residents = WARDS
    for own in (17, 201):
        told = charts.show(made(series, residents, own=[own]))
        assert charts.page.evaluate(OWN_SEEN, f"X{own:04}"), own
    assert told["drawDots"]["order"].index(17) > 20, "it would be out of view"
    other = charts.show(made(series[:, ::-1] + 2 * (np.arange(340) % 7)[:, np.newaxis], residents, own=[201]))
    assert other["drawDots"]["order"].index(201) != told["drawDots"]["order"].index(201)
    assert charts.page.evaluate(OWN_SEEN, "X0201"), "nobody has scrolled"
    charts.page.locator(".dots-rows").evaluate("(list) => list.scrollTo(0, 40)")
    charts.page.wait_for_timeout(100)
    charts.show(made(series, residents, own=[201]))
    assert charts.page.locator(".dots-rows").evaluate("(list) => list.scrollTop") == 40
    charts.show(made(series, residents, own=[18]))
    assert charts.page.evaluate(OWN_SEEN, "X0018"), "it is another"


def test_tab_comes_to_what_is_in_view_of_a_long_list(charts: ChartsPage) -> None:
    told = charts.show(wards())
    order = [f"X{row:04}" for row in told["drawDots"]["order"]]
    top = charts.page.locator(".dots-rows").evaluate("(list) => list.scrollTop")
    stops = charts.codes('[data-drawing="dots"] [data-mark][tabindex="0"]')
    assert stops == ["X0017"] and top > 0
    charts.page.locator(f'.dots-name[data-area="{stops[0]}"]').focus()
    assert charts.page.locator(".dots-rows").evaluate("(list) => list.scrollTop") == top
    charts.page.keyboard.press("ArrowDown")
    focused = "() => (document.activeElement || document.body).dataset.area || ''"
    assert charts.page.evaluate(focused) == order[order.index("X0017") + 1]
    resize(charts, "dots", 605, 340)
    charts.show(partnerships())
    first = charts.codes(".dots-name")[0]
    assert charts.codes('[data-drawing="dots"] [data-mark][tabindex="0"]') == [first]


def test_new_numbers_change_elements_in_place(charts: ChartsPage) -> None:
    series, residents = TWELVE
    charts.show(made(series, residents))
    keep = "(marks) => { window.kept = new Map(marks.map((mark) => [mark.dataset.area, mark])); }"
    marks = charts.page.locator(".funnel .point")
    marks.evaluate_all(keep)
    charts.show(made(np.roll(series, 1, axis=1)[:, ::-1] + 3, residents))
    same = "(marks) => marks.every((mark) => window.kept.get(mark.dataset.area) === mark)"
    assert marks.evaluate_all(same)
    assert marks.count() == 12


def test_what_was_told_of_other_areas_is_not_drawn(charts: ChartsPage) -> None:
    charts.show(partnerships())
    assert charts.page.locator(".dots-row").count() == 12
    charts.tell(tellAreas=told_of(wards())["tellAreas"])
    assert charts.page.locator(".dots-row, .point, .chart-cell").count() == 0
    charts.show(wards())
    assert charts.page.locator(".funnel .point").count() == 340
    charts.tell(drawFunnel=None)
    assert charts.page.locator('[data-drawing="funnel"] > *').count() == 0
    assert charts.page.locator(".quadrant").count() == 1


def test_links_follow_the_address_though_numbers_stay(charts: ChartsPage) -> None:
    told = charts.show(partnerships())
    charts.tell(tellAreas={**told["tellAreas"], "scan": "/?area=*&types=robbery"})
    for mark in (".dots-name", ".funnel .point", ".chart-name", ".quadrant .point"):
        assert "types=robbery" in (charts.page.locator(mark).first.get_attribute("href") or "")


def test_a_panel_draws_itself_when_it_is_seen_and_when_its_size_changes(charts: ChartsPage) -> None:
    panel = charts.page.locator('[data-panel="dots"]')
    panel.evaluate("(panel) => { panel.style.display = 'none'; }")
    charts.show(partnerships())
    assert charts.page.locator(".dots-row").count() == 0
    panel.evaluate("(panel) => { panel.style.display = ''; }")
    charts.page.wait_for_timeout(100)
    assert charts.page.locator(".dots-row").count() == 12
    charts.page.locator('[data-drawing="dots"]').evaluate("(place) => { place.style.width = '320px'; }")
    charts.page.wait_for_timeout(100)
    assert set(charts.texts(".dots-words")) <= {"▲", "●", "▼", "–", "○"}  # no room for words beside the signs
    assert charts.page.locator(".dots-rows").evaluate("(list) => list.scrollWidth <= list.clientWidth + 1")


def test_a_date_begins_limits_afresh(charts: ChartsPage) -> None:
    series, residents = TWELVE
    found = made(series, residents, rebase=[(2, month_number("2024-10"))])
    charts.show(found, scale="own")
    assert charts.texts('.chart-picture[data-area="X0002"] .chart-date') == ["Oct 2024"]
    assert charts.page.locator('.chart-picture[data-area="X0002"] .chart-mean').count() == 2
    assert charts.page.locator(".chart-rule").count() == 1
    assert "own highest month" in charts.page.locator(".chart-scale").text_content()


def test_a_thousand_points_are_one_path_and_still_found(charts: ChartsPage) -> None:
    residents = np.linspace(1_000, 3_000, 1_000)
    series = np.outer(np.round(residents / 100), np.ones(12))
    series[::50] *= 3
    charts.show(made(series, residents))
    assert charts.page.locator(".funnel .points").count() == 1
    assert charts.page.locator(".funnel .point").count() == 20
    assert "too many for a table here" in charts.page.locator('[data-numbers="dots"]').text_content()
    place = charts.page.evaluate(
        """() => {
          const path = document.querySelector('.funnel .points').getAttribute('d');
          const [, x, y] = path.match(/M([\\d.]+) ([\\d.]+)/);
          const box = document.querySelector('.funnel').getBoundingClientRect();
          return [box.left + Number(x), box.top + Number(y)];
        }"""
    )
    charts.page.mouse.move(*place)
    charts.page.mouse.move(place[0] + 0.5, place[1])
    charts.page.wait_for_timeout(100)
    assert charts.page.locator("#hand").text_content().startswith("Ward ")


def test_names_are_text_and_never_markup(charts: ChartsPage) -> None:
    series, residents = TWELVE
    names = [f"<img src=x onerror=alert({row})>" for row in range(12)]
    charts.show(made(series, residents, own=[0], names=names))
    assert charts.page.locator("img").count() == 0
    assert charts.page.locator(".dots-name").first.text_content().startswith("<img")


@pytest.mark.parametrize("size", [16, 32])
def test_no_fault_that_axe_knows_at_any_text_size(size: int, charts: ChartsPage) -> None:
    charts.page.evaluate("(size) => { document.documentElement.style.fontSize = `${size}px`; }", size)
    charts.show(partnerships())
    weighty = [one for one in Axe().run(charts.page).response["violations"] if one["impact"] != "minor"]
    assert [one["id"] for one in weighty if one["id"] not in OF_THE_WHOLE_PAGE] == []
    buttons = charts.page.locator(".dots-own, .dots-hotspots").evaluate_all(BOXES)
    assert min(box["right"] - box["left"] for box in buttons) >= 24
    assert min(box["bottom"] - box["top"] for box in buttons) >= 24
    assert UNIT in " ".join(charts.texts(".axis-name"))
