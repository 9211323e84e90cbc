"""Who is similar to whom: all areas, a group that was supplied, the nearest by features, or those picked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.analysis.checks import divided
from dashboard.analysis.similar import SimilarAreas, similar_areas
from dashboard.comparison_fields import Comparison
from dashboard.data.alike import FEWEST_PICKED, Absent, FeatureName, Offer, Similar, Why
from dashboard.data.area_features import Feature, feature_values, features_known
from dashboard.data.comparison_areas import Listing
from dashboard.data.dataset import Dataset
from dashboard.data.peer_groups import PeerTable
from dashboard.data.schema import NOUNS

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
    measured: Floats
    weights: tuple[float, ...]
    """What each counts for."""
    scarce: tuple[bool, ...]
    """Whether each is known of fewer than half of the areas."""
    found: SimilarAreas | None
    """None where no feature that counts is known of two of them, or nobody asks how far they are apart."""
    rows: Indices
    """[areas of `found`]: their rows."""


def similar_of(dataset: Dataset, listed: Listed, chosen: Comparison) -> Similar:
    """Who is similar to whom among the areas listed, in the way that was chosen where the data allow it."""
    features = _features(dataset, listed, chosen)
    table = dataset.peer_groups.get(listed.areas.level)
    offered = _offered(dataset, listed, features)
    reasons = {offer.kind: offer.reason for offer in offered}
    refused = reasons[chosen.similar]
    kind = "all" if refused else chosen.similar
    number = len(listed.codes)
    members = np.ones((number, number), dtype=bool)
    group_name, given_by, absent = listed.all_name, "", list[Absent]()
    named: Sequence[str] = ()
    if kind == "group" and table is not None:
        members, group_name, absent = _given(dataset, listed, table)
        named = _names_given(dataset, listed, table)
        given_by = f"{table.dataset}, {table.dated}" if table.dated else table.dataset
    elif kind == "near" and features.found is not None:
        members = _placed(features.found.members(), features.rows, number)
        group_name = _nearest_name(features.found.nearest.shape[1], listed)
        absent = _without_features(features.found, listed, features.known)
        named = [group_name if alike.sum() > 1 else "" for alike in members]
    elif kind == "picked":
        members, group_name, absent = _picked(dataset, listed, chosen.peers)
    return Similar(
        kind=kind,
        refused=refused,
        group_name=group_name,
        group_names=tuple(named) or (group_name,) * number,
        given_by=given_by,
        members=members,
        features=_names(features),
        measured=features.measured,
        standardised=_standardised(features, number),
        why=None if kind == "all" or listed.own < 0 else _why(features, members, listed.own),
        absent=tuple(absent),
        offered=offered,
        picked=chosen.peers if kind == "picked" else (),
    )


def _features(dataset: Dataset, listed: Listed, chosen: Comparison) -> _Features:
    """The features that are known of any area listed, and how far these are apart by them."""
    every, table = dataset.once("features of areas", lambda: _features_of(dataset))
    values = table[listed.areas.listed]
    having = np.isfinite(values).sum(axis=0)
    known = tuple(one for one, number in zip(every, having.tolist(), strict=True) if number)
    values, having = values[:, having > 0], having[having > 0]
    slugs = [one.slug for one in known]
    # One that few areas have would leave all others without similar areas.
    scarce = tuple((2 * having < len(listed.codes)).tolist())
    asked = dict(chosen.weights)
    counts = tuple(asked.get(slug, 0.0 if few else 1.0) for slug, few in zip(slugs, scarce, strict=True))
    features = _Features(known, values, counts, scarce, None, np.zeros(0, dtype=np.int64))
    if chosen.similar == "all" or not any(counts):
        return features
    compared = [np.log(values[:, at]) if one.logged else values[:, at] for at, one in enumerate(known)]
    frame = pd.DataFrame(np.column_stack(compared), index=list(listed.codes), columns=slugs)
    weights = dict(zip(slugs, counts, strict=True))
    # Crime types and months change nothing of it, and a reader changes these far more often.
    key = (listed.areas.level, listed.areas.among, chosen.near, chosen.weights)
    found = dataset.nearest.get(key, lambda: similar_areas(frame, chosen.near, weights))
    row_of = {code: row for row, code in enumerate(listed.codes)}
    rows = np.array([row_of[code] for code in found.codes], dtype=np.int64)
    return features._replace(found=found, rows=rows)


def _features_of(dataset: Dataset) -> tuple[tuple[Feature, ...], Floats]:
    """All features of the version, and their values as [areas of the tree, features]."""
    tree, measures = dataset.areas, dataset.measures
    known = features_known(measures, tree)
    columns = [feature_values(measures, tree, one.slug) for one in known]
    return known, np.column_stack(columns) if columns else np.zeros((len(tree.codes), 0))


def _offered(dataset: Dataset, listed: Listed, features: _Features) -> tuple[Offer, ...]:
    """All four ways, with the reason why not of those that the data do not allow."""
    one, many = NOUNS[listed.areas.level]
    table = dataset.peer_groups.get(listed.areas.level)
    group = near = ""
    if table is None:
        others = ", ".join(dataset.catalogue.groups_of_nobody)
        told = f"The table imported ({others}) tells of none of these {many}."
        group = told if others else f"No table of similar {many} is imported."
    elif not np.isin(table.area, listed.areas.listed).any():
        group = f"The table of similar areas tells of none of these {many}."
    counting = np.array(features.weights) > 0
    whole = np.isfinite(features.measured[:, counting]).all(axis=1)
    if not features.known:
        near = f"Nothing is imported by which one {one} could be called like another."
    elif not counting.any():
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
        name = name if mine else f"none in {table.dataset}"
        name = next((table.group[pair] for pair in mine if table.group[pair]), name)
        for pair in mine:
            if peer[pair] < 0:
                why = _NOT_HERE if table.peer[pair] < 0 else _NOT_COMPARED
                absent.append(Absent(table.peer_code[pair], table.peer_name[pair], why))
    return members, name, absent


def _names_given(dataset: Dataset, listed: Listed, table: PeerTable) -> list[str]:
    """What the table calls each area's own group, "" where it does not say or has none for it."""
    row_of = {index: row for row, index in enumerate(listed.areas.listed.tolist())}
    names = [""] * len(listed.codes)
    for index, group in zip(table.area.tolist(), table.group, strict=True):
        if group and index in row_of:
            names[row_of[index]] = group
    return names


def _picked(dataset: Dataset, listed: Listed, peers: Sequence[str]) -> tuple[Flags, str, list[Absent]]:
    """Everyone is compared with the areas picked and the own area; each area is in its own group too.

    Where fewer than FEWEST_PICKED are picked everyone is alone: nobody is compared.
    """
    row_of = {code: row for row, code in enumerate(listed.codes)}
    rows = [row_of[code] for code in peers if code in row_of]
    members = np.eye(len(listed.codes), dtype=bool)
    number = len(set(rows) - {listed.own})
    if number >= FEWEST_PICKED:
        members[:, rows] = True
        if listed.own >= 0:
            members[:, listed.own] = True
    others = [code for code in peers if code not in row_of]
    absent = [Absent(code, dataset.areas.name(code), _NOT_COMPARED) for code in others]
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


def _names(features: _Features) -> tuple[FeatureName, ...]:
    constant = set(features.found.constant) if features.found is not None else set()
    return tuple(
        FeatureName(
            slug=one.slug,
            label=one.label,
            unit=one.unit,
            year=one.year,
            dataset=one.dataset,
            weight=weight,
            constant=one.slug in constant,
            logged=one.logged,
            scarce=few,
        )
        for one, weight, few in zip(features.known, features.weights, features.scarce, strict=True)
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
    apart = divided(squares, total[:, np.newaxis], otherwise=0.0)
    apart[np.isnan(total)] = np.nan
    order = np.argsort(total, kind="stable")  # those not known come last
    return Why(own=own, peers=peers[order], distance=np.sqrt(total)[order], contribution=apart[order])
