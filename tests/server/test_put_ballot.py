"""PUT /api/polls/{poll}/ballot: works · wrong audience · other session · wrong state · repeated · malformed · method."""

from __future__ import annotations

import pytest

from tests.builders import HOST_KEY, Room


def test_a_ballot_is_counted_and_answered_with_a_receipt(room: Room) -> None:
    session = room.session(options=3)
    poll = session["polls"][0]
    room.open(poll)

    cast = room.cast(room.join(session), poll, [0, 2])

    assert cast.status == 200
    assert (len(cast.json["receipt"]), cast.json["revision"]) == (12, 1)
    assert room.votes(poll) == [1, 0, 1]


def test_a_ballot_after_close_is_refused_and_the_result_stays(room: Room) -> None:
    session = room.session(options=3)
    poll = session["polls"][0]
    early, late = room.join(session), room.join(session)
    room.open(poll)
    assert room.cast(early, poll, [0]).status == 200  # the control
    room.close(poll)

    refused = room.cast(late, poll, [1])

    assert (refused.status, refused.problem, refused.json["state"]) == (409, "poll-closed", "closed")
    assert room.votes(poll) == [1, 0, 0]


@pytest.mark.parametrize("bearer", [None, "unknown", HOST_KEY])
def test_only_a_voter_may_cast(room: Room, bearer: str | None) -> None:
    session = room.session(options=3)
    poll = session["polls"][0]
    room.open(poll)

    refused = room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=bearer, json={"choices": []})

    assert refused.status == (403 if bearer == HOST_KEY else 401)
    assert room.cast(room.join(session), poll, [0]).status == 200  # the control
