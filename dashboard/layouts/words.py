"""Numbers, months and verdicts in the words of the page: GOV.UK style, written for a councillor."""

from __future__ import annotations

import re

from dashboard.analysis.trends import Verdict
from dashboard.data.denominators import Denominator
from dashboard.data.disclosure import ROUNDED_TO
from dashboard.data.schema import Source, groups_of, incidents_text, month_name, rate_text
from dashboard.data.statistics import Statistics
from dashboard.selection import Selection

NOT_KNOWN = "–"
WITHHELD = "withheld"

USUAL = "usual ups and downs"
"""What scatters by chance: analysts call it common cause, or normal variation."""

_SAID: dict[str, str] = {
    Verdict.HIGHER: f"higher than the {USUAL}",
    Verdict.LOWER: f"lower than the {USUAL}",
    Verdict.WITHIN: f"within the {USUAL}",
    Verdict.TOO_FEW: "too few to say",
    Verdict.NO_EARLIER: "no earlier data",
    Verdict.WITHHELD: "withheld",
}

_MARKS: dict[str, str] = {
    Verdict.HIGHER: "▲",
    Verdict.LOWER: "▼",
    Verdict.WITHIN: "●",
    Verdict.TOO_FEW: "○",
    Verdict.NO_EARLIER: "–",
    Verdict.WITHHELD: "◌",
}


def number(value: float | None) -> str:
    """A whole number with thousands: 1,234."""
    return NOT_KNOWN if value is None else f"{value:,.0f}"


def rate(value: float | None) -> str:
    """A rate to one decimal; below 1 to two significant figures, so that only nil is "0": "0.043"."""
    return NOT_KNOWN if value is None else rate_text(value)


def percent(share: float | None) -> str:
    """A share of one as a percentage: 12.3%; what would round to nothing is "<0.1%"."""
    if share is None:
        return NOT_KNOWN
    return "<0.1%" if 0 < share < 0.0005 else f"{100 * share:.1f}%"


def interval(lower: float, upper: float) -> str:
    """The ends of an interval as `rate` has them, "6.8 to 10.1"; no decimals from 100 on: "166 to 183"."""
    whole = lower >= 100
    return f"{lower:,.0f} to {upper:,.0f}" if whole else f"{rate_text(lower)} to {rate_text(upper)}"


def signed(value: float | None) -> str:
    """A difference with its sign: +12, 0, and a true minus sign for fewer."""
    if value is None:
        return NOT_KNOWN
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):,.0f}"


def mark(verdict: str) -> str:
    """A shape for a verdict, so that colour is never alone."""
    return _MARKS[verdict]


def times(ratio: float) -> str:
    """How many times as high: "1.3 times"; below about 1, "0.42 times"."""
    return f"{ratio:,.1f} times" if ratio >= 0.95 else f"{ratio:.2f} times"


def place_in_line(place: int, of: int, *, tied: bool) -> str:
    """A rank by what is highest: "highest", "2nd highest", "joint 3rd highest", "lowest"."""
    if place == of:
        return "lowest"
    rank = "highest" if place == 1 else f"{ordinal(place)} highest"
    return f"joint {rank}" if tied else rank


def ordinal(place: int) -> str:
    """A place in a line: "1st", "22nd", "13th"."""
    teens = place % 100 in (11, 12, 13)
    return f"{place}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th')}"


def period(start: int, end: int) -> str:
    """Months in words: "June 2025", "January to December 2025", "July 2024 to June 2025"."""
    if start == end:
        return month_name(start)
    first, last = month_name(start), month_name(end)
    if start // 12 == end // 12:
        return f"{first.split()[0]} to {last}"
    return f"{first} to {last}"


def earlier(start: int, end: int) -> str:
    """The period a change is measured against, in words that fit after "than"."""
    months = end - start + 1
    years = -(-months // 12)
    if months == 12:
        return "the year before"
    if years == 1:
        return "the same month a year before" if months == 1 else "the same months a year before"
    return f"the {years} years before" if months % 12 == 0 else f"the same months {years} years before"


def crime(types: tuple[str, ...], labels: dict[str, str]) -> str:
    """The chosen crime types as the beginning of a sentence."""
    if not types:
        return "All crime"
    if group := group_named(types, labels):
        return group
    names = [labels[name] for name in types]
    if len(names) > 3:
        return f"{len(names)} crime types"
    following = [name[:1].lower() + name[1:] for name in names[1:]]
    return names[0] if not following else f"{', '.join([names[0], *following[:-1]])} and {following[-1]}"


def group_named(types: tuple[str, ...], labels: dict[str, str]) -> str:
    """The name of the group that these types make up, of the types there are; "" where they make up none."""
    groups = {members: name for name, members in groups_of(labels).items()}
    return groups.get(types, "")


def change(found: Statistics, selection: Selection) -> str:
    """The change without its verdict: "3% fewer than the year before", "5 more than ... (9, was 4)"."""
    if found.verdict == Verdict.NO_EARLIER:
        return "no earlier data to compare with"
    if found.verdict == Verdict.WITHHELD:
        return "the change is withheld, as one of the counts is too small to show"
    against = earlier(selection.start, selection.end)
    without = f" (leaving out {listed(found.left_out)})" if found.left_out else ""
    return f"{_more_or_fewer(found, against)}{without}"


def verdict_said(verdict: str) -> str:
    """The verdict as pages say it, "within the usual ups and downs"; files keep the statisticians' words."""
    return _SAID.get(verdict, verdict)


def verdict_in_sentence(verdict: str) -> str:
    """The verdict as the end of a sentence: a change is more than the usual whichever way it goes."""
    beyond = Verdict(verdict) in (Verdict.HIGHER, Verdict.LOWER)
    return f"more than the {USUAL}" if beyond else verdict_said(verdict)


def _more_or_fewer(found: Statistics, against: str) -> str:
    if found.change == 0:
        return f"as many as {against}"
    direction = "more" if (found.change or 0) > 0 else "fewer"
    if found.change_share is None or (found.before or 0) < 20:  # of a handful a percentage only misleads
        both = f"({number(found.compared)}, was {number(found.before)})"
        return f"{abs(found.change or 0):,} {direction} than {against} {both}"
    if abs(found.change_share) < 0.005:
        return f"about as many as {against}"
    return f"{abs(found.change_share):.0%} {direction} than {against}"


def change_in_brief(difference: int | None, verdict: str) -> str:
    """A difference with its verdict in the fewest words: a sign, a number, a mark, what it means."""
    brief = _BRIEF[verdict]
    return brief if difference is None else f"{signed(difference)}  {brief}"


def change_in_least(difference: int | None, verdict: str) -> str:
    """The beginning of `change_in_brief`, where there is no room for more: it still tells verdicts apart."""
    brief = _LEAST[verdict]
    return brief if difference is None else f"{signed(difference)}  {brief}"


def denominator(note: str) -> str:
    """What to think of a rate whose residents are a poor denominator; "" where they are not."""
    return _DENOMINATORS[note]


def short_period(start: int, end: int) -> str:
    """Months in words, shortened: "Jan to Dec 2025"."""
    return re.sub(r"([A-Z][a-z]{2})[a-z]+", r"\1", period(start, end))


def brief_period(start: int, end: int) -> str:
    """Months in the fewest words: "2024" for a calendar year, else as `short_period`."""
    whole_year = start % 12 == 0 and end == start + 11
    return str(start // 12) if whole_year else short_period(start, end)


def count_in_sentence(found: Statistics) -> str:
    """How many there are, as the sentence says it; of a controlled source how near that is."""
    if found.controlled is None:
        return incidents_text(found.incidents or 0)
    if found.withheld:
        return f"{_few(found.controlled)} (withheld)"
    rounded = f" (to the nearest {ROUNDED_TO})" if found.incidents else ""
    return f"{incidents_text(found.incidents or 0)}{rounded}"


def _few(source: Source) -> str:
    most = source.small_counts
    return "1 incident" if most == 1 else f"1 to {most} incidents"


def protection(source: Source) -> str:
    """How the figures of a controlled source are shown, in a sentence or two."""
    few = "1" if source.small_counts == 1 else f"1 to {source.small_counts}"
    return (
        f"{source.name} is a controlled source: to protect people, counts of {few} are withheld and others "
        f"rounded to the nearest {ROUNDED_TO}, by whole quarters and coarse map cells."
    )


def no_data(found: Statistics) -> str:
    """Why there is no count, and what strays are known of."""
    if found.not_recorded:
        return "this source does not record these crime types"
    if not found.incidents:
        return "no data for this area and period"
    return f"no data for this area and period, but {incidents_text(found.incidents)} recorded by other forces"


def inside(text: str) -> str:
    """A text as it stands inside a sentence: its first letter small."""
    return f"{text[:1].lower()}{text[1:]}"


def listed(names: tuple[str, ...]) -> str:
    """Names in a sentence: "Durham and Northumbria"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


_DENOMINATORS: dict[str, str] = {
    Denominator.SOUND: "",
    Denominator.FEW: "Fewer than 1,000 people live here, so this rate says little.",
    Denominator.VISITED: "Many more people come here than live here, so this rate overstates their risk.",
    Denominator.WORKED: "Many more people work here than live here, so this rate overstates their risk.",
}

_SHORT: dict[str, str] = {
    Verdict.HIGHER: "higher",
    Verdict.LOWER: "lower",
    Verdict.WITHIN: USUAL,
    Verdict.TOO_FEW: "too few to say",
    Verdict.NO_EARLIER: "no earlier data",
    Verdict.WITHHELD: "withheld",
}

_SHORTEST: dict[str, str] = {Verdict.WITHIN: "usual", Verdict.TOO_FEW: "too few"}

_BRIEF = {verdict: f"{mark(verdict)} {short}" for verdict, short in _SHORT.items()}
_LEAST = {verdict: f"{mark(verdict)} {short}" for verdict, short in (_SHORT | _SHORTEST).items()}
