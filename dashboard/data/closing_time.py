"""The latest hour at which premises close in a week, read from opening hours in words.

Registers write hours as OpenStreetMap does ("Mo-Th 12:00-23:00; Fr,Sa 12:00-01:00") or in words ("Monday to
Thursday 12 noon to 11pm"). A text is read only where every part of it is understood: one with seasons,
sunset, "late" or remarks is not known, which is said with its number, rather than guessed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

DAY = 24 * 60
ALL_HOURS = 2 * DAY
"""Stands for premises that don't close on some day of the week: later than any closing time."""

_MORNING = 6 * 60
"""Hours that begin at midnight and end by this time are those of the evening before."""

_LONGEST = 1000

_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_EVERY_DAY = frozenset(range(7))
_SETS = {
    "daily": _EVERY_DAY,
    "every day": _EVERY_DAY,
    "everyday": _EVERY_DAY,
    "all week": _EVERY_DAY,
    "7 days a week": _EVERY_DAY,
    "weekdays": frozenset(range(5)),
    "weekends": frozenset((5, 6)),
}
_TOKENS = re.compile(
    r"""
    (?P<whole>24\s*/\s*7|24\s*(?:hours|hrs)\b|open\ all\ hours\b)
  | (?P<time>(?:12\s*)?(?:midnight|noon|midday)\b
      |(?:\d{1,2}[:.]\d{2}|\d{4}|\d{1,2}(?=\s*[ap]\.?m))\s*(?:[ap]\.?m\b\.?)?\s*(?:midnight\b|noon\b|hours\b|hrs?\b|h\b)?)
  | (?P<set>daily|every\ ?day|all\ week|7\ days\ a\ week|weekdays?|weekends?)\b
  | (?P<holiday>(?:bank|public|school)\ holidays?|ph|sh)\b
  | (?P<day>mo(?:n(?:days?)?)?|tu(?:e(?:s(?:days?)?)?)?|we(?:d(?:nesdays?)?)?|th(?:u(?:r(?:s(?:days?)?)?)?)?
      |fr(?:i(?:days?)?)?|sa(?:t(?:urdays?)?)?|su(?:n(?:days?)?)?)\b\.?
  | (?P<range>-|to\b|until\b|till?\b|through\b)
  | (?P<off>off\b|closed\b)
  | (?P<next>\(?(?:the\ )?(?:following|next)\ (?:day|morning)\)?)
  | (?P<open>\()
  | (?P<close>\))
  | (?P<rule>[;\n])
  | (?P<between>[,:&/]|and\b|from\b|hours\b|open\b|inclusive\b)
  | (?P<space>\s+)
    """,
    re.VERBOSE,
)
_CLOCK = re.compile(r"(\d{1,2}?)[:.]?(\d{2})?\s*(?:([ap])\.?m\.?)?\s*(?:hours|hrs?|h)?")


class _Token(NamedTuple):
    kind: str
    text: str


@dataclasses.dataclass
class _Rule:
    """Days, and the hours of those days; no hours is closed."""

    days: set[int] = dataclasses.field(default_factory=set)
    holidays: bool = False
    hours: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    off: bool = False
    ended: bool = False
    """Whether its days stood in brackets after its hours, so that what follows is another rule."""
    replaces: bool = False
    """Whether it takes the place of what was said of its days, as OpenStreetMap's do after a semicolon."""

    @property
    def said(self) -> bool:
        """Whether it says when it opens, or that it does not."""
        return bool(self.hours) or self.off

    @property
    def of_days(self) -> set[int]:
        """The days of the week it is of: all, unless it names some or holidays alone."""
        return self.days or (set() if self.holidays else set(_EVERY_DAY))


def latest_closing(text: str) -> int | None:
    """Minutes from the midnight at which a day begins to the latest closing of it, in any day of the week.

    23:00 is 1,380; 1:30 in the morning after is 1,530; `ALL_HOURS` where some day has no closing. None where
    the text is empty or not understood in full. Holidays alone don't count.
    """
    tokens = _tokens(text)
    if not tokens:
        return None
    try:
        rules = _rules(tokens)
    except (ValueError, IndexError):
        return None
    by_day: dict[int, int] = {}
    for rule in rules:
        for day in rule.of_days if rule.replaces else ():
            by_day.pop(day, None)
        for day in rule.of_days:
            for start, end in rule.hours:
                at, until = _closing(day, start, end)
                by_day[at] = max(by_day.get(at, 0), until)
    return max(by_day.values(), default=None)


def _closing(day: int, start: int, end: int) -> tuple[int, int]:
    """The day that hours belong to, and when they end in minutes of that day."""
    if (start, end) == (0, DAY) or start == end:
        return day, ALL_HOURS
    if start == 0 and end <= _MORNING:
        return (day - 1) % 7, DAY + end
    return day, end if end > start else end + DAY


def _tokens(text: str) -> list[_Token] | None:
    """The parts of a text; None where one is not known."""
    plain = re.sub(r"[‐‑‒–—−]", "-", text.strip()).casefold()  # noqa: RUF001 - dashes as registers have them
    if not plain or len(plain) > _LONGEST:
        return None
    found: list[_Token] = []
    place = 0
    while place < len(plain):
        match = _TOKENS.match(plain, place)
        if match is None or match.lastgroup is None or match.end() == place:
            return None
        if match.lastgroup not in ("space", "next"):
            found.append(_Token(match.lastgroup, match[0].strip()))
        place = match.end()
    return found


def _rules(tokens: list[_Token]) -> list[_Rule]:
    """The rules that make up a text. Raises ValueError or IndexError where they make no sense."""
    rules: list[_Rule] = []
    rule = _Rule()
    inside = False
    for kind, value in _joined(tokens):
        if rule.ended or (rule.said and not inside and kind in ("days", "holiday")):
            rules, rule = [*rules, rule], _Rule()
        if kind in ("days", "holiday"):
            _name(rule, value)
        elif kind == "hours":
            rule.hours.append(value)
        elif kind == "off":
            rule.off = True
        elif kind == "rule":
            rules, rule = [*rules, rule], _Rule(replaces=True)
        else:
            inside = _bracket(kind, rule, inside)
    rules.append(rule)
    kept = [one for one in rules if one.said or one.days or one.holidays]
    if inside or not all(one.said for one in kept) or not any(one.hours for one in kept):
        raise ValueError("days without hours, or no hours at all")
    if any(one.off and one.hours for one in kept):
        raise ValueError("both closed and open")
    return kept


def _name(rule: _Rule, days: frozenset[int] | None) -> None:
    """Add days, or holidays where None, to a rule."""
    if days is None:
        rule.holidays = True
    else:
        rule.days |= days


def _bracket(kind: str, rule: _Rule, inside: bool) -> bool:
    """Whether we are inside brackets now: they may hold the days of the hours before them."""
    if kind == "open" and (inside or not rule.hours or rule.days or rule.holidays):
        raise ValueError("a remark")
    if kind == "close" and not inside:
        raise ValueError("nothing to close")
    rule.ended = kind == "close"
    return kind == "open"


def _joined(tokens: list[_Token]) -> Iterator[tuple[str, Any]]:
    """Tokens with ranges put together: ("days", set), ("hours", (start, end)) and what stands alone."""
    place = 0
    while place < len(tokens):
        kind, text = tokens[place]
        ranged = place + 1 < len(tokens) and tokens[place + 1].kind == "range"
        if kind in ("day", "time"):
            end = tokens[place + 2] if ranged else tokens[place]
            if end.kind != kind or (kind == "time" and not ranged):
                raise ValueError("a range without an end")
            yield ("days", _days(text, end.text)) if kind == "day" else ("hours", _hours(text, end.text))
            place += 3 if ranged else 1
            continue
        if kind == "range":
            raise ValueError("a range of nothing")
        yield from _alone(kind, text)
        place += 1


def _alone(kind: str, text: str) -> Iterator[tuple[str, Any]]:
    if kind == "whole":
        yield "hours", (0, DAY)
    elif kind == "set":
        name = text if text in _SETS else f"{text}s"
        yield "days", _SETS[name]
    elif kind == "holiday":
        yield kind, None
    elif kind != "between":
        yield kind, text


def _days(first: str, last: str) -> frozenset[int]:
    start, end = _DAYS.index(first[:2]), _DAYS.index(last[:2])
    return frozenset((start + step) % 7 for step in range((end - start) % 7 + 1))


def _hours(start: str, end: str) -> tuple[int, int]:
    """Minutes of both; midnight is 0 where hours begin and 24 where they end."""
    begun, ended = _minutes(start), _minutes(end)
    if begun > DAY:
        raise ValueError(start)
    return begun % DAY, DAY if ended == 0 else ended


def _minutes(text: str) -> int:
    """Minutes from midnight; up to 30 hours, as OpenStreetMap writes the morning after."""
    named = text.removeprefix("12").strip()
    if named == "midnight":
        return 0
    if named in ("noon", "midday"):
        return DAY // 2
    plain = re.sub(r"\s*(midnight|noon)$", "", text)
    found = _CLOCK.fullmatch(plain)
    if found is None:
        raise ValueError(text)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    if minute > 59 or hour * 60 + minute > 30 * 60:
        raise ValueError(text)
    if text.endswith("midnight"):
        return 0 if hour in (0, 12, 24) else _no(text)
    return hour * 60 + minute


def _no(text: str) -> int:
    raise ValueError(text)
