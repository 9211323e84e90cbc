"""The map's legend: real buttons that say their limits, how many, and which one is shown alone."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.figures.map_measures import Entry, Painting
from dashboard.layouts.legend import legend
from tests.reader import classed, text_of

PAINTED = Painting(
    "Incidents in a cell",
    "cells",
    (Entry("1 to 4", "#dfe9f3", 1200), Entry("5 or more", "#12436d", 1), Entry("Higher", "#b84a00", 0, "up")),
)


def buttons(shown: int | None) -> list[dict[str, Any]]:
    return [button["props"] for button in classed(legend(PAINTED, shown), "legend-class")]


def title(shown: int | None) -> str:
    return text_of(classed(legend(PAINTED, shown), "legend-title"))


def test_each_class_is_a_button_with_its_limits_and_its_number() -> None:
    assert [button["aria-label"] for button in buttons(None)] == [
        "1 to 4: 1,200 cells", "5 or more: 1 cell", "Higher: 0 cells",
    ]  # fmt: skip
    assert [button["data-legend-class"] for button in buttons(None)] == ["1", "2", "3"]
    assert {button["type"] for button in buttons(None)} == {"button"}
    assert {button["aria-pressed"] for button in buttons(None)} == {"false"}
    assert title(None) == "Incidents in a cell (number of cells)"


def test_the_class_shown_alone_is_pressed_and_the_title_says_how_to_see_all() -> None:
    assert [button["aria-pressed"] for button in buttons(2)] == ["false", "true", "false"]
    assert "only one class shown" in title(2)


@pytest.mark.parametrize("shown", [4, 9])
def test_a_class_that_is_not_there_is_not_shown_alone(shown: int) -> None:
    assert repr(buttons(shown)) == repr(buttons(None))
    assert title(shown) == title(None)
