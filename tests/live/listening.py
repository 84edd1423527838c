"""A socket of the room, heard with a time limit so that a missing message fails a test instead of stopping it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import contextmanager
from typing import Any

from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from server.live.hub import Channel, Hub
from server.live.snapshots import View
from tests.builders import HOST_KEY, ORIGIN, Json, Room
from votes.model import SessionId

PATIENCE_S = 5.0
HOST = ORIGIN.partition("://")[2]  # the client would name itself


class Ear:
    """Hears one socket. ``heard`` keeps every message that came, in order."""

    def __init__(self, socket: WebSocketTestSession) -> None:
        self._socket = socket
        self.heard: list[Json] = []

    def next(self, patience_s: float = PATIENCE_S) -> Json:
        """The next message. Raises TimeoutError, or WebSocketDisconnect where the server ended."""
        waiting = self._socket.portal.start_task_soon(self._socket._send_rx.receive)
        try:
            frame = waiting.result(patience_s)
        except TookTooLong:
            waiting.cancel()
            raise
        self._socket._raise_on_close(frame)
        self.heard.append(json.loads(frame["text"]))
        return self.heard[-1]

    def until(self, kind: str, **fields: Any) -> Json:
        """The next message of a kind with these fields; what comes before it is kept in ``heard``."""
        while True:
            message = self.next()
            if message["type"] == kind and fields.items() <= message.items():
                return message

    def until_poll(self, state: str) -> Json:
        """The next message in which the first list has come to this state."""
        while True:
            message = self.until("state")
            if message["polls"][0]["state"] == state:
                return message

    def rest(self, quiet_s: float = 0.2) -> list[Json]:
        """What still comes until it is quiet for a while."""
        before = len(self.heard)
        while True:
            try:
                self.next(quiet_s)
            except (TookTooLong, WebSocketDisconnect):
                return self.heard[before:]

    def say(self, text: str) -> None:
        self._socket.send_text(text)


@contextmanager
def connected(room: Room, session: Json, view: str, headers: Mapping[str, str]) -> Iterator[Ear]:
    """Raises WebSocketDisconnect for a socket that is refused before the upgrade."""
    hub: Hub = room.client.app.state.services.part(Hub)  # type: ignore[attr-defined]
    channel = Channel(SessionId(session["id"]), View(view))
    before = hub.listening(channel)
    with room.client.websocket_connect(f"/ws/{session['id']}?view={view}", headers={"Host": HOST, **headers}) as socket:
        try:
            yield Ear(socket)
        finally:  # the server hears of the end before its task is cancelled
            socket.close()
            ends_at = time.monotonic() + PATIENCE_S
            while hub.listening(channel) > before and time.monotonic() < ends_at:
                time.sleep(0.002)


@contextmanager
def listening(
    room: Room, session: Json, view: str, by: str | None = HOST_KEY, cookies: Mapping[str, str] | None = None
) -> Iterator[Ear]:
    """A socket with ``by`` as its bearer, or with cookies from our own page."""
    if cookies is not None:
        headers = {"Origin": ORIGIN, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    else:
        headers = {"Authorization": f"Bearer {by}"} if by else {}
    with connected(room, session, view, headers) as ear:
        yield ear
