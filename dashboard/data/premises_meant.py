"""Which premises a reader means by "near": licensed ones or other places, of a kind, open until late or not.

Scan's numbers of premises are those of licensed ones. Other registers (schools, shops, takeaways) are only
there where their kind is chosen, so that nothing of them changes what "near licensed premises" says.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.closing_time import ALL_HOURS, latest_closing
from dashboard.data.dataset import Dataset
from dashboard.data.premises_kinds import kinds_of, other_kind, other_kinds_of, premises_kind
from dashboard.query_fields import NOT_KNOWN
from dashboard.selection import Selection

Minutes = npt.NDArray[np.int64]

UNREAD = -1
"""The closing time of premises whose hours are not stated, or not understood."""

_HOUR = 60
_NOON = 12


class Meant(NamedTuple):
    """What is chosen of premises."""

    kind: str = ""
    """Slug; "": all licensed premises."""
    closes: str = ""
    """At least open until this hour of the night, or `NOT_KNOWN`; "": whenever they close."""


ALL_LICENSED = Meant()


def meant(selection: Selection) -> Meant:
    """What a selection chooses of premises."""
    return Meant(selection.kind, selection.closes)


def is_other(dataset: Dataset, kind: str) -> bool:
    """Whether a kind is one of other places, not of licensed premises."""
    return kind in dataset.other_kinds


def premises_meant(dataset: Dataset, which: Meant) -> pd.DataFrame:
    """The premises meant, wherever they stand: the columns of `Dataset.premises`, in their order.

    `closing` is the latest closing of the week in minutes from the day's midnight (`latest_closing`), -1
    where it is not known; `kind` is in the words of the register, or of the list.
    """
    if not which.closes:
        return dataset.once(("premises", which.kind), lambda: _of_kind(dataset, which.kind))
    every = premises_meant(dataset, Meant(which.kind))
    return every[_closing_as(every.closing.to_numpy(), which.closes)].reset_index(drop=True)


def hours_known(dataset: Dataset, kind: str) -> bool:
    """Whether of any premises of a kind the closing time is known."""
    return bool((premises_meant(dataset, Meant(kind)).closing != UNREAD).any())


def _of_kind(dataset: Dataset, kind: str) -> pd.DataFrame:
    other = is_other(dataset, kind)
    table = dataset.other_premises if other else dataset.premises
    if kind:
        slugs = other_kinds_of(table, dataset.premises) if other else kinds_of(table)
        table = table[np.array(slugs, dtype=object) == kind]
    named = other_kind if other else premises_kind
    kinds = [named(str(k), str(r)) for k, r in zip(table.kind, table.register, strict=True)]
    found = table.assign(kind=pd.Series(kinds, index=table.index, dtype="str"), closing=_closing(table.hours))
    return found.reset_index(drop=True)


def _closing(hours: pd.Series) -> Minutes:
    """The latest closing of each; each text is read once, as many are the same."""
    places, texts = pd.factorize(hours.fillna("").map(str))
    read = [latest_closing(str(text)) for text in texts]
    minutes = np.array([UNREAD if one is None else one for one in read], dtype=np.int64)
    return minutes[places] if len(minutes) else np.zeros(0, dtype=np.int64)


def _closing_as(closing: Minutes, chosen: str) -> npt.NDArray[np.bool_]:
    if chosen == NOT_KNOWN:
        return np.asarray(closing == UNREAD)
    hour = int(chosen)
    return np.asarray(closing >= (hour if hour > _NOON else hour + 24) * _HOUR)


def closing_text(minutes: int) -> str:
    """A closing time in words: "11pm", "midnight", "1:30am", "open all hours"; "" where it is not known."""
    if minutes == UNREAD:
        return ""
    if minutes >= ALL_HOURS:
        return "open all hours"
    hour, minute = divmod(minutes % (24 * _HOUR), _HOUR)
    if not minute and hour in (0, _NOON):
        return "noon" if hour else "midnight"
    half = "pm" if hour >= _NOON else "am"
    return f"{(hour - 1) % _NOON + 1}{f':{minute:02d}' if minute else ''}{half}"
