"""What a number may look like when it leaves the data layer.

Every figure of a source passes `disclose()`; there is no other way out of `dashboard.data.queries`. Numbers
of open sources pass unchanged. Of a controlled source only counts that `disclosed_counts` has withheld or
rounded may leave, and what is worked out from these: whoever answers names the counts in the answer, and
`disclose` looks at them. An answer that names none is refused, so that a number never leaves because it was
forgotten.

The counts that come here are themselves not the true ones: see `protected_counts`. docs/methods.md,
"Disclosure control", says what both protect and what they don't.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from dashboard.data.schema import Source

Numbers = TypeVar("Numbers")
Floats = npt.NDArray[np.float64]

ROUNDED_TO = 5

WITHHELD = "withheld"
"""What stands in tables for a count that is withheld."""


class DisclosureError(RuntimeError):
    """Numbers were asked of a controlled source that may not leave; the message says so to a reader."""


def disclose(numbers: Numbers, source: Source, counts: Iterable[Any] | None = None) -> Numbers:
    """The numbers as they may be shown.

    Of a controlled source `counts` are all counts in them, NaN where withheld; an empty list for an answer
    that holds no figure of incidents. Raises DisclosureError where they are not given, or one of them is
    neither withheld nor rounded.
    """
    if source.controlled:
        if counts is None:
            raise DisclosureError(
                f"{source.name} is a controlled source. This is not shown for it, to protect the people it "
                "tells of."
            )
        for some in counts:
            _require_disclosed(np.asarray(some, dtype=np.float64), source)
    return numbers


def disclosed_counts(counts: npt.ArrayLike, source: Source) -> Floats:
    """Counts as a controlled source may show them: 0 as it is, small ones NaN, others to the nearest 5.

    Small are counts from 1 to the source's `small_counts`. Totals are rounded like any other count: from the
    sum of what is served, never from rounded parts. A count that is not small is never shown as 0.
    """
    exact = np.asarray(counts, dtype=np.float64)
    rounded = np.maximum(ROUNDED_TO * np.floor(exact / ROUNDED_TO + 0.5), ROUNDED_TO)
    return np.where(exact == 0, 0.0, np.where(exact <= source.small_counts, np.nan, rounded))


def least_shown(count: float, source: Source) -> int:
    """A count of a controlled source's records where nothing can be withheld: small ones are shown as 5."""
    shown = disclosed_counts(count, source)
    return ROUNDED_TO if np.isnan(shown) else int(shown)


def _require_disclosed(counts: Floats, source: Source) -> None:
    known = counts[np.isfinite(counts)]
    if (known % ROUNDED_TO != 0).any() or (known < 0).any():
        raise DisclosureError(
            f"{source.name} is a controlled source. Counts of it were about to be shown as they are, so "
            "nothing is."
        )
