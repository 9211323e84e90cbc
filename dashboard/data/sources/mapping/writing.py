"""Writing descriptions: TOML that a person reads, with a comment beside what was guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDE = 100


class Page:
    """Lines of a TOML file under way."""

    def __init__(self, *comments: str) -> None:
        """Begin with comments."""
        self._lines = [f"# {comment}" for comment in comments]

    def section(self, name: str, *comments: str) -> None:
        """Begin a section, comments below its name."""
        self._lines += ["", f"[{name}]", *(f"# {comment}" for comment in comments)]

    def value(self, key: str, value: Any, comment: str = "") -> None:
        """One key with its value, and a comment behind it."""
        line = f"{_key(key)} = {written(value)}"
        if len(line) > _WIDE and isinstance(value, list | tuple):
            line = "\n".join([f"{_key(key)} = [", *(f"  {written(one)}," for one in value), "]"])
        self._lines.append(f"{line}  # {_one_line(comment)}" if comment else line)

    def comment(self, text: str) -> None:
        """A line for the reader alone."""
        self._lines.append(f"# {_one_line(text)}")

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join(self._lines) + "\n"


def written(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(written(one) for one in value)}]"
    if isinstance(value, str):
        return _text(value)
    return str(value)


def _text(value: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for DEL, which JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _one_line(text: str) -> str:
    """A comment can't hold control characters: text from a supplier's file may."""
    return "".join(character if character.isprintable() else " " for character in text)


def listed(words: Iterable[str], most: int = 5) -> str:
    """Words in a row for a comment, the first few."""
    shown: Sequence[str] = list(words)
    more = f" and {len(shown) - most:,} more" if len(shown) > most else ""
    return ", ".join(repr(word) for word in shown[:most]) + more
