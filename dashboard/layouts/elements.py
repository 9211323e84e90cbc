"""Elements of an answer, as assets/elements.js reads them.

An answer has a hundred of them and comes with every click: Dash's own components, made to be checked and
walked through, would take longer to make and to turn into JSON than all the words in them. Layouts of whole
pages, which Dash itself renders, stay its components.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Element = dict[str, Any]
"""{"type": name, "props": properties}; `children` among them: a text, an element or a list of both."""


def _maker(name: str) -> Callable[..., Element]:
    def make(children: Any = None, **properties: Any) -> Element:
        if children is not None:
            properties["children"] = children
        return {"type": name, "props": properties}

    return make


A = _maker("A")
Button = _maker("Button")
Caption = _maker("Caption")
Dd = _maker("Dd")
Details = _maker("Details")
Div = _maker("Div")
Dl = _maker("Dl")
Dt = _maker("Dt")
H3 = _maker("H3")
Label = _maker("Label")
Li = _maker("Li")
Option = _maker("Option")
P = _maker("P")
Select = _maker("Select")
Span = _maker("Span")
Strong = _maker("Strong")
Summary = _maker("Summary")
Table = _maker("Table")
Tbody = _maker("Tbody")
Td = _maker("Td")
Th = _maker("Th")
Thead = _maker("Thead")
Tr = _maker("Tr")
Ul = _maker("Ul")

Circle = _maker("Circle")
G = _maker("G")
Line = _maker("Line")
Path = _maker("Path")
Rect = _maker("Rect")
Svg = _maker("Svg")
Text = _maker("Text")
Title = _maker("Title")
