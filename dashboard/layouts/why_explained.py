"""How each finding of "Why here, why now?" comes about and what it can't tell; docs/methods.md at length."""

from __future__ import annotations

METHODS: dict[str, tuple[str, ...]] = {
    "changed": (
        "Every incident lies in one part, so the parts of a list add up to the whole change exactly. "
        "Only forces and months that both periods cover are counted.",
        "Each part has its own verdict: whether it changed by more than its own months usually scatter. "
        "Parts of a change that is itself within normal variation may well be chance.",
        "Parts with under 5 incidents in both periods are put together, as little can be said of any of "
        "them. A list shows the 5 parts that changed most, in either direction, and all others in one "
        "row.",
        "Kinds of hotspot come from Gi* of each quarter, in whole partnerships: persistent (hot in 80% "
        "of quarters), emerging (hot in the latest, hardly ever before), former (the reverse), "
        "intermittent. Kinds are drawn from the same incidents, so that emerging hotspots rose and former "
        "ones fell is partly what the words mean, not news.",
        "It says where a change lies, not what caused it.",
    ),
    "premises": (
        "An incident counts as near if any premises is: one near three pubs is one incident. Distances "
        "are straight lines to the nearest, and the area covered is that of all circles together.",
        "The first comparison is with the area covered: what an even spread over the inhabited map "
        "cells would give. Town centres hold premises and crime alike, so most crime is far above it.",
        "The second is with all other crime in the same place and months. It says whether these "
        "incidents lean towards premises more than other crime does; its interval is Koopman's score "
        "interval.",
        "By part of the day both shares are of the same hours: those of other crime then. As five "
        "parts are looked at, each has a 99% interval, so that by chance alone any of them stands out at "
        "most one time in twenty.",
        "▲ above and ▼ below what is expected: the whole 95% interval lies on one side. With under 5 "
        "incidents, there and expected, no sign is given.",
        "Near does not mean because of. Points of this kind of source are moved to the nearest of a "
        "list of points, so 100 metres is about as fine as they bear.",
    ),
    "repeats": (
        "Points at which anything was ever recorded in this area, the busiest first, and the share of "
        "these incidents on them. The straight line is what points that were all alike would give.",
        "Few incidents look concentrated by necessity: 50 can touch at most 50 of 1,000 points. So "
        "beside each share stands what the most even spread of as many incidents would give (Bernasco "
        "and Steenbeek 2017).",
        "A spike is one point with at least 1% of all incidents, 10 of them, and half of those in its "
        "map cell: one address makes the place stand out, not a neighbourhood.",
        "Where points are approximate, a point stands for several addresses nearby. Police stations, "
        "hospitals and shops can stand for incidents that were only reported there.",
    ),
    "near": (
        "Pairs of incidents that lie near each other and happened soon after each other, against as many as "
        "chance would make (the Knox test). Chance here: the same places and the same dates, the dates dealt "
        "out afresh among the places. So busy places and busy seasons explain nothing.",
        "Bands of distance and days go from the first number to under the second: 100 to under 200 metres, "
        "7 to 13 days. The same point is a row of its own: there it may be one address again.",
        "Of 20 bands one would be beyond chance by chance. So their p-values are put right for looking at "
        "all of them (false discovery rate, 5%), and a band needs 5 pairs to be named. With under 50 "
        "incidents nothing is said.",
        "The day is the local day on which an incident began, or may have begun where a range of times is "
        "known; those with a range of over a week are left out.",
        "Places that grow better or worse over the months raise every band a little. So where even the "
        "farthest and latest band is above chance, only the nearest and soonest is named, and that is said.",
        "It says that incidents come in series, not who or what links them.",
    ),
    "sure": (
        "Hotspots are drawn from twelve months and scored on the three months after, then everything "
        "moves on by three months, up to the end of the period chosen. It is done in whole "
        "partnerships.",
        "Held is the share of later incidents inside the hotspots, beside the share of the area they "
        "take up. Times chance is one over the other (the prediction accuracy index, PAI): 1 is no "
        "better than drawing blindly. The interval allows for incidents that come in series.",
        "All three methods draw as many map cells at a time as Gi* finds significant, so the higher "
        "share is the better method: Gi* with its neighbours, simply the cells with most incidents, and "
        "kernel density.",
        "With under 50 later incidents, or a share known to no better than 20 points, it says so and "
        "gives no number. What held last year need not hold next year.",
    ),
    "when": (
        "Weekday by hour, in local time with summer time. An incident known only to lie between two "
        "times is spread over them evenly (aoristic weights); over a week long, over all hours.",
        "Hours are chosen by dragging over the week, or in the box Hours above. Everything then counts "
        "whole incidents: each is in one hour, of several possible ones drawn once, so that hours add up. "
        "Hours after midnight belong to the evening before. The week stays whole.",
        "Months are compared by incidents a day, over all years with data, whatever period is chosen; "
        "the line is the average month, the thin bars are 95% limits for independent incidents.",
        "With under two whole years a season can't be told from a trend or from chance.",
        "Times are when an incident is recorded to have happened. Midnight and noon often mean that "
        "nobody knows.",
    ),
}
"""By panel: sentences, the first of which says what is shown."""
