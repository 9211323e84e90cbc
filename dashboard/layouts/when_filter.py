"""The filter of hours: quick choices, days and two lists, folded away; assets/whenhours.js hears them.

It is there only while the first source has times. The week that can be dragged over on "Why here?" writes the
same, so that nobody needs a mouse for it.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.data.why.when import WEEKDAYS
from dashboard.layouts.attributes import aria, data
from dashboard.layouts.choices import Choices
from dashboard.layouts.when_words import clock
from dashboard.query_fields import DAYS

QUICK = (
    ("Every hour", "", ""),
    ("Evenings, 6pm to midnight", "", "18-0"),
    ("Nights, midnight to 6am", "", "0-6"),
    ("Weekend", "sat,sun", ""),
    ("Friday and Saturday nights, 8pm to 4am", "fri,sat", "20-4"),
)
"""Name, days and hours as the address has them."""

AFTER_MIDNIGHT = (
    "Hours after midnight belong to the evening they follow: Friday, 10pm to 3am ends on Saturday morning."
)


def when_filter(choices: Choices) -> Component:
    """Button and box; hidden until the page knows that the source has times."""
    box = html.Div(
        [
            _group("Quick choices", [_quick(*one) for one in QUICK]),
            _group("Days", [_day(name, day) for name, day in zip(WEEKDAYS, DAYS, strict=True)]),
            html.Div(
                [_list("From", "from", range(24)), _list("to", "to", range(1, 25))], className="when-hours"
            ),
            html.P(AFTER_MIDNIGHT, className="hint"),
        ],
        className="what-box when-box",
    )
    return html.Details(
        [html.Summary("Hours"), box],
        className="what filter when-choice",
        hidden=True,
        **data(when="yes", timed=" ".join(choices.timed), first=" ".join(choices.defaults["sources"])),
    )


def _group(label: str, buttons: list[Component]) -> Component:
    return html.Div(buttons, className="when-buttons", role="group", **aria(label=label))


def _quick(name: str, days: str, hours: str) -> Component:
    return html.Button(
        name, type="button", **data(when_quick="yes", days=days, hours=hours), **aria(pressed="false")
    )


def _day(name: str, day: str) -> Component:
    return html.Button(name[:3], type="button", **data(when_day=day), **aria(pressed="false", label=name))


def _list(label: str, edge: str, hours: range) -> Component:
    options = [html.Option(clock(hour), value=str(hour)) for hour in hours]
    name = aria(label=f"{label} this hour of the day")
    return html.Label(
        [f"{label} ", html.Select(options, className="plain-list", **data(when_edge=edge), **name)]
    )
