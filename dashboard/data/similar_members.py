"""Who is similar to whom: all areas, a group that was supplied, the nearest by features, or those picked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.similar import SimilarAreas, similar_areas
from dashboard.comparison_fields import Comparison
from dashboard.data.alike import Absent, FeatureName, Offer, Similar, Why
from dashboard.data.area_features import Feature, feature_values, features_known
from dashboard.data.comparison_areas import NOUNS, Listing
from dashboard.data.dataset import Dataset
from dashboard.data.peer_groups import PeerTable

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]

_NOT_HERE = "not in the data"
_NOT_COMPARED = "not among the areas compared"


class Listed(NamedTuple):
    """The areas of one comparison, by row."""

    areas: Listing
    codes: tuple[str, ...]
    names: tuple[str, ...]
    own: int
    """Row of the only own area, -1 for none or several."""
    all_name: str
    """What all of them are called: "all 12 partnerships"."""


class _Features(NamedTuple):
    """What is known of the areas listed."""

    known: tuple[Feature, ...]
    values: Floats
    found: SimilarAreas | None
    """None where no feature that counts is known of two of them, or nobody asks how far they are apart."""
    rows: Indices
    """[areas of `found`]: their rows."""


def similar_of(dataset: Dataset, listed: Listed, chosen: Comparison) -> Similar:
    """Who is similar to whom among the areas listed, in the way that was chosen where the data allow it."""
    features = _features(dataset, listed, chosen)
    table = dataset.peer_groups.get(listed.areas.level)
    offered = _offered(listed, features, table, chosen.similar)
    reasons = {offer.kind: offer.reason for offer in offered}
    refused = reasons[chosen.similar]
    kind = "all" if refused else chosen.similar
    number = len(listed.codes)
    members = np.ones((number, number), dtype=bool)
    group_name, given_by, absent = listed.all_name, "", list[Absent]()
    if kind == "group" and table is not None:
        members, group_name, absent = _given(dataset, listed, table)
        given_by = f"{table.dataset}, {table.dated}" if table.dated else table.dataset
    elif kind == "near" and features.found is not None:
        members = _placed(features.found.members(), features.rows, number)
        group_name = _nearest_name(features.found.nearest.shape[1], listed)
        absent = _without_features(features.found, listed, features.known)
    elif kind == "picked":
        members, group_name, absent = _picked(dataset, listed, chosen.peers)
    return Similar(
        kind=kind,
        refused=refused,
        group_name=group_name,
        given_by=given_by,
        members=members,
        features=_names(features, dict(chosen.weights)),
        values=features.values,
        standardised=_standardised(features, number),
        why=None if kind == "all" or listed.own < 0 else _why(features, members, listed.own),
        absent=tuple(absent),
        offered=offered,
    )


def _features(dataset: Dataset, listed: Listed, chosen: Comparison) -> _Features:
    """The features that are known of any area listed, and how far these are apart by them."""
    tree, measures = dataset.areas, dataset.measures
    columns = {
        one: feature_values(measures, tree, one.slug)[listed.areas.listed]
        for one in features_known(measures, tree)
    }
    known = tuple(one for one, values in columns.items() if np.isfinite(values).any())
    values = np.column_stack([columns[one] for one in known]) if known else np.zeros((len(listed.codes), 0))
    if chosen.similar == "all" or not known:
        return _Features(known, values, None, np.zeros(0, dtype=np.int64))
    compared = [np.log(values[:, at]) if one.logged else values[:, at] for at, one in enumerate(known)]
    slugs = [one.slug for one in known]
    frame = pd.DataFrame(np.column_stack(compared), index=list(listed.codes), columns=slugs)
    weights = {name: weight for name, weight in chosen.weights if name in slugs}
    if all(weights.get(slug, 1.0) == 0 for slug in slugs):
        return _Features(known, values, None, np.zeros(0, dtype=np.int64))
    # Crime types and months change nothing of it, and a reader changes these far more often.
    key = ("nearest", listed.areas.level, listed.areas.among, chosen.near, chosen.weights)
    found = dataset.recent.get(key, lambda: similar_areas(frame, chosen.near, weights))
    row_of = {code: row for row, code in enumerate(listed.codes)}
    rows = np.array([row_of[code] for code in found.codes], dtype=np.int64)
    return _Features(known, values, found, rows)


def _offered(listed: Listed, features: _Features, table: PeerTable | None, asked: str) -> tuple[Offer, ...]:
    """All four ways, with the reason why not of those that the data do not allow."""
    one, many = NOUNS[listed.areas.level]
    group = near = ""
    if table is None:
        group = f"No table of similar {many} is imported."
    elif not np.isin(table.area, listed.areas.listed).any():
        group = f"The table of similar areas tells of none of these {many}."
    whole = np.isfinite(features.values).all(axis=1) if features.known else np.zeros(0, dtype=bool)
    if not features.known:
        near = f"Nothing is imported by which one {one} could be called like another."
    elif asked != "all" and features.found is None:
        near = "No feature that is known of these areas counts for anything."
    elif (len(features.rows) if features.found is not None else int(whole.sum())) < 2:
        near = f"No two of these {many} have all features that count known."
    return Offer("all", ""), Offer("group", group), Offer("near", near), Offer("picked", "")


def _given(dataset: Dataset, listed: Listed, table: PeerTable) -> tuple[Flags, str, list[Absent]]:
    """Groups as a table gives them; an area it does not tell of is alone in its group."""
    row_of = np.full(len(dataset.areas.codes) + 1, -1, dtype=np.int64)  # the last: of an area not in the data
    row_of[listed.areas.listed] = np.arange(len(listed.codes))
    area, peer = row_of[table.area], row_of[table.peer]
    members = np.eye(len(listed.codes), dtype=bool)
    inside = (area >= 0) & (peer >= 0)
    members[area[inside], peer[inside]] = True
    name = f"similar areas of {table.dataset}"
    absent = []
    if listed.own >= 0:
        mine = np.flatnonzero(area == listed.own).tolist()
        name = next((table.group[pair] for pair in mine if table.group[pair]), name)
        for pair in mine:
            if peer[pair] < 0:
                why = _NOT_HERE if table.peer[pair] < 0 else _NOT_COMPARED
                absent.append(Absent(table.peer_code[pair], table.peer_name[pair], why))
    return members, name, absent


def _picked(dataset: Dataset, listed: Listed, peers: Sequence[str]) -> tuple[Flags, str, list[Absent]]:
    """Everyone is compared with the areas picked and the own area; each area is in its own group too."""
    row_of = {code: row for row, code in enumerate(listed.codes)}
    rows = [row_of[code] for code in peers if code in row_of]
    members = np.eye(len(listed.codes), dtype=bool)
    members[:, rows] = True
    if listed.own >= 0:
        members[:, listed.own] = True
    others = [code for code in peers if code not in row_of]
    absent = [Absent(code, dataset.areas.name(code), _NOT_COMPARED) for code in others]
    number = len(set(rows) - {listed.own})
    return members, f"{number} {NOUNS[listed.areas.level][number != 1]} picked by hand", absent


def _without_features(found: SimilarAreas, listed: Listed, known: Sequence[Feature]) -> list[Absent]:
    """The areas that are nobody's peers, because something is not known of them."""
    names, labels = (
        dict(zip(listed.codes, listed.names, strict=True)),
        {one.slug: one.label for one in known},
    )
    return [
        Absent(code, names[code], f"not known: {', '.join(labels[slug] for slug in lacking)}")
        for code, lacking in found.left_out.items()
    ]


def _nearest_name(number: int, listed: Listed) -> str:
    """What the nearest are called: "the 7 most similar partnerships", fewer where there are fewer others."""
    one, many = NOUNS[listed.areas.level]
    return f"the most similar {one}" if number == 1 else f"the {number} most similar {many}"


def _placed(members: Flags, rows: Indices, number: int) -> Flags:
    """[areas, areas]: the groups of some areas among all; the others are alone."""
    placed = np.eye(number, dtype=bool)
    placed[np.ix_(rows, rows)] |= members
    return placed


def _names(features: _Features, weights: dict[str, float]) -> tuple[FeatureName, ...]:
    constant = set(features.found.constant) if features.found is not None else set()
    return tuple(
        FeatureName(
            slug=one.slug,
            label=one.label,
            unit=one.unit,
            year=one.year,
            dataset=one.dataset,
            weight=weights.get(one.slug, 1.0),
            constant=one.slug in constant,
            logged=one.logged,
        )
        for one in features.known
    )


def _weighed(features: _Features) -> Indices:
    """Places among all features of those that count."""
    slugs = [one.slug for one in features.known]
    counting = features.found.features if features.found is not None else ()
    return np.array([slugs.index(slug) for slug in counting], dtype=np.int64)


def _standardised(features: _Features, number: int) -> Floats:
    placed = np.full((number, len(features.known)), np.nan)
    if features.found is not None:
        placed[np.ix_(features.rows, _weighed(features))] = features.found.z
    return placed


def _why(features: _Features, members: Flags, own: int) -> Why:
    """How far the others of the own area's group are from it, the nearest first."""
    inside = members[own].copy()
    inside[own] = False
    peers = np.flatnonzero(inside)
    shares = np.zeros(len(features.known))
    shares[_weighed(features)] = features.found.weights if features.found is not None else ()
    z = _standardised(features, len(members))
    with np.errstate(invalid="ignore"):
        squares = np.where(shares > 0, shares * (z[peers] - z[own]) ** 2, 0.0)
    total = squares.sum(axis=1) if shares.any() else np.full(len(peers), np.nan)
    every = total[:, np.newaxis]
    apart = np.divide(squares, every, out=np.zeros(squares.shape), where=every > 0)
    apart[np.isnan(total)] = np.nan
    order = np.argsort(total, kind="stable")  # those not known come last
    return Why(own=own, peers=peers[order], distance=np.sqrt(total)[order], contribution=apart[order])
