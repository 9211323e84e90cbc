"""Settings: from `HEXSCAN_*` environment variables and, below them, an optional settings file.

The file has one `HEXSCAN_NAME=value` a line. It is the one that `HEXSCAN_SETTINGS` names, else `hexscan.env`
in the working directory if there is one. Every setting is listed in README.md.
"""

from __future__ import annotations

import contextlib
import difflib
import ipaddress
import os
import re
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.data.ahead import processors

PREFIX = "HEXSCAN_"
FILE_VARIABLE = "HEXSCAN_SETTINGS"
_NOT_SETTINGS = {FILE_VARIABLE, "HEXSCAN_CHROMIUM"}  # the second is for tests and screenshots
DEFAULT_FILE = Path("hexscan.env")
_KEY_FILE = "secret-key"
_SHORTEST_KEY = 32
_HIDDEN = {"secret_key", "cache_url"}  # may hold a password: never shown
NO_CACHE = "none"
"""As the cache address: dear answers are worked out each time."""
_CACHE_SCHEMES = ("redis", "rediss", "unix")


class SettingsError(ValueError):
    """A setting that can't be used; the message names the variable and says what it should be."""


class Settings(BaseSettings):
    """All that an administrator can set. Frozen; make one with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file_encoding="utf-8", env_ignore_empty=True, extra="forbid", frozen=True
    )

    data_dir: Path = Field(default=Path("data"), description="folder that holds the imported data")
    sources_dir: Path | None = Field(
        default=None, description="folder of the sources' descriptions; sources in the data folder unless set"
    )
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8050, ge=1, le=65535, description="port to listen on")
    workers: int = Field(
        default_factory=lambda: min(processors(), 4), ge=1, le=64, description="server processes"
    )
    threads: int = Field(default=64, ge=1, le=256, description="threads in each server process")
    """For waiting, not for working: see `server_turns.in_turn`. A click must not wait for a free one behind
    the browsing data of others, so there are more than readers are likely to wait at once. One that waits
    takes some 0.1 MB."""
    secret_key: SecretStr | None = Field(
        default=None, description="key that signs sessions; required unless host is this machine only"
    )
    keep_versions: int = Field(
        default=2,
        ge=2,
        le=20,
        description="versions of the data kept to go back to, the one in force included",
    )
    tile_url: str = Field(default="", description="map tiles, as https://…/{z}/{x}/{y}.png; none unless set")
    tile_attribution: str = Field(default="", description="credit shown on the map for those tiles")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least serious message to log"
    )
    cache_url: SecretStr = Field(
        default=SecretStr(""),
        description="where dear answers are kept: redis://…, none, or a private folder unless set",
    )
    max_body_bytes: int = Field(
        default=1024 * 1024, ge=1024, description="largest request body accepted, in bytes"
    )
    police_api: str = Field(default="https://data.police.uk/api", description="where `download police` asks")
    fsa_api: str = Field(
        default="https://api.ratings.food.gov.uk",
        description="where `download premises` asks",
    )

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        folder = value.expanduser().absolute()
        if os.path.exists(folder) and not os.path.isdir(folder):  # noqa: PTH110, PTH112 - never raise
            raise ValueError("must name a folder, not a file; one that does not exist yet is made")
        return folder

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower_case(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < _SHORTEST_KEY:
            raise ValueError(f"must have at least {_SHORTEST_KEY} characters")
        return value

    @field_validator("cache_url")
    @classmethod
    def _known_cache(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if address not in ("", NO_CACHE) and not _names_a_cache(address):
            raise ValueError(f"must be redis://host:port/number (or rediss://, unix://) or {NO_CACHE}")
        return value

    @field_validator("police_api", "fsa_api")
    @classmethod
    def _service(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be a full address that begins with https:// or http://, without ?")
        if parts.username or parts.password or re.search(r"[\s\"'<>\\]", value):
            raise ValueError("must hold no user name, password, spaces or quotation marks")
        return value.rstrip("/")

    @field_validator("tile_url")
    @classmethod
    def _tile_template(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be a full address that begins with https:// or http://")
        if re.search(r"[{}\s\"';,]", parts.netloc) or re.search(r"[\s\"'<>]", value):
            raise ValueError("must name one fixed host and hold no spaces or quotation marks")
        if sorted(re.findall(r"\{(.*?)\}", value)) != ["x", "y", "z"]:
            raise ValueError("must hold {z}, {x} and {y} once each, and no other {…}")
        return value

    @property
    def descriptions(self) -> Path:
        """The folder in which sources are described."""
        return (self.sources_dir or self.data_dir / "sources").expanduser().absolute()

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def tile_origin(self) -> str:
        """Scheme and host of the tiles, for the content security policy; "" where there are none."""
        parts = urlsplit(self.tile_url)
        return f"{parts.scheme}://{parts.netloc}" if self.tile_url else ""

    @property
    def bind(self) -> str:
        """Host and port to listen on, an IPv6 address in brackets."""
        return f"{_bracketed(self.host)}:{self.port}"

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the page."""
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared only
        return f"http://{_bracketed(reachable)}:{self.port}"


def _names_a_cache(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in _CACHE_SCHEMES and parts.port != 0 and bool(parts.hostname or parts.path)
    except ValueError:  # a port that is none; what it says may hold a password
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine's own address: localhost, 127.x.x.x or ::1."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def settings_file() -> Path | None:
    """The settings file to read, absolute, or None. SettingsError where the one named does not exist."""
    named = os.environ.get(FILE_VARIABLE, "")
    if named and not Path(named).is_file():
        raise SettingsError(f"{FILE_VARIABLE} names {named}, and there is no such file.")
    chosen = Path(named) if named else DEFAULT_FILE
    return chosen.absolute() if chosen.is_file() else None


def load_settings(**given: Any) -> Settings:
    """Settings from `given` (command-line options), then the environment, then the file, then the defaults.

    Options that are None count as not given. Raises SettingsError naming each variable that can't be used, or
    that is no setting.
    """
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in _known())
    if unknown:
        raise SettingsError("\n".join(_not_a_setting(name, "environment") for name in unknown))
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(_env_file=settings_file(), **chosen)  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError("\n".join(_in_words(item) for item in error.errors())) from None


_in_force: list[Settings] = []


def settings_in_force() -> Settings:
    """What is set now; on a reload with settings that can't be used, what was in force before.

    Raises SettingsError at the start, where there is nothing to go on with.
    """
    try:
        _in_force[:] = [load_settings()]
    except SettingsError as error:
        if not _in_force:
            raise
        print(f"Settings stay as they were. {error}", file=sys.stderr, flush=True)
    return _in_force[0]


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: the one set, or on a loopback address one kept in the data directory.

    Raises SettingsError where none is set and other machines can reach the server.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    if not settings.loopback:
        raise SettingsError(
            f"{PREFIX}SECRET_KEY must be set when other machines can reach Hexscan (host {settings.host}). "
            'Make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return _kept_key(settings.data_dir / _KEY_FILE)


def _kept_key(path: Path) -> str:
    """The key in the file, made first where there is none; processes that start together get the same one."""
    try:
        _make_key(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(
            f"The key that signs sessions can't be kept in {path.parent} ({error.strerror}). "
            f"Set {PREFIX}DATA_DIR to a folder that Hexscan may write to, or set {PREFIX}SECRET_KEY."
        ) from error


def _make_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # mkstemp makes a file only its owner can read; linking it whole into place lets one process win.
        descriptor, waiting = tempfile.mkstemp(prefix=f".{_KEY_FILE}-", dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(waiting, path)
        Path(waiting).unlink()


def _known() -> set[str]:
    """The variables that mean something to Hexscan."""
    return _NOT_SETTINGS | {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}


def _not_a_setting(name: str, where: str) -> str:
    """A sentence on a name found in the environment or the settings file, with the setting it resembles."""
    near = difflib.get_close_matches(name, _known() - _NOT_SETTINGS, n=1, cutoff=0.8)
    hint = f"Did you mean {near[0]}?" if near else "README.md lists them."
    return f"{name} in the {where} is not a setting of Hexscan. {hint}"


def _in_words(error: ErrorDetails) -> str:
    """One validation error as a sentence that names the variable."""
    field = str(error["loc"][0])
    variable = field.upper() if field.upper().startswith(PREFIX) else f"{PREFIX}{field.upper()}"
    if error["type"] == "extra_forbidden":
        return _not_a_setting(field.upper(), "settings file")
    shown = "" if field in _HIDDEN else f" It is {str(error['input'])!r}."
    reason = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{variable} {reason[0].lower()}{reason[1:]}.{shown}"
