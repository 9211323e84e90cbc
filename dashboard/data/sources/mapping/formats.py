"""Which reader takes a described file."""

from __future__ import annotations

from collections.abc import Collection

from dashboard.data.sources.files import FileRef
from dashboard.data.sources.mapping.description import FileForm
from dashboard.data.sources.mapping.tabular import Tabular
from dashboard.data.sources.mapping.text_table import read_text_table


def read_tabular(ref: FileRef, form: FileForm, dropped: Collection[str] = ()) -> Tabular:
    """The columns of a file as its description states it; those dropped are left out where the format allows.

    Raises InputError for a file of another format, a damaged one, and one beyond the limits.
    """
    return read_text_table(ref, form)
