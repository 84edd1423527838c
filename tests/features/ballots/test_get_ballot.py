"""GET /api/polls/{poll}/ballot: works · wrong audience · other session · wrong state · wrong method."""

from __future__ import annotations

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN


def path_of(poll: Json) -> str:
    return f"/api/polls/{poll['id']}/ballot"


def test_a_voter_sees_what_it_has_cast_last(room: Room, session: Json, poll: Json) -> None:
    voter = room.join(session)
    room.cast(voter, poll, [0])
    last = room.cast(voter, poll, [2, 1]).json

    seen = room.call("GET", path_of(poll), by=voter)

    assert seen.status == 200
    assert seen.json == {"choices": [poll["options"][1]["id"], poll["options"][2]["id"]], **last}


def test_nothing_cast_is_not_found(room: Room, session: Json, poll: Json) -> None:
    voter, neighbour = room.join(session), room.join(session)
    room.cast(neighbour, poll, [0])

    nothing = room.call("GET", path_of(poll), by=voter)

    assert (nothing.status, nothing.problem) == (404, "no-ballot")


def test_in_a_draft_nothing_is_cast(room: Room, session: Json, draft: Json) -> None:
    assert room.call("GET", path_of(draft), by=room.join(session)).problem == "no-ballot"


@pytest.mark.parametrize("state", ["closed", "revealed"])
def test_after_close_nobody_is_told_any_more(room: Room, session: Json, poll: Json, state: str) -> None:
    voter = room.join(session)
    room.cast(voter, poll, [0])
    assert room.call("GET", path_of(poll), by=voter).status == 200  # the control
    room.close(poll)
    if state == "revealed":
        room.reveal(poll)

    refused = room.call("GET", path_of(poll), by=voter)

    assert (refused.status, refused.json["state"]) == (409, state)


def test_only_the_voter_sees_it(room: Room, session: Json, poll: Json) -> None:
    voter = room.join(session)
    room.cast(voter, poll, [0])
    stranger = room.join(room.session())

    seen = [room.call("GET", path_of(poll), by=bearer).status for bearer in (None, "unknown", HOST_KEY, stranger)]

    assert seen == [401, 401, 403, 403]


def test_a_poll_that_is_not_there_is_not_found(room: Room, session: Json) -> None:
    assert room.call("GET", f"/api/polls/{UNKNOWN}/ballot", by=room.join(session)).problem == "unknown-poll"
