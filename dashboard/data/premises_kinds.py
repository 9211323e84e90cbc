"""What kind each of the licensed premises is, in the words of its register or of the whole list."""

from __future__ import annotations

import pandas as pd

from dashboard.data.schema import slug

OPEN_LISTS = {"Open Pubs": "pub", "OpenStreetMap pubs": "pub"}
"""Registers that are open lists, not a licensing authority's own, and the kind of all premises in them."""


def premises_kind(stated: str, register: str) -> str:
    """The kind of premises in words: as stated, else what the whole list holds; "" where nobody says."""
    return str(stated) or OPEN_LISTS.get(str(register), "")


def kinds_of(premises: pd.DataFrame) -> list[str]:
    """The slug of each one's kind; "" where nobody says."""
    pairs = zip(premises.kind, premises.register, strict=True)
    return [slug(premises_kind(str(kind), str(register))) for kind, register in pairs]


def kinds_known(premises: pd.DataFrame) -> dict[str, str]:
    """Slug -> label of every kind there is, by name; nothing where all premises are of one kind."""
    pairs = set(zip(premises.kind.map(str), premises.register.map(str), strict=True))
    labels = sorted({premises_kind(*pair) for pair in pairs})
    return {slug(label): label for label in labels if slug(label)} if len(labels) > 1 else {}
