"""What the area control offers and says: areas inside, above and beside the present one."""

from __future__ import annotations

from dashboard.callbacks.looking import Looking
from dashboard.callbacks.part import Part
from dashboard.ids import control


def area_part(view: Looking) -> Part:
    """The name of the area, which the address may call by another of its codes, and its own code.

    The list itself is much longer than all else that is sent: the page asks for it when the area changes.
    """
    code = view.selection.area
    named = (control("area"), {"placeholder": view.dataset.areas.name(code)})
    return Part(props=(named,), told={"offerAreas": code})


def no_area(_: str) -> Part:
    """The control stays as it was."""
    return Part()
