"""Draw the rooms of the house and who imports whom into docs/architecture.md, from the code itself.

    python scripts/draw_house.py [--check]

With --check nothing is written; exit code 1 says that the drawing is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path

import grimp

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = REPOSITORY / "docs" / "architecture.md"
BEGIN, END = "<!-- house: begin -->", "<!-- house: end -->"
ROOMS = {
    "application": "application.py: puts it together",
    "web": "web/: protection, exports, map data",
    "callbacks": "callbacks/: wiring",
    "layouts": "layouts/: values to components",
    "figures": "figures/: results to charts and map values",
    "selection": "selection.py: the URL as one frozen value",
    "data": "data/: storage and queries",
    "analysis": "analysis/: statistics on arrays",
    "cli": "cli.py: the command line",
    "settings": "settings.py",
    "ids": "ids.py",
}


def drawing() -> str:
    """A Mermaid graph: an arrow from each room to the rooms whose modules it imports."""
    sys.path.insert(0, str(REPOSITORY))  # grimp finds packages as an import would
    graph = grimp.build_graph("dashboard", cache_dir=None)
    pairs = set()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = (_room(module), _room(imported))
            if pair[0] != pair[1] and all(room in ROOMS for room in pair):
                pairs.add(pair)
    lines = ["```mermaid", "graph TD"]
    lines += [f'  {room}["{title}"]' for room, title in ROOMS.items()]
    lines += [f"  {importer} --> {imported}" for importer, imported in sorted(pairs)]
    return "\n".join([*lines, "```"])


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def redrawn(text: str) -> str:
    """The page with the drawing between its two marks made anew."""
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n{drawing()}\n{END}{tail}"


def main() -> int:
    text = PAGE.read_text(encoding="utf-8")
    fresh = redrawn(text)
    if "--check" in sys.argv[1:]:
        return int(fresh != text)
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
