"""Points of the funnel that lie close to one another: the pointer means the one whose centre is nearest."""

from __future__ import annotations

from pathlib import Path

import pytest
from charts_page import opened_charts
from playwright.sync_api import Browser

from tests.figures.figures_made import made, poisson

pytestmark = pytest.mark.browser

MEANT = """({ about, sides }) => {
  const marks = [...document.querySelectorAll('.funnel .point')];
  const centres = marks.map((mark) => {
    const box = mark.querySelector('.dot').getBoundingClientRect();
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  });
  const far = (one, x, y) => Math.hypot(one.x - x, one.y - y);
  const wrong = [];
  let shared = 0;
  centres.forEach((centre, i) => {
    for (let side = 0; side < sides; side += 1) {
      const angle = (2 * Math.PI * side) / sides + 0.1;
      const [x, y] = [centre.x + about * Math.cos(angle), centre.y + about * Math.sin(angle)];
      const hit = document.elementFromPoint(x, y);
      const mark = hit && hit.closest('.point');
      const nearest = Math.min(...centres.map((one) => far(one, x, y)));
      shared += nearest < far(centre, x, y);
      // Places are written to a tenth of a pixel.
      if (!mark || far(centres[marks.indexOf(mark)], x, y) > nearest + 0.5) wrong.push(marks[i].dataset.area);
    }
  });
  return { wrong, shared };
}"""


@pytest.mark.parametrize(("areas", "about"), [(12, 9.0), (12, 0.0), (340, 5.0), (340, 0.0)])
def test_the_pointer_means_the_nearest(browser: Browser, repository: Path, areas: int, about: float) -> None:
    with opened_charts(browser, repository) as charts:
        series, residents = poisson(areas, 36)
        if areas == 12:
            residents = residents.copy()
            residents[1:] = residents[0] * (1 + 0.01 * (residents[1:] / residents.max()))  # close together
        charts.show(made(series, residents, own=[7]))
        charts.page.locator(".funnel").scroll_into_view_if_needed()
        found = charts.page.evaluate(MEANT, {"about": about, "sides": 1 if about == 0 else 12})
        assert found["wrong"] == []
        assert about == 0 or found["shared"] > 20, "none of them has to share"
