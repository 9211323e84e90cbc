"""Changes to what is stored other than imports: going back, removing a source, renewing an agreement.

Each makes one more version, as an import does: the number rises, the pointer is swapped at the end, and a
server that runs takes it up with its next request. Nothing of a version in force is ever changed.
"""

from __future__ import annotations

import dataclasses
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from dashboard.data import hiding
from dashboard.data.forgetting import forget, report_without
from dashboard.data.history import REMOVAL, RENEWAL, ROLLBACK
from dashboard.data.inputs import read_inputs
from dashboard.data.manifest import Manifest, Part
from dashboard.data.schema import InputError, Source
from dashboard.data.store import KEPT_VERSIONS, Checkpoint, Store, StoreError, no_checkpoint
from dashboard.data.upkeep_words import day_in_words, differences, held_by

ANSWERS = "answers"
"""Folder of kept answers in a data folder: figures of versions, which must go with what they tell of."""

_OF_THE_AGREEMENT = ("contact", "agreement", "agreement_expires")


@dataclasses.dataclass(frozen=True)
class Plan:
    """What a rollback or a removal would do, for the administrator to agree to."""

    current: str
    subject: str
    """The version to go back to, or the key of the source to remove."""
    changes: tuple[str, ...]
    """Sentences; none where nothing would change."""


def plan_rollback(data_dir: Path, version: str = "") -> Plan:
    """What going back to a version, or without one to the one before, would change.

    Raises StoreError where there is no such version, or a later Hexscan built it.
    """
    store = Store(data_dir)
    current = _in_force(store)
    older = [one for one in store.versions() if one != current]
    if not older:
        raise StoreError(f"Only {current} is kept, so there is no version to go back to.")
    if version and version not in older:
        in_force = " It is the one in force." if version == current else ""
        raise StoreError(f"{version} is not a version to go back to.{in_force} Kept are: {', '.join(older)}.")
    chosen = version or older[-1]
    target = store.manifest(chosen)
    if target.built_later:
        raise StoreError(f"{chosen} was built by a later Hexscan. Go back to it with that release.")
    removed = {one.subject for one in store.history(current) if one.what == REMOVAL}
    return Plan(current, chosen, tuple(differences(store.manifest(current), target, removed)))


def rollback(
    data_dir: Path, plan: Plan, *, keep: int = KEPT_VERSIONS, checkpoint: Checkpoint = no_checkpoint
) -> str:
    """Go back as planned; the id of the new version, which holds what the former one held.

    What is known of a source's agreement stays as it is now. Raises StoreError where something else has
    changed the data since it was planned.
    """
    store = Store(data_dir, keep)
    with store.writer(checkpoint) as draft:
        now = _still(store, plan, draft.former)
        target = store.manifest(plan.subject)
        if target.served_as_it_is:
            draft.share_all_of(plan.subject)
        else:
            draft.share_all_of(plan.subject, but=("derived",))
            _build(draft.folder, target.sources, target.parts)
        known = {source.key: source for source in now.sources}
        manifest = dataclasses.replace(
            target,
            created=_created(),
            sources=tuple(_with_agreement(one, known.get(one.key)) for one in target.sources),
            derived=now.derived if target.served_as_it_is else Manifest.derived,
            renewed_from="",
        )
        return draft.publish(manifest, ROLLBACK, plan.subject, plan.changes)


def plan_removal(data_dir: Path, key: str) -> Plan:
    """What removing a source, or a register of premises, would take away.

    Raises InputError where there is none of that key, StoreError where nothing is stored.
    """
    store = Store(data_dir)
    current = _in_force(store)
    manifest = store.manifest(current)
    named = {source.key: source.name for source in manifest.sources}
    premises = read_inputs(store.version_dir(current) / "inputs").premises
    registers = premises.groupby("source").size().to_dict()
    if key not in named and key not in registers:
        known = ", ".join([*named, *map(str, registers)]) or "none"
        held = _held_still(data_dir, key)
        raise InputError(f"There is no source {key!r}. The sources stored are: {known}.{held}")
    changes = []
    if key in named:
        parts = [part for part in manifest.parts if part.source == key]
        changes.append(f"{named[key]} ({key}): {held_by(parts)} go.")
    if key in registers:
        changes.append(f"The register of premises {key}: {registers[key]:,} premises go.")
    return Plan(current, key, tuple(changes))


def remove(
    data_dir: Path,
    plan: Plan,
    *,
    purge: bool = False,
    keep: int = KEPT_VERSIONS,
    checkpoint: Checkpoint = no_checkpoint,
) -> str:
    """Remove a source as planned; the id of the new version. With `purge` all former versions go at once.

    Raises StoreError where something else has changed the data since it was planned.
    """
    store, key = Store(data_dir, keep), plan.subject
    with store.writer(checkpoint) as draft:
        former = _still(store, plan, draft.former)
        draft.share_all_of(plan.current, but=("derived",))
        forget(draft.folder, key)
        sources = tuple(source for source in former.sources if source.key != key)
        parts = tuple(part for part in former.parts if part.source != key)
        _build(draft.folder, sources, parts)
        draft.checkpoint("built")
        inputs = read_inputs(draft.folder / "inputs")
        manifest = Manifest(
            created=_created(),
            demo=former.demo,
            sources=sources,
            parts=parts,
            report=report_without(former, key, {name: len(frame) for name, frame in inputs.tables()}),
        )
        version = draft.publish(manifest, REMOVAL, key, plan.changes)
    _clear_answers(data_dir)
    if purge:
        store.prune(1)
    return version


def renew(
    data_dir: Path,
    key: str,
    until: date,
    *,
    keep: int = KEPT_VERSIONS,
    checkpoint: Checkpoint = no_checkpoint,
) -> str:
    """Have a source's agreement end on another day, `until` included; the id of the new version.

    Raises InputError where there is no such source, or the day is over.
    """
    if until < hiding.today():
        raise InputError(
            f"{day_in_words(until)} is over already, so {key} would stay hidden. "
            "Give the last day of the agreement."
        )
    store = Store(data_dir, keep)
    with store.writer(checkpoint) as draft:
        former = store.manifest(_in_force(store))
        known = {source.key: source for source in former.sources}
        if key not in known:
            stored = ", ".join(known) or "none"
            raise InputError(f"There is no source {key!r}. The sources stored are: {stored}.")
        before = known[key].agreement_expires
        renewed = dataclasses.replace(known[key], agreement_expires=until.isoformat())
        draft.share_all_of(former.id)
        manifest = dataclasses.replace(
            former,
            created=_created(),
            sources=tuple(renewed if one.key == key else one for one in former.sources),
        )
        was = f"it ended on {day_in_words(date.fromisoformat(before))}" if before else "it had no end"
        note = f"The agreement on {renewed.name} ends on {day_in_words(until)}; {was}."
        return draft.publish(manifest, RENEWAL, key, (note,))


def versions_with(data_dir: Path, key: str) -> list[str]:
    """The versions on disk that hold something of a source, the oldest first."""
    store = Store(data_dir)
    return [version for version in store.versions() if _holds(store.version_dir(version), key)]


def _held_still(data_dir: Path, key: str) -> str:
    """What to say of a source that is on disk yet, though not shown: a purge may have been stopped."""
    holding = ", ".join(versions_with(data_dir, key))
    return holding and f" {holding} hold it still; to delete it there: python -m dashboard prune --keep 1"


def _holds(folder: Path, key: str) -> bool:
    sources = {path.name for path in (folder / "parts").glob("*")}  # a key may be "" or "..", as typed
    return key in sources or bool((read_inputs(folder / "inputs").premises["source"] == key).any())


def _in_force(store: Store) -> str:
    current = store.current_version()
    if current is None:
        raise StoreError(f"No data are stored in {store.data_dir}, so there is nothing to change.")
    return current


def _still(store: Store, plan: Plan, former: str | None) -> Manifest:
    """The manifest of the version in force, which must be the one that was planned with."""
    if former != plan.current or not store.has(plan.current):
        raise StoreError("The data have been changed meanwhile. Nothing was done; give the command again.")
    return store.manifest(plan.current)


def _created() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _build(folder: Path, sources: tuple[Source, ...], parts: tuple[Part, ...]) -> None:
    """Write what is derived, and the quality reports, of what a draft holds."""
    from dashboard.data.build import build  # with geopandas, which only this needs
    from dashboard.data.quality.making import write_reports

    (folder / "parts").mkdir(exist_ok=True)
    build(folder, sources)
    premises = read_inputs(folder / "inputs").premises
    registers = dict(zip(premises.source, premises.register, strict=True))
    write_reports(folder, sources, parts, registers, (), datetime.now(UTC))


def _clear_answers(data_dir: Path) -> None:
    """Remove kept answers: they are figures of versions that a supplier may want gone."""
    for folder in (data_dir / ANSWERS).glob("*"):
        shutil.rmtree(folder, ignore_errors=True)  # a server may be writing one of the version in force


def _with_agreement(source: Source, now: Source | None) -> Source:
    """A source of a former version with what is known of its agreement now."""
    if now is None:
        return source
    return dataclasses.replace(source, **{name: getattr(now, name) for name in _OF_THE_AGREEMENT})
