"""One socket of the room: admitted once, sent whole messages, and heard only for what phones may say."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import datetime

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from server.auth import WHO_MAY, Auth, require
from server.errors import Refusal
from server.live.broadcast import Broadcaster, first_frames
from server.live.hub import Channel, Hub, Inbox
from server.live.snapshots import View, read_room
from server.store.database import Database
from votes.model import SessionId

SEND_S = 20.0
POLICY_VIOLATION = 1008

Clock = Callable[[], datetime]


class Sockets:
    """``GET /ws/{session}?view=phone|screen|host``."""

    def __init__(self, database: Database, auth: Auth, hub: Hub, room: Broadcaster, clock: Clock) -> None:
        self._database, self._auth, self._hub, self._room, self._clock = database, auth, hub, room, clock

    async def serve(self, socket: WebSocket) -> None:
        session = SessionId(socket.path_params["session"])
        try:
            view = await self._admit(socket, session)
        except (Refusal, ValueError):
            await socket.close(POLICY_VIOLATION)  # before the upgrade: the client gets 403
            return
        await socket.accept()
        channel = Channel(session, view)
        inbox = self._hub.subscribe(channel, is_preview="preview" in socket.query_params)
        self._room.joined(session)
        try:
            await self._talk(socket, channel, inbox)
        finally:
            self._hub.unsubscribe(channel, inbox)
            self._room.joined(session)

    async def _admit(self, socket: WebSocket, session: SessionId) -> View:
        """Raises Refusal, or ValueError for a view there is not."""
        view = View(socket.query_params.get("view", ""))
        caller = await self._auth.identify(socket, session, self._clock())
        require(caller, WHO_MAY[f"WS {view}"], session)
        self._auth.check_origin(socket, caller)
        async with self._database.read() as connection:
            await read_room(connection, session, self._clock())
        return view

    async def _talk(self, socket: WebSocket, channel: Channel, inbox: Inbox) -> None:
        async with self._database.read() as connection:
            room = await read_room(connection, channel.session, self._clock())
            for kind, frame in await first_frames(connection, self._hub, room, channel.view):
                inbox.put_first(kind, frame)
        sending = asyncio.create_task(_send(socket, inbox))
        hearing = asyncio.create_task(_hear(socket))
        try:
            await asyncio.wait({sending, hearing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, hearing):
                task.cancel()
            await asyncio.gather(sending, hearing, return_exceptions=True)
        if inbox.ending and socket.client_state is WebSocketState.CONNECTED:
            await socket.close()


async def _send(socket: WebSocket, inbox: Inbox) -> None:
    """Ends when the client is gone, is told to go, or does not read for SEND_S."""
    numbers = itertools.count(1)
    while True:
        for frame in await inbox.take():
            message = b'{"seq":%d,%b' % (next(numbers), frame[1:])
            async with asyncio.timeout(SEND_S):
                await socket.send_text(message.decode())
        if inbox.ending:
            return


async def _hear(socket: WebSocket) -> None:
    """Read on, so that a closed socket is noticed. Phones' drafts are not counted yet."""
    while True:
        try:
            await socket.receive_text()
        except (WebSocketDisconnect, KeyError):
            return
