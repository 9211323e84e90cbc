"""The table that a change is told in: before, now, the difference and its verdict, a row a part."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.analysis.trends import Verdict
from dashboard.data.why.changed import Changed
from dashboard.layouts import words
from dashboard.layouts.attributes import aria
from dashboard.layouts.elements import A, Caption, Element, Span, Table, Tbody, Td, Th, Thead, Tr
from dashboard.selection import Selection


def parts_table(selection: Selection, found: Changed, title: str, rows: Sequence[Element]) -> Element:
    """Rows under the names of both periods."""
    before = words.brief_period(found.before_start, found.before_end)
    now = words.brief_period(selection.start, selection.end)
    head = Tr(
        [
            Th(title, scope="col", className="part-name"),
            *(Th(name, scope="col", className="numeric") for name in (before, now, "Change")),
            Th(Span("Verdict", className="visually-hidden"), scope="col"),
        ]
    )
    caption = Caption(f"{title}: {before} and {now}", className="visually-hidden")
    return Table([caption, Thead(head), Tbody(list(rows))], className="parts-table")


def part_row(name: str, address: str, numbers: tuple[int, int, int], verdict: str) -> Element:
    """One part: before, now and change. Its name leads to `address`, where there is one."""
    before, now, change = numbers
    return Tr(
        [
            part_name(name, address),
            Td(words.number(before), className="numeric"),
            Td(words.number(now), className="numeric"),
            Td(words.signed(change), className="numeric"),
            Td(_verdict(verdict), className=f"part-verdict {_class(verdict)}"),
        ]
    )


def part_name(name: str, address: str) -> Element:
    """The head of a row."""
    called = A(name, href=address, title=f"Look at it on Scan: {name}") if address else Span(name)
    return Th(called, scope="row", className="part-name")


def _class(verdict: str) -> str:
    return {Verdict.HIGHER.value: "verdict-higher", Verdict.LOWER.value: "verdict-lower"}.get(verdict, "")


def _verdict(verdict: str) -> list[Element]:
    mark = Span(words.mark(verdict), title=verdict, **aria(hidden="true"))
    return [mark, Span(verdict, className="visually-hidden")]
