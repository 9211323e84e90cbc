"""How each finding of "Why here, why now?" comes about and what it can't tell; docs/methods.md at length."""

from __future__ import annotations

METHODS: dict[str, tuple[str, ...]] = {
    "changed": (
        "Every incident lies in one part, so the parts of a list add up to the whole change exactly. Only "
        "forces and months that both periods cover are counted.",
        "Each part has its own verdict: whether it changed by more than its own months usually scatter. "
        "Parts of a change that is itself within normal variation may well be chance.",
        "Parts with under 5 incidents in both periods are put together, as little can be said of any of "
        "them. A list shows the 5 parts that changed most, in either direction, and all others in one row.",
        "Kinds of hotspot come from Gi* of each quarter, in whole partnerships: persistent (hot in 80% of "
        "quarters), emerging (hot in the latest, hardly ever before), former (the reverse), intermittent.",
        "It says where a change lies, not what caused it.",
    ),
}
"""By panel: sentences, the first of which says what is shown."""
