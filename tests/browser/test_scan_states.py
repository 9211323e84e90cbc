"""What the page says when something is wrong: bad addresses, nothing to show, a failed panel, a lost server.
And what it does when its data are replaced while it is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route
from scan_page import LOOK, ScanPage, opened, serving

from dashboard.figures.browse_pack import packed
from tests.reader_of_packs import unpacked
from tests.worlds import import_small_world, police_rows

pytestmark = pytest.mark.browser

BAD_ADDRESSES = [
    ("/?area=E99999999", "The area in the address can't be used"),
    ("/?types=burglary,teleportation", "There is no crime type called teleportation in the data."),
    ("/?from=2025-13", "The first month in the address can't be used"),
    ("/?from=2025-06&to=2025-01", "The period ends before it begins."),
    ("/?cell=%3Cscript%3E", "The map cell in the address can't be used"),
    ("/?pins=X06000005,E99999999", "There is no area with this code in the data."),
    ("/?pins=" + ",".join(f"X{n:08d}" for n in range(41)), "At most 40 can be pinned at a time."),
    ("/?box=1,2,3,nan", "It must be four numbers: west, south, east, north."),
    ("/?box=2,55,1,56", "It must be a box on the map"),
    ("/?measure=%27;--&class=99&layers=hotspots,lava", "It must be one of count, rate, change."),
    ("/?view=nowhere&view=1e9,%3Cb%3E,NaN&class=0", "It must be a whole number from 1 to 9."),
    ("/?sources=&level=galaxy&area=%00%FF", "The area in the address can't be used"),
]


class TestBadAddresses:
    def test_each_falls_back_with_a_note_and_a_page_that_works(
        self, browser: Browser, demo_address: str
    ) -> None:
        with opened(browser, demo_address) as scan:
            default = scan.view()
            for path, note in BAD_ADDRESSES:
                scan.open(path)
                assert note in scan.text("#scan-notes"), path
                shown = scan.view()
                for part in ("sentence", "cards", "rows", "chart", "map"):
                    assert shown[part] == default[part], (path, part)
            scan.click_month("2025-02")
            assert "February 2025" in scan.text("#scan-sentence")

    def test_a_pin_outside_the_area_is_left_out(self, browser: Browser, demo_address: str) -> None:
        with opened(browser, demo_address, "/?area=X06000005&pins=X06000002") as scan:
            assert "A pinned area must lie inside the chosen area." in scan.text("#scan-notes")
            assert scan.chips() == ["Port Sennet"]
            assert "Port Sennet, January to December 2025" in scan.text("#scan-sentence")

    def test_what_can_be_used_of_an_address_is_used(self, browser: Browser, demo_address: str) -> None:
        with opened(browser, demo_address, "/?area=X06000005&types=nonsense&from=2025-01&to=2025-03") as scan:
            assert "Port Sennet, January to March 2025" in scan.text("#scan-sentence")
            assert "nonsense" in scan.text("#scan-notes")


class TestNothingToShow:
    def test_no_incidents_are_a_zero_in_words(self, browser: Browser, small_address: str) -> None:
        with opened(browser, small_address, "/?sources=march-police&area=X01000001&types=burglary") as scan:
            quiet = next(row["month"] for row in scan.export("months") if row["incidents"] == "0")
            scan.click_month(quiet)
            assert ": 0 incidents" in scan.text("#scan-sentence")
            assert scan.cards()[0]["figures"][0] == "0"
            assert scan.text(".hexmap-message") == "No incidents to show on the map for this choice."
            line = scan.chart()[0]
            assert dict(zip(line["months"], line["counts"], strict=True))[quiet] == 0

    def test_no_data_are_no_zero(self, browser: Browser, demo_address: str) -> None:
        # Dunlinshire Police supplies nothing before January 2025.
        path = "/?sources=demo-police&area=X23000003&from=2024-01&to=2024-06"
        with opened(browser, demo_address, path) as scan:
            assert ": no data" in scan.text("#scan-sentence")
            assert "0" not in scan.cards()[0]["figures"]
            assert {row["incidents_text"] for row in scan.rows()} == {"–"}
            months = {
                month
                for line in scan.chart()
                for month, count in zip(line["months"], line["counts"], strict=True)
                if count is not None
            }
            assert min(months) == "2025-01"

    @pytest.mark.parametrize("path", ["/", "/sources", "/?area=E06000002"])
    def test_before_the_first_import_the_page_says_what_to_do(
        self, browser: Browser, empty_address: str, path: str
    ) -> None:
        with opened(browser, empty_address, path) as scan:
            assert scan.text("h1") == "No data imported"
            assert "python -m dashboard demo" in scan.text("#main")


class TestFailures:
    def test_one_failed_panel_says_so_and_leaves_the_others_alive(self, scan: ScanPage) -> None:
        message = "This panel could not be drawn."

        def fail_chart(route: Route) -> None:
            header, arrays = unpacked(route.fetch().body())
            chart = header["parts"]["chart"]
            chart["html"] = {"scan-chart-title": "Incidents", "scan-chart-problem": message}
            chart["told"] = {"drawChart": {"data": [], "layout": {}}, "writeChartTable": None}
            header["whole"] = False
            route.fulfill(status=200, body=packed(header, arrays))

        before = scan.chart()
        scan.route(LOOK, fail_chart)
        scan.click_row("X06000005")
        assert scan.text("#scan-chart-problem") == message
        assert "Port Sennet" in scan.text("#scan-sentence")
        assert [row["id"] for row in scan.rows() if row["pinned"]] == ["X06000005"]
        scan.page.unroute(LOOK)
        scan.back()
        assert scan.text("#scan-chart-problem") == ""
        assert scan.chart() == before

    @pytest.mark.parametrize(
        ("status", "said"), [(500, "could not be brought up to date"), (403, "Reload it to reconnect")]
    )
    def test_an_answer_that_fails_is_said_and_what_was_shown_stays(
        self, scan: ScanPage, status: int, said: str
    ) -> None:
        before = scan.view()
        scan.route(LOOK, lambda route: route.fulfill(status=status, body="broken"))
        scan.click_row("X06000005")
        banner = scan.page.locator(".reconnect")
        assert said in banner.inner_text()
        shown = scan.view()
        for part in ("sentence", "cards", "rows", "chart", "map"):
            assert shown[part] == before[part], part
        scan.page.unroute(LOOK)
        banner.get_by_role("button", name="Reload").click()
        scan.page.locator("#scan-sentence").filter(has_text="Port Sennet").wait_for()
        scan.settle()
        assert banner.count() == 0
        scan.expect_fault(str(status))

    def test_back_asks_nobody(self, scan: ScanPage) -> None:
        before = scan.view()
        scan.click_row("X06000005")
        asked = len([request for request in scan.requests if LOOK.search(request.url)])
        scan.page.go_back()
        scan.wait_for(lambda: "Port Sennet" not in scan.text("#scan-sentence"), "the page as it was")
        scan.settle()
        assert scan.view() == before
        assert len([request for request in scan.requests if LOOK.search(request.url)]) == asked

    def test_a_server_out_of_reach_is_said_and_forgotten_once_it_is_back(self, scan: ScanPage) -> None:
        scan.context.set_offline(True)
        scan.click_row("X06000005")
        banner = scan.page.locator(".reconnect")
        assert "can't be reached" in banner.inner_text()
        scan.context.set_offline(False)
        scan.settle()  # the page may ask again by itself, and moves up as the banner goes
        scan.click_month("2025-02")
        assert banner.is_hidden()
        assert "Port Sennet, February 2025" in scan.text("#scan-sentence")
        scan.expect_fault("ERR_INTERNET_DISCONNECTED")

    def test_a_lost_session_takes_no_figures_away(self, scan: ScanPage) -> None:
        scan.context.clear_cookies()
        scan.click_row("X06000005")
        assert "Port Sennet" in scan.text("#scan-sentence")
        assert scan.page.locator(".reconnect").count() == 0


class TestNewVersions:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        import_small_world(tmp_path)
        return tmp_path

    @pytest.fixture
    def address(self, folder: Path) -> Iterator[str]:
        with serving(folder, workers=2) as address:
            yield address

    def test_the_page_reloads_once_for_new_data_even_if_its_own_are_gone(
        self, browser: Browser, folder: Path, address: str
    ) -> None:
        rows = police_rows()
        with opened(browser, address, "/?sources=march-police") as scan:
            first = scan.map()["version"]
            second = import_small_world(folder, rows.iloc[:-10])
            scan.click_month("2025-03")
            scan.wait_for(lambda: scan.documents == 2, "the page to be loaded again")
            scan.settle()
            assert scan.map()["version"] == second != first
            assert "March 2025" in scan.text("#scan-sentence")
            scan.click_month("2025-04")
            scan.click_month("2025-05")
            assert scan.documents == 2

            import_small_world(folder, rows.iloc[:-20])
            last = import_small_world(folder, rows.iloc[:-30])
            scan.click_month("2025-04")
            scan.wait_for(lambda: scan.documents == 3, "the page to be loaded once more")
            scan.settle()
            assert scan.map()["version"] == last
            assert "April to May 2025" in scan.text("#scan-sentence")
            assert scan.map()["total"] == sum(int(row["incidents"]) for row in scan.export("cells"))
            scan.click_month("2025-05")
            assert scan.documents == 3
