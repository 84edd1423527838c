"""Rooms kept in memory: as fresh as the last change, and never filled with what was read across one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from server.errors import UnknownSession
from server.live import rooms as rooms_module
from server.live.rooms import Rooms
from server.live.snapshots import Room as Snapshot
from server.live.snapshots import View, judged_result, read_result
from server.store import sessions
from server.store.database import Database
from tests.builders import Json, Room
from tests.features.polls.ties import tied
from tests.ladder import UNKNOWN
from votes.model import PollState, SessionId

Story = Callable[[Rooms, Any], Awaitable[None]]


def play(room: Room, story: Story) -> None:
    """With rooms of its own, inside a reading transaction of the application's database."""
    database = database_of(room)

    async def run() -> None:
        async with database.read() as connection:
            await story(Rooms(database), connection)

    assert room.client.portal is not None
    room.client.portal.call(run)


def database_of(room: Room) -> Database:
    found: Database = room.client.app.state.services.database  # type: ignore[attr-defined]
    return found


def look(room: Room, kept: Rooms, session: Json) -> Snapshot:
    """The session's room as ``kept`` has it; what was read once is the same object."""
    seen: list[Snapshot] = []

    async def story(_: Rooms, connection: Any) -> None:
        seen.append(await kept.read(connection, SessionId(session["id"]), room.clock()))

    play(room, story)
    return seen[0]


def test_a_room_is_read_once_who_joined_when_told_and_who_voted_each_time(
    room: Room, session: Json, poll: Json
) -> None:
    kept = Rooms(database_of(room))
    before = look(room, kept, session)
    assert (before.joined, before.ballots) == ({}, {})
    room.cast(room.join(session, "East"), poll, [0])

    untold = look(room, kept, session)
    assert (sum(untold.joined.values()), list(untold.ballots.values())) == (0, [1])
    kept.attended(SessionId(session["id"]))
    after = look(room, kept, session)

    assert (sum(after.joined.values()), list(after.ballots.values())) == (1, [1])
    assert after.session is before.session
    assert look(room, Rooms(database_of(room)), session).session is not before.session  # the control


def test_a_change_makes_it_be_read_again(room: Room, session: Json, poll: Json) -> None:
    kept = Rooms(database_of(room))
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
    kept = Rooms(database_of(room))

    async def crossed(connection: Any, session: SessionId, now: Any) -> Snapshot:
        found = await whole(connection, session, now)
        kept.forget(name)
        return found

    async def story(_: Rooms, connection: Any) -> None:
        monkeypatch.setattr(rooms_module, "read_room", crossed)
        await kept.read(connection, name, room.clock())
        assert not kept.is_known(name)
        monkeypatch.setattr(rooms_module, "read_room", whole)

    play(room, story)
    look(room, kept, session)
    assert kept.is_known(name)  # the control: a reading that began after the change


def test_a_reading_that_began_before_a_change_fills_nothing(room: Room, session: Json, poll: Json) -> None:
    """However late it reads: its snapshot was taken by its first question."""
    name, database = SessionId(session["id"]), database_of(room)
    kept, title = Rooms(database), "Another title"

    async def story() -> None:
        async with database.read() as early:
            await sessions.get(early, name)  # the snapshot is taken here
            async with database.write() as connection:
                await sessions.save(connection, replace(await sessions.get(connection, name), title=title))
            kept.forget(name)
            old = await kept.read(early, name, room.clock())
            assert (old.session.title == title, kept.is_known(name)) == (False, False)
            async with database.read() as late:
                new = await kept.read(late, name, room.clock())
            assert (new.session.title, kept.is_known(name)) == (title, True)
            again = await kept.read(early, name, room.clock())
            assert again.session.title != title  # what it reads besides is as old
            kept.attended(name)
            await kept.read(early, name, room.clock())
            assert not kept.knows_joined(name)  # who joined meanwhile is not in it

    assert room.client.portal is not None
    room.client.portal.call(story)


def test_a_result_that_an_older_reading_judged_is_not_kept(room: Room) -> None:
    poll = tied(room)
    room.reveal(poll)
    name, database = SessionId(poll["session"]), database_of(room)
    kept = Rooms(database)

    async def story() -> None:
        async with database.read() as early:
            await sessions.get(early, name)
            kept.forget(name)
            async with database.read() as late:
                fresh = await kept.read(late, name, room.clock())
                shown = fresh.polls[0]
                await read_result(early, fresh, shown, View.PHONE)
                assert judged_result(fresh, shown, View.PHONE) is None
                await read_result(late, fresh, shown, View.PHONE)
                assert judged_result(fresh, shown, View.PHONE) is not None  # the control

    assert room.client.portal is not None
    room.client.portal.call(story)


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


def test_a_join_code_leads_to_its_room_until_it_is_turned_over(room: Room, session: Json) -> None:
    kept, code = Rooms(database_of(room)), session["join_code"]
    assert kept.with_code(code) is None  # nobody has read it
    assert look(room, kept, session).session is getattr(kept.with_code(code), "session", None)
    new = room.host("POST", f"/api/sessions/{session['id']}/join-code", json={}).json["join_code"]
    assert kept.with_code(code)  # nobody told it

    kept.forget(SessionId(session["id"]))
    assert (kept.with_code(code), kept.with_code(new)) == (None, None)
    look(room, kept, session)
    assert kept.with_code(code) is None
    assert getattr(kept.with_code(new), "session", None)
    assert kept.with_code("") is None
