"""What the Compare page calls things: areas by their number, incidents by their type, small numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sized

from dashboard.analysis.variation import Direction
from dashboard.data.alike import FEWEST_PICKED
from dashboard.data.compared import Compared
from dashboard.data.dataset import Dataset
from dashboard.data.schema import NOUNS, Level
from dashboard.layouts import words
from dashboard.selection import Selection

MOST_SAID = 40
"""Areas of which something is said in a summary; of more only the first few."""

MOST_NAMED = 5
"""Areas named in a sentence; of more the rest is counted."""

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)

_PLURALS = {
    "bicycle-theft": "bicycle thefts",
    "burglary": "burglaries",
    "drugs": "drugs offences",
    "other-crime": "other crimes",
    "other-theft": "other thefts",
    "public-order": "public order offences",
    "robbery": "robberies",
    "theft-from-the-person": "thefts from the person",
    "vehicle-crime": "vehicle crimes",
    "violence-and-sexual-offences": "violent and sexual offences",
}


def pick_more(c: Compared) -> str:
    """What to do where too few areas are picked for anybody to be compared; "" where there are enough."""
    if c.similar.kind != "picked" or not c.alone:
        return ""
    return f"pick at least {in_words(FEWEST_PICKED)} {NOUNS[c.level][1]} to compare with"


def whom(c: Compared) -> str:
    """With whom everybody is compared, as part of a sentence."""
    return "the areas picked" if c.similar.kind == "picked" else "similar areas"


def in_words(number: int) -> str:
    """A whole number, up to twelve in words: "seven", "13"; 0 is "no"."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def capital(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def areas(level: Level, number: int) -> str:
    """A number of areas with their noun: "12 partnerships", "1 ward"."""
    return f"{number:,} {NOUNS[level][number != 1]}"


def named(names: tuple[str, ...]) -> str:
    """Names in a sentence, the first few of many: "Durham and Northumbria", "A, B, C, D, E and 7 more"."""
    if len(names) <= MOST_NAMED + 1:
        return words.listed(names)
    return words.listed((*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"))


def named_within(names: tuple[str, ...], letters: int) -> str:
    """Names in a sentence, as many as have so many letters but one at least: "A, B and 20 more"."""
    some = names[:MOST_NAMED]
    while len(", ".join(some)) > letters and len(some) > 1:
        some = some[:-1]
    if len(some) == min(len(names), MOST_NAMED):
        return named(names)
    return words.listed((*some, f"{len(names) - len(some):,} more"))


def all_of(lines: list[str]) -> str:
    """What is said of each area in one text; of very many the first few, as the rest is in the table."""
    if len(lines) <= MOST_SAID:
        return f"{'; '.join(lines)}."
    return f"{'; '.join(lines[:MOST_NAMED])}; and {len(lines) - MOST_NAMED:,} more, in the table."


def share_of_one(number: float) -> str:
    """How many would be expected, where that may be far below one: "13.7", "fewer than 1"."""
    if number >= 0.95:
        return f"{number:,.1f}"
    return "fewer than 1" if number >= 0.095 else "far fewer than 1"


def what(dataset: Dataset, selection: Selection) -> str:
    """The chosen crime types as the beginning of a sentence: "Burglary", "All crime"."""
    return words.crime(selection.types, dict(dataset.types))


def incidents(dataset: Dataset, selection: Selection) -> str:
    """What is counted, in the plural: "burglaries", "incidents" of several types."""
    if len(selection.types) != 1:
        return "incidents"
    slug = selection.types[0]
    label = dataset.types[slug]
    return _PLURALS.get(slug, f"incidents of {label[:1].lower()}{label[1:]}")


def unit(dataset: Dataset, selection: Selection, c: Compared) -> str:
    """What the page's figures are: "burglaries per 1,000 residents"; counts where there is nothing to divide
    by."""
    counted = incidents(dataset, selection)
    return f"{counted} {c.per_label}" if c.per_dataset else counted


def briefly_per(c: Compared) -> str:
    """What a rate is for, in short where that is what every page means: "per 1,000", "per km²"."""
    return "per 1,000" if c.per == "residents" else c.per_label


def more_than(listed: Sized, most: int) -> int:
    """How many there are beyond the most that are shown; 0 where there are none."""
    return max(len(listed) - most, 0)


def runs_of(months: tuple[int, ...]) -> Iterator[str]:
    """Months in words, those in a row as one period."""
    for _, run in itertools.groupby(enumerate(sorted(months)), key=lambda pair: pair[1] - pair[0]):
        members = [month for _, month in run]
        yield words.period(members[0], members[-1])


def ranked_rows(c: Compared) -> list[int]:
    """Rows of the areas that have a rank, the highest rate first."""
    ranks = c.rank.tolist()
    return sorted((row for row, rank in enumerate(ranks) if rank), key=ranks.__getitem__)


def several_at(c: Compared, row: int) -> str:
    """The areas that share an area's rate, by their number: "264 wards"."""
    return areas(c.level, c.rank.tolist().count(int(c.rank[row])))


def own_row(c: Compared) -> int | None:
    """Row of the one own area; None where there is none, or several."""
    return c.row_of.get(c.own_code) if c.own_code else None


def judged(direction: Direction) -> bool:
    """Whether more of it is better or worse, so that a page may say so."""
    return direction is not Direction.NO_JUDGEMENT
