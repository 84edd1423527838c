"""Rooms kept in memory: as fresh as the last change, and never filled with what was read across one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from server.errors import UnknownSession
from server.live import rooms as rooms_module
from server.live.rooms import Rooms
from server.live.snapshots import Room as Snapshot
from tests.builders import Json, Room
from tests.ladder import UNKNOWN
from votes.model import PollState, SessionId

Story = Callable[[Rooms, Any], Awaitable[None]]


def play(room: Room, story: Story) -> None:
    """With rooms of its own, inside a reading transaction of the application's database."""
    services = room.client.app.state.services  # type: ignore[attr-defined]

    async def run() -> None:
        async with services.database.read() as connection:
            await story(Rooms(), connection)

    assert room.client.portal is not None
    room.client.portal.call(run)


def look(room: Room, kept: Rooms, session: Json) -> Snapshot:
    """The session's room as ``kept`` has it; what was read once is the same object."""
    seen: list[Snapshot] = []

    async def story(_: Rooms, connection: Any) -> None:
        seen.append(await kept.read(connection, SessionId(session["id"]), room.clock()))

    play(room, story)
    return seen[0]


def test_a_room_is_read_once_and_who_joined_and_voted_is_read_anew(room: Room, session: Json, poll: Json) -> None:
    kept = Rooms()
    before = look(room, kept, session)
    assert (before.joined, before.ballots) == ({}, {})
    room.cast(room.join(session, "East"), poll, [0])

    after = look(room, kept, session)

    assert (sum(after.joined.values()), list(after.ballots.values())) == (1, [1])
    assert after.session is before.session
    assert look(room, Rooms(), session).session is not before.session  # the control


def test_a_change_makes_it_be_read_again(room: Room, session: Json, poll: Json) -> None:
    kept = Rooms()
    assert look(room, kept, session).polls[0].state is PollState.OPEN
    room.close(poll)
    assert look(room, kept, session).polls[0].state is PollState.OPEN  # nobody told it

    kept.forget(SessionId(session["id"]))
    assert look(room, kept, session).polls[0].state is PollState.CLOSED


def test_an_end_that_passes_is_seen_without_a_change(room: Room, session: Json, draft: Json) -> None:
    room.open(draft, seconds=60)
    later = room.clock() + timedelta(seconds=61)

    async def story(kept: Rooms, connection: Any) -> None:
        assert (await kept.read(connection, SessionId(session["id"]), room.clock())).polls[0].state is PollState.OPEN
        assert (await kept.read(connection, SessionId(session["id"]), later)).polls[0].state is PollState.CLOSED

    play(room, story)


def test_what_was_read_across_a_change_is_not_kept(room: Room, session: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    name, whole = SessionId(session["id"]), rooms_module.read_room
    kept = Rooms()

    async def crossed(connection: Any, session: SessionId, now: Any) -> Snapshot:
        found = await whole(connection, session, now)
        kept.forget(name)
        return found

    async def story(_: Rooms, connection: Any) -> None:
        monkeypatch.setattr(rooms_module, "read_room", crossed)
        await kept.read(connection, name, room.clock())
        assert not kept.is_known(name)
        monkeypatch.setattr(rooms_module, "read_room", whole)
        await kept.read(connection, name, room.clock())
        assert kept.is_known(name)  # the control

    play(room, story)


def test_a_session_that_is_not_there_is_not_known(room: Room) -> None:
    async def story(kept: Rooms, connection: Any) -> None:
        with pytest.raises(UnknownSession):
            await kept.read(connection, SessionId(UNKNOWN), room.clock())
        assert not kept.is_known(SessionId(UNKNOWN))

    play(room, story)


def test_memory_has_an_end(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms_module, "KEPT", 2)
    names = [SessionId(room.session()["id"]) for _ in range(5)]

    async def story(kept: Rooms, connection: Any) -> None:
        for name in names:
            await kept.read(connection, name, room.clock())
        assert sum(kept.is_known(name) for name in names) <= 2

    play(room, story)
