"""`describe FILE`: a description proposed from the beginning of a file, and what it is unsure of.

What is proposed is text for a person to read and finish, not something that takes effect: owner, terms and
sensitivity can't be told from a file. Until somebody says otherwise a source is taken for controlled.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from dashboard.data.schema import CRIME_TYPES, slug
from dashboard.data.sources.checks import text
from dashboard.data.sources.columns import folded
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.categories import EMPTY, fold, types_of
from dashboard.data.sources.mapping.description_file import read_description
from dashboard.data.sources.mapping.finding import ENDING, READY
from dashboard.data.sources.mapping.formats import read_tabular
from dashboard.data.sources.mapping.propose_fields import Draft, write_place, write_time
from dashboard.data.sources.mapping.roles import BY_NAME, Dates, Guess, dates_of
from dashboard.data.sources.mapping.sniffing import Beginning, sniff
from dashboard.data.sources.mapping.tabular import Tabular
from dashboard.data.sources.mapping.writing import listed
from dashboard.data.sources.told import title_of

_TRAITS = frozenset(
    {"age", "gender", "sex", "ethnicity", "ethnic", "religion", "disability", "orientation", "nationality"}
)
"""Words in the names of columns that tell of people: not needed to say where and when."""
_WORDS = 60
_FEW = 4
_CLOSE = {
    "asb": "anti-social-behaviour", "anti social": "anti-social-behaviour",
    "nuisance": "anti-social-behaviour",
    "bicycle": "bicycle-theft", "bike": "bicycle-theft", "burglar": "burglary", "break and enter": "burglary",
    "arson": "criminal-damage-and-arson", "criminal damage": "criminal-damage-and-arson",
    "vandal": "criminal-damage-and-arson", "drug": "drugs", "weapon": "possession-of-weapons",
    "public order": "public-order", "robbery": "robbery", "shoplift": "shoplifting",
    "theft from person": "theft-from-the-person", "auto theft": "vehicle-crime", "vehicle": "vehicle-crime",
    "assault": "violence-and-sexual-offences", "violen": "violence-and-sexual-offences",
    "sexual": "violence-and-sexual-offences", "theft": "other-theft",
}  # fmt: skip
"""Parts of suppliers' words and the crime type they suggest, special ones first: for a person to confirm."""


@dataclasses.dataclass(frozen=True)
class Proposal:
    """A description as TOML, and in sentences what of it a person has to look at."""

    text: str
    unsure: tuple[str, ...]
    rows: int
    """Rows looked at."""
    ready: tuple[str, ...] = ()
    """Ready-made descriptions whose columns the file has: it can be imported with one of them as it is."""


def propose(ref: FileRef, name: str = "") -> Proposal:
    """A description for files like this one.

    `name` becomes the source's key; the file's name unless given. Raises InputError for a file that can't be
    read as a table.
    """
    sniffed = sniff(ref)
    form = sniffed.form
    beginning = Beginning(ref.path, ref.member, form.encoding) if form.format == "csv" else ref
    draft = Draft(ref, read_tabular(beginning, form), form)
    kind = _kind(draft.roles)
    dates = _dates(draft) if kind == "incidents" else None
    _write_source(draft, name or slug(title_of(ref)) or "source", kind, dates)
    _write_file(draft, sniffed.unsure)
    write_place(draft)
    if kind == "incidents":
        write_time(draft, dates)
    _write_columns(draft, kind)
    _write_drop(draft)
    if kind == "incidents":
        _write_categories(draft)
    ready = () if form.columns else _ready_for(draft.table)
    return Proposal(draft.page.text, tuple(draft.doubts), draft.table.rows, ready)


def _ready_for(table: Tabular) -> tuple[str, ...]:
    """Names of the ready-made descriptions whose columns, mapped and dropped, the table has."""
    names = {name.casefold() for name in table.names}
    found = []
    for path in sorted(READY.glob(f"*{ENDING}")):
        description = read_description(FileRef(path))
        wanted = {name.casefold() for name in (*description.mapped, *description.dropped)}
        if wanted <= names and len(wanted) >= _FEW:
            found.append(path.stem)
    return tuple(found)


def _kind(roles: Mapping[str, Guess]) -> str:
    timed = any(role in roles and roles[role].sure >= BY_NAME for role in ("from", "month", "to"))
    return "premises" if "name" in roles and not timed else "incidents"


def _dates(draft: Draft) -> Dates | None:
    guess = draft.roles.get("from")
    return dates_of(draft.columns[guess.column]) if guess else None


def _write_source(draft: Draft, key: str, kind: str, dates: Dates | None) -> None:
    page = draft.page
    page.section("source")
    page.value("kind", kind, "incidents or premises")
    page.value("key", slug(key)[:60], "names the source in addresses and commands")
    page.value("name", title_of(draft.ref)[:100] or key, "shown on screen")
    page.value("owner", "", "unsure: whose data are they?")
    page.value("contact", "", "whom to ask there")
    page.value("licence", "", 'as "Open Government Licence v3.0", where it is published under one')
    page.value("agreement", "", "the sharing agreement, where there is one")
    page.value("agreement_expires", "", 'its last day, as "2027-03-31"')
    page.value("refresh", "", "daily, weekly, monthly, quarterly or yearly")
    page.value("maturity", "", "pilot, implementation, expansion or development")
    if kind == "premises":
        page.value("holds", "licensed", 'unsure: "other" for schools, shops or takeaways without licences')
    if kind == "incidents":
        page.value("sensitivity", "controlled", "unsure: open only where the owner publishes the records")
    page.value("place_precision", "exact", "unsure: snapped where points are moved to fixed places")
    if kind == "incidents":
        page.value("time_precision", _precision(draft, dates), "month, day or minute")
    page.value("caveats", [], "what a reader must know, a sentence each")
    draft.doubts += [
        "owner, licence or agreement, sensitivity: a file does not say. Fill them in.",
        "place_precision: are points where it happened (exact) or moved to fixed places (snapped)?",
    ]


def _precision(draft: Draft, dates: Dates | None) -> str:
    if dates is None:
        return "month"
    values = text(draft.columns[draft.roles["from"].column])
    clock = "from_time" in draft.roles or "hour" in draft.roles
    return "minute" if clock or any(":" in value for value in values.to_pylist()) else "day"


def _write_file(draft: Draft, unsure: tuple[str, ...]) -> None:
    form, page = draft.form, draft.page
    page.section("file")
    page.value("format", form.format)
    if form.format == "csv":
        page.value("encoding", form.encoding)
        page.value("delimiter", form.delimiter)
        if form.decimal != ".":
            page.value("decimal", form.decimal)
    if form.columns:
        page.value("columns", list(form.columns))
    for doubt in unsure:
        draft.unsure(doubt)


def _write_columns(draft: Draft, kind: str) -> None:
    roles, page = draft.roles, draft.page
    page.section("columns")
    if kind == "premises":
        for field in ("premises_id", "name", "address", "postcode", "kind", "hours"):
            role = "incident_id" if field == "premises_id" else field
            if role in roles:
                draft.column(field, roles[role])
        return
    if "incident_id" in roles:
        draft.column("incident_id", roles["incident_id"])
    if "force" in roles:
        draft.column("force", roles["force"])
    else:
        page.value("force_is", title_of(draft.ref)[:60] or "Unknown", "unsure: who reports these incidents?")
        draft.doubts.append("force_is: who reports these incidents, a police force or a council say?")
    if "crime_type" in roles:
        draft.column("crime_type", roles["crime_type"])
    else:
        page.value("crime_type_is", "other-crime", "unsure: no column looks like a category")
        draft.doubts.append("crime_type_is: no column looks like a category; what are all these incidents?")
    for field in ("lsoa_code", "lsoa_name", "place"):
        if field in roles:
            draft.column(field, roles[field])


def _write_drop(draft: Draft) -> None:
    """Columns that look personal, and as a comment those that are not used."""
    from dashboard.data.quality.personal import find_personal

    premises = ("name", "address", "postcode", "kind", "hours")
    fields = {
        guess.column: "premises_id" if role == "incident_id" else role for role, guess in draft.roles.items()
    }
    if _kind(draft.roles) != "premises":
        fields = {column: role for column, role in fields.items() if role not in premises}
    found = find_personal(draft.columns, mapped=fields)
    traits = [
        name for name in draft.table.names if name not in fields and _TRAITS & set(folded(name).split("_"))
    ]
    draft.page.section("drop", "Never read: what looks personal must stand here.")
    dropped = [finding.column for finding in found if finding.column not in fields]
    dropped = list(dict.fromkeys([*dropped, *traits]))
    draft.page.value("columns", dropped)
    for finding in found:
        draft.unsure(f"The column {finding.column!r} seems to hold {finding.kind}.")
    used = {guess.column for guess in draft.roles.values()} | set(dropped)
    unused = [name for name in draft.table.names if name not in used]
    if unused:
        draft.page.comment(f"not used: {listed(unused, 30)}")


def _write_categories(draft: Draft) -> None:
    """The supplier's words: those that suggest a type mapped, the others as comments to be filled in."""
    page = draft.page
    page.section("categories", "The supplier's words and the crime type each is counted as.")
    guess = draft.roles.get("crime_type")
    if guess is None:
        return
    _, unmapped = types_of(draft.columns[guess.column], {}, {})
    if not unmapped:
        page.comment("all words are crime types already")
        return
    for word, rows in list(unmapped.items())[:_WORDS]:
        close = next((name for part, name in _CLOSE.items() if part in fold(word)), "")
        if close:
            page.value(word, close, f"unsure: {rows:,} rows")
        else:
            shown = "" if word == EMPTY else word
            page.comment(f'"{shown[:80]}" = ""  # not yet mapped: {rows:,} rows')
    if len(unmapped) > _WORDS:
        page.comment(f"and {len(unmapped) - _WORDS:,} more words")
    page.comment(f"the crime types are: {', '.join(CRIME_TYPES)}; add your own under [category_names]")
    draft.doubts.append(
        f"{guess.column!r} holds words that are no crime types ({len(unmapped):,}): map them, or leave them."
    )
