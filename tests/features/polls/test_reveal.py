"""POST /api/polls/{poll}/reveal: works · wrong audience · other session · wrong state · repeated · malformed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send


def test_reveal_makes_the_result_public(room: Room, session: Json, poll: Json) -> None:
    voter, path = room.join(session), f"/api/polls/{poll['id']}/result"
    room.cast(voter, poll, [1])
    room.close(poll)
    assert (room.call("GET", path).status, room.call("GET", path, by=voter).status) == (403, 403)  # the control

    revealed = room.reveal(poll)

    assert (revealed.status, revealed.json["state"]) == (200, "revealed")
    assert revealed.json["revealed_at"] == "2026-12-05T06:00:00Z"
    assert room.call("GET", path).json == room.result(poll)
    assert room.call("GET", path, by=voter).status == 200


@pytest.mark.parametrize("state", ["draft", "open"])
def test_only_a_closed_poll_is_revealed(hall: Room, state: str) -> None:
    poll = hall.session()["polls"][0]
    if state == "open":
        hall.open(poll)

    refused = hall.reveal(poll)

    assert (refused.status, refused.json["state"]) == (409, state)
    assert hall.state(poll) == state


def test_a_poll_whose_time_is_over_is_revealed_at_once(room: Room, draft: Json) -> None:
    room.open(draft, seconds=60)
    room.clock.pass_(60)

    assert room.reveal(draft).json["state"] == "revealed"


def test_it_is_revealed_once(room: Room, poll: Json) -> None:
    room.close(poll)

    again = [room.reveal(poll), room.reveal(poll)][1]

    assert (again.status, again.json["state"]) == (409, "revealed")


def test_only_the_host_reveals(room: Room, session: Json, poll: Json) -> None:
    room.close(poll)

    assert_only_the_host(room, "POST", f"/api/polls/{poll['id']}/reveal", session)

    assert room.state(poll) == "closed"


def test_a_poll_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("POST", f"/api/polls/{UNKNOWN}/reveal").status == 404


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    poll = hall.session()["polls"][0]
    hall.open(poll)
    hall.close(poll)

    assert_refused(send(hall, "POST", f"/api/polls/{poll['id']}/reveal", body, HOST_KEY), body)
    assert hall.state(poll) == "closed"


def test_another_method_is_told_the_right_one(room: Room, poll: Json) -> None:
    assert_method_refused(room, "GET", f"/api/polls/{poll['id']}/reveal", "POST")
