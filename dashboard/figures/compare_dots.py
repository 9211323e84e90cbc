"""Ranked dots: every area's rate with its interval, against the mean of similar areas."""

from __future__ import annotations

import numpy as np

from dashboard.analysis.peers import Place
from dashboard.data.compared import Compared
from dashboard.figures.axes import told
from dashboard.figures.compare_told import DotsFigure, slug

PLACES = {slug(place.name): str(place) for place in Place}
"""Where an area can stand among similar areas: slug and words."""

PLACE_SLUGS = {place: slug(place.name) for place in Place}


def dots_figure(c: Compared) -> DotsFigure:
    """What `drawDots` shows of the areas, without its words."""
    order, incomplete = ranked_rows(c)
    line = line_row(c, order)
    group = c.peers.group
    ends = [] if line is None else told([group.lower[line], group.upper[line]])
    return {
        "order": order,
        "incomplete": incomplete,
        "rate": told(c.rate),
        "lower": told(c.lower),
        "upper": told(c.upper),
        "means": told(group.mean),
        "mean": None if line is None else told(group.mean[line])[0],
        "band": [] if None in ends else ends,
        "place": [PLACE_SLUGS[place] for place in c.peers.place],
        "places": PLACES,
        "rank": c.rank.tolist(),
        "tied": np.flatnonzero(c.tied & (c.rank > 0)).tolist(),
    }


def ranked_rows(c: Compared) -> tuple[list[int], list[int]]:
    """Rows of the areas compared, highest first, and of the others, by name."""
    ranks = c.rank.tolist()
    compared = sorted((row for row, rank in enumerate(ranks) if rank > 0), key=ranks.__getitem__)
    others = sorted((row for row, rank in enumerate(ranks) if rank <= 0), key=c.names.__getitem__)
    return compared, others


def line_row(c: Compared, order: list[int]) -> int | None:
    """The row whose group's mean is drawn as a line: the own area's, else of a group that all share."""
    own = [c.row_of[c.own_code]] if c.own_code in c.row_of else []
    common = order if c.similar.kind == "all" else []
    # The mean of one alone is its own rate, and not one of similar areas.
    having = np.isfinite(c.peers.group.mean) & (c.members.sum(axis=1) > 1)
    return next((row for row in [*own, *common] if having[row]), None)
