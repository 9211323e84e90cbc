"""What the premises that are meant are called, in words that a sentence can hold."""

from __future__ import annotations

import re

from dashboard.data.dataset import Dataset
from dashboard.data.premises_kinds import ALSO_LICENSED
from dashboard.data.premises_meant import closing_text, is_other
from dashboard.query_fields import CLOSES, NOT_KNOWN

_HOUR = 60
_PLAIN = re.compile(r"[A-Za-z][a-z]+([ -][a-z]+)*")


def premises_called(dataset: Dataset, kind: str, closes: str = "") -> str:
    """Those of a kind, "licensed premises", "pubs", "schools"; and how late they are open at least."""
    called = _called(dataset, kind) if kind else "licensed premises"
    return f"{called} {closing_in_words(closes)}" if closes else called


def _called(dataset: Dataset, kind: str) -> str:
    label = dataset.catalogue.premises_kinds[kind]
    if is_other(dataset, kind):
        same = dataset.other_premises[dataset.other_premises.register == label]
        if len(same):  # told by no kind of its own, so it goes by its register
            rest = " of no stated kind" if (same.kind != "").any() else ""
            return f"places in “{label}”{rest}"
    if _PLAIN.fullmatch(label):
        return plural(label[0].lower() + label[1:])
    return f"{'places' if is_other(dataset, kind) else 'premises'} of the kind “{label}”"


def kind_listed(dataset: Dataset, kind: str) -> str:
    """What a list calls a kind: "licensed premises", "bars", "schools"; its own words where they are long."""
    label = dataset.catalogue.premises_kinds.get(kind, "")
    if not kind or _PLAIN.fullmatch(label):
        called = premises_called(dataset, kind)
        return f"{called} (not the licensed ones)" if kind.startswith(ALSO_LICENSED) else called
    return label


def plural(word: str) -> str:
    """More than one of them: pubs, pharmacies, off-licences; a word that ends in s stays as it is."""
    if word.endswith("s"):
        return word
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("ch", "sh", "x")) else f"{word}s"


def closing_in_words(closes: str) -> str:
    """A choice of closing time after what it is of: "open until at least 11pm"."""
    if closes == NOT_KNOWN:
        return "with no known closing time"
    return f"open until {hour_text(int(closes))} or later"


def closing_choices() -> dict[str, str]:
    """Each choice of closing time and what a list calls it."""
    named = {one: "not known" if one == NOT_KNOWN else f"{hour_text(int(one))} or later" for one in CLOSES}
    return {"": "any time", **named}


def hour_text(hour: int) -> str:
    """An hour of the day in words: "10pm", "midnight"."""
    return closing_text(hour * _HOUR)
