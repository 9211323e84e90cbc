"""What people send, made ready before the clock runs: for each click the requests of their page."""

from __future__ import annotations

import json
import struct
import urllib.request
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from bench.server.choices import Choice, Offer, walk
from bench.server.load import Person
from bench.server.page import Asked, Page, Property
from dashboard.data.dataset import Dataset

MAGIC = b"HXB1"
MAP = "map"


class AnswerError(RuntimeError):
    """A server's answer to a choice is not what its page needs."""


def walks(offer: Offer, people: int, clicks: int) -> list[list[Choice]]:
    """A walk of its own for each of some people."""
    return [list(islice(walk(offer, seed), clicks)) for seed in range(people)]


def on_our_page(
    address: str,
    dataset: Dataset,
    choices: Sequence[Choice],
    resolution: str,
    totals: Sequence[int] | None = None,
) -> Person:
    """One person on our page: for each choice its one question, and behind it the browsing data.

    `resolution` is what suits the map's zoom, or "any" for what suits the area. Every answer is looked into
    once here: raises AnswerError where a part of it failed, or its table adds up to another total.
    """
    headers = Page(address).headers()
    clicks, behind = [], []
    for place, choice in enumerate(choices):
        path = f"/data/{dataset.version}/look/{resolution}{choice.query(dataset)}"
        header = _header(address + path, headers)
        if totals is not None:
            _check(path, header["parts"]["table"]["told"]["fillTable"]["rows"], totals[place])
        clicks.append([Asked("GET", path)])
        behind.append([Asked("GET", f"/{one}") for one in sorted(_named(header["parts"][MAP], "browse"))])
    return Person(headers, clicks, behind)


def on_a_dash_page(
    address: str, choices: Sequence[Mapping[Property, Any]], table: Property, totals: Sequence[int]
) -> Person:
    """One person on any Dash page, who sets those properties one after the other.

    Raises AnswerError where one asks the server nothing, or the table then adds up to another total.
    """
    page = Page(address)
    clicks = []
    for choice, total in zip(choices, totals, strict=True):
        clicks.append(page.change(choice))
        if not clicks[-1]:
            raise AnswerError("a choice asks the server nothing")
        _check(str(choice), page.held[table], total)
    return Person(page.headers(), clicks)


def _check(asked: str, rows: Sequence[Mapping[str, Any]], total: int) -> None:
    found = sum(row["incidents"] or 0 for row in rows)
    if found != total:
        raise AnswerError(f"{asked}: {found:,} incidents, not {total:,}")


def _header(address: str, headers: Mapping[str, str]) -> dict[str, Any]:
    plain = {**headers, "Accept-Encoding": "identity"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=plain), timeout=60) as answer:  # noqa: S310
        content: bytes = answer.read()
    if content[:4] != MAGIC:
        raise AnswerError(f"{address} answers something else")
    (length,) = struct.unpack_from("<I", content, 4)
    header: dict[str, Any] = json.loads(content[8 : 8 + length])
    if header["newer"] or not header["whole"]:
        raise AnswerError(f"{address}: a part failed")
    return header


def _named(value: Any, name: str) -> set[str]:
    """All texts under a name, however deep."""
    if isinstance(value, dict):
        own = {value[name]} if isinstance(value.get(name), str) else set()
        return own.union(*(_named(one, name) for one in value.values()))
    return set().union(*(_named(one, name) for one in value)) if isinstance(value, list) else set()
