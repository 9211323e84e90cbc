"""A source whose agreement ends while somebody looks at it: gone from Scan, named on Sources."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from scan_page import opened, serving

from dashboard.data.hiding import today
from dashboard.data.ingest import import_frames
from dashboard.data.inputs import Inputs
from dashboard.data.upkeep import renew
from tests.worlds import AMBULANCE, POLICE, ambulance_rows, police_rows, small_inputs

pytestmark = pytest.mark.browser

LIST = "() => document.querySelector('#main').innerText"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small world; the agreement on its ambulance calls ends tomorrow."""
    calls = dataclasses.replace(AMBULANCE, agreement_expires=(today() + timedelta(days=1)).isoformat())
    sources = [(POLICE, police_rows()), (calls, ambulance_rows())]
    import_frames(tmp_path, sources, small_inputs(), demo=False)
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with serving(folder, workers=2) as address:
        yield address


def test_it_vanishes_from_scan_and_appears_on_sources_as_hidden(
    browser: Browser, folder: Path, address: str
) -> None:
    with opened(browser, address, "/?sources=march-ambulance") as scan:
        assert "Fall at home" in scan.page.evaluate(LIST) or "march-ambulance" in scan.search
        before = scan.map()["total"]
        ended = dataclasses.replace(
            AMBULANCE, agreement="Agreement 7", agreement_expires="2020-03-31", contact="data@trust.example"
        )
        import_frames(folder, [(ended, ambulance_rows())], Inputs(), demo=False)
        scan.click_month("2025-03")
        scan.wait_for(lambda: scan.documents == 2, "the page to be loaded again")
        scan.settle()
        assert "-" in scan.map()["version"].removeprefix("v").split("-", 1)[1]  # the id of what is left
        assert scan.map()["total"] != before
        assert scan.page.locator("text=March ambulance").count() == 0
        shown = {row["source"] for row in scan.export("areas", without=("sources",))}
        assert shown == {"march-police"}
        scan.page.goto(f"{address}/sources")
        scan.page.wait_for_selector(".hidden-sources")
        said = scan.page.inner_text(".hidden-sources")
        assert "March ambulance" in said
        assert "Agreement 7 ended on 31 March 2020. Owner: March Ambulance Trust, data@trust.example." in said
        assert "python -m dashboard renew march-ambulance --until YYYY-MM-DD" in said
        renew(folder, "march-ambulance", today())
        scan.page.reload()
        scan.page.wait_for_selector("text=March ambulance")
        assert scan.page.locator(".hidden-sources").count() == 0


def test_with_nothing_left_to_show_every_page_says_so(
    browser: Browser, tmp_path: Path, chromium: Path
) -> None:
    only = dataclasses.replace(POLICE, agreement_expires="2020-03-31")
    import_frames(tmp_path, [(only, police_rows())], small_inputs(), demo=False)
    with serving(tmp_path) as address:
        context = browser.new_context()
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        for path in ("/", "/compare", "/measures"):
            page.goto(f"{address}{path}")
            page.wait_for_selector("text=Nothing may be shown at the moment")
        page.goto(f"{address}/sources")
        page.wait_for_selector("text=Hidden until renewed")
        assert faults == []
        context.close()
