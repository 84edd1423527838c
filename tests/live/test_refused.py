"""GET /ws/{session}, refused: with 403 before the upgrade, as it looks on the wire of a real server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from httpx2 import Client
from websockets.sync.client import connect

from server.app import build
from server.config import Settings
from server.process.serve import configuration
from tests.builders import HOST_KEY, Clock, Json, Room
from tests.ladder import UNKNOWN

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@dataclass
class Wire:
    """A server that really listens, beside the room whose data it serves."""

    room: Room
    session: Json
    port: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def knock(self, path: str, **headers: str) -> tuple[int, bytes]:
        """The status of an upgrade request, and what follows the head."""
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in {**UPGRADE, **headers}.items()]
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as wire:
            wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            answer = b""
            while b"\r\n\r\n" not in answer and (part := wire.recv(4096)):
                answer += part
        head, _, rest = answer.partition(b"\r\n\r\n")
        return int(head.split(b" ")[1]), rest


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    folder = tmp_path_factory.mktemp("wire")
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings = Settings("127.0.0.1", port, folder, HOST_KEY)
    server = uvicorn.Server(configuration(build(settings), settings))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    with Client(base_url=f"http://127.0.0.1:{port}") as client:
        room = Room(client, Clock(), folder)  # type: ignore[arg-type]
        yield Wire(room, room.session(), port)
    server.should_exit = True
    thread.join(10)
    listener.close()


def test_what_is_pushed_comes_numbered_without_a_gap_and_ends_right(wire: Wire) -> None:
    session = wire.room.session()
    poll, voters = session["polls"][0], [wire.room.join(session) for _ in range(5)]
    wire.room.open(poll)
    wire.room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "tally", "poll": poll["id"]})
    heard: list[Json] = []
    address = f"ws://127.0.0.1:{wire.port}{path(session, 'screen')}"
    with connect(address, additional_headers={"Authorization": bearer(HOST_KEY)}) as screen:
        for voter in voters:
            wire.room.cast(voter, poll, [2])
            time.sleep(0.03)
        while not heard or heard[-1].get("ballots") != len(voters):
            heard.append(json.loads(screen.recv(timeout=5)))

    assert [message["seq"] for message in heard] == list(range(1, len(heard) + 1))
    assert heard[0]["type"] == "state"
    assert heard[-1]["counts"][poll["options"][2]["id"]] == len(voters)


def path(session: Json, view: str = "host") -> str:
    return f"/ws/{session['id']}?view={view}"


def bearer(token: str) -> str:
    return f"Bearer {token}"


def test_whoever_may_is_upgraded(wire: Wire) -> None:
    voter = wire.room.join(wire.session)
    screen = wire.session["screen_url"].partition("key=")[2]

    assert wire.knock(path(wire.session), Authorization=bearer(HOST_KEY))[0] == 101
    assert wire.knock(path(wire.session, "phone"), Authorization=bearer(voter))[0] == 101
    assert (
        wire.knock(path(wire.session, "phone"), Cookie=f"voter-{wire.session['id']}={voter}", Origin=wire.origin)[0]
        == 101
    )
    assert (
        wire.knock(path(wire.session, "screen"), Cookie=f"screen-{wire.session['id']}={screen}", Origin=wire.origin)[0]
        == 101
    )


@pytest.mark.parametrize("view", ["phone", "screen", "host"])
@pytest.mark.parametrize("who", ["nobody", "an unknown bearer", "another session's voter"])
def test_whoever_may_not_gets_403_and_no_upgrade(wire: Wire, view: str, who: str) -> None:
    headers = {
        "nobody": {},
        "an unknown bearer": {"Authorization": bearer("unknown")},
        "another session's voter": {"Authorization": bearer(wire.room.join(wire.room.session()))},
    }[who]

    status, _ = wire.knock(path(wire.session, view), **headers)

    assert status == 403


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_a_foreign_origin_gets_403(wire: Wire, origin: str) -> None:
    assert wire.knock(path(wire.session), Authorization=bearer(HOST_KEY), Origin=origin)[0] == 403
    assert wire.knock(path(wire.session), Authorization=bearer(HOST_KEY), Origin=wire.origin)[0] == 101  # the control


def test_a_missing_origin_is_allowed_only_with_a_bearer(wire: Wire) -> None:
    voter = wire.room.join(wire.session)

    assert wire.knock(path(wire.session, "phone"), Cookie=f"voter-{wire.session['id']}={voter}")[0] == 403
    assert wire.knock(path(wire.session, "phone"), Authorization=bearer(voter))[0] == 101


@pytest.mark.parametrize("address", ["/ws/{id}", "/ws/{id}?view=", "/ws/{id}?view=console", f"/ws/{UNKNOWN}?view=host"])
def test_a_view_or_a_session_that_is_not_there_gets_403(wire: Wire, address: str) -> None:
    filled = address.replace("{id}", wire.session["id"])

    assert wire.knock(filled, Authorization=bearer(HOST_KEY))[0] == 403
