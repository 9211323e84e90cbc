"""Chosen hours of the week in words: "Fridays and Saturdays, 6pm to 3am"."""

from __future__ import annotations

from dashboard.layouts import words
from dashboard.layouts.elements import Element, P
from dashboard.selection import Selection

WEEK = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_RUN = 3  # days in a row are named by the first and last from so many on


def hours_said(selection: Selection) -> str:
    """The days and hours chosen; "" where all are."""
    return ", ".join(filter(None, (_days(selection.days), _hours(selection.hours))))


def without_hour_said(number: int) -> list[Element]:
    """How many incidents are left out because nobody noted their hour; nothing where none is."""
    if not number:
        return []
    noun, them = ("incident has", "it") if number == 1 else ("incidents have", "them")
    return [P(f"{number:,} {noun} no time noted, so the chosen hours leave {them} out.")]


def clock(hour: int) -> str:
    """An hour of the day: "midnight", "3am", "noon", "6pm"."""
    if hour % 12 == 0:
        return "noon" if hour % 24 else "midnight"
    return f"{hour % 12}{'am' if hour % 24 < 12 else 'pm'}"


def _days(days: tuple[int, ...]) -> str:
    if len(days) >= _RUN and days[-1] - days[0] == len(days) - 1:
        return f"{WEEK[days[0]]} to {WEEK[days[-1]]}"
    return words.listed(tuple(WEEK[day] for day in days)) if days else ""


def _hours(hours: tuple[int, int] | None) -> str:
    return "" if hours is None else f"{clock(hours[0])} to {clock(hours[1])}"
