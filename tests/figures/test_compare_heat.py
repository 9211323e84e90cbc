"""Classes of Compare's map and table: the same for both, told apart without colour, and readable."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from dashboard.analysis.variation import Direction
from dashboard.data.compared import ByType, Compared
from dashboard.data.comparison_types import Names, compared_by_type
from dashboard.figures.classes import COLOURS
from dashboard.figures.compare_heat import Shades, figures_judged, heat_figure, shade_classes
from dashboard.figures.map_measures import DOWN, HATCH, UP
from tests.layouts import compared_areas as made

COUNTS = np.array([[800, 500, 510, 300], [2, 1, 0, 3]])


def by_type(c: Compared) -> ByType:
    names = Names(
        ("burglary", "drugs"), ("Burglary", "Drugs"), (Direction.HIGHER_WORSE, Direction.NO_JUDGEMENT)
    )
    return compared_by_type(names, COUNTS, COUNTS, c.complete, c.population, c.members)


def labels(shades: Shades) -> list[str]:
    return [shades.entries[place].label for place in shades.classes]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""

    def luminance(colour: str) -> float:
        parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class TestVerdicts:
    def test_every_area_is_in_the_class_of_its_place(self) -> None:
        c = made.compared(incomplete=("Dunby",))
        shades = shade_classes(c, None, "verdict")
        assert labels(shades) == ["Above", "Below", "Below", "No rate"]
        assert [(entry.label, entry.number) for entry in shades.entries] == [
            ("Above", 1),
            ("Within", 0),
            ("Below", 2),
            ("No rate", 1),
        ]

    def test_what_is_in_no_class_is_not_listed_beyond_the_three(self) -> None:
        assert [entry.label for entry in shade_classes(made.compared(), None, "verdict").entries] == [
            "Above",
            "Within",
            "Below",
        ]

    def test_signs_say_what_colours_say(self) -> None:
        entries = {
            one.label: one
            for one in shade_classes(made.compared(incomplete=("Dunby",)), None, "verdict").entries
        }
        assert entries["Above"].sign == UP
        assert entries["Below"].sign == DOWN
        assert entries["No rate"].sign == HATCH

    def test_crime_types_have_the_same_classes(self) -> None:
        c = made.compared()
        shades = shade_classes(c, by_type(c), "verdict")
        together = [shades.palette[place][0] for place in shades.together]
        assert together == [shades.entries[place].colour for place in shades.classes]
        assert shades.by_type.shape == (2, 4)
        assert (shades.by_type[0] == shades.together).all()

    def test_few_incidents_are_called_nothing(self) -> None:
        c = made.compared()
        shades = shade_classes(c, by_type(c), "verdict")
        few = {entry[0]: at for at, entry in enumerate(shades.palette)}["#eceff2"]
        assert (shades.by_type[1] == few).all()


class TestRates:
    def test_the_map_has_limits_of_rates_and_the_table_each_columns_own(self) -> None:
        c = made.compared(incomplete=("Dunby",))
        shades = shade_classes(c, by_type(c), "rate")
        assert shades.entries[-1].label == "No rate"
        assert sum(entry.number for entry in shades.entries) == 4
        assert "per 1,000 residents" in shades.title
        of_map = [shades.entries[place].colour for place in shades.classes]
        assert [shades.palette[place][0] for place in shades.together] == of_map
        assert {shades.palette[place][0] for place in shades.by_type[0][:3]} <= set(COLOURS)
        assert (shades.by_type[:, 3] == len(COLOURS)).all()

    def test_higher_rates_are_never_lighter(self) -> None:
        c = made.compared()
        shades = shade_classes(c, by_type(c), "rate")
        order = np.argsort(c.rate)
        assert (np.diff(shades.by_type[0][order]) >= 0).all()


@pytest.mark.parametrize("shade", ["verdict", "rate"])
def test_words_can_be_read_on_every_colour(shade: str) -> None:
    c = made.compared(incomplete=("Dunby",))
    figure, _ = heat_figure(c, made.trends(c), by_type(c), shade, (made.START, made.END))
    for one in figure["shades"]:
        assert contrast(one["colour"], one["ink"]) >= 4.5, one


def test_the_figure_of_a_table() -> None:
    c = made.compared(own="Birchby", incomplete=("Dunby",))
    t = made.trends(c)
    figure, arrays = heat_figure(c, t, by_type(c), "verdict", (made.START, made.END))
    assert figure["codes"] == list(c.codes)
    assert figure["rank"] == [1, 3, 2, 0]
    assert figure["rate"] == [8.0, 5.0, 5.1, None]
    assert figure["own"] == [False, True, False, False]
    assert figure["complete"] == [True, True, True, False]
    assert figure["places"][int(arrays["place.burglary"][0])] == "above"
    assert figure["months"][0] == "2023-01" and len(figure["months"]) == 36
    assert figure["chosen"] == [False] * 24 + [True] * 12
    assert arrays["counts"].reshape(4, 36)[0].tolist() == t.counts[0].tolist()
    assert set(arrays) == {"counts"} | {
        f"{name}.{kind}" for name in ("rank", "place", "shade") for kind in ("burglary", "drugs")
    }


def test_missing_months_are_told_as_none() -> None:
    c = made.compared()
    gap = [float("nan"), *[40.0] * 35]
    t = made.trends(c, {"Alderby": gap})
    _, arrays = heat_figure(c, t, by_type(c), "verdict", (made.START, made.END))
    assert arrays["counts"][0] == -1


def test_rising_areas_come_before_quiet_ones_however_far_these_reach() -> None:
    c = made.compared()
    t = made.trends(c)
    t = dataclasses.replace(
        t, side=np.array([0.0, 1.0, -1.0, np.nan]), reach=np.array([50.0, 0.1, -50.0, 3.0])
    )
    figure, _ = heat_figure(c, t, by_type(c), "verdict", (made.START, made.END))
    rising, quiet, falling, unknown = (figure["trend"][row] for row in (1, 0, 2, 3))
    assert rising > quiet > falling
    assert unknown is None


def test_only_figures_with_a_rank_are_judged() -> None:
    c = made.compared(incomplete=("Dunby",))
    assert figures_judged(by_type(c)) == 6
