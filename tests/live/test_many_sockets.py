"""One voter with very many sockets: the newest stay, and nothing is kept of those that went."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.live.hub import MOST_OF_A_VOTER, NOBODY, REPLACED, Audience, Channel, Hub, Inbox, Listener
from server.live.snapshots import View
from server.live.socket import SOCKETS_AT_ONCE, Sockets
from tests.builders import Json, Room
from tests.live.listening import Ear, listening
from votes.model import SessionId, VoterId


def code_of(ear: Ear) -> int:
    """How it was closed, after what was sent before."""
    for _ in range(20):
        try:
            ear.next()
        except WebSocketDisconnect as closed:
            return closed.code
    raise AssertionError("it is open")


PHONES = Channel(SessionId("s"), View.PHONE)


def test_the_oldest_socket_of_a_voter_gives_way_and_others_stay(room: Room, session: Json, poll: Json) -> None:
    voter, other = room.join(session, "East"), room.join(session, "West")
    with ExitStack() as open_, listening(room, session, "phone", by=other) as neighbour:
        neighbour.next()
        ears = [open_.enter_context(listening(room, session, "phone", by=voter)) for _ in range(MOST_OF_A_VOTER)]
        for ear in ears:
            assert ear.next()["type"] == "state"
        newest = open_.enter_context(listening(room, session, "phone", by=voter))
        assert newest.next()["type"] == "state"

        assert code_of(ears[0]) == REPLACED
        room.host("PATCH", f"/api/sessions/{session['id']}", json={"title": "Another"})
        for ear in (*ears[1:], newest, neighbour):
            while ear.next().get("title") != "Another":
                pass


def test_who_opens_them_faster_than_anybody_does_is_refused_and_others_come_in(
    room: Room, session: Json, poll: Json
) -> None:
    """Each that is let in costs the room a reading; a page that is refused comes again by itself."""
    voter, other = room.join(session, "East"), room.join(session, "West")
    for _ in range(SOCKETS_AT_ONCE):
        with listening(room, session, "phone", by=voter) as ear:
            assert ear.next()["type"] == "state"
    with pytest.raises(WebSocketDisconnect), listening(room, session, "phone", by=voter):
        pass
    with listening(room, session, "phone", by=other) as ear:
        assert ear.next()["type"] == "state"


def test_three_thousand_sockets_of_a_voter_leave_eight() -> None:
    hub = Hub()
    inboxes = [hub.subscribe(PHONES, Listener(voter=VoterId("v"))) for _ in range(3_000)]

    assert [inbox.ending for inbox in inboxes] == [True] * (3_000 - MOST_OF_A_VOTER) + [False] * MOST_OF_A_VOTER
    for inbox in inboxes:
        hub.unsubscribe(PHONES, inbox)
    assert not hub._of_voter
    assert not hub._inboxes


def test_a_socket_that_is_to_end_and_whose_client_is_gone_is_not_closed_once_more() -> None:
    """It was a traceback for each that somebody opened, and left, too often."""

    async def receive() -> Message:
        return {"type": "websocket.connect"} if socket.client_state.name == "CONNECTING" else await asyncio.Future()

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            raise OSError

    async def nothing(_audience: Audience) -> list[object]:
        return []

    async def run() -> None:
        await socket.accept()
        inbox = Inbox(NOBODY)
        inbox.put("state", b"{}")
        inbox.end(REPLACED)
        room: Any = SimpleNamespace(arrivals=SimpleNamespace(frames=nothing))
        sockets = Sockets(*[None] * 2, Hub(), room, None)  # type: ignore[arg-type]
        await sockets._talk(socket, Audience(PHONES), inbox, None)

    socket = WebSocket({"type": "websocket"}, receive, send)
    asyncio.run(run())
