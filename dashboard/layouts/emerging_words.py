"""Classes of hotspots over time, in plain words: what each is called, and what it means in one line."""

from __future__ import annotations

from dashboard.analysis.emerging import ClassifyParams
from dashboard.data.emerging_rules import RULES, is_cold

_HOT = {"is": "stands out", "was": "stood out", "other": "a cold spot"}
_COLD = {"is": "is unusually quiet", "was": "was unusually quiet", "other": "a hotspot"}

_KINDS = {
    "emerging": "{is} lately ({recent}), hardly ever before",
    "persistent": "{is} in at least 8 of 10 {periods}",
    "intermittent": "{is} in some {periods}, on and off",
    "former": "{was} earlier, hardly ever lately ({recent})",
    "mixed": "stood out in some {periods}, was unusually quiet in others",
}
_CLASSES = {
    "new": "{is} in the latest {period}, never before",
    "consecutive": "{is} in the latest {periods} in a row, never before",
    "intensifying": "{is} in at least 9 of 10 {periods}, more and more",
    "persistent": "{is} in at least 9 of 10 {periods}, steadily",
    "diminishing": "{is} in at least 9 of 10 {periods}, less and less",
    "sporadic": "{is} in some {periods}, on and off",
    "oscillating": "{is} in the latest {period}, was {other} in an earlier one",
    "historical": "{was} in at least 9 of 10 {periods}, but not in the latest",
}
_MEANINGS = {"kinds": _KINDS, "classes": _CLASSES}

_BRIEF = {
    "emerging": "lately, hardly before",
    "persistent": "nearly always",
    "intermittent": "on and off",
    "former": "earlier, hardly lately",
    "mixed": "now busy, now quiet",
    "new": "latest {period} only",
    "consecutive": "latest {periods} only",
    "intensifying": "nearly always, rising",
    "diminishing": "nearly always, falling",
    "sporadic": "on and off",
    "oscillating": "now, once {other}",
    "historical": "nearly always, not now",
}


def called(kind: str) -> str:
    """A class in short, as a list of one sort names it: "Emerging", "Persistent cold spot"."""
    name = kind if is_cold(kind) else kind.removesuffix(" hotspot").removesuffix(" hot and cold spot")
    return f"{name[:1].upper()}{name[1:]}"


def counted(kind: str, number: int) -> str:
    """So many of a class: "1 emerging hotspot", "12 persistent cold spots"."""
    return f"{number:,} {kind}" if number == 1 else f"{number:,} {kind}s"


def meaning_of(rule: str, kind: str, step: str, periods: int) -> str:
    """What a class means, in a line without a stop; `periods` is how many were followed."""
    said = _MEANINGS[rule][kind.split()[0]]
    return said.format(
        **(_COLD if is_cold(kind) else _HOT), period=step, periods=f"{step}s", recent=_recent(step, periods)
    )


def brief_meaning(kind: str, step: str) -> str:
    """The same in the fewest words, beside the name: "lately, hardly before"."""
    said = _COLD if is_cold(kind) else _HOT
    return _BRIEF[kind.split()[0]].format(period=step, periods=f"{step}s", other=said["other"])


def _recent(step: str, periods: int) -> str:
    """The periods that count as recent: "the latest 2 quarters"."""
    number = ClassifyParams().recent_periods(periods)
    return f"the latest {step}" if number == 1 else f"the latest {number} {step}s"


RULE_NAMES = {
    "kinds": "Four classes, those of the R package sfhotspot",
    "classes": "Eight classes, those of ArcGIS (Emerging Hot Spot Analysis)",
}

_SHARED = (
    "Each {period} is looked at by itself: does a map cell, together with the cells around it, hold more "
    "incidents than chance is likely to put there (it stands out, a hotspot), or fewer (unusually quiet, a "
    "cold spot)? It is compared with all cells of its own partnership where an incident has ever been "
    "recorded. A class is made of these answers, up to the last chosen month.",
    "They go back as far as the partnership has data without a gap, whatever period is chosen: that one "
    "only decides which incidents are counted. A class does not say how many there are: a place can be "
    "persistent with fewer incidents than before.",
)
_ENDS = (
    "A class says when a place stood out, not why. With few incidents places come and go by chance: of quiet "
    "places, about 1 in 500 gets some class at one incident a {period}, fewer with more.",
)
_OF_RULE = {
    "kinds": "A place that stands out in fewer than 1 of 10 {periods} is of no class, unless lately. "
    "Lately is the last fifth of the {periods}.",
    "classes": "More and more, or less and less, is told by a test of trend (Mann-Kendall) over all the "
    "{periods}.",
}


def classes_explained(rule: str, step: str, periods: int) -> list[str]:
    """What each class means and how places are classed, in plain sentences."""
    said = (f"{RULE_NAMES[rule]}.", *_SHARED, _OF_RULE[rule], *_ENDS)
    hot = [kind for kind in RULES[rule].kinds if not is_cold(kind)]
    meanings = [f"{called(kind)}: {meaning_of(rule, kind, step, periods)}." for kind in hot]
    lines = [line.format(period=step, periods=f"{step}s") for line in said]
    return [lines[0], *meanings, "Cold spots have the same classes, of being unusually quiet.", *lines[1:]]
