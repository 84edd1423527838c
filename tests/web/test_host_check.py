"""By which names we are asked: others that lead here are refused on every way in, and a hall is not locked out."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest
from starlette.websockets import WebSocketDisconnect

from server.access.interfaces import Own
from server.access.origins import Origins, host_name, reached_by, read_origins
from server.bench.meeting import open_session
from server.bench.process import HOST_KEY as LOAD_KEY
from server.bench.process import ServerProcess
from server.config import Settings
from tests.builders import HOST_KEY, Room
from tests.live.listening import connected
from tests.process.lane import LaneRoom

THEIRS = (
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1..",
    "0.0.0.0",
)
NO_HOST = (
    "",
    "[",
    "a b",
    "evil@127.0.0.1",
    "127.0.0.1:99999",
    "127.0.0.1:abc",
    "127.0.0.1/x",
    "127.0.0.1?x",
    "127.0.0.1#x",
    "127.0.0.1,evil.example",
    "127.0\t.0.1",
    "[::1]x",
)
OURS = (
    "localhost:8000",
    "LOCALHOST",
    "localhost.:8000",
    "127.0.0.1:9999",
    "127.0.0.1",
    "[::1]:8000",
    socket.gethostname(),
)


@pytest.mark.parametrize(("host", "status"), [*((each, 421) for each in THEIRS), *((each, 400) for each in NO_HOST)])
def test_another_name_is_refused_on_pages_api_files_and_sockets(room: Room, host: str, status: int) -> None:
    session = room.session()
    poll = session["polls"][0]
    for method, path in (
        ("GET", "/"),
        ("GET", f"/api/sessions/{session['id']}"),
        ("POST", f"/api/polls/{poll['id']}/open"),
        ("GET", "/api/openapi.json"),
        ("GET", "/nowhere"),
    ):
        answer = room.call(method, path, by=HOST_KEY, headers={"Host": host})
        assert answer.status == status, path
        assert answer.response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.response.headers["content-security-policy"]
    with (
        pytest.raises(WebSocketDisconnect),
        connected(room, session, "host", {"Authorization": f"Bearer {HOST_KEY}", "Host": host}),
    ):
        pass
    assert room.state(poll) == "draft"


def test_a_page_of_another_name_is_whole_in_itself_and_the_api_answers_with_a_problem(room: Room) -> None:
    for spoken, said in (("zh-CN", "请换一个地址"), ("en", "Topfive has another address"), ("ja", "別のアドレス")):
        page = room.call("GET", "/host", headers={"Host": "evil.example", "Accept-Language": spoken})
        assert page.status == 421
        assert page.response.headers["content-language"] == spoken
        assert page.response.headers["content-type"].startswith("text/html")
        assert "set-cookie" not in page.response.headers
        assert said in page.text
        assert f'lang="{spoken}"' in page.text
        assert "TOPFIVE_PUBLIC_URL" in page.text
        assert not re.search(r"src=|href=|evil", page.text)
    refused = room.host("GET", "/api/sessions", headers={"Host": "evil.example"})
    assert refused.response.headers["content-type"] == "application/problem+json"
    assert (refused.problem, refused.json["status"]) == ("another-address", 421)
    assert "TOPFIVE_PUBLIC_URL" in refused.json["detail"]
    assert room.host("GET", "/api/sessions").status == 200  # the control


def test_a_request_names_its_host_once_and_plainly(tmp_path: Path) -> None:
    """Over the real server, since clients and test clients put headers in order."""
    with ServerProcess(tmp_path) as server:
        name = f"127.0.0.1:{server.port}"
        for hosts, status in (
            ([name], 200),
            (["localhost"], 200),
            (["127.0.0.1:"], 200),
            ([], 400),
            ([""], 400),
            ([" "], 400),
            ([name, name], 400),
            ([name, "evil.example"], 400),
            (["evil.example", name], 400),
            (["evil@127.0.0.1"], 400),
            (["evil:x@127.0.0.1"], 400),
            (["127.0.0.1:99999"], 400),
            (["127.0.0.1\t.evil.example"], 400),
            (["evil.example"], 421),
        ):
            assert asked(server.port, "GET / HTTP/1.1", hosts) == status, hosts
        upgrade = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
        more = [*upgrade, "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==", f"Authorization: Bearer {LOAD_KEY}"]
        socket_of = f"GET /ws/{open_session(server.port, [{'title': 'A'}])['id']}?view=host HTTP/1.1"
        assert asked(server.port, socket_of, [name], more) == 101  # the control
        for hosts in ([name, name], [name, "evil.example"], ["evil@127.0.0.1"], ["evil.example"], []):
            assert asked(server.port, socket_of, hosts, more) in (400, 403), hosts


def asked(port: int, line: str, hosts: Sequence[str], more: Sequence[str] = ()) -> int:
    """The status of a request whose bytes are exactly these."""
    head = [line, *(f"Host: {host}" for host in hosts), *more]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall("\r\n".join([*head, "", ""]).encode())
        return int(wire.recv(12)[9:12])


@pytest.mark.parametrize("host", OURS)
def test_every_name_of_this_machine_is_ours_on_any_port(room: Room, host: str) -> None:
    assert room.call("GET", "/", headers={"Host": host}).status == 200


def test_the_lane_of_ballots_is_no_way_around(room: Room) -> None:
    session = room.session()
    poll = session["polls"][0]
    room.open(poll)
    voter, lane = room.join(session), LaneRoom(room.client, room.clock, room.folder)
    body = {"choices": [poll["options"][0]["id"]]}
    path = f"/api/polls/{poll['id']}/ballot"

    assert lane.call("PUT", path, by=voter, json=body, headers={"Host": "evil.example"}).status == 421
    assert room.result(poll)["ballots"] == 0
    assert lane.call("PUT", path, by=voter, json=body).status == 200  # the control


def test_whether_we_are_well_anybody_may_ask(room: Room) -> None:
    assert room.call("GET", "/healthz", headers={"Host": "10.1.2.3"}).status == 200


def test_the_very_address_that_a_socket_was_reached_by_is_never_foreign(tmp_path: Path) -> None:
    """Before the machine's addresses are looked at again, and of no other address or name."""
    found = Origins(Settings(host="0.0.0.0", port=8000, data=tmp_path), [Own("192.168.1.20")])
    assert not found.is_our_host("10.20.30.40")
    assert found.is_our_host("10.20.30.40:8000", "10.20.30.40")
    assert found.is_ours("http://10.20.30.40:8000", "10.20.30.40")
    for host in ("10.20.30.41", "evil.example", "10.20.30.40.evil.example", ""):
        assert not found.is_our_host(host, "10.20.30.40"), host
    for origin in ("http://10.20.30.40:8001", "https://10.20.30.40:8000", "http://10.20.30.41:8000"):
        assert not found.is_ours(origin, "10.20.30.40"), origin


@pytest.mark.parametrize(
    ("server", "reached"),
    [
        (("10.20.30.40", 8000), "10.20.30.40"),
        (("::ffff:10.20.30.40", 8000), "10.20.30.40"),
        (("fd00::1", 8000), "fd00::1"),
        (("fe80::1%eth0", 8000), "fe80::1"),
        (("/run/topfive.sock", None), ""),
        (("evil.example", 8000), ""),
        (None, ""),
    ],
)
def test_where_a_socket_was_reached_is_an_address_or_nothing(server: object, reached: str) -> None:
    assert reached_by({"type": "http", "server": server}) == reached


def test_whoever_asks_by_this_machines_name_may_write_too() -> None:
    found = read_origins(Settings(host="0.0.0.0", port=8000))
    name = socket.gethostname().lower()
    assert found.is_our_host(f"{name}:8000")
    assert found.is_ours(f"http://{name}:8000")
    assert not found.is_ours(f"http://{name}:8001")


def test_a_foreign_name_makes_nobody_look_at_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_origins(Settings(host="0.0.0.0", port=8000))
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: pytest.fail("looked"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: pytest.fail("resolved"))
    assert not found.is_our_host("10.20.30.41")
    assert not found.is_ours("http://10.20.30.41:8000")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("LocalHost:80", "localhost"),
        ("[::1]:8000", "::1"),
        ("a.b.", "a.b"),
        ("", ""),
        ("[", ""),
        (":80", ""),
        ("a:65536", ""),
    ],
)
def test_a_host_is_its_name_alone(host: str, name: str) -> None:
    assert host_name(host) == name
