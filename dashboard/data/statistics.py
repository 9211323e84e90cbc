"""The figures beside the map: incidents, rate, change with verdict, standing, hotspots, premises."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from dashboard.data.area_rows import forces_compared, residents_together
from dashboard.data.changes import comparable
from dashboard.data.controlled_answers import unless_controlled
from dashboard.data.controlled_tables import rates
from dashboard.data.controlled_view import controlled_view
from dashboard.data.dataset import Dataset
from dashboard.data.denominators import denominators
from dashboard.data.disclosure import WITHHELD, disclose
from dashboard.data.hotspots import HotspotShare
from dashboard.data.lenses import lens_of
from dashboard.data.near import place_of
from dashboard.data.queries import compared_with, own_area
from dashboard.data.reach import PremisesReach, premises_reach
from dashboard.data.schema import BANDS_METRES, Source, month_text
from dashboard.data.standing import Standing, standing
from dashboard.data.view import View, view_of
from dashboard.selection import Selection

Value = int | float | str | None


@dataclasses.dataclass(frozen=True)
class Statistics:
    """Figures of one selection and source; None where a figure does not apply or is not known."""

    incidents: int | None  # None where nobody reports on the selection and nothing is known of it
    residents: int | None
    residents_dataset: str
    rate: float | None  # per 1,000 residents for the period
    rate_lower: float | None
    rate_upper: float | None
    rate_reason: str  # why there is no rate; "" where there is one
    compared: int | None  # incidents of the forces and months that both sides of the comparison cover
    before: int | None
    before_start: int  # months the comparison looks back to
    before_end: int
    change: int | None
    change_share: float | None  # of `before`; None where that is 0
    z: float | None
    verdict: str
    left_out: tuple[str, ...]  # names of forces the comparison can't use in full
    without_location: int | None  # in the selection, but with no point to map; None where withheld
    within_metres: dict[int, int]  # incidents at most so many metres from licensed premises
    months_uncovered: tuple[str, ...]  # months of the period without any data
    forces_partly_covered: tuple[str, ...]  # names of forces that report on the selection but miss months
    nothing_reported: bool = False  # in no month of the period; what incidents there are came from elsewhere
    not_recorded: bool = False  # the source records none of the chosen crime types
    near: str = ""  # the place name that stands for the one pinned cell
    denominator_note: str = ""  # why residents are a poor denominator (`denominators`); "" where they are not
    standing: Standing | None = None
    hotspots: HotspotShare | None = None
    reach: PremisesReach | None = None
    controlled: Source | None = None  # the source, where its counts are withheld or rounded
    withheld: bool = False  # so few that the count is not shown; `incidents` is None

    def rows(self) -> list[tuple[str, Value]]:
        """(slug, value) of each figure, as exported; the slugs are documented in README.md."""
        return [
            ("incidents", WITHHELD if self.withheld else self.incidents),
            ("residents", self.residents),
            ("rate-per-1000", self.rate),
            ("rate-lower", self.rate_lower),
            ("rate-upper", self.rate_upper),
            ("incidents-compared", self.compared),
            ("incidents-before", self.before),
            ("before-from", month_text(self.before_start)),
            ("before-to", month_text(self.before_end)),
            ("change", self.change),
            ("change-percent", None if self.change_share is None else 100.0 * self.change_share),
            ("verdict", self.verdict),
            ("verdict-z", self.z),
            ("without-location", WITHHELD if self.without_location is None else self.without_location),
            *((f"within-{metres}-metres-of-premises", n) for metres, n in self.within_metres.items()),
            ("months-without-data", len(self.months_uncovered)),
            ("denominator-note", self.denominator_note),
            *_standing_rows(self.standing),
            *_share_rows(self.hotspots, self.reach),
        ]


def _standing_rows(found: Standing | None) -> list[tuple[str, Value]]:
    rank = None if found is None else found.rank
    ratio = None if found is None else found.ratio
    return [
        ("rank", None if rank is None else rank.place),
        ("rank-of", None if rank is None else rank.of),
        ("rank-within", None if rank is None else rank.within),
        ("rate-ratio", None if ratio is None else ratio.times),
        ("rate-ratio-lower", None if ratio is None else ratio.lower),
        ("rate-ratio-upper", None if ratio is None else ratio.upper),
        ("rate-ratio-to", None if ratio is None else ratio.to),
    ]


def _share_rows(hot: HotspotShare | None, reach: PremisesReach | None) -> list[tuple[str, Value]]:
    return [
        ("hotspot-cells", None if hot is None else hot.cells),
        ("hotspot-incidents", None if hot is None else hot.incidents),
        ("hotspot-percent", None if hot is None else _percent(hot.share)),
        ("reach-metres", None if reach is None else reach.metres),
        ("reach-incidents", None if reach is None else reach.incidents),
        ("reach-percent", None if reach is None else _percent(reach.share)),
        ("reach-percent-expected", None if reach is None else _percent(reach.expected_share)),
    ]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100.0 * share


def _of_controlled(dataset: Dataset, selection: Selection, source: str) -> Statistics:
    """The figures of a controlled source, by whole quarters; it has no rank, no hotspots and no distances."""
    seen = controlled_view(dataset, selection, source)
    view = seen.view
    forces = view.selected_forces[np.newaxis, :]
    residents = _residents(view)
    at_home = seen.totals(view.whole, at_home=True)
    rate, lower, upper = (float(one[0]) for one in rates(seen, at_home, np.array([residents]), forces))
    change = seen.changes(view.whole, forces_compared(view, forces))
    now, before = float(change.now[0]), float(change.before[0])
    verdict = change.verdict[0]
    covered = view.covered[view.selected_forces][:, view.period]
    before_start, before_end = compared_with(view.selection)
    nothing_reported = not covered.any()
    withheld = bool(np.isnan(seen.total))
    found = Statistics(
        incidents=None if withheld or (nothing_reported and not seen.total) else int(seen.total),
        residents=_whole(residents),
        residents_dataset=dataset.residents_dataset,
        rate=_known(rate),
        rate_lower=_known(lower),
        rate_upper=_known(upper),
        rate_reason=_why_no_rate(view, at_home, covered=bool(covered.any())) if np.isnan(rate) else "",
        compared=_whole(now),
        before=_whole(before),
        before_start=before_start,
        before_end=before_end,
        change=_whole(now - before),
        change_share=(now - before) / before if before > 0 else None,
        z=_known(float(change.z[0])),
        verdict=str(verdict),
        left_out=force_names(dataset, view.selected_forces & ~comparable(view).all(axis=1)),
        without_location=_whole(seen.without_point),
        within_metres={},
        months_uncovered=tuple(
            month_text(view.selection.start + int(i)) for i in np.flatnonzero(~covered.any(axis=0))
        ),
        forces_partly_covered=force_names(
            dataset, view.selected_forces & ~view.covered[:, view.period].all(axis=1)
        ),
        nothing_reported=nothing_reported,
        not_recorded=not view.type_indices,
        denominator_note=_denominator_note(dataset, selection),
        controlled=seen.source,
        withheld=withheld,
    )
    return disclose(found, seen.source, counts=[seen.total, now, before, seen.without_point, at_home])


def _residents(view: View) -> float:
    """Residents of what is selected; NaN where it is no whole area."""
    if not view.selection.of_whole_areas:
        return float("nan")
    if view.selection.pins:
        return residents_together(view)
    tree = view.dataset.areas
    return float(tree.residents_by_index[tree.index(view.selection.area)])


def _why_no_rate(view: View, counts: npt.NDArray[np.float64], *, covered: bool) -> str:
    """Why a selection of a controlled source has no rate, in a sentence."""
    if np.isnan(counts[0]) and view.selection.of_whole_areas:
        return "The count is withheld, so there is no rate."
    return _rate_reason(view, covered=covered)


@unless_controlled(_of_controlled)
def statistics(dataset: Dataset, selection: Selection, source: str) -> Statistics:
    """The figures of a selection for one source."""
    view = view_of(dataset, selection, source)
    own = own_area(dataset, selection, source)
    before_start, before_end = compared_with(selection)
    bands = view.by_band.tolist()
    covered = view.covered[view.selected_forces][:, view.period]
    blank = [selection.start + int(i) for i in np.flatnonzero(~covered.any(axis=0))]
    nothing_reported = not covered.any()
    incidents = int(view.whole.total(view.period)[0])
    found = Statistics(
        incidents=None if nothing_reported and not incidents else incidents,
        residents=_whole(own.residents) if selection.of_whole_areas else None,
        residents_dataset=dataset.residents_dataset,
        rate=_known(own.rate),
        rate_lower=_known(own.rate_lower),
        rate_upper=_known(own.rate_upper),
        rate_reason="" if _known(own.rate) is not None else _rate_reason(view, covered=own.covered),
        compared=_whole(own.compared),
        before=_whole(own.before),
        before_start=before_start,
        before_end=before_end,
        change=_whole(own.change),
        change_share=float(own.change / own.before) if own.before > 0 else None,
        z=_known(own.z),
        verdict=str(own.verdict),
        left_out=force_names(dataset, view.selected_forces & ~comparable(view).all(axis=1)),
        without_location=sum(bands) - view.with_point,
        within_metres={metres: sum(bands[: i + 1]) for i, metres in enumerate(BANDS_METRES)},
        months_uncovered=tuple(month_text(month) for month in blank),
        forces_partly_covered=force_names(
            dataset, view.selected_forces & ~view.covered[:, view.period].all(axis=1)
        ),
        nothing_reported=nothing_reported,
        not_recorded=not view.type_indices,
        near=_near(dataset, selection, source),
        denominator_note=_denominator_note(dataset, selection),
        standing=standing(dataset, selection, source, own),
        hotspots=lens_of(selection).share(dataset, selection, source),
        reach=premises_reach(dataset, selection, source),
    )
    return disclose(found, view.source)


def _near(dataset: Dataset, selection: Selection, source: str) -> str:
    """The place name of a cell that is pinned alone."""
    alone = len(selection.cells) == 1 and not selection.pins
    return place_of(dataset, source, selection.cells[0]) if alone else ""


def _denominator_note(dataset: Dataset, selection: Selection) -> str:
    """What is to be known of the residents of the one area whose rate is shown."""
    if not selection.of_whole_areas or len(selection.pins) > 1:
        return ""
    return denominators(dataset, selection.area, selection.pins or (selection.area,))[0]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)


def force_names(dataset: Dataset, forces: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    """Names of the chosen forces; a force that is no area of the tree goes by who reports for it."""
    if not forces[:-1].any():
        return ()
    coverage = dataset.coverage
    reporters = dataset.once("reporters", lambda: dict(zip(coverage.force, coverage.reporter, strict=True)))
    codes = [dataset.forces[i] for i in np.flatnonzero(forces[:-1])]
    known = dataset.areas.resolve
    return tuple(dataset.areas.name(code) if known(code) else reporters.get(code, code) for code in codes)


def _rate_reason(view: View, *, covered: bool) -> str:
    """Why a selection has no rate, in a sentence."""
    if view.selection.cells:
        return "A map cell has no rate and no rank; only whole areas do."
    if view.selection.box is not None:
        return "What is in view has no rate and no rank; only whole areas do."
    if not view.type_indices:
        return "This source does not record these crime types."
    if not covered:
        return "No data for this area and period."
    if not view.covered[view.selected_forces][:, view.period].all():
        return "Part of this area has no data in part of the period."
    return "The number of residents is not known."
