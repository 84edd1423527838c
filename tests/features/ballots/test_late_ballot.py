"""A ballot that comes too late: refused by either way in, and the result stays.

In one batch with others: tests/writers/test_ballots.py. What the phone's page says of it: test_phone_page.py.
"""

from __future__ import annotations

from tests.builders import Json, Room
from tests.process.lane import room as room


def test_a_ballot_after_close_is_refused_and_the_result_stays(room: Room, session: Json, poll: Json) -> None:
    early, late = room.join(session), room.join(session)
    assert room.cast(early, poll, [0]).status == 200  # the control
    room.close(poll)

    refused = room.cast(late, poll, [1])

    assert (refused.status, refused.problem, refused.json["state"]) == (409, "poll-closed", "closed")
    assert room.votes(poll) == [1, 0, 0]


def test_a_revealed_poll_names_its_state(room: Room, session: Json, poll: Json) -> None:
    room.close(poll)
    room.reveal(poll)

    assert room.cast(room.join(session), poll, [1]).json["state"] == "revealed"
