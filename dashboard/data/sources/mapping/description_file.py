"""Reading a source's description from its TOML file, refusing what does not fit or contradicts itself."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import tomllib
from typing import cast

from dashboard.data.schema import CRIME_TYPES, LICENSED, NOT_YET_MAPPED, OTHER, Source, slug
from dashboard.data.sources.described import described_source
from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description import (
    INCIDENT_COLUMNS,
    MISSING,
    PREMISES_COLUMNS,
    Description,
    FileForm,
    Format,
    Kind,
    PlaceForm,
    System,
)
from dashboard.data.sources.mapping.description_time import time_form
from dashboard.data.sources.mapping.name_pattern import refused_for
from dashboard.data.sources.mapping.sections import Sections
from dashboard.data.sources.told import is_date

LARGEST_DESCRIPTION = 1 << 20
ENCODINGS = ("utf-8", "utf-16", "cp1252", "mac-roman")
DELIMITERS = (",", ";", "\t", "|")
FILE_FORMATS = ("csv", "xlsx", "parquet", "geojson")

_FIXED = ("force", "crime_type", "kind")
_AXES = {"wgs84": ("longitude", "latitude"), "osgb36": ("easting", "northing"), "h3": ("cell",)}
_CRS = {"wgs84": "wgs84", "epsg:4326": "wgs84", "osgb36": "osgb36", "epsg:27700": "osgb36", "h3": "h3"}
_OF_REGISTERS = ("kind", "as_of", "holds")
"""What [source] may say besides the fields of a source."""


def read_description(ref: FileRef) -> Description:
    """The description in a TOML file.

    Raises InputError, naming the file, section and key, for what is no TOML, is unknown, does not fit, or
    lacks what the kind of source needs.
    """
    content = ref.read(LARGEST_DESCRIPTION)
    try:
        told = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise ref.error("it is not UTF-8 text", "Save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is an error of its own
        raise ref.error(f"it can't be read as TOML: {error}", "Correct that line.") from error
    sections = Sections(ref, told)
    kind = _kind(sections)
    columns, fixed = _columns(sections, kind)
    time = time_form(sections, kind)
    made = Description(
        kind=kind,
        source=dataclasses.replace(_source(ref, sections, kind), zone=time.zone),
        as_of=_as_of(sections, kind),
        holds=_holds(sections, kind),
        file=_file(sections),
        place=_place(sections),
        time=time,
        columns=columns,
        fixed=fixed,
        force_in_name=_force_in_name(sections),
        forces={word.casefold(): force for word, force in sections.words("forces").items()},
        dropped=sections.texts("drop", "columns"),
        categories=_categories(sections),
        kinds=_kinds(sections, kind, "kinds"),
        kinds_by_name=_kinds(sections, kind, "kinds_by_name"),
        digest=hashlib.sha256(content).hexdigest(),
        label=ref.label,
    )
    _refuse_contradictions(sections, made)
    return made


def _kind(sections: Sections) -> Kind:
    value = sections.of("source").get("kind", "incidents")
    if value not in ("incidents", "premises"):
        raise sections.refused(f"[source] says {value!r} for kind", 'It must be "incidents" or "premises".')
    return cast(Kind, value)


def _source(ref: FileRef, sections: Sections, kind: Kind) -> Source:
    given = {name: value for name, value in sections.of("source").items() if name not in _OF_REGISTERS}
    timed = kind == "incidents" and "month" not in sections.of("time")
    unsaid = {
        "key": slug(ref.stem),
        "name": ref.stem,
        "owner": "",
        "licence": "",
        "time_precision": "minute" if timed else "month",
        "category_names": tuple(sections.words("category_names").items()),
    }
    if "zone" in given:  # said once: files are read by it too
        raise sections.refused("[source] has zone, which stands in [time]", "Move it there.")
    source = described_source(ref, given, where="[source]", defaults=unsaid)
    if (source.time_precision == "month") == timed and kind == "incidents":
        raise sections.refused(
            f"[source] says {source.time_precision!r} for time_precision, [time] names "
            f"{'a time' if timed else 'only a month'}",
            'Write month = "..." in [time] where only the month is known, else from = "...".',
        )
    return source


def _as_of(sections: Sections, kind: Kind) -> str:
    value = sections.of("source").get("as_of", "")
    if value and (kind == "incidents" or not isinstance(value, str) or not is_date(value)):
        raise sections.refused(
            f"[source] says {value!r} for as_of",
            'It is the date of a register of premises, as "2025-03-31" or "2025".',
        )
    return str(value)


def _holds(sections: Sections, kind: Kind) -> str:
    value = sections.of("source").get("holds", LICENSED)
    if value not in (LICENSED, OTHER) or (kind == "incidents" and "holds" in sections.of("source")):
        raise sections.refused(
            f"[source] says {value!r} for holds",
            f'Of premises it says what the register holds: "{LICENSED}" premises or "{OTHER}" places.',
        )
    return str(value)


def _kinds(sections: Sections, kind: Kind, name: str) -> dict[str, str]:
    """Folded word -> kind of premises, in the order of the file."""
    given = sections.words(name)
    if given and kind == "incidents":
        raise sections.refused(f"[{name}] stands in a description of incidents", "Take it out.")
    return {" ".join(word.split()).casefold(): " ".join(one.split()) for word, one in given.items()}


def _file(sections: Sections) -> FileForm:
    form = FileForm(
        format=cast(Format, sections.chosen("file", "format", FILE_FORMATS)),
        encoding=sections.chosen("file", "encoding", ENCODINGS),
        delimiter=sections.chosen("file", "delimiter", DELIMITERS),
        decimal=sections.chosen("file", "decimal", (".", ",")),
        columns=sections.texts("file", "columns"),
        sheet=sections.text("file", "sheet"),
        missing=sections.texts("file", "missing", MISSING),
    )
    if form.delimiter == form.decimal and form.format == "csv" and _has_numbers(sections):
        raise sections.refused(
            "[file] has a comma both between columns and as decimal mark",
            "Say which other character separates the columns.",
        )
    return form


def _has_numbers(sections: Sections) -> bool:
    return bool(sections.of("place")) and "decimal" in sections.of("file")


def _place(sections: Sections) -> PlaceForm:
    given = sections.of("place")
    if not given:
        return PlaceForm()
    written = sections.text("place", "crs", "wgs84").casefold()
    if written not in _CRS:
        raise sections.refused(
            f"[place] says {written!r} for crs",
            'It must be "wgs84" (longitude, latitude), "osgb36" (easting, northing) or "h3" (cell).',
        )
    system = _CRS[written]
    needed, found = _AXES[system], sorted(given.keys() - {"crs"})
    if found != sorted(needed) or not all(given[name].strip() for name in needed):
        raise sections.refused(
            f"[place] with crs {written!r} names {', '.join(found) or 'no column'}",
            f"It needs {' and '.join(needed)}, each naming a column, and nothing else.",
        )
    if system == "h3":
        return PlaceForm(system="h3", cell=given["cell"])
    return PlaceForm(system=cast(System, system), x=given[needed[0]], y=given[needed[1]])


def _columns(sections: Sections, kind: Kind) -> tuple[dict[str, str], dict[str, str]]:
    """Our field -> the file's column, and our field -> the same text for every row."""
    given = sections.of("columns")
    own = INCIDENT_COLUMNS if kind == "incidents" else PREMISES_COLUMNS
    ways = {"force": ("force", "force_is", "force_in_name"), "crime_type": ("crime_type", "crime_type_is")}
    needed = ways if kind == "incidents" else {"name": ("name",)}
    known = {*own, *(way for several in needed.values() for way in several)}
    if kind == "premises":
        known.add("kind_is")
    strange = sorted(given.keys() - known)
    if strange:
        raise sections.refused(
            f"[columns] has {strange[0]!r}, which {kind} do not have",
            f"They have: {', '.join(sorted(known))}.",
        )
    for name, value in given.items():
        if not value.strip():
            raise sections.refused(f"[columns] says nothing for {name}", "Name a column of the file.")
    for field, several in needed.items():
        if sum(way in given for way in several) != 1:
            raise sections.refused(
                f"[columns] must say where {field} comes from, once", f"Write one of: {', '.join(several)}."
            )
    if "kind" in given and "kind_is" in given:
        raise sections.refused("[columns] has both kind and kind_is", "Take one of them out.")
    columns = {name: value for name, value in given.items() if name in own}
    fixed = {name: given[f"{name}_is"] for name in _FIXED if f"{name}_is" in given}
    return columns, fixed


def _force_in_name(sections: Sections) -> str:
    pattern = sections.text("columns", "force_in_name")
    refused = refused_for(pattern) if pattern else ""
    if refused:
        raise sections.refused(
            f"[columns] force_in_name {refused}",
            r"Write a short regular expression with one group, as '^\d{4}-\d{2}-(.+)-street'.",
        )
    return pattern


def _categories(sections: Sections) -> dict[str, str]:
    """Folded word -> type."""
    names = sections.of("category_names")
    for word, name in sections.words("categories").items():
        if name not in CRIME_TYPES and name not in names and name != NOT_YET_MAPPED:
            close = difflib.get_close_matches(name, [*CRIME_TYPES, *names], 1)
            meant = f"Did you mean {close[0]!r}? " if close else ""
            raise sections.refused(
                f"[categories] maps {word!r} to {name!r}: no crime type, and not in [category_names]",
                f"{meant}The crime types are: {', '.join(CRIME_TYPES)}.",
            )
    return {" ".join(word.split()).casefold(): name for word, name in sections.of("categories").items()}


def _refuse_contradictions(sections: Sections, made: Description) -> None:
    both = sorted(set(made.mapped) & set(made.dropped))
    if both:
        raise sections.refused(f"the column {both[0]!r} is both mapped and dropped", "Take one of them out.")
    absent = [name for name in made.mapped if made.file.columns and name not in made.file.columns]
    if absent:
        raise sections.refused(
            f"the column {absent[0]!r} is mapped but is not in [file] columns", "Add or correct it."
        )
    names = dict(made.source.category_names)
    again = sorted(names.keys() & (CRIME_TYPES.keys() | {NOT_YET_MAPPED}))
    if again:
        raise sections.refused(
            f"[category_names] names {again[0]!r}, which is a crime type already", "Take that line out."
        )
    fixed = made.fixed.get("crime_type")
    if fixed and fixed not in CRIME_TYPES and fixed not in names:
        raise sections.refused(
            f"[columns] says {fixed!r} for crime_type_is, which is no crime type",
            "Name it in [category_names].",
        )
    if made.source.controlled and not made.source.licence and not made.source.agreement:
        raise sections.refused(
            "the source is controlled, and neither licence nor agreement is given",
            'Say under which agreement it is shared: agreement = "...".',
        )
