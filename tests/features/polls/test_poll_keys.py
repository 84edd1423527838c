"""A poll's key K is known by a value beside the poll: with another K, or none, it takes no ballots, and says why."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from server.features.polls.erasure import CountsDiffer, list_ballots
from tests.builders import Clock, Json, Room, client_of
from tests.features.polls.erasing import by_hand, context_of, rows, step
from tests.tab import Tab

TITLE = "Livelihood projects"


def key_of(room: Room | Path, poll: Json) -> Path:
    return (room if isinstance(room, Path) else room.folder) / "keys" / f"{poll['id']}.key"


def meeting(folder: Path, clock: Clock) -> tuple[Json, Json, list[str]]:
    """Three voters, each with a ballot for the first option, and the server stopped."""
    with client_of(folder, clock) as client:
        room = Room(client, clock, folder)
        session = room.session(options=3, title="Meeting", locale="en")
        poll = session["polls"][0]
        room.open(poll)
        voters = [room.join(session) for _ in range(3)]
        for voter in voters:
            assert room.cast(voter, poll, [0]).status == 200
    return session, poll, voters


def console(room: Room, session: Json) -> str:
    return room.call("GET", f"/host/{session['id']}", cookies=room.host_cookie()).text


CHANGES: dict[str, Callable[[Path], object]] = {
    "another": lambda path: path.write_bytes(secrets.token_bytes(32)),
    "missing": lambda path: path.unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_with_another_key_or_none_nobody_votes_twice(
    tmp_path: Path, clock: Clock, change: Callable[[Path], object]
) -> None:
    session, poll, voters = meeting(tmp_path, clock)
    right = key_of(tmp_path, poll).read_bytes()
    change(key_of(tmp_path, poll))
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        for voter in (*voters, room.join(session)):
            assert room.cast(voter, poll, [1]).status == 409
            assert room.call("GET", f"/api/polls/{poll['id']}/ballot", by=voter).status == 409
        assert room.votes(poll) == [3, 0, 0]
        assert f"“{TITLE}” takes no ballots" in console(room, session)

    key_of(tmp_path, poll).write_bytes(right)
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        assert room.cast(voters[0], poll, [1]).json["revision"] == 2
        assert "takes no ballots" not in console(room, session)


def test_a_key_that_is_put_back_while_the_server_runs_is_looked_at_too(tmp_path: Path, clock: Clock) -> None:
    _, poll, voters = meeting(tmp_path, clock)
    right = key_of(tmp_path, poll).read_bytes()
    key_of(tmp_path, poll).unlink()
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        key_of(room, poll).write_bytes(secrets.token_bytes(32))
        assert room.cast(voters[0], poll, [1]).status == 409
        key_of(room, poll).write_bytes(right)
        assert room.cast(voters[0], poll, [1]).json["revision"] == 2


def test_a_poll_with_a_wrong_key_closes_with_what_it_has(tmp_path: Path, clock: Clock) -> None:
    _, poll, _ = meeting(tmp_path, clock)
    key_of(tmp_path, poll).write_bytes(secrets.token_bytes(32))
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        assert room.close(poll).status == 200
        assert (room.votes(poll), room.result(poll)["ballots"]) == ([3, 0, 0], 3)


def test_what_a_key_is_known_by_stands_in_the_opening_and_says_nothing_of_it(tmp_path: Path, clock: Clock) -> None:
    _, poll, _ = meeting(tmp_path, clock)
    key = key_of(tmp_path, poll).read_bytes()
    [(kept,)] = rows(tmp_path, "SELECT key_check FROM polls")
    assert len(kept) == 16
    assert kept not in key


def test_polls_from_before_are_known_by_the_key_that_is_there(tmp_path: Path, clock: Clock) -> None:
    _, poll, voters = meeting(tmp_path, clock)
    with closing(sqlite3.connect(tmp_path / "topfive.db", isolation_level=None)) as database:
        database.execute("UPDATE polls SET key_check = NULL")
    with client_of(tmp_path, clock) as client:
        assert Room(client, clock, tmp_path).cast(voters[0], poll, [1]).status == 200
    key_of(tmp_path, poll).write_bytes(secrets.token_bytes(32))
    with client_of(tmp_path, clock) as client:
        assert Room(client, clock, tmp_path).cast(voters[0], poll, [1]).status == 409


@pytest.mark.parametrize("whose", ["person", "group"])
def test_more_ballots_than_can_be_are_no_result(fresh: Room, whose: str) -> None:
    """However they came in: two keys for one poll would do it, and the counts would agree."""
    room = fresh
    session = room.session(options=3, groups=("East", "West"), voters=whose, title="Meeting", locale="en")
    poll = session["polls"][0]
    room.open(poll)
    for group in ("East", "West"):
        assert room.cast(room.join(session, group), poll, [0]).status == 200
    context_of(room).keys._polls.clear()
    context_of(room).keys._known_by.clear()
    key_of(room, poll).write_bytes(secrets.token_bytes(32))
    assert room.cast(room.join(session, "East"), poll, [0]).status == 200
    if whose == "person":  # the second key again lets who has voted vote once more
        key_of(room, poll).write_bytes(secrets.token_bytes(32))
        context_of(room).keys._polls.clear()
        again = room.join(session, "West")
        for _ in range(2):
            assert room.cast(again, poll, [0]).status == 200
            context_of(room).keys._polls.clear()
            key_of(room, poll).write_bytes(secrets.token_bytes(32))
    by_hand(room, poll)
    room.close(poll)
    with pytest.raises(CountsDiffer):
        step(room, list_ballots, poll)
    refused = room.reveal(poll)
    assert (refused.status, "so it is not published" in refused.json["detail"]) == (409, True)
    for act in ("publish", "reveal-next"):
        Tab(room).sign_in().post(f"/host/{session['id']}/act", {"act": act, "poll": poll["id"]})
        assert room.state(poll) == "closed"
    page = room.call("GET", f"/host/{session['id']}", cookies=room.host_cookie()).text
    assert "do not agree with its running count or with the number of voters" in page
