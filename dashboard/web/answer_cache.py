"""Where dear answers are kept between workers and starts: a private folder, Redis, or nowhere."""

from __future__ import annotations

import importlib.util
from typing import Any

from cachelib.serializers import BaseSerializer
from flask import Flask
from flask_caching import Cache

from dashboard.data.answers import Answers
from dashboard.settings import NO_CACHE, PREFIX, Settings, SettingsError

FOLDER = "answers"
"""In the data directory, where no Redis is set."""

_DAY = 24 * 3600
_REDIS_SECONDS = 0.25  # for one reply; readers wait far less (dashboard.data.answers)


class PlainBytes(BaseSerializer):
    """In place of pickle: bytes go in and bytes come out, and whoever asked looks what they are."""

    def dumps(self, value: Any, protocol: int = 0) -> bytes:
        """The bytes themselves."""
        return bytes(value)

    def loads(self, bvalue: bytes) -> bytes:
        """The bytes themselves."""
        return bvalue


def answers_of(server: Flask, settings: Settings, secret: str) -> Answers:
    """What gives the dear answers of an application. `secret` signs those that are kept.

    Nothing is connected or written yet. Raises SettingsError where Redis is set and its package is missing.
    """
    address = settings.cache_url.get_secret_value()
    if address == NO_CACHE:
        return Answers()
    if address and importlib.util.find_spec("redis") is None:
        raise SettingsError(f"{PREFIX}CACHE_URL names Redis; install Hexscan with it: pip install '.[redis]'")
    return Answers(Cache(server, with_jinja2_ext=False, config=_config(settings, address)), secret)


def _config(settings: Settings, address: str) -> dict[str, Any]:
    if not address:
        return {
            "CACHE_TYPE": "dashboard.web.kept_files.KeptFiles",
            "CACHE_DIR": str(settings.data_dir / FOLDER),
            "CACHE_DEFAULT_TIMEOUT": 7 * _DAY,
        }
    return {
        "CACHE_TYPE": "RedisCache",
        "CACHE_REDIS_URL": address,
        "CACHE_KEY_PREFIX": "hexscan:",
        "CACHE_DEFAULT_TIMEOUT": _DAY,  # so long do answers on a version that is gone stay
        "CACHE_SERIALIZER": PlainBytes(),
        "CACHE_OPTIONS": {"socket_timeout": _REDIS_SECONDS, "socket_connect_timeout": _REDIS_SECONDS},
    }
