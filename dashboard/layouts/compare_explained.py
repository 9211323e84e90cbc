"""What each panel of Compare shows and how it is to be read; docs/methods.md says it at length."""

from __future__ import annotations

EXPLAINED: dict[str, tuple[str, ...]] = {
    "dots": (
        "Each dot is an area's rate, the bar through it its 95% interval: exact Poisson below 10 "
        "incidents, Byar's method from 10 on.",
        "The dashed line is the unweighted mean of the rates of similar areas, the own area included; "
        "the pale strip is how far that mean would move with other areas as similar as these.",
        "Above or below similar areas: the whole interval lies on one side of the line. Of areas that "
        "only differ by chance about 1 in 20 at most is called so: where similar areas are small, the mean "
        "owes something to chance itself, and an area must be farther from it.",
        "Where areas have similar areas of their own, a short line in a row is the mean of that area's. A "
        "tick takes an area into the group that yours is compared with.",
        "Areas without data for the whole period are in no mean, limit or rank.",
    ),
    "funnel": (
        "Small areas scatter more than large ones by chance alone. Inside the dashed lines lie 95% of "
        "areas that differ by chance alone, inside the solid ones 99.8%: exact Poisson limits. Dark dots lie "
        "above the 95% limit, blue ones below it, grey ones inside. Your own area has a dark rim.",
        "The title says “more than chance” if so many would lie outside one of the two limits by "
        "chance in fewer than 1 of 40 cases, were all areas alike. With under 5 incidents counted and "
        "expected nothing is said of an area.",
        "Real areas differ by more than chance: φ, in the export, is the square of how many times as much. "
        "Multiplicative limits are widened by one factor, additive ones by a variance between areas "
        "that weighs most on large ones (Spiegelhalter 2005). "
        "They ask whether an area is odd among areas that differ as these do.",
        "Up to about 12 in 100 areas lie outside adjusted limits even where nothing is odd, fewer where "
        "incidents are few.",
    ),
    "map": (
        "The same classes as in the table and the ranked dots. Verdict: whether an area's 95% interval "
        "lies above, about or below the mean of similar areas. Rate: incidents for each 1,000 residents, or "
        "for whatever “Per” says.",
        "Areas without data for the whole period are hatched.",
    ),
    "months": (
        "One XmR chart an area: its months, their mean, and the usual range of single months as a band. "
        "A red ring marks a month outside the band. Blue dots mark months that are unusual together: 7 or "
        "more in a row on one side of the mean, 7 or more that rise or fall, 2 of 3 near a limit.",
        "A chart is judged by its latest month (or by any of the latest three, where the trend goes by the "
        "quarter), with all its months up to the end of the period. Under "
        "12 months limits are trial limits, drawn dashed; under 5 incidents a month nothing is said. "
        "Missing months are gaps.",
        "Usual ups and downs: what analysts call common cause, months that scatter with nothing odd about "
        "the latest. A yearly season can look like a rise or a fall.",
    ),
    "quadrant": (
        "Across: an area's rate against the mean of similar areas. Up: its own trend. Worse and "
        "worsening is above similar areas and rising at once. By chance alone a quiet area is there "
        "about once in 1,000 when a year is compared, more often for shorter periods; the title says "
        "how many that would be.",
        "Below and falling is the opposite: who has solved it?",
        "Both are verdicts, not measurements: areas in the middle are not told from chance.",
    ),
    "heat": (
        "Every area by crime type: its rate, and whether it is above (▲), within (●) or below (▼) "
        "similar areas. Of so many figures some are called by chance: about 1 in 20 at most.",
        "An area's name opens its Scan with the same choices, ⬢ its hotspots.",
    ),
    "side": (
        "The panels of Scan twice, with the same filters: every number is Scan's own for that area. Maps "
        "have cells of one size in the same classes, charts and bars the same axes.",
        "Only months that both areas have count. What is left out is named, and a change on the year before "
        "is there only where an area has that year.",
        "How many times as high one rate is as the other: its 95% interval allows for chance in both counts. "
        "Of two areas that only differ by chance 1 in 20 pairs would be called different.",
        "Charts show rates where residents are known, so that large and small areas can be compared; counts "
        "are written. The shaded strip is the usual range of single months, from all months an area has.",
    ),
}
"""By panel, in short paragraphs."""
