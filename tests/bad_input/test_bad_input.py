"""Every bad input through the real command line: told in words, and what was stored stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_input.case import Case, Outcome
from tests.bad_input.cases import CASES
from tests.bad_input.document import as_document
from tests.bad_input.running import SECONDS, Result, former_version, run


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a version that bad inputs must leave alone."""
    return former_version(tmp_path_factory.mktemp("former"))


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    """What came of each case that has run."""
    return {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_input(case: Case, former: Path, tmp_path: Path, results: dict[str, Result]) -> None:
    result = results[case.name] = run(case, former, tmp_path)
    assert "Traceback" not in result.complained + result.said
    if case.outcome is Outcome.REFUSED:
        assert result.code == 1, result.complained or result.said
        assert result.kept_former, "what was stored has changed"
        said = result.complained
    else:
        assert result.code == 0, result.complained
        said = result.said
    assert [word for word in case.words if word not in said] == [], said
    assert len(said) < 4_000, "a message, not the file"
    written = {path.name for path in tmp_path.iterdir()}
    assert written <= {"input", "data"}, "an input writes nothing beside itself"


def test_there_are_enough_of_them_and_each_has_its_own_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
    assert sum(case.outcome is Outcome.REFUSED for case in CASES) >= 60
    assert sum(case.harmful for case in CASES) >= 12


def test_the_document_lists_them_with_what_is_said(
    results: dict[str, Result], repository: Path, request: pytest.FixtureRequest
) -> None:
    if len(results) < len(CASES):
        pytest.skip("only some of the cases have run")
    written = (repository / "docs" / "bad-input.md").read_text(encoding="utf-8")
    assert written == as_document(results), "write it anew: python scripts/bad_input.py"


def test_the_limits_of_the_processes_are_those_the_document_tells() -> None:
    assert f"{SECONDS} seconds" in as_document({})
