"""The source tree as a whole: it speaks of Hexscan alone, its modules stay short, its documents are true."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dashboard.data.schema import BANDS_METRES
from dashboard.data.statistics import Statistics
from dashboard.settings import PREFIX, Settings

# Put together from parts, so that this file does not hold what it looks for.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("conda", "anaconda", "org"),
    )
)
MACHINE_PATHS = tuple(re.compile(rf"(?<![\w.$}}/*-])/{name}/") for name in ("root", "work", "home", "Users"))
LONGEST_MODULE = 400
BINARY = {".png", ".parquet", ".gz", ".zip", ".npy", ".ico", ".woff2"}
DOCUMENTS = (
    "README.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/data-sources.md",
    "docs/demo.md",
    "docs/methods.md",
)


def tree_files(repository: Path) -> list[Path]:
    """The files of the tree that git tracks or would track."""
    if shutil.which("git") is None or not (repository / ".git").exists():
        pytest.skip("not a git work tree: its files can't be told from what lies beside them")
    listed = subprocess.run(
        ["git", "-C", str(repository), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [repository / name for name in sorted(set(listed.split("\0"))) if (repository / name).is_file()]


@pytest.fixture(scope="module")
def texts(repository: Path) -> dict[str, str]:
    """Path in the tree -> text, for every file that is text."""
    files = [path for path in tree_files(repository) if path.suffix not in BINARY]
    return {str(path.relative_to(repository)): path.read_text(encoding="utf-8") for path in files}


def make_targets(repository: Path) -> set[str]:
    """The targets that the Makefile defines."""
    return set(re.findall(r"^([a-z][a-z-]*):", (repository / "Makefile").read_text(), flags=re.MULTILINE))


class TestSpeaksOfHexscanAlone:
    def test_holds_files_to_look_at(self, texts: dict[str, str]) -> None:
        assert {"Makefile", "pyproject.toml", "tests/test_tree.py"} <= set(texts)

    @pytest.mark.parametrize("host", REGISTRY_HOSTS)
    def test_names_no_package_registry(self, texts: dict[str, str], host: str) -> None:
        assert [name for name, text in texts.items() if host in text] == []

    @pytest.mark.parametrize("pattern", MACHINE_PATHS, ids=lambda pattern: pattern.pattern)
    def test_names_no_path_of_one_machine(self, texts: dict[str, str], pattern: re.Pattern[str]) -> None:
        assert [name for name, text in texts.items() if pattern.search(text)] == []

    def test_constraints_are_names_and_versions_only(self, texts: dict[str, str]) -> None:
        lines = [line for line in texts["constraints.txt"].splitlines() if not line.startswith("#")]
        assert lines
        assert [
            line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line)
        ] == []


class TestModulesStayShort:
    def test_no_module_is_longer_than_a_reader_can_hold(self, texts: dict[str, str]) -> None:
        modules = {
            name: text.count("\n")
            for name, text in texts.items()
            if (name.startswith("dashboard/") and name.endswith(".py"))
            or (name.startswith("assets/") and name.endswith(".js") and "/vendor/" not in name)
        }
        assert modules
        assert {name: lines for name, lines in modules.items() if lines > LONGEST_MODULE} == {}

    def test_no_module_is_named_for_leftovers(self, texts: dict[str, str]) -> None:
        leftovers = {"utils.py", "helpers.py", "misc.py", "common.py"}
        assert [name for name in texts if Path(name).name in leftovers] == []


class TestDocumentsAreTrue:
    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_exists(self, repository: Path, name: str) -> None:
        assert (repository / name).stat().st_size > 0

    def test_every_decision_states_problem_choice_and_consequence(self, repository: Path) -> None:
        pages = sorted((repository / "docs" / "decisions").glob("[0-9]*.md"))
        assert pages
        for page in pages:
            headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert headings == ["Problem", "Choice", "Consequence"], page.name

    def test_every_make_target_named_exists(self, repository: Path, texts: dict[str, str]) -> None:
        targets = make_targets(repository)
        for name, text in texts.items():
            if name.endswith(".md") or name.startswith((".ci/", "scripts/", "Dockerfile")):
                named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, flags=re.MULTILINE))
                assert named <= targets, name

    def test_promised_make_targets_exist(self, repository: Path) -> None:
        promised = {"run", "install", "lint", "test", "test-slow", "bench", "bundle"}
        assert promised <= make_targets(repository)

    def test_every_setting_is_in_the_readme(self, texts: dict[str, str]) -> None:
        for field in Settings.model_fields:
            assert f"`{PREFIX}{field.upper()}`" in texts["README.md"]

    def test_every_setting_in_the_readme_exists(self, texts: dict[str, str]) -> None:
        other = {"SETTINGS", "CHROMIUM"}
        named = set(re.findall(rf"`{PREFIX}([A-Z_]+)`", texts["README.md"]))
        assert named - other == {field.upper() for field in Settings.model_fields}

    def test_every_statistic_exported_is_in_the_readme(self, texts: dict[str, str]) -> None:
        empty: dict[str, Any] = dict.fromkeys(field.name for field in dataclasses.fields(Statistics))
        empty |= {"before_start": 24000, "before_end": 24000, "months_uncovered": ()}
        rows = Statistics(**empty | {"within_metres": dict.fromkeys(BANDS_METRES, 0)}).rows()
        assert rows
        assert [slug for slug, _ in rows if f"`{slug}`" not in texts["README.md"]] == []

    def test_every_link_to_a_file_leads_somewhere(self, repository: Path, texts: dict[str, str]) -> None:
        for name, text in texts.items():
            if name.endswith(".md"):
                folder = (repository / name).parent
                links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)
                assert [link for link in links if not (folder / link).exists()] == [], name
