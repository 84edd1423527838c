"""Cookies under other names, headers and paths of odd bytes: refused, led on or answered, and never a failure."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from server.app import api_endpoints, page_endpoints
from server.files.keys import form_token
from server.web.endpoint import Endpoint
from tests.builders import HOST_KEY, ORIGIN, Json, Room
from tests.process.lane import Lane

ENDPOINTS = [*api_endpoints(), *page_endpoints()]
ODD = ("", "x", "%00", "\xff\xfe", "..", "a b", "9" * 400, "%F0%9F%98%80", 'a"b', "1e999", "a=b", "-1")
HEADERS = (
    *("Accept-Language", "Accept-Encoding", "Origin", "Referer", "If-None-Match", "If-Modified-Since", "Range"),
    *("Content-Type", "X-Forwarded-For", "X-Forwarded-Proto", "Authorization", "X-Topfive-Token", "Expect"),
    *("Upgrade", "Connection", "Cookie"),
)
VALUES = (*ODD, "en;q=9e999", ",;q=,=", "gzip;q=,", "bytes=9-1", "http://[", ORIGIN, "Bearer ", "Bearer \xff", "::1,%")
BODIES = (b"", b"{}", b"[]", b"\xff", b"a=b", b"id=%00&choice=x&revision=" + b"9" * 20, b"act=delete", b'{"a":' * 500)
TYPES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
QUERIES = (
    "",
    "",
    "?",
    "?lang=%00&big=%ff",
    "?key=%ff",
    f"?page={'9' * 30}",
    "?page=-1",
    "?q=%00&way=x",
    "?told=x&at=%00",
)
SEEDS, REQUESTS = 8, 200


@dataclass(frozen=True)
class World:
    room: Room
    session: Json
    other: Json
    voter: str
    displaced: str
    host: str

    @property
    def cookies(self) -> Sequence[str]:
        names = [f"{kind}-{each['id']}" for kind in ("voter", "screen", "desk") for each in (self.session, self.other)]
        return (*names, "voter-", "voter-x", "host", "teller-x", "lang", "big", "mine", "seat", "next", "")


@pytest.fixture(scope="module")
def world(hall: Room) -> World:
    session, other = (hall.session(groups=("East",)) for _ in range(2))
    tickets = hall.session(admission="ticket")
    for each in (session, other, tickets):
        hall.open(each["polls"][0])
    made = hall.host("POST", f"/api/sessions/{tickets['id']}/tickets", json={"count": 1}).json["tickets"][0]
    code = made["url"].rpartition("/")[2]
    first, _second = (
        hall.call("POST", f"/api/sessions/{tickets['id']}/join", json={"ticket": code}).json["voter"] for _ in range(2)
    )
    return World(hall, session, other, hall.join(session, "East"), first, hall.host_cookie()["host"])


@pytest.fixture
def failures(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What the server said of itself."""
    said: list[str] = []
    with caplog.at_level(logging.ERROR):
        yield said
        said += [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert said == []


def path_of(world: World, endpoint: Endpoint, session: Json) -> str:
    known = {"session": session["id"], "poll": session["polls"][0]["id"], "code": session["join_code"]}
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: known.get(found[1], "x"), endpoint.path)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_a_credential_under_another_cookies_name_is_no_failure(
    world: World, endpoint: Endpoint, failures: list[str]
) -> None:
    for token in (world.voter, world.displaced, HOST_KEY):
        for name in (f"voter-{world.other['id']}", "voter-x", "voter-", "host", f"screen-{world.other['id']}"):
            for session in (world.session, {**world.other, "id": "x"}):
                path = path_of(world, endpoint, session)
                given = {"Origin": ORIGIN, "Content-Type": TYPES[not endpoint.path.startswith("/api/")]}
                body = b"{}" if endpoint.path.startswith("/api/") else b"group=x"
                content = {"content": body} if endpoint.method != "GET" else {}
                answer = world.room.call(endpoint.method, path, cookies={name: token}, headers=given, **content)
                assert answer.status < 500, (endpoint.name, name)


def test_who_has_a_credential_is_its_voter_under_whatever_name_it_comes(world: World) -> None:
    stray, headers = {f"voter-{world.other['id']}": world.voter}, {"Origin": ORIGIN}
    join = f"/api/sessions/{world.session['id']}/join"

    again = world.room.call("POST", join, cookies=stray, headers=headers, json={})

    assert (again.status, again.json["voter"]) == (200, world.voter)  # it was 500
    assert world.room.call("GET", f"/s/{world.other['id']}", cookies=stray).status == 303


def odd_request(world: World, chance: random.Random) -> bytes:
    endpoint = chance.choice(ENDPOINTS)
    names = [world.session["id"], world.other["id"], world.session["polls"][0]["id"], *map(_escaped, ODD)]
    path = re.sub(r"\{[^}]*\}", lambda _: chance.choice(names), endpoint.path) + chance.choice(QUERIES)
    method = endpoint.method if chance.random() < 0.9 else chance.choice(["GET", "POST", "PUT", "DELETE", "OPTIONS"])
    tokens = (world.voter, world.displaced, world.host, HOST_KEY, *ODD)
    cookies = [f"{chance.choice(world.cookies)}={chance.choice(tokens)}" for _ in range(chance.randrange(4))]
    cookies += [f"host={world.host}"] * (chance.random() < 0.3)
    headers = [("Host", "localhost:8000"), ("Cookie", "; ".join(cookies))]
    headers += [("Origin", ORIGIN)] * (chance.random() < 0.7)
    headers += [("X-Topfive-Token", form_token(world.host))] * (chance.random() < 0.7)
    headers += [(chance.choice(HEADERS), chance.choice(VALUES)) for _ in range(chance.randrange(3))]
    body = b"" if method == "GET" else chance.choice(BODIES)
    headers += [("Content-Type", chance.choice(TYPES))] * bool(body) + [("Content-Length", str(len(body)))]
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def _escaped(text: str) -> str:
    return "".join(each if each.isalnum() and each.isascii() else f"%{ord(each):02x}" for each in text)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_odd_requests_are_no_failure_of_the_server(world: World, seed: int, failures: list[str]) -> None:
    chance = random.Random(seed)

    async def ask(request: bytes) -> int:
        lane = Lane(world.room)
        lane.send(request)
        status = (await lane.wire.answers())[0].status_code
        lane.protocol.connection_lost(None)
        return status

    assert world.room.client.portal is not None
    for _ in range(REQUESTS):
        request = odd_request(world, chance)
        assert world.room.client.portal.call(ask, request) < 500, request
