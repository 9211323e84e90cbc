"""Every view of the table of views is at most three real clicks from the start page."""

from __future__ import annotations

import pytest
from click_table import MOST_CLICKS, partnership_views, single_views
from click_walk import CHAINS, COUNT, Chain, walk, walk_back, walk_chain
from compare_page import comparing
from playwright.sync_api import Browser

from dashboard.data.dataset import Dataset

pytestmark = pytest.mark.browser

SAMPLE = 6
"""Of the partnerships after the first, each meets one view in six here; `click_audit.py` walks them all."""


def test_every_view_is_within_three_clicks(
    browser: Browser, demo_address: str, demonstration: Dataset
) -> None:
    views, partnerships = single_views(demonstration), partnership_views(demonstration)
    with comparing(browser, demo_address, "/") as scan:
        found = walk(scan, views, partnerships, every=SAMPLE)
    of_one = sum(view.of_one for view in views)
    assert len(found) > len(views) + of_one + len(partnerships) + (len(partnerships) - 1) * (of_one // SAMPLE)
    assert {view.subject for view in views} >= {
        "Page",
        "Layer",
        "Table",
        "Measure",
        "Period",
        "Crime type",
        "Level",
        "Compare",
    }
    too_far = [one for one in found if one.clicks > MOST_CLICKS]
    assert too_far == []
    # A walk that made no clicks at all would have proved nothing.
    assert max(one.clicks for one in found) == MOST_CLICKS


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_from_the_region_by_compare_to_an_areas_hotspots(
    browser: Browser, demo_address: str, demonstration: Dataset, chain: Chain
) -> None:
    code = "X06000005"
    west, south, east, north = demonstration.extents[demonstration.areas.index(code)].tolist()
    with comparing(browser, demo_address, "/") as compare:
        compare.context.add_init_script(COUNT)
        found = walk_chain(compare, chain, code, ((west + east) / 2, (south + north) / 2))
    assert found.clicks <= MOST_CLICKS


def test_an_areas_rate_leads_to_compare_in_one_click(browser: Browser, demo_address: str) -> None:
    with comparing(browser, demo_address, "/") as compare:
        compare.context.add_init_script(COUNT)
        assert walk_back(compare, "X06000005").clicks == 1
