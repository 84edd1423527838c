"""A room whose ballots come through the server's lanes: uvicorn's protocol, fed with bytes as from a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import uvicorn
from httpx2 import Response
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from server.process.page_lane import PageLane
from server.process.reserve import Reserve
from server.process.slow_clients import Patience
from tests.builders import Answer, Clock, Room


class Wire(asyncio.Transport):
    """Keeps what the server writes."""

    def __init__(self) -> None:
        super().__init__({"socket": None, "peername": ("127.0.0.1", 50_000), "sockname": ("127.0.0.1", 8_000)})
        self.written = bytearray()
        self.is_closed = False
        self._news = asyncio.Event()

    def write(self, data: Any) -> None:
        self.written += data
        self._news.set()

    def close(self) -> None:
        self.is_closed = True
        self._news.set()

    def is_closing(self) -> bool:
        return self.is_closed

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        pass

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    async def answers(self, count: int = 1) -> list[Response]:
        """The next answers, taken off the wire."""
        found: list[Response] = []
        async with asyncio.timeout(5):
            while len(found) < count:
                head, blank, rest = bytes(self.written).partition(b"\r\n\r\n")
                lines = head.decode().split("\r\n")
                headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines[1:])]
                length = int(dict(headers).get("content-length", 0))
                if blank and len(rest) >= length:
                    found.append(Response(int(lines[0].split(" ")[1]), headers=headers, content=rest[:length]))
                    del self.written[: len(head) + 4 + length]
                else:
                    self._news.clear()
                    await self._news.wait()
        return found


class Lane:
    """One connection. ``ordinary`` are the requests that went uvicorn's own way."""

    def __init__(self, room: Room) -> None:
        self.wire, self.ordinary = Wire(), list[str]()
        self._app = room.client.app
        self.state = ServerState()
        config = uvicorn.Config(self._through, interface="asgi3", log_level="critical")
        handlers: Any = self._app.state  # type: ignore[attr-defined]
        make = partial(PageLane, handlers.phone_pages, handlers.ballot_lane, Patience(), Reserve(None))
        loop = asyncio.get_running_loop()
        self.protocol = make(config=config, server_state=self.state, app_state={}, _loop=loop)
        self.protocol.connection_made(self.wire)

    async def _through(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.ordinary.append(scope["path"])
        await self._app(scope, receive, send)

    def send(self, *parts: bytes) -> None:
        for part in parts:
            self.protocol.data_received(part)


def play(room: Room, story: Callable[[Lane], Awaitable[None]]) -> Lane:
    """Run a story in the application's loop, on a connection of its own."""

    async def run() -> Lane:
        lane = Lane(room)
        await story(lane)
        return lane

    assert room.client.portal is not None
    return room.client.portal.call(run)


def raw(room: Room, method: str, path: str, headers: dict[str, str], more: dict[str, Any]) -> bytes:
    """The request as bytes."""
    asked = room.client.build_request(method, path, headers=headers, **more)
    lines = [f"{name}: {value}\r\n".encode() for name, value in asked.headers.items()]
    return b"%s %s HTTP/1.1\r\n%s\r\n%s" % (method.encode(), asked.url.raw_path, b"".join(lines), asked.read())


class LaneRoom(Room):
    """As a room, and its ballots come through the lane."""

    def call(
        self, method: str, path: str, *, by: str | None = None, headers: dict[str, str] | None = None, **more: Any
    ) -> Answer:
        if method != "PUT" or not path.endswith("/ballot"):
            return super().call(method, path, by=by, headers=headers, **more)
        given = {"Authorization": f"Bearer {by}"} if by else {}
        if cookies := more.pop("cookies", {}):
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        request = raw(self, method, path, {**given, **(headers or {})}, more)

        async def ask() -> Response:
            lane = Lane(self)
            lane.send(request)
            return (await lane.wire.answers())[0]

        assert self.client.portal is not None
        return Answer(self.client.portal.call(ask))


@pytest.fixture(params=[Room, LaneRoom], ids=["ordinary", "lane"])
def room(hall: Room, request: pytest.FixtureRequest) -> Room:
    """The same room by either way in; import it into a file whose every test must hold for both."""
    hall.clock.now = Clock().now
    kind: type[Room] = request.param
    return kind(hall.client, hall.clock, hall.folder)
