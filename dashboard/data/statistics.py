"""The figures beside the map: incidents, rate, change with verdict, records that can't be mapped."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.data.changes import comparable, shift_of
from dashboard.data.dataset import Dataset
from dashboard.data.disclosure import disclose
from dashboard.data.queries import own_area
from dashboard.data.schema import BANDS_METRES, month_text
from dashboard.data.view import View
from dashboard.selection import Selection

Value = int | float | str | None


@dataclasses.dataclass(frozen=True)
class Statistics:
    """Figures of one selection and source; None where a figure does not apply or is not known."""

    incidents: int
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
    without_location: int  # in the selection, but with no point to map
    within_metres: dict[int, int]  # incidents at most so many metres from licensed premises
    months_uncovered: tuple[str, ...]  # months of the period without any data
    forces_partly_covered: tuple[str, ...]  # names of forces that report on the selection but miss months

    def rows(self) -> list[tuple[str, Value]]:
        """(slug, value) of each figure, as exported; the slugs are documented in README.md."""
        return [
            ("incidents", self.incidents),
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
            ("without-location", self.without_location),
            *((f"within-{metres}-metres-of-premises", n) for metres, n in self.within_metres.items()),
            ("months-without-data", len(self.months_uncovered)),
        ]


def statistics(dataset: Dataset, selection: Selection, source: str) -> Statistics:
    """The figures of a selection for one source."""
    view = View(dataset, selection, source)
    own = own_area(dataset, selection, source)
    length = selection.end - selection.start + 1
    bands = np.bincount(view.bands, weights=view.by_piece, minlength=len(BANDS_METRES) + 1).astype(int)
    covered = view.covered[view.selected_forces][:, view.period]
    blank = [selection.start + int(i) for i in np.flatnonzero(~covered.any(axis=0))]
    found = Statistics(
        incidents=int(view.by_piece.sum()),
        residents=_whole(own.residents),
        residents_dataset=dataset.residents_dataset,
        rate=_known(own.rate),
        rate_lower=_known(own.rate_lower),
        rate_upper=_known(own.rate_upper),
        rate_reason="" if _known(own.rate) is not None else _rate_reason(view, own),
        compared=_whole(own.compared),
        before=_whole(own.before),
        before_start=selection.start - shift_of(length),
        before_end=selection.end - shift_of(length),
        change=_whole(own.change),
        change_share=float(own.change / own.before) if own.before > 0 else None,
        z=_known(own.z),
        verdict=str(own.verdict),
        left_out=_force_names(dataset, view.selected_forces & ~comparable(view).all(axis=1)),
        without_location=int(view.by_piece[view.cells == 0].sum()),
        within_metres={metres: int(bands[: i + 1].sum()) for i, metres in enumerate(BANDS_METRES)},
        months_uncovered=tuple(month_text(month) for month in blank),
        forces_partly_covered=_force_names(
            dataset, view.selected_forces & ~view.covered[:, view.period].all(axis=1)
        ),
    )
    return disclose(found, view.source)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)


def _force_names(dataset: Dataset, forces: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(dataset.areas.name(dataset.forces[i]) for i in np.flatnonzero(forces[:-1]))


def _rate_reason(view: View, own: pd.Series) -> str:
    """Why a selection has no rate, in a sentence."""
    if view.selection.cell:
        return "A map cell has no rate: residents are known for areas only."
    if not own.covered:
        return "No data are imported for this area."
    if not view.covered[view.selected_forces][:, view.period].all():
        return "Part of this area has no data in part of the period."
    return "The number of residents is not known."
