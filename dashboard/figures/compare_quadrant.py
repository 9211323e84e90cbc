"""The quadrant: where areas stand among similar areas, against where they are heading."""

from __future__ import annotations

import numpy as np

from dashboard.analysis.quadrant import Corner, best_corner, corner_words, worst_corner
from dashboard.data.compared import Compared, Floats, Worsening
from dashboard.figures.axes import told
from dashboard.figures.compare_told import QuadrantFigure, slug

CORNER_SLUGS = {corner: slug(corner.name) for corner in Corner}

_ROOM = 1.1
_LEAST_ACROSS = 1.5
_LEAST_ALONG = 1.4
"""The picture shows at least so much: the limits of single months, at 1 and -1, are always in it."""


def quadrant_figure(c: Compared, w: Worsening) -> QuadrantFigure:
    """What `drawQuadrant` shows, without its words. Areas nothing can be said of have no place in it."""
    judged = w.standings.corner != Corner.UNKNOWN
    ratio = np.where(judged & (c.peers.ratio > 0), c.peers.ratio, np.nan)
    reach = np.where(judged, w.reach, np.nan)
    drawn = np.isfinite(ratio) & np.isfinite(reach)
    return {
        "ratio": told(np.where(drawn, ratio, np.nan), decimals=2),
        "reach": told(np.where(drawn, reach, np.nan)),
        "corner": [CORNER_SLUGS[corner] for corner in w.standings.corner],
        "corners": {CORNER_SLUGS[corner]: corner_words(corner, c.direction) for corner in Corner},
        "worst": CORNER_SLUGS[worst_corner(c.direction)],
        "labels": [row for row in _labelled(c, w) if drawn[row]],
        "across": _across(ratio[drawn]),
        "along": _along(reach[drawn]),
    }


def _labelled(c: Compared, w: Worsening) -> list[int]:
    worst, best = worst_corner(c.direction), best_corner(c.direction)
    others = [corner for corner in (Corner.ABOVE_FALLING, Corner.BELOW_RISING) if corner not in (worst, best)]
    first = [int(row) for row in w.standings.within(worst)]
    then = [int(row) for row in w.standings.within(best)][::-1]
    return [*first, *then, *(int(row) for corner in others for row in w.standings.within(corner))]


def _across(ratio: Floats) -> list[float]:
    if not len(ratio):
        return []
    widest = max(_LEAST_ACROSS, _ROOM * float(np.exp(np.abs(np.log(ratio)).max())))
    return [1 / widest, widest]


def _along(reach: Floats) -> list[float]:
    if not len(reach):
        return []
    farthest = max(_LEAST_ALONG, _ROOM * float(np.abs(reach).max()))
    return [-farthest, farthest]
