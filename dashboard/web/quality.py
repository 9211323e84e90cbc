"""Quality reports for other programs, and all faults of a source as a file to send back to the supplier.

`/data/<version>/quality/<key>.json` and `.csv`; `<key>` is a source's, or "premises-" and a register's. An
unknown one, and one that is hidden, is 404; so is the CSV of a controlled source. A version that is gone is
410.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request

from dashboard.data.dataset import Dataset, Library
from dashboard.data.quality.disclosed import disclosed
from dashboard.data.quality.report import FOLDER, REGISTER, QualityReport, read_report, read_summaries
from dashboard.data.store import StoreError
from dashboard.web.map_data import kept_for_ever

_PAGE = re.compile(r"sources/([^/]+)/?")


def install(server: Flask, library: Library, prefix: str = "/") -> None:
    """Add the routes to the server, and answer 404 to pages of reports that there are not."""

    @server.get("/data/<version>/quality/<key>.json")
    def quality_json(version: str, key: str) -> Response:
        report = disclosed(_report(_dataset(library, version), key))
        return kept_for_ever(Response(report.to_json(), mimetype="application/json"))

    @server.get("/data/<version>/quality/<key>.csv")
    def quality_csv(version: str, key: str) -> Response:
        dataset = _dataset(library, version)
        report = _report(dataset, key)
        if report.controlled:
            abort(404)
        response = kept_for_ever(
            Response(_read(dataset.folder / FOLDER / report.csv_name), mimetype="text/csv")
        )
        response.headers["Content-Disposition"] = f'attachment; filename="hexscan-{report.csv_name}"'
        return response

    @server.before_request
    def refuse_unknown_reports() -> None:
        page = _PAGE.fullmatch(request.path.removeprefix(prefix))
        if page is None:
            return
        try:
            dataset = library.current()
        except StoreError:
            return  # the page itself says so
        if dataset is not None and page[1] not in shown_keys(dataset):
            abort(404)


def shown_keys(dataset: Dataset) -> set[str]:
    """Keys of the reports that may be shown: those of sources that are not hidden, and of registers."""
    return {
        key for key in read_summaries(dataset.folder) if key in dataset.sources or key.startswith(REGISTER)
    }


def _dataset(library: Library, version: str) -> Dataset:
    dataset = library.get(version)
    if dataset is None:
        abort(410)
    return dataset


def _report(dataset: Dataset, key: str) -> QualityReport:
    if key not in shown_keys(dataset):
        abort(404)
    report = read_report(dataset.folder, key)
    if report is None:
        abort(410)
    return report


def _read(path: Path) -> Any:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # an import has removed the version since it was opened
        abort(410)


__all__ = ["install", "shown_keys"]
