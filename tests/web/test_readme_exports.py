"""What README.md says of exports is what they do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from dashboard.data.statistics import statistics
from dashboard.selection import Selection
from dashboard.web.exports import PANELS
from tests.worlds import POLICE, opened


@pytest.fixture(scope="module")
def section(repository: Path) -> str:
    """README's section on exports."""
    readme = (repository / "README.md").read_text()
    return readme.partition("\n## Exports\n")[2].partition("\n## ")[0]


def test_first_columns_of_every_panel(section: str, small_server: Flask) -> None:
    documented = dict(
        re.findall(r"^\| `/export/([\w-]+)\.csv` \| `([\w,]+)` \|", section, flags=re.MULTILINE)
    )
    assert documented.keys() == PANELS.keys()
    for panel, columns in documented.items():
        header = small_server.test_client().get(f"/export/{panel}.csv").text.partition("\r\n")[0]
        assert header.startswith(f"{columns},")
        assert header.endswith(",source")


def test_every_part_of_the_query(section: str, small_server: Flask, small_folder: Path) -> None:
    parts = [name for row in re.findall(r"^\| ((?:`[a-z]+`(?:, )?)+) \| ", section, flags=re.MULTILINE)
             for name in re.findall(r"`(\w+)`", row)]  # fmt: skip
    good = {
        "area": "X06000001", "types": "burglary", "from": "2025-01", "to": "2025-03", "sources": POLICE.key,
        "level": "ward", "res": "7", "within": "250",
    }  # fmt: skip
    query = "&".join(f"{part}={value}" for part, value in good.items())
    cells = small_server.test_client().get(f"/export/cells.csv?{query}")
    good["cell"] = cells.text.split("\r\n")[1].partition(",")[0]
    assert set(good) <= set(parts)
    catalogue = opened(small_folder).catalogue
    default, _ = Selection.from_query("", catalogue)
    for part, value in good.items():
        selection, problems = Selection.from_query(f"{part}={value}", catalogue)
        assert problems == ()
        assert selection != default or part in ("from", "sources"), part  # these two name the default here
        assert small_server.test_client().get(f"/export/areas.csv?{part}=%00").status_code == 400


def test_every_statistic_in_order(section: str, small_folder: Path) -> None:
    dataset = opened(small_folder)
    slugs = [slug for slug, _ in statistics(dataset, Selection.default(dataset.catalogue), POLICE.key).rows()]
    table = section[section.index("| Statistic |") :]
    documented = [
        slug
        for row in re.findall(r"^\| (`[^|]*`) \|", table, flags=re.MULTILINE)
        for slug in re.findall(r"`([a-z0-9-]+)`", row)
    ]
    assert documented == slugs
