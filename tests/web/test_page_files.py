"""The scripts and styles of the product's own page: which there are, and how they are sent."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import brotli
import plotly.offline
import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.settings import Settings

FOR_EVER = "max-age=31536000, immutable"
SCRIPT = re.compile(r'<script src="([^"]+)">')
STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)">')


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Dash:
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data"), secret_key="x" * 32))


@pytest.fixture
def client(served: Dash) -> FlaskClient:
    return served.server.test_client()


@pytest.fixture
def scripts(client: FlaskClient) -> list[str]:
    return SCRIPT.findall(client.get("/").text)


@pytest.fixture
def styles(client: FlaskClient) -> list[str]:
    return STYLE.findall(client.get("/").text)


def own_sources(repository: Path, ending: str) -> list[Path]:
    """Our files in the order in which Dash includes them."""
    return sorted((repository / "assets").glob(f"*.{ending}"))


def vendor_script(repository: Path) -> ModuleType:
    path = repository / "scripts" / "vendor.py"
    specification = importlib.util.spec_from_file_location("vendor", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class TestOwnFiles:
    @pytest.mark.parametrize("ending", ["js", "css"])
    def test_are_one_in_dashs_order(
        self, ending: str, repository: Path, client: FlaskClient, scripts: list[str], styles: list[str]
    ) -> None:
        (address,) = [one for one in scripts + styles if one.endswith(f"/hexscan.{ending}")]
        sent = client.get(address).data
        sources = own_sources(repository, ending)
        assert len(sources) > 5
        assert sent == b"\n".join(path.read_bytes() for path in sources)

    def test_each_script_stands_alone_in_the_bundle(self, repository: Path) -> None:
        for path in own_sources(repository, "js"):
            assert re.search(r"^\(function \w+\(\) \{$", path.read_text(), re.MULTILINE), path.name
            assert path.read_text().endswith("\n})();\n"), path.name

    def test_styles_name_no_file_beside_them(self, repository: Path) -> None:
        for path in own_sources(repository, "css"):
            assert not re.search(r"@import|@charset|url\((?!['\"]?data:)", path.read_text()), path.name

    def test_no_file_is_asked_for_twice_or_by_another_address(
        self, scripts: list[str], styles: list[str]
    ) -> None:
        assert len(styles) == 1
        assert len(set(scripts)) == len(scripts)
        assert not any("/assets/" in address for address in scripts + styles)


class TestLibraries:
    def test_those_left_out_have_nothing_on_any_page(self, served: Dash, scripts: list[str]) -> None:
        assert not [one for one in scripts if "dash_table" in one or "polyfill" in one]
        parts = list(served.validation_layout._traverse())
        used = {part._namespace for part in parts if hasattr(part, "_namespace")}
        assert "dash_ag_grid" in used and "dash_table" not in used

    def test_of_the_polyfill_only_what_is_there_instead_is_asked_for(self, scripts: list[str]) -> None:
        assert any("regenerator-runtime" in one for one in scripts)

    def test_chunks_come_with_the_file_they_belong_to(self, scripts: list[str]) -> None:
        names = [address.rpartition("/")[2].partition(".")[0] for address in scripts]
        assert names.index("async-graph") == names.index("dash_core_components") + 1
        assert names.index("async-community") == names.index("dash_ag_grid") + 1


class TestSending:
    def test_every_file_is_kept_for_ever_under_the_hash_of_its_content(
        self, client: FlaskClient, scripts: list[str], styles: list[str]
    ) -> None:
        for address in scripts + styles:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer.headers["Cache-Control"] == FOR_EVER, address
            assert hashlib.sha256(answer.data).hexdigest()[:32] in address

    @pytest.mark.parametrize(("offered", "sent"), [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip")])
    def test_comes_compressed_as_offered(
        self, offered: str, sent: str, client: FlaskClient, scripts: list[str]
    ) -> None:
        expand = {"br": brotli.decompress, "gzip": gzip.decompress}[sent]
        for address in scripts[:3] + scripts[-1:]:
            plain = client.get(address)
            answer = client.get(address, headers={"Accept-Encoding": offered})
            assert answer.headers["Content-Encoding"] == sent
            assert "Accept-Encoding" in answer.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]
            assert expand(answer.data) == plain.data
            assert answer.headers["ETag"] != plain.headers["ETag"]

    def test_refused_encodings_are_not_sent(self, client: FlaskClient, scripts: list[str]) -> None:
        for offered in ("", "identity"):
            answer = client.get(scripts[0], headers={"Accept-Encoding": offered})
            assert "Content-Encoding" not in answer.headers

    def test_who_has_it_is_told_so(self, client: FlaskClient, scripts: list[str]) -> None:
        offered = {"Accept-Encoding": "br"}
        tag = client.get(scripts[0], headers=offered).headers["ETag"]
        answer = client.get(scripts[0], headers=offered | {"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["Cache-Control"] == FOR_EVER

    def test_another_contents_address_does_not_keep_this_one(
        self, client: FlaskClient, scripts: list[str]
    ) -> None:
        address = next(one for one in scripts if "async-graph" in one)
        of_before = re.sub(r"(\.v[\w-]+m)[0-9a-f]+\.", r"\g<1>0123456789abcdef.", address)
        assert of_before != address
        answer = client.get(of_before)
        assert answer.data == client.get(address).data
        assert answer.headers["Cache-Control"] == "no-cache"
        again = client.get(of_before, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")

    @pytest.mark.parametrize("address", ["/files/0123/hexscan.js", "/files/", "/files/a/../b"])
    def test_unknown_files_are_not_found(self, address: str, client: FlaskClient) -> None:
        assert client.get(address).status_code == 404

    def test_other_library_files_are_served_as_before(self, client: FlaskClient) -> None:
        whole = "/_dash-component-suites/plotly/package_data/plotly.min.js"  # should the vendored one be gone
        assert client.get(whole).status_code == 200

    def test_everything_stays_within_two_megabytes(
        self, client: FlaskClient, scripts: list[str], styles: list[str]
    ) -> None:
        sizes = [
            len(client.get(address, headers={"Accept-Encoding": "gzip"}).data) for address in scripts + styles
        ]
        assert sum(sizes) < 1_800_000  # as quickly compressed; the rest is for data
        assert len(sizes) <= 18


class TestVendored:
    def test_files_are_as_written_down(self, repository: Path) -> None:
        module = vendor_script(repository)
        packages = json.loads((module.VENDOR / module.LIST).read_text())
        assert module.differing(packages, module.VENDOR) == []
        for package in packages:
            assert package["licence"] == "MIT"
            assert any("LICENSE" in file["name"] for file in package["files"])

    def test_a_changed_a_missing_and_a_strange_file_are_noticed(
        self, tmp_path: Path, repository: Path
    ) -> None:
        module = vendor_script(repository)
        for name, content in (("same", b"1"), ("changed", b"2"), ("strange", b"3")):
            (tmp_path / name).write_bytes(content)
        sums = {"same": b"1", "changed": b"other", "missing": b"4"}
        files = [{"name": name, "sha256": hashlib.sha256(text).hexdigest()} for name, text in sums.items()]
        assert module.differing([{"files": files}], tmp_path) == ["changed", "missing", "strange"]

    def test_plotly_is_the_one_that_its_python_package_speaks_to(self, repository: Path) -> None:
        script = (repository / "assets" / "vendor" / "plotly-basic.min.js").read_text()
        assert f"plotly.js (basic - minified) v{plotly.offline.get_plotlyjs_version()}" in script[:200]

    def test_plotly_comes_before_what_would_load_the_whole_of_it(self, scripts: list[str]) -> None:
        places = [
            next(n for n, one in enumerate(scripts) if part in one)
            for part in ("plotly-basic", "async-graph")
        ]
        assert places == sorted(places)
        assert not any("plotly.min.js" in address for address in scripts)
