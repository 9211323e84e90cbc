"""Nothing of a source that is not open leaves by the findings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import DisclosureError
from dashboard.data.why.changed import changed_table, what_changed
from dashboard.data.why.near_licensed import bands_table, near_licensed, sites_table
from dashboard.data.why.near_repeats import near_repeats, near_repeats_reason, near_table
from dashboard.data.why.repeats import points_table, repeat_places
from dashboard.data.why.sure import how_sure, sure_table
from dashboard.data.why.when import hours_table, seasons_table, when
from dashboard.selection import Selection
from tests.worlds import POLICE

OUT = (
    what_changed, changed_table, near_licensed, sites_table, bands_table, repeat_places, points_table,
    how_sure, sure_table, when, hours_table, seasons_table, near_repeats, near_repeats_reason, near_table,
)  # fmt: skip


@pytest.mark.parametrize("find", OUT)
def test_every_way_out_refuses(
    small: Dataset, find: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    selection = Selection.default(small.catalogue)
    find(small, selection, POLICE.key)
    controlled = dataclasses.replace(POLICE, sensitivity="controlled")
    monkeypatch.setitem(small.sources, POLICE.key, controlled)  # type: ignore[arg-type]
    with pytest.raises(DisclosureError):
        find(small, selection, POLICE.key)


@pytest.mark.parametrize("find", OUT)
def test_a_source_that_is_not_there_is_an_error(small: Dataset, find: Callable[..., Any]) -> None:
    with pytest.raises(KeyError):
        find(small, Selection.default(small.catalogue), "no-such-source")
