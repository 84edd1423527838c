"""One socket of the room: admitted once, sent whole messages, and heard only for what phones may say.

Wi-Fi that is lost closes no socket, and scripts cannot see a ping: so what has nothing to say says that much.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import datetime

import msgspec
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from server.access.auth import Auth
from server.access.caller import Caller, require
from server.access.rate_limits import Buckets
from server.errors import NoCredential, Refusal, UnknownSession
from server.live import messages
from server.live.broadcast import Broadcaster
from server.live.drafts import Draft, Page
from server.live.hub import Audience, Channel, Hub, Inbox, Listener, Push
from server.live.snapshots import View
from server.permissions import WHO_MAY, Who
from server.store import sessions
from server.store.database import Database
from votes.model import SessionId

SEND_S = 20.0
PUSH = "topfive.push"  # server/process/push_socket.py
PULSE_S = 12.0  # static/js/shared/websocket.js gives up after two of them
POLICY_VIOLATION = 1008
_read_draft = msgspec.json.Decoder(Draft).decode

SOCKETS_AT_ONCE, SOCKETS_PER_SECOND = 40, 1.0  # of one voter: no tabs come and go like that, a script does
Clock = Callable[[], datetime]


class Sockets:
    """``GET /ws/{session}?view=phone|screen|host``."""

    def __init__(self, database: Database, auth: Auth, hub: Hub, room: Broadcaster, clock: Clock) -> None:
        self._database, self._auth, self._hub, self._room, self._clock = database, auth, hub, room, clock
        self._numbers = itertools.count()
        self._opened = Buckets(SOCKETS_AT_ONCE, SOCKETS_PER_SECOND)

    async def serve(self, socket: WebSocket) -> None:
        session = SessionId(socket.path_params["session"])
        try:
            view, whose = await self._admit(socket, session)
        except (Refusal, ValueError):
            await socket.close(POLICY_VIOLATION)  # before the upgrade: the client gets 403
            return
        if whose.voter and self._opened.take(whose.voter):
            await socket.close(POLICY_VIOLATION)
            return
        await socket.accept()
        channel = Channel(session, view)
        page = Page(session, whose.voter, next(self._numbers)) if whose.voter else None
        inbox = self._hub.subscribe(channel, whose, _push_of(socket))
        self._room.joined(session)
        try:
            if not whose.voter and not await self._may_still(socket, session):  # ended while it was let in
                inbox.end()
            await self._talk(socket, whose.on(channel), inbox, page)
        finally:
            self._hub.unsubscribe(channel, inbox)
            if page:
                self._hub.drafts.left(page)
            self._room.left(session)

    async def _admit(self, socket: WebSocket, session: SessionId) -> tuple[View, Listener]:
        """The view, and whose it is. Raises Refusal, or ValueError for a view there is not."""
        view = View(socket.query_params.get("view", ""))
        caller = await self._auth.identify(socket, session, self._clock())
        allowed = WHO_MAY[f"WS {view}"]
        require(caller, allowed, session)
        self._auth.check_origin(socket, caller)
        if caller.voter_session != session:  # as long as there is a voter, there is the session
            async with self._database.read() as connection:
                await sessions.get(connection, session)
        return view, _listener(caller, allowed, session, "preview" in socket.query_params)

    async def _may_still(self, socket: WebSocket, session: SessionId) -> bool:
        try:
            await self._admit(socket, session)
        except Refusal:
            return False
        return True

    async def _talk(self, socket: WebSocket, audience: Audience, inbox: Inbox, page: Page | None) -> None:
        try:
            for kind, frame, reading in await self._room.arrivals.frames(audience):
                inbox.put_first(kind, frame, reading)
            for kind, frame, reading in await self._room.own_frames(page.session, page.voter) if page else ():
                inbox.put_first(kind, frame, reading)
        except (UnknownSession, NoCredential):  # deleted this very moment
            await socket.close()
            return
        sending = asyncio.create_task(_send(socket, inbox))
        hearing = asyncio.create_task(self._hear(socket, page))
        try:
            await asyncio.wait({sending, hearing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, hearing):
                task.cancel()
            await asyncio.gather(sending, hearing, return_exceptions=True)
        is_open = socket.client_state is socket.application_state is WebSocketState.CONNECTED  # else its client is gone
        if inbox.ending and is_open:
            await socket.close(inbox.code)

    async def _hear(self, socket: WebSocket, page: Page | None) -> None:
        """Read on, so that a closed socket is noticed; of what is said only a voter's drafts count."""
        while True:
            try:
                text = await socket.receive_text()
            except (WebSocketDisconnect, KeyError):
                return
            if page:
                await self._hub.drafts.turn(page)
            if page and (said := _draft(text)) and self._hub.drafts.heard(page, said):
                self._room.joined(page.session)


def _listener(caller: Caller, allowed: frozenset[Who], session: SessionId, is_preview: bool) -> Listener:
    """By which of its credentials it listens: the one that ends the socket when it ends."""
    if Who.VOTER in allowed and caller.voter_session == session:
        return Listener(is_preview, caller.voter)
    if signed_in := caller.signed_in(allowed, session):
        return Listener(is_preview, mark=signed_in.mark, is_observer=caller.only_reads(session))
    mark = caller.screen_mark if caller.screen == session else b""
    return Listener(is_preview, mark=mark, has_key=caller.has_key)


def _draft(text: str) -> Draft | None:
    """None for whatever else a client says."""
    try:
        return _read_draft(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None


async def _send(socket: WebSocket, inbox: Inbox) -> None:
    """Ends when the client is gone, is told to go, or does not read for SEND_S."""
    pulse = messages.pulse()
    while True:
        for message in await inbox.take(PULSE_S, pulse):
            async with asyncio.timeout(SEND_S):
                await socket.send_text(message.decode())
        if inbox.ending:
            return


def _push_of(socket: WebSocket) -> Push | None:
    """The server's way to send at once, where it has one."""
    found: dict[str, Push] = socket.scope.get("extensions", {}).get(PUSH, {})
    return found.get("push")
