"""What tables of findings share: headings, those of figures to the right, and what is folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.layouts.elements import Caption, Details, Div, Element, Summary, Table, Tbody, Th, Thead, Tr

TEXT, FIGURES, BAR = "", "numeric", "bar-head"
"""What a column holds: words, figures, or a figure with its bar."""


def finding_table(
    caption: Element, heads: Mapping[str, str], rows: Sequence[Element], more: str = ""
) -> Element:
    """A table of rows under `heads`, each with what its column holds; `more` are further classes."""
    cells = [
        Th(name, scope="col", className=holds) if holds else Th(name, scope="col")
        for name, holds in heads.items()
    ]
    names = f"parts-table {more}".strip()
    return Table([caption, Thead(Tr(cells)), Tbody(list(rows))], className=names)


def caption_of(text: str, *, hidden: bool = False) -> Element:
    """A table's caption; a hidden one is for screen readers, where the heading above says the same."""
    return Caption(text, className="visually-hidden") if hidden else Caption(text)


def folded(title: str, parts: Sequence[Element]) -> Element:
    """Parts that open under a title; the box can be scrolled by keyboard."""
    return Details([Summary(title), Div(list(parts), className="what-box", tabIndex=0)], className="what")
