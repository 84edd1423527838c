"""A large poll closes in many short steps: others write in between, and the server may end between any two."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from server.core.context import Context
from server.features.polls import erasure
from server.features.polls.erasure import ServerEnds, empty_box, erase_key, list_ballots
from server.store import sessions
from server.store.compiled import Link
from tests.builders import Clock, Json, Room, client_of
from tests.features.polls.erasing import (
    STEPS,
    by_hand,
    context_of,
    export,
    receipt_of,
    rows,
    stage,
    step,
    until,
    voted,
    wait_for_erasure,
)
from votes.model import PollId, SessionId


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nine ballots are many."""
    monkeypatch.setattr(erasure, "PAGE", 2)
    monkeypatch.setattr(erasure, "ROWS", 2)


def end_after(context: Context, writes: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The server is told to end once it has taken so many steps."""
    real, taken = context.database.transact, list[int]()

    async def transact(step):  # type: ignore[no-untyped-def]
        done = await real(step)
        taken.append(1)
        context.is_ending = len(taken) >= writes
        return done

    monkeypatch.setattr(context.database, "transact", transact)
    return taken


def all_steps(room: Room, poll: Json) -> None:
    for take in STEPS:
        step(room, take, poll)


@pytest.mark.parametrize("writes", [1, 2, 6, 12, 18, 22, 23, 25, 28, 29])
def test_a_server_that_ends_between_two_steps_goes_on_at_its_next_start(
    tmp_path: Path, clock: Clock, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        poll, voters = voted(room)
        context = by_hand(room, poll)
        room.close(poll)
        before, result = export(room, poll)["tags"], room.result(poll)
        taken = end_after(context, writes, monkeypatch)
        with pytest.raises(ServerEnds):
            all_steps(room, poll)

        assert len(taken) == writes
        assert stage(tmp_path) != "erased"
        assert (tmp_path / "keys" / f"{poll['id']}.key").exists()
        assert export(room, poll)["tags"] == before  # from the ballots until the lists are whole
        assert room.result(poll) == result
    monkeypatch.undo()

    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        wait_for_erasure(room, poll)
        assert export(room, poll)["tags"] == before
        assert room.result(poll) == result
        assert rows(tmp_path, "SELECT count(*) FROM ballots") == [(0,)]
        assert not list((tmp_path / "keys").glob("*.key"))
        again = room.cast(voters[2], poll, [3], id="id-2")
        assert (again.status, again.json["receipt"]) == (200, receipt_of(poll, 2))


def test_others_write_between_the_steps(fresh: Room) -> None:
    poll, _ = voted(fresh)
    context = by_hand(fresh, poll)
    fresh.close(poll)
    session, known = SessionId(poll["session"]), PollId(poll["id"])

    async def close_whole() -> None:
        await list_ballots(context, session, known)
        await empty_box(context, session, known)
        await erase_key(context, known)

    async def close_beside() -> int:
        turns, closing = 0, asyncio.create_task(close_whole())
        while not closing.done():
            await context.database.transact(_nothing)
            turns += 1
        await closing
        return turns

    assert fresh.client.portal
    turns = fresh.client.portal.call(close_beside)

    assert stage(fresh.folder) == "erased"
    assert turns > 20


def _nothing(_link: Link) -> None:
    """What another poll's ballots would write."""


def test_a_poll_that_closes_has_no_lists_before_they_are_whole(fresh: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    poll, _ = voted(fresh)
    context = by_hand(fresh, poll)
    fresh.close(poll)
    end_after(context, 3, monkeypatch)
    with pytest.raises(ServerEnds):
        all_steps(fresh, poll)

    assert rows(fresh.folder, "SELECT count(*) FROM final_ballots") == [(6,)]
    assert len(export(fresh, poll)["tags"]["ballots"]) == 9


def test_a_session_that_is_deleted_while_its_poll_closes_keeps_no_other_from_closing(
    fresh: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    poll, _ = voted(fresh)
    other = fresh.session(options=2)["polls"][0]
    fresh.open(other)
    context = context_of(fresh)
    real, taken = context.database.transact, list[int]()

    async def transact(step):  # type: ignore[no-untyped-def]
        done = await real(step)
        taken.append(1)
        if len(taken) == 3:
            async with context.database.write() as connection:
                await sessions.remove(connection, SessionId(poll["session"]))
        return done

    monkeypatch.setattr(context.database, "transact", transact)
    fresh.close(poll)
    until(lambda: len(taken) >= 3)
    fresh.close(other)
    wait_for_erasure(fresh, other)

    assert rows(fresh.folder, "SELECT count(*) FROM final_ballots") == [(0,)]
    assert "failed" not in caplog.text
