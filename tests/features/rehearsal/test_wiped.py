"""What a rehearsal made is gone: rows, keys, memory, and every byte of the data folder, whatever ended it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from server.features.rehearsal.runs import Rehearsals
from server.live.hub import Hub
from server.live.rooms import Rooms
from tests.builders import HOST_KEY, Clock, Json, Room, client_of
from tests.features.rehearsal.helpers import (
    QUICK,
    SLOW,
    begin,
    do,
    files_with,
    ids,
    is_gone,
    look_round,
    meeting,
    path_of,
    rehearsals,
    rehearse,
    rows,
    services,
    until,
)
from tests.live.listening import listening

MARKER = "Xq7-marker-of-the-rehearsed"
HOUR = 3600


@pytest.fixture
def room(fresh: Room) -> Room:
    return fresh


@pytest.fixture
def session(room: Room) -> Json:
    return meeting(room)


def traces(before: dict[str, set[str]], during: dict[str, set[str]]) -> set[bytes]:
    """Ids that the rehearsal has brought, as they stand in files."""
    return {each.encode() for each in ids(during) - ids(before)}


def keys(room: Room) -> list[Path]:
    return list((room.folder / "keys").glob("*.key"))


def test_nothing_of_it_stands_in_any_table_or_file(room: Room, session: Json) -> None:
    before = rows(room.folder)
    _, copy = rehearse(room, session)
    room.host("PATCH", f"/api/sessions/{copy['id']}", json={"title": MARKER})
    during = rows(room.folder)
    found = traces(before, during) | {MARKER.encode()}
    assert len(found) > 100  # sessions, groups, polls, options, voters, questions, items
    assert files_with(room.folder, found)  # the control: it is there to be found
    assert len(during["voters"]) == 16
    assert during["final_ballots"]

    assert do(room, session, "wipe").status == 303

    assert rows(room.folder) == before
    assert files_with(room.folder, found) == {}
    assert room.host("GET", f"/api/sessions/{copy['id']}").status == 404
    assert room.host("GET", f"/api/polls/{copy['polls'][0]['id']}/result").status == 404


def test_no_byte_of_a_large_one_stays_between_the_rows_of_others(room: Room) -> None:
    """Pages are split while it grows, and what is overwritten then is only one of the copies."""
    session = meeting(room, groups=[{"name": name, "seats": 150} for name in "ABC"])
    for _ in range(20):
        room.join(session)
    before = rows(room.folder)
    rehearse(room, session)
    for _ in range(20):
        room.join(session)
    found = traces(before, rows(room.folder))
    assert len(found) > 3_000

    do(room, session, "wipe")

    kept = {each.encode() for each in ids(rows(room.folder))}
    assert files_with(room.folder, found - kept) == {}
    assert len(rows(room.folder)["voters"]) == 40


def test_wiped_in_the_middle_of_a_vote_the_keys_go_too(room: Room, session: Json) -> None:
    before = rows(room.folder)
    walk = begin(room, session, SLOW).walk
    until(lambda: len(keys(room)) == 2)
    assert walk.steps[walk.at].title == "Vote"
    found = traces(before, rows(room.folder)) | {path.read_bytes() for path in keys(room)}

    do(room, session, "wipe")

    assert rows(room.folder) == before
    assert keys(room) == []
    assert files_with(room.folder, found) == {}


def test_nothing_of_it_stays_in_memory(room: Room, session: Json) -> None:
    run, copy = rehearse(room, session)
    context, house = services(room).context, services(room)
    polls = {poll["id"] for poll in copy["polls"]}
    assert polls & context.memory.opened.keys()  # the control
    assert run.session in context.memory.sharing
    with listening(room, {"id": run.session}, "host", by=HOST_KEY) as ear:
        ear.until("state")

        do(room, session, "wipe")

        ear.until("bye")
        with pytest.raises(WebSocketDisconnect):
            ear.next()

    assert not polls & context.memory.opened.keys()
    assert run.session not in context.memory.sharing
    assert run.session not in context.memory.asked_in.values()
    assert not house.part(Rooms).is_known(run.session)
    assert run.session not in {voter.session for voter in house.auth._voters.values()}
    until(lambda: run.session not in {channel.session for channel in house.part(Hub)._inboxes})
    until(lambda: run.session not in context.notifier._broadcaster._throttles)  # type: ignore[attr-defined]
    assert is_gone(room, session)


def test_it_is_wiped_when_the_real_thing_begins(room: Room, session: Json) -> None:
    begin(room, session, SLOW)
    room.host("PATCH", f"/api/sessions/{session['id']}", json={"place": "Hall"})  # the control: no beginning
    look_round(room)
    assert not is_gone(room, session)

    room.open(session["polls"][0])

    until(lambda: is_gone(room, session))
    assert room.state(session["polls"][0]) == "open"
    assert do(room, session, "begin").status == 409


def test_what_is_left_between_rows_is_swept_once_no_list_is_open(room: Room, session: Json) -> None:
    house = services(room).part(Rehearsals)
    begin(room, session, SLOW)
    room.open(session["polls"][0])
    until(lambda: is_gone(room, session))
    look_round(room)
    assert house.is_unswept  # ballots come first

    room.close(session["polls"][0])
    look_round(room)

    assert not house.is_unswept


def test_it_is_wiped_when_nobody_has_looked_for_an_hour(room: Room, session: Json) -> None:
    run = begin(room, session, SLOW)
    room.clock.pass_(HOUR - 1)
    look_round(room)
    assert not is_gone(room, session)
    assert room.host("GET", path_of(session)).status == 200  # a look
    room.clock.pass_(HOUR - 1)
    with listening(room, {"id": run.session}, "host", by=HOST_KEY) as ear:  # and so is an open console
        ear.until("state")
        look_round(room)
    room.clock.pass_(HOUR - 1)
    look_round(room)
    assert not is_gone(room, session)

    room.clock.pass_(1)
    look_round(room)

    assert is_gone(room, session)


def test_another_takes_its_place(room: Room, session: Json) -> None:
    first = begin(room, session, SLOW)

    second = begin(room, session, QUICK)

    assert first.walk.is_over
    assert rehearsals(room.folder) == [second.session]
    assert room.host("GET", f"/api/sessions/{first.session}").status == 404


def test_it_goes_with_its_meeting(room: Room, session: Json) -> None:
    before = rows(room.folder)
    begin(room, session, SLOW)
    until(lambda: keys(room))

    assert room.host("DELETE", f"/api/sessions/{session['id']}").status == 204

    until(lambda: is_gone(room, session))
    assert rows(room.folder)["sessions"] == before["sessions"] - {
        row for row in before["sessions"] if session["id"] in row
    }
    assert keys(room) == []


def test_deleted_by_hand_it_is_over(room: Room, session: Json) -> None:
    run = begin(room, session, SLOW)

    assert room.host("DELETE", f"/api/sessions/{run.session}").status == 204

    until(lambda: is_gone(room, session))
    assert "Begin the rehearsal" in room.host("GET", path_of(session), headers={"Accept-Language": "en"}).text


def test_a_server_that_ends_leaves_nothing_of_it(tmp_path: Path, clock: Clock) -> None:
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        session = meeting(room)
        before = rows(tmp_path)
        begin(room, session, SLOW)
        until(lambda: keys(room))
        found = traces(before, rows(tmp_path))

    assert rows(tmp_path) == before
    assert files_with(tmp_path, found) == {}


def test_while_somebody_reads_the_log_it_is_not_said_to_be_gone(
    room: Room, session: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.features.polls.erasure.LOG_TRIES", 2)
    before = rows(room.folder)
    begin(room, session, SLOW)
    until(lambda: keys(room))
    found = traces(before, rows(room.folder))
    with closing(sqlite3.connect(room.folder / "topfive.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM voters").fetchone()

        refused = do(room, session, "wipe")

        assert refused.status == 503
        assert "still holds it" in refused.text
        assert not is_gone(room, session)
        assert rows(room.folder) == before  # deleted it is
    look_round(room)

    assert is_gone(room, session)
    assert files_with(room.folder, found) == {}
