"""Every view of the table of views is at most three real clicks from the start page."""

from __future__ import annotations

import pytest
from click_table import MOST_CLICKS, partnership_views, single_views
from click_walk import walk
from playwright.sync_api import Browser
from scan_page import opened

from dashboard.data.dataset import Dataset

pytestmark = pytest.mark.browser

SAMPLE = 6
"""Of the partnerships after the first, each meets one view in six here; `click_audit.py` walks them all."""


def test_every_view_is_within_three_clicks(
    browser: Browser, demo_address: str, demonstration: Dataset
) -> None:
    views, partnerships = single_views(demonstration), partnership_views(demonstration)
    with opened(browser, demo_address) as scan:
        found = walk(scan, views, partnerships, every=SAMPLE)
    assert len(found) > 2 * len(views) + len(partnerships) + (len(partnerships) - 1) * (len(views) // SAMPLE)
    assert {view.subject for view in views} >= {
        "Page",
        "Layer",
        "Table",
        "Measure",
        "Period",
        "Crime type",
        "Level",
    }
    too_far = [one for one in found if one.clicks > MOST_CLICKS]
    assert too_far == []
    # A walk that made no clicks at all would have proved nothing.
    assert max(one.clicks for one in found) == MOST_CLICKS
