"""Who is worse and worsening, and who better and improving, in words.

    python scripts/worst_list.py FOLDER [QUERY]

Reads what is served from a data folder, and prints the lists of Compare for a query, as Markdown.
"""

from __future__ import annotations

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from dashboard.data import comparing  # noqa: E402
from dashboard.data.compared import Judged  # noqa: E402
from dashboard.data.dataset import Dataset, Library  # noqa: E402
from dashboard.layouts import words  # noqa: E402
from dashboard.layouts.compare_rebase import why_it_stands_out  # noqa: E402
from dashboard.selection import Selection  # noqa: E402

DEFAULT = "?from=2025-01&to=2025-12"


def sentence(dataset: Dataset, one: Judged, per: str) -> str:
    """An entry: "Robbery in Hartlepool: 0.9 per 1,000 residents, 1.4 times the mean of ...; concern"."""
    what = dataset.types.get(one.crime_type, "All that was chosen")
    rate = f"{words.rate(one.rate)} {per}"
    ratio = f"{words.times(one.ratio)} the mean of similar areas ({words.rate(one.mean)})"
    why = why_it_stands_out(one.decided, one.since)
    return f"{what} in {one.name}: {rate}, {ratio}, {one.place}; {one.trend}{f': {why}' if why else ''}"


def lists(dataset: Dataset, query: str) -> str:
    """Both lists in Markdown, with how many would be there by chance."""
    selection, problems = Selection.from_query(query, dataset.catalogue)
    if problems:
        raise SystemExit(f"{query}: {problems}")
    source = selection.sources[0]
    found = comparing.worsening(dataset, selection, source)
    per = comparing.compared(dataset, selection, source).per_label
    lines = []
    for name, together, single in (
        ("Worse and worsening", found.worst, found.pairs_worst),
        ("Better and improving", found.best, found.pairs_best),
    ):
        lines += [f"**{name}**: {len(together)} of {len(found.standings.order)} areas, by chance "]
        lines[-1] += f"{found.expected_together:.2g}; {len(single)} of {found.pairs} single crime types, by "
        lines[-1] += f"chance {found.expected:.2g}.\n"
        lines += [
            f"{number}. {sentence(dataset, one, per)}" for number, one in enumerate([*together, *single], 1)
        ]
        lines.append("")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    folder, query = Path(arguments[0]), arguments[1] if len(arguments) > 1 else DEFAULT
    dataset = Library(folder).current()
    if dataset is None:
        raise SystemExit(f"No data in {folder}")
    print(lists(dataset, query))


if __name__ == "__main__":
    main(sys.argv[1:])
