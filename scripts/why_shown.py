"""What "Why here?" and the hotspots of Scan say of a place, word for word.

    python scripts/why_shown.py FOLDER [QUERY ...]

Reads what is served from a data folder, and prints for each query what a reader reads, as Markdown: each
panel's question, its finding and the table it rests on. docs/why-in-pictures.md has those of Cleveland.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from dashboard.callbacks.looking import Looking  # noqa: E402
from dashboard.callbacks.why import WHY_NEAR_PARTS, WHY_PARTS  # noqa: E402
from dashboard.data.dataset import Dataset, Library  # noqa: E402
from dashboard.ids import Why  # noqa: E402
from dashboard.layouts.why import QUESTIONS  # noqa: E402
from dashboard.selection import Selection  # noqa: E402

PERIOD = "from=2025-01&to=2025-12"
QUERIES = tuple(
    f"?types={one}&{PERIOD}" for one in ("burglary", "violence-and-sexual-offences", "anti-social-behaviour")
)

Element = Any
"""A text, an element of `dashboard.layouts.elements`, or a list of both."""


def text(element: Element) -> str:
    """What is read of an element, without what only a screen reader says."""
    if isinstance(element, str):
        return element
    if isinstance(element, list | tuple):
        return "".join(map(text, element))
    if not isinstance(element, dict) or "visually-hidden" in element["props"].get("className", ""):
        return "" if element is None or isinstance(element, dict) else str(element)
    return text(element["props"].get("children"))


def tables(element: Element) -> Iterator[list[list[str]]]:
    """The rows of each table in an element, each the texts of its cells."""
    if isinstance(element, list | tuple):
        for one in element:
            yield from tables(one)
    elif isinstance(element, dict):
        if element["type"] == "Table":
            yield [[text(cell).strip() for cell in _of(row, "Th", "Td")] for row in _of(element, "Tr")]
        else:
            yield from tables(element["props"].get("children"))


def _of(element: Element, *types: str) -> Iterator[Element]:
    """Elements of some types in an element, not those inside each other."""
    inside = element["props"].get("children") if isinstance(element, dict) else element
    for one in inside if isinstance(inside, list | tuple) else [inside]:
        if isinstance(one, dict) and one["type"] in types:
            yield one
        elif isinstance(one, dict | list | tuple):
            yield from _of(one, *types)


def _markdown(rows: list[list[str]]) -> str:
    head, *others = rows
    lines = [head, ["---"] * len(head), *others]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def shown(dataset: Dataset, query: str) -> str:
    """The page of a query as Markdown; SystemExit where the query can't be used."""
    selection, problems = Selection.from_query(query, dataset.catalogue)
    if problems:
        raise SystemExit(f"{query}: {problems}")
    view = Looking(dataset, selection, problems)
    said = WHY_PARTS["said"][0](view)
    lines = [f"**{text(said.html[Why.SENTENCE])}**", ""]
    for name, question in QUESTIONS.items():
        part = (WHY_PARTS | WHY_NEAR_PARTS)[name][0](view).html
        lines += [f"*{question}* {text(part[Why(f'why-{name}-finding')])}", ""]
        for table in tables(part[Why(f"why-{name}")]):
            lines += [_markdown(table), ""]
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    folder, queries = Path(arguments[0]), arguments[1:] or QUERIES
    dataset = Library(folder).current()
    if dataset is None:
        raise SystemExit(f"No data in {folder}")
    for query in queries:
        print(shown(dataset, query))


if __name__ == "__main__":
    main(sys.argv[1:])
