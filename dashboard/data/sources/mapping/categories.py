"""Suppliers' own words for what happened -> types of incident. What nobody has mapped is kept and listed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from dashboard.data.schema import CRIME_TYPES, NOT_YET_MAPPED, slug
from dashboard.data.sources.checks import encoded

EMPTY = "(empty)"
MOST_LISTED = 500
"""So many unmapped words of a file are listed, the commonest; a column of free text could hold millions."""
OTHERS = "(other words)"
"""What the words beyond those listed are called together."""


def types_of(
    words: pa.Array, mapping: Mapping[str, str], own: Mapping[str, str]
) -> tuple[pa.Array, dict[str, int]]:
    """The type of each row (dictionary-encoded slugs), and rows by word that is not yet mapped.

    `mapping` has the words folded (`fold`); `own` are the source's own types (slug -> label). A word that is
    itself a crime type, or one of the source's own, needs no mapping. Of words that are not mapped, those
    beyond the first `MOST_LISTED` are counted together as `OTHERS`.
    """
    codes = encoded(words)
    labels = dict(own) | CRIME_TYPES
    known = {fold(label): name for name, label in labels.items()}
    known |= {name: name for name in labels} | dict(mapping)
    different = codes.dictionary.to_pylist()
    types = [known.get(fold(word), known.get(slug(word), NOT_YET_MAPPED)) for word in different]
    unmapped = [place for place, name in enumerate(types) if name == NOT_YET_MAPPED]
    rows = np.bincount(codes.indices.to_numpy(zero_copy_only=False), minlength=len(different))
    commonest = sorted(unmapped, key=lambda place: (-rows[place], different[place]))[:MOST_LISTED]
    listed = {different[place] or EMPTY: int(rows[place]) for place in commonest if rows[place]}
    left = int(rows[unmapped].sum()) - sum(listed.values())
    if left:
        listed[OTHERS] = left
    made = pa.array(types, pa.string()).take(codes.indices)
    return encoded(made), listed


def fold(word: str) -> str:
    """A word as it is compared: without case, runs of spaces as one."""
    return " ".join(word.split()).casefold()
