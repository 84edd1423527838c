"""By which names we are asked: others that lead here are refused on every way in, and a hall is not locked out."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
from starlette.websockets import WebSocketDisconnect

from server.config import Settings
from server.origins import host_name, read_origins
from tests.builders import HOST_KEY, Room
from tests.server.lane import LaneRoom
from tests.server.live import connected

THEIRS = (
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "",
    "[",
    "a b",
    "0.0.0.0",
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


@pytest.mark.parametrize("host", THEIRS)
def test_another_name_is_refused_on_pages_api_files_and_sockets(room: Room, host: str) -> None:
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
        assert answer.status == 421, path
        assert answer.response.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.response.headers["content-security-policy"]
    with (
        pytest.raises(WebSocketDisconnect),
        connected(room, session, "host", {"Authorization": f"Bearer {HOST_KEY}", "Host": host}),
    ):
        pass
    assert room.state(poll) == "draft"


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


def test_a_machine_that_got_an_address_since_is_not_locked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from server import origins

    found = read_origins(Settings(host="0.0.0.0", port=8000))
    assert not found.is_our_host("10.20.30.40")
    monkeypatch.setattr(origins, "_outward", lambda *_: "10.20.30.40")  # the network came up
    found.read_at -= 2
    assert found.is_our_host("10.20.30.40:8000")
    assert found.is_ours("http://10.20.30.40:8000")
    assert not found.is_our_host("10.20.30.41")


def test_whoever_asks_by_this_machines_name_may_write_too() -> None:
    found = read_origins(Settings(host="0.0.0.0", port=8000))
    name = socket.gethostname().lower()
    assert found.is_our_host(f"{name}:8000")
    assert found.is_ours(f"http://{name}:8000")
    assert not found.is_ours(f"http://{name}:8001")


def test_to_ask_the_machine_again_waits_for_no_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given: asked.append(given) or real(*given))
    found = read_origins(Settings(host="0.0.0.0", port=8000))
    assert asked  # at the start, once
    before = len(asked)
    found.read_at -= 2
    was, at = found.read_at, set(found.ours)
    assert not found.is_our_host("10.20.30.41")
    assert found.read_at > was
    assert set(found.ours) == at
    assert len(asked) == before


def test_the_machine_is_asked_at_most_once_a_second() -> None:
    found = read_origins(Settings(host="0.0.0.0", port=8000))
    before = found.read_at
    for _ in range(100):
        assert not found.is_our_host("10.20.30.41")
    assert found.read_at == before
    one = read_origins(replace(found.settings, host="127.0.0.1"))
    one.read_at -= 100
    assert not one.is_our_host("10.20.30.41")


@pytest.mark.parametrize(
    ("host", "name"),
    [("LocalHost:80", "localhost"), ("[::1]:8000", "::1"), ("a.b.", "a.b"), ("", ""), ("[", ""), (":80", "")],
)
def test_a_host_is_its_name_alone(host: str, name: str) -> None:
    assert host_name(host) == name
