"""Fetching open data where there is a network: street-level crime and the register of food premises.

Nothing here runs unless an administrator types `python -m dashboard download`. What is fetched becomes plain
files in one folder, which `import` then reads as any other: no fetched byte goes straight into the store.
"""

from __future__ import annotations


class FetchError(RuntimeError):
    """A service can't be asked or gave an answer that can't be used; the message says what to do about it."""
