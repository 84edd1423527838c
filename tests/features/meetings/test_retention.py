"""keep_until: a session goes with its time, never while somebody can still vote in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Clock, Json, Room, client_of
from tests.live.listening import listening

UNTIL = "2026-12-06T06:00:00Z"  # a day after the tests' clock


@pytest.fixture
def room(fresh: Room) -> Room:
    return fresh


def wake(room: Room) -> None:
    """The timekeeper looks again after every change."""
    other = room.session(title="Another")
    room.host("DELETE", f"/api/sessions/{other['id']}")


def kept(room: Room, session: Json) -> bool:
    with listening(room, room.session(title="Beside"), "host") as ear:
        wake(room)
        ear.rest(0.3)
    return room.host("GET", f"/api/sessions/{session['id']}").status == 200


def test_a_session_is_deleted_after_its_time_with_its_voters_and_keys(room: Room) -> None:
    session = room.session(keep_until=UNTIL)
    poll, voter = session["polls"][0], room.join(session)
    room.open(poll)
    room.cast(voter, poll, [0])
    room.close(poll)
    assert (session["keep_until"], kept(room, session)) == (UNTIL, True)

    room.clock.pass_(86_401)

    assert not kept(room, session)
    assert room.call("GET", f"/api/sessions/{session['id']}", by=voter).status == 401
    assert not (room.folder / "keys" / f"{poll['id']}.key").exists()


def test_without_a_time_it_stays(room: Room) -> None:
    session = room.session()
    room.clock.pass_(20 * 366 * 86_400)

    assert kept(room, session)


def test_a_session_with_an_open_poll_waits_for_its_close(room: Room) -> None:
    session = room.session(keep_until=UNTIL)
    room.open(session["polls"][0])
    room.clock.pass_(86_401)
    assert kept(room, session)

    room.close(session["polls"][0])
    assert not kept(room, session)


def test_a_time_that_passed_while_the_server_was_away_counts(tmp_path: Path, clock: Clock) -> None:
    with client_of(tmp_path, clock) as client:
        session = Room(client, clock, tmp_path).session(keep_until=UNTIL)
    clock.pass_(86_401)

    with client_of(tmp_path, clock) as client:
        assert not kept(Room(client, clock, tmp_path), session)


def test_the_time_is_changed_and_taken_away(room: Room) -> None:
    session = room.session(keep_until=UNTIL)
    path = f"/api/sessions/{session['id']}"

    assert room.host("PATCH", path, json={"keep_until": "2027-01-01T08:00:00+08:00"}).json["keep_until"] == (
        "2027-01-01T00:00:00Z"
    )
    assert room.host("PATCH", path, json={"keep_until": None}).json["keep_until"] is None
    assert room.host("PATCH", path, json={"keep_until": "tomorrow"}).status == 422
