"""Rooms as of their last change, kept in memory: when voting starts, a whole hall asks for the same one at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from server.live.boards import Boards
from server.live.snapshots import Room, at, read_room
from server.store import counts, voters
from server.store.database import Connection, Database, told_before
from votes.model import GroupId, SessionId

KEPT = 200


class Rooms:
    """A cache that a change empties; the database stays the one truth.

    A reading sees the database as it was when the reading began, however late it asks. What it found is kept only if
    the session's last change had been told of before: so nobody gets what an older reading saw.
    """

    def __init__(self, database: Database) -> None:
        self._database, self.boards = database, Boards(database)
        self._known: dict[SessionId, Room] = {}
        self._by_code: dict[str, SessionId] = {}  # of those that are known; a code that was turned over leads nowhere
        self._changed: dict[SessionId, int] = {}  # the number of the last change of each
        self._joined: dict[SessionId, Mapping[GroupId | None, int]] = {}
        self._attended: dict[SessionId, int] = {}

    def attended(self, session: SessionId) -> None:
        """Somebody joined, or was brought in."""
        self._joined.pop(session, None)
        self._attended[session] = self._count()

    def forget(self, session: SessionId) -> None:
        """The session, its polls, its scene or a tie changed, or it is gone."""
        if known := self._known.pop(session, None):
            self._by_code.pop(known.session.join_code, None)
        self.boards.forget(session)
        self._changed[session] = self._count()
        self.attended(session)

    def _count(self) -> int:
        self._database.told += 1
        return self._database.told

    def is_known(self, session: SessionId) -> bool:
        """Whether it is in memory, so that it exists."""
        return session in self._known

    def known(self, session: SessionId, now: datetime) -> Room | None:
        """The room as ``read_known`` has it, where that needs no database."""
        found = self._known.get(session)
        return at(found, now) if found else None

    def knows_joined(self, session: SessionId) -> bool:
        """Whether a known room says who joined as of now; how many voted may be older all the same."""
        room = self._known.get(session)
        return room is not None and self._joined.get(session) is room.joined

    def as_read(self, session: SessionId) -> Room | None:
        """The room as it was read, where that needs no database: for what no clock changes."""
        return self._known.get(session)

    def with_code(self, code: str) -> Room | None:
        """The same, by its join code."""
        found = self._known.get(self._by_code.get(code, SessionId("")))
        return found if found and found.session.join_code == code else None

    async def read(self, connection: Connection, session: SessionId, now: datetime) -> Room:
        """The room as ``read_room`` has it. Raises UnknownSession."""
        room = await self.read_known(connection, session, now)
        joined = await self._read_joined(connection, session)
        return replace(room, joined=joined, ballots=await counts.ballots_cast(connection, session))

    async def _read_joined(self, connection: Connection, session: SessionId) -> Mapping[GroupId | None, int]:
        if session in self._joined:
            return self._joined[session]
        joined = await voters.joined(connection, session)
        if told_before(connection) >= self._attended.get(session, 0):
            if len(self._joined) >= KEPT:
                self._joined.clear()
            self._keep_joined(session, joined)
        return joined

    def _keep_joined(self, session: SessionId, joined: Mapping[GroupId | None, int]) -> None:
        """Also in the room that is known, so that whoever finds it there need not put both together."""
        self._joined[session] = joined
        if room := self._known.get(session):
            self._known[session] = replace(room, joined=joined)

    async def read_known(self, connection: Connection, session: SessionId, now: datetime) -> Room:
        """The same, but who joined and how many voted may be older. Raises UnknownSession.

        An older reading gets a room as old as itself, so that what it reads besides fits to it.
        """
        found = self.known(session, now)
        if found and told_before(connection) >= found.as_of:
            return found
        room = replace(await read_room(connection, session, now), as_of=told_before(connection))
        if room.as_of >= self._changed.get(session, 0):
            if len(self._known) >= KEPT:
                self._known.clear()
                self._by_code.clear()
            self._known[session] = replace(room, joined=self._joined.get(session, room.joined))
            self._by_code[room.session.join_code] = session
        return room
