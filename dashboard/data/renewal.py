"""A version whose maps and counts an earlier Hexscan built: they are built anew, once, from what is stored.

Parts and inputs keep their form; what is derived from them may change with the program. The renewed version
is one more version, published as an import's is, so that nothing is lost if it is interrupted. `serve` has it
done before there are workers: no request ever waits for it. What a later Hexscan built is left alone, or two
releases on one folder would build it anew in turn for ever.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from pathlib import Path

from dashboard.data.manifest import Manifest
from dashboard.data.store import KEPT_VERSIONS, BusyError, Store, StoreError

_LOG = logging.getLogger(__name__)
_PAUSE = 0.2

LONGEST_WAIT = 600.0
"""Seconds another process may go on writing before we give up: an import of 100 million rows takes less."""


def renewed(data_dir: Path, keep: int = KEPT_VERSIONS) -> str | None:
    """The id of the version to serve, built anew first where its form is an earlier one; None without any.

    Waits a while for another process that writes. Raises StoreError where that goes on, the data directory
    can't be written, or a later Hexscan built the version.
    """
    store = Store(data_dir, keep)
    begun, told = time.monotonic(), False
    while True:
        version = store.current_version()
        if version is None:
            return None
        manifest = store.manifest(version)
        if manifest.served_as_it_is:
            return version
        if not manifest.outdated:
            raise StoreError(why_not_served(manifest))
        try:
            built = _renew(store)
        except BusyError as error:
            if time.monotonic() - begun > LONGEST_WAIT:
                raise _has_to_be(version, error) from error
            if not told:
                _LOG.warning("Waiting for another process that writes in %s", data_dir)
                told = True
            time.sleep(_PAUSE)
        except StoreError as error:
            raise _has_to_be(version, error) from error
        else:
            if built is not None:
                return built


def why_not_served(manifest: Manifest) -> str:
    """Why a version with another Hexscan's form is not served, and what to do."""
    if manifest.built_later:
        return (
            f"Dataset version {manifest.id} was built by a later Hexscan. "
            "Serve it with that release, or import again with this one."
        )
    return (
        f"Dataset version {manifest.id} was built by an earlier Hexscan and has to be built anew. "
        "`python -m dashboard serve` does so when it starts: start it again."
    )


def _has_to_be(version: str, error: StoreError) -> StoreError:
    return StoreError(
        f"Dataset version {version} was built by an earlier Hexscan and has to be built anew. {error}"
    )


def _renew(store: Store) -> str | None:
    """The id of the version built anew; None where another process has published one meanwhile."""
    # geopandas comes with it, which a server that has nothing to renew should not load
    from dashboard.data.build import build

    started = time.monotonic()
    with store.writer() as draft:
        former = draft.former
        if former is None or not store.manifest(former).outdated:
            return None
        manifest = store.manifest(former)
        _LOG.warning(
            "Building maps and counts of dataset version %s anew for this version of Hexscan", former
        )
        draft.start_from(former)
        (draft.folder / "parts").mkdir(exist_ok=True)
        build(draft.folder, manifest.sources)
        draft.checkpoint("built")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        renewed = Manifest(
            created=now,
            demo=manifest.demo,
            sources=manifest.sources,
            parts=manifest.parts,
            report=manifest.report,
            renewed_from=former,
        )
        version = draft.publish(renewed)
    _LOG.warning("Built anew as %s in %.1f s", version, time.monotonic() - started)
    return version
