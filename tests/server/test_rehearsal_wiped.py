"""What a rehearsal made is gone: rows, keys, memory, and every byte of the data folder; the meeting is as it was."""

from __future__ import annotations

import gc

import pytest

from server.live.hub import Channel
from server.live.snapshots import View
from tests.builders import Json, Room, client_of
from tests.server.live import listening
from tests.server.rehearsing import (
    SLOW,
    begin,
    do,
    files_with,
    ids,
    is_gone,
    meeting,
    path_of,
    rehearse,
    rehearsals,
    rows,
    services,
    until,
)
from tests.server.tab import Page, Tab

MARKER = "Xq7-marker-of-the-rehearsed"
HOUR = 3600


@pytest.fixture
def room(fresh: Room) -> Room:
    return fresh


def traces(before: dict[str, set[str]], during: dict[str, set[str]]) -> set[bytes]:
    """Ids that the rehearsal has brought, as they stand in files."""
    return {each.encode() for each in ids(during) - ids(before)}


def test_nothing_of_it_stands_in_any_table_or_file(room: Room) -> None:
    session = meeting(room)
    before = rows(room.folder)
    _, copy = rehearse(room, session)
    poll = copy["polls"][0]
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
    assert room.host("GET", f"/api/polls/{poll['id']}/result").status == 404


def test_wiped_in_the_middle_of_a_vote_the_keys_go_too(room: Room) -> None:
    session = meeting(room)
    before = rows(room.folder)
    run = begin(room, session, SLOW)
    walk = run.walk
    until(lambda: (room.folder / "keys").exists() and list((room.folder / "keys").glob("*.key")))
    assert walk.steps[walk.at].title == "Vote"
    found = traces(before, rows(room.folder))
    keys = {path.read_bytes() for path in (room.folder / "keys").glob("*.key")}
    assert len(keys) == 2

    do(room, session, "wipe")

    assert rows(room.folder) == before
    assert files_with(room.folder, found | keys) == {}
