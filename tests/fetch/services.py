"""Local servers that behave as data.police.uk and the register of food premises do, limits and moods too."""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import shapely

from dashboard.data.fetch.pace import Clock

WEST, SOUTH, EAST, NORTH = -1.4, 54.5, -1.2, 54.6
AREA = shapely.box(WEST, SOUTH, EAST, NORTH)
FORCE = {"id": "cleveland", "name": "Cleveland Police"}
MONTHS = ("2025-01", "2025-02", "2025-03")
CATEGORIES = ("anti-social-behaviour", "burglary", "criminal-damage-arson", "violent-crime")

Fault = Callable[["Handler"], None]


class FakeClock:
    """A clock that only waiting moves, and a little each time it is read."""

    def __init__(self) -> None:
        self.at = 0.0
        self.waited: list[float] = []

    def now(self) -> float:
        self.at += 0.0005
        return self.at

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.at += seconds

    def clock(self) -> Clock:
        return Clock(self.now, self.sleep)


class Service:
    """One server: what it was asked, the faults to come, and who is told of each request."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.asked: list[tuple[float, str, str, dict[str, str]]] = []
        self.answered: list[tuple[str, dict[str, str]]] = []  # of those, the ones with a full answer
        self.faults: dict[int, Fault] = {}  # by number of request, from 1 on
        self.heard: Callable[[int], None] = lambda number: None
        self.address = ""
        self._lock = threading.Lock()

    def note(self, method: str, path: str, parameters: dict[str, str]) -> int:
        with self._lock:
            self.asked.append((self.now(), method, path, parameters))
            return len(self.asked)

    def paths(self) -> list[str]:
        return [path for _, _, path, _ in self.asked]

    def too_fast(self) -> bool:
        return False

    def reply(self, path: str, parameters: dict[str, str], headers: Any) -> tuple[int, Any]:
        raise NotImplementedError


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the service."""

    protocol_version = "HTTP/1.1"
    service: Service

    def do_GET(self) -> None:
        self._serve("GET", dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._serve("POST", dict(parse_qsl(body)))

    def _serve(self, method: str, parameters: dict[str, str]) -> None:
        if method == "GET" and len(self.path) > 4094:
            self.send(400, b"")
            return
        number = self.service.note(method, urlsplit(self.path).path, parameters)
        self.service.heard(number)
        fault = self.service.faults.pop(number, None)
        if fault:
            fault(self)
        elif self.service.too_fast():
            self.send(429, b"")
        else:
            path = urlsplit(self.path).path
            status, answer = self.service.reply(path, parameters, self.headers)
            if status == 200:
                self.service.answered.append((path, parameters))
            self.send(status, json.dumps(answer).encode() if answer is not None else b"")

    def send(self, status: int, body: bytes, *, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


def busy(status: int = 503, **headers: str) -> Fault:
    return lambda handler: handler.send(status, b"busy", **headers)


def broken_off(handler: Handler) -> None:
    """The first half of an answer, then the line is cut."""
    handler.send(200, b'[{"category": "burg', length=5000)
    handler.close_connection = True


def not_json(handler: Handler) -> None:
    handler.send(200, b"<html>Please sign in to the guest network</html>")


def answering(value: Any) -> Fault:
    return lambda handler: handler.send(200, json.dumps(value).encode())


def silent(seconds: float) -> Fault:
    def wait(handler: Handler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return wait


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    """Serve on a free port of this machine; `service.address` says where."""
    handler = type("ServiceHandler", (Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    service.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class PoliceService(Service):
    """data.police.uk: street-level crime by area, at most `limit` rows an answer, 15 requests a second."""

    def __init__(
        self,
        crimes: list[dict[str, Any]],
        *,
        limit: int = 10_000,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(now)
        self.crimes = crimes
        self.limit = limit
        self.release = "2025-05-01"
        self.boundaries: dict[str, list[tuple[float, float]]] = {}
        self.strict_pace = False
        self._level, self._at = 0.0, 0.0
        placed = [one["location"] is not None for one in crimes]
        self._where = np.array(
            [
                [float(crime["location"]["longitude"]), float(crime["location"]["latitude"])]
                if there
                else [0, 0]
                for crime, there in zip(crimes, placed, strict=True)
            ]
        ).reshape(-1, 2)
        self._placed = np.array(placed, dtype=bool)
        self._month = np.array([one["month"] for one in crimes])

    def too_fast(self) -> bool:
        """A leaky bucket of 30 that leaks 15 a second, by the clock of the test."""
        with self._lock:
            at = self.now()
            self._level, self._at = max(0.0, self._level - (at - self._at) * 15), at
            self._level += 1
            return self.strict_pace and self._level > 30

    def reply(self, path: str, parameters: dict[str, str], headers: Any) -> tuple[int, Any]:
        month = parameters.get("date", "")
        if path == "/forces":
            return 200, [{"id": "durham", "name": "Durham Constabulary"}, FORCE]
        if path == "/crimes-street-dates":
            months = sorted(set(self._month.tolist()), reverse=True)
            return 200, [{"date": month, "stop-and-search": ["cleveland"]} for month in months]
        if path == "/crime-last-updated":
            return 200, {"date": self.release}
        if path == "/crime-categories":
            pairs = [
                ("all-crime", "All crime"),
                ("moon-crime", "Moon crime"),
                *((one, one) for one in CATEGORIES),
            ]
            return 200, [{"url": slug, "name": name} for slug, name in pairs]
        if path == "/cleveland/neighbourhoods":
            return 200, [{"id": name, "name": name} for name in self.boundaries]
        named = re.fullmatch(r"/cleveland/([A-Za-z0-9]+)/boundary", path)
        if named and named[1] in self.boundaries:
            corners = self.boundaries[named[1]]
            return 200, [{"latitude": str(y), "longitude": str(x)} for x, y in corners]
        if path == "/crimes-street/all-crime" and month in self._month:
            return self._limited((self._month == month) & self._placed & self._inside(parameters["poly"]))
        if path == "/crimes-no-location" and month in self._month:
            return self._limited(self._unplaced(month, parameters))
        return 404, None

    def _inside(self, poly: str) -> np.ndarray:
        corners = [tuple(map(float, corner.split(","))) for corner in poly.split(":")]
        shape = shapely.Polygon([(longitude, latitude) for latitude, longitude in corners])
        shapely.prepare(shape)
        inside: np.ndarray = shapely.intersects_xy(shape, self._where[:, 0], self._where[:, 1])
        return inside

    def _unplaced(self, month: str, parameters: dict[str, str]) -> np.ndarray:
        own = np.array([crime["force"] == parameters["force"] for crime in self.crimes])
        wanted = parameters["category"]
        kind = np.array([wanted in ("all-crime", crime["category"]) for crime in self.crimes])
        return (self._month == month) & ~self._placed & own & kind

    def _limited(self, chosen: np.ndarray) -> tuple[int, Any]:
        if chosen.sum() > self.limit:
            return 503, None
        return 200, [
            {name: value for name, value in self.crimes[index].items() if name != "force"}
            for index in np.flatnonzero(chosen).tolist()
        ]


def crime(
    identity: int,
    month: str,
    place: tuple[float, float] | None,
    *,
    category: str = "burglary",
    location_type: str = "Force",
    force: str = "cleveland",
) -> dict[str, Any]:
    """A record as the interface gives it; `force` is known to the server alone."""
    location = place and {
        "latitude": f"{place[1]:.6f}",
        "longitude": f"{place[0]:.6f}",
        "street": {"id": identity, "name": "On or near High Street"},
    }
    asb = category == "anti-social-behaviour"
    return {
        "category": category,
        "location_type": location_type if location else None,
        "location": location,
        "context": "",
        "outcome_status": None if asb else {"category": "Under investigation", "date": month},
        "persistent_id": "" if asb else f"{identity:064x}",
        "id": identity,
        "location_subtype": "",
        "month": month,
        "force": force,
    }


def many_crimes(a_month: int, *, months: tuple[str, ...] = MONTHS, seed: int = 6) -> list[dict[str, Any]]:
    """Crimes in and around the area: on few points, some outside it, of other police, or without a place."""
    draw = random.Random(seed)  # noqa: S311
    width, height = EAST - WEST, NORTH - SOUTH
    points = [
        (WEST + width * draw.uniform(-0.1, 1.1), SOUTH + height * draw.uniform(-0.1, 1.1))
        for _ in range(max(a_month // 4, 1))
    ]
    # Points on the lines at which the area is parted, and on its own edge.
    points += [(WEST + width / 2, SOUTH + height / 3), (WEST + width / 4, SOUTH + height / 2), (WEST, NORTH)]
    crimes = []
    for month in months:
        for number in range(a_month):
            place = None if number % 25 == 0 else draw.choice(points)
            crimes.append(
                crime(
                    len(crimes) + 1,
                    month,
                    place,
                    category=draw.choice(CATEGORIES),
                    location_type="BTP" if number % 40 == 1 else "Force",
                    force="durham" if number % 75 == 0 else "cleveland",
                )
            )
    return crimes


def truth(crimes: list[dict[str, Any]], area: Any = AREA) -> list[dict[str, Any]]:
    """What a download of Cleveland should bring, told without its code."""

    def belongs(one: dict[str, Any]) -> bool:
        if one["location"] is None:
            return bool(one["force"] == "cleveland")
        point = shapely.Point(float(one["location"]["longitude"]), float(one["location"]["latitude"]))
        return one["location_type"] == "Force" and bool(area.intersects(point))

    return [one for one in crimes if belongs(one)]


class FsaService(Service):
    """The register of food premises: lists by authority and type of business, in pages."""

    def __init__(self, premises: list[dict[str, Any]], now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(now)
        self.premises = premises
        self.authorities = [(7, "Hartlepool"), (8, "Middlesbrough"), (9, "Stockton On Tees")]

    def reply(self, path: str, parameters: dict[str, str], headers: Any) -> tuple[int, Any]:
        if headers.get("x-api-version") != "2":
            return 404, None
        if path == "/Authorities/basic":
            listed = [{"LocalAuthorityId": number, "Name": name} for number, name in self.authorities]
            return 200, {"authorities": listed}
        if path == "/BusinessTypes/basic":
            named = [(-1, "All"), (7843, "Pub/bar/nightclub"), (7844, "Takeaway/sandwich shop")]
            types = [{"BusinessTypeId": number, "BusinessTypeName": name} for number, name in named]
            return 200, {"businessTypes": types}
        if path == "/Establishments":
            chosen = [
                one
                for one in self.premises
                if one["authority_id"] == int(parameters["localAuthorityId"])
                and one["BusinessTypeID"] == int(parameters["businessTypeId"])
            ]
            size, number = int(parameters["pageSize"]), int(parameters["pageNumber"])
            page = chosen[(number - 1) * size : number * size]
            shown = [{name: value for name, value in one.items() if name != "authority_id"} for one in page]
            return 200, {"establishments": shown, "meta": {"totalCount": len(chosen), "pageNumber": number}}
        return 404, None


def pub(identity: int, authority: int = 7, **other: Any) -> dict[str, Any]:
    """An entry as the register gives it; `authority_id` is known to the server alone."""
    return {
        "FHRSID": identity,
        "BusinessName": f"The Pub {identity}",
        "BusinessType": "Pub/bar/nightclub",
        "BusinessTypeID": 7843,
        "AddressLine1": f"{identity} High Street",
        "AddressLine2": None,
        "AddressLine3": "Hartlepool",
        "AddressLine4": "",
        "PostCode": "TS24 7AA",
        "LocalAuthorityName": "Hartlepool",
        "geocode": {"longitude": "-1.21", "latitude": "54.68"},
        "authority_id": authority,
    } | other
