"""What kind each of the premises is, in the words of its register or of all its list; which are licensed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from dashboard.data.schema import LICENSED, OTHER, slug

OPEN_LISTS = {"Open Pubs": "pub", "OpenStreetMap pubs": "pub"}
"""Registers that are open lists, not a licensing authority's own, and the kind of all premises in them."""

_FOOD_REGISTER = "food-hygiene-register"
_FOOD_LICENSED = ("", "pub-bar-nightclub")
"""Of the Food Standards Agency's types of business the one that holds licensed premises for certain; lists
without types were fetched or cut for pubs."""

ALSO_LICENSED = "other-"
"""Before the slug of a kind of other places that is also a kind of licensed premises."""


def holds_of(register: str, holds: str, kinds: Iterable[str]) -> list[str]:
    """Whether each of a register's premises is `LICENSED` or `OTHER`: as the register, by its key.

    The food hygiene register has all food businesses, so of it only pubs, bars and nightclubs are licensed.
    """
    if register != _FOOD_REGISTER:
        return [holds for _ in kinds]
    return [LICENSED if holds == LICENSED and slug(kind) in _FOOD_LICENSED else OTHER for kind in kinds]


def read_premises_table(derived: Path) -> pd.DataFrame:
    """The premises of a version's `derived` folder; all licensed where it is older than others."""
    table = pd.read_parquet(derived / "premises.parquet")
    return table if "holds" in table else table.assign(holds=LICENSED)


def licensed_of(premises: pd.DataFrame, *, licensed: bool = True) -> pd.DataFrame:
    """Those that are licensed, or those that are not."""
    return premises[(premises.holds == LICENSED) == licensed].reset_index(drop=True)


def premises_kind(stated: str, register: str) -> str:
    """The kind of premises in words: as stated, else what the whole list holds; "" where nobody says."""
    return str(stated) or OPEN_LISTS.get(str(register), "")


def kinds_of(premises: pd.DataFrame) -> list[str]:
    """The slug of each one's kind; "" where nobody says."""
    return [slug(premises_kind(*pair)) for pair in _pairs(premises)]


def other_kind(stated: str, register: str) -> str:
    """The kind of other places in words: as stated, else the name of their register."""
    return str(stated) or str(register)


def other_kinds_of(others: pd.DataFrame, licensed: pd.DataFrame) -> list[str]:
    """The slug of each one's kind, never that of a kind of licensed premises."""
    taken = set(kinds_of(licensed))
    slugs = (slug(other_kind(*pair)) for pair in _pairs(others))
    return [f"{ALSO_LICENSED}{one}" if one in taken else one for one in slugs]


def kinds_known(premises: pd.DataFrame) -> dict[str, str]:
    """Slug -> label of every kind of licensed premises, by name; nothing where all are of one kind."""
    labels = sorted({premises_kind(*pair) for pair in set(_pairs(premises))})
    return {slug(label): label for label in labels if slug(label)} if len(labels) > 1 else {}


def other_kinds_known(others: pd.DataFrame, licensed: pd.DataFrame) -> dict[str, str]:
    """Slug -> label of every kind of other places, by name."""
    labels = {
        kind: other_kind(*pair)
        for kind, pair in zip(other_kinds_of(others, licensed), _pairs(others), strict=True)
        if kind
    }
    return dict(sorted(labels.items(), key=lambda one: one[1]))


def _pairs(premises: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(premises.kind.map(str), premises.register.map(str), strict=True))
