"""What a number may look like when it leaves the data layer.

Every figure of a source passes `disclose()`; there is no other way out of `dashboard.data.queries`.
Numbers of open sources pass unchanged. Controlled sources are refused at import and again here: their small
counts need suppression and rounding that Hexscan does not do yet, and a number must never leave because it
was forgotten.
"""

from __future__ import annotations

from typing import TypeVar

from dashboard.data.schema import Source

Numbers = TypeVar("Numbers")


class DisclosureError(RuntimeError):
    """Numbers were asked of a source whose numbers may not leave."""


def disclose(numbers: Numbers, source: Source) -> Numbers:
    """The numbers as they may be shown; raises DisclosureError for a source that is not open."""
    if source.sensitivity != "open":
        raise DisclosureError(
            f"{source.name} is a controlled source; its figures can't be shown without disclosure control."
        )
    return numbers
