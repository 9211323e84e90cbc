"""How often chance alone puts an area among the worse and worsening, or the better and improving.

    python -m bench.corner_calibration [regions] [seed]

Prints a table of docs/methods.md. Quiet regions: 12 areas with the residents of the demonstration's
partnerships and one true rate, independent Poisson months. An area's place is judged by its last months
together, its trend by the chart of all months, or by the change on the same months a year before. Both use
the same months, so the two verdicts are not independent: beside each share stands what it would be if they
were.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.analysis.peers import among_peers
from dashboard.analysis.trends import Verdict, change_places, dispersion_phi
from dashboard.analysis.variation import latest_side, xmr_chart

RESIDENTS = np.array(
    [27127, 53986, 56440, 21563, 39855, 73033, 32704, 77016, 29384, 57828, 144258, 61176], dtype=np.float64
)
LEVELS = (20, 100, 500)
"""Incidents of a mean month in a mean area."""

MONTHS_KNOWN = (12, 24, 36)
PERIODS = (1, 3, 6, 12, 24, 36)

Floats = NDArray[np.float64]


class Share(NamedTuple):
    """Of areas that could be judged, in one in 10,000."""

    worst: float
    best: float
    independent: float
    judged: int


def quiet(rng: np.random.Generator, regions: int, months: int, level: float) -> Floats:
    """Counts [regions, areas, months]."""
    mean = level * RESIDENTS / RESIDENTS.mean()
    size = (regions, len(RESIDENTS), months)
    return rng.poisson(np.broadcast_to(mean[:, np.newaxis], size)).astype(np.float64)


def trends(counts: Floats) -> dict[str, Floats]:
    """Which way each area is heading, by its chart."""
    chart = xmr_chart(counts)
    return {"latest month": latest_side(chart), "latest three months": latest_side(chart, 3)}


def changes(counts: Floats, period: int) -> Floats | None:
    """Which way it changed on the same months a year before; None where there are none, or not a year's."""
    months = counts.shape[-1]
    if period > 12 or months < period + 12:
        return None
    now = counts[..., months - period :].sum(axis=-1)
    before = counts[..., months - period - 12 : months - 12].sum(axis=-1)
    phi = np.asarray(dispersion_phi(counts.reshape(-1, months))).reshape(now.shape)
    places = change_places(now, before, phi)[1]
    verdicts = list(Verdict)
    return np.select(
        [places == verdicts.index(Verdict.HIGHER), places == verdicts.index(Verdict.LOWER)], [1.0, -1.0], 0.0
    )


def shares(rng: np.random.Generator, regions: int, months: int) -> Iterator[tuple[int, str, Share]]:
    """(months of the period, what the trend goes by, share of areas) for one length of charts."""
    worlds = [quiet(rng, regions, months, level) for level in LEVELS]
    headings = [trends(counts) for counts in worlds]
    members = np.ones((len(RESIDENTS), len(RESIDENTS)), dtype=bool)
    for period in (one for one in PERIODS if one <= months):
        found: dict[str, list[tuple[Floats, Floats]]] = {}
        for counts, heading in zip(worlds, headings, strict=True):
            place = among_peers(counts[..., months - period :].sum(axis=-1), RESIDENTS, members).side
            change = changes(counts, period)
            every = heading if change is None else heading | {"change on the year before": change}
            for by, side in every.items():
                found.setdefault(by, []).append((place, side))
        for by, pairs in found.items():
            yield period, by, _share(*(np.concatenate([one[i].ravel() for one in pairs]) for i in (0, 1)))


def _share(place: Floats, side: Floats) -> Share:
    known = np.isfinite(place + side)
    place, side = place[known], side[known]
    one = 1e4 / len(place)
    independent = np.count_nonzero(place) / 2 * np.count_nonzero(side) / 2 / len(place)
    both = place * side == 1
    return Share(
        one * np.count_nonzero(both & (place == 1)),
        one * np.count_nonzero(both & (place == -1)),
        one * independent,
        len(place),
    )


def main(regions: int = 3000, seed: int = 2025) -> None:
    """One row a period and trend, one column for each number of months known: the mean of both corners."""
    rng = np.random.default_rng(seed)
    table: dict[tuple[int, str], dict[int, Share]] = {}
    for months in MONTHS_KNOWN:
        for period, by, share in shares(rng, regions, months):
            table.setdefault((period, by), {})[months] = share
    heads = ["Months compared", "Trend by", *(f"{months} months known" for months in MONTHS_KNOWN)]
    print(f"| {' | '.join([*heads, 'If independent'])} |")
    print(f"| {' | '.join(['---'] * (len(heads) + 1))} |")
    for (period, by), found in sorted(table.items()):
        cells = [
            f"{(found[months].worst + found[months].best) / 2:.1f}" if months in found else ""
            for months in MONTHS_KNOWN
        ]
        independent = max(share.independent for share in found.values())
        print(f"| {period} | {by} | {' | '.join(cells)} | {independent:.1f} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
