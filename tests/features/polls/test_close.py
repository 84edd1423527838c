"""POST /api/polls/{poll}/close: works · wrong audience · other session · wrong state · repeated · malformed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send


def test_a_countdown_of_ten_seconds_is_the_default_and_takes_ballots_to_its_end(
    room: Room, session: Json, poll: Json
) -> None:
    voter, late = room.join(session), room.join(session)

    closing = room.host("POST", f"/api/polls/{poll['id']}/close")

    assert (closing.status, closing.json["state"]) == (200, "open")
    assert (closing.json["closing"], closing.json["remaining"]) == (True, 10)
    room.clock.pass_(9.9)
    assert room.cast(voter, poll, [0]).status == 200
    room.clock.pass_(0.1)
    assert room.cast(late, poll, [0]).status == 409
    assert room.state(poll) == "closed"


def test_zero_closes_at_once(room: Room, poll: Json) -> None:
    closed = room.close(poll, within=0)

    assert (closed.status, closed.json["state"], closed.json["remaining"]) == (200, "closed", None)
    assert closed.json["closed_at"] == "2026-12-05T06:00:00Z"


def test_zero_ends_a_countdown_that_runs(room: Room, poll: Json) -> None:
    room.close(poll, within=10)

    assert room.close(poll, within=0).json["state"] == "closed"


def test_the_countdown_lies_inside_the_deadline(room: Room, draft: Json) -> None:
    room.open(draft, seconds=5)

    assert room.close(draft, within=10).json["remaining"] == 5


def test_a_repetition_never_lengthens_the_countdown(room: Room, poll: Json) -> None:
    room.close(poll, within=10)
    room.clock.pass_(4)

    assert room.close(poll, within=10).json["remaining"] == 6
    assert room.close(poll, within=3).json["remaining"] == 3


@pytest.mark.parametrize("state", ["draft", "closed", "revealed"])
def test_only_an_open_poll_is_closed(hall: Room, state: str) -> None:
    poll = hall.session()["polls"][0]
    if state != "draft":
        hall.open(poll)
        hall.close(poll)
    if state == "revealed":
        hall.reveal(poll)

    refused = hall.close(poll)

    assert (refused.status, refused.json["state"]) == (409, state)
    assert hall.state(poll) == state


def test_only_the_host_closes(room: Room, session: Json, poll: Json) -> None:
    assert_only_the_host(room, "POST", f"/api/polls/{poll['id']}/close", session, json={"in": 0})

    assert room.state(poll) == "open"


def test_a_poll_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("POST", f"/api/polls/{UNKNOWN}/close").status == 404


@pytest.mark.parametrize("seconds", [-1, 0.5, None, "10", False, 3601])
def test_in_is_a_whole_number_of_seconds(hall: Room, seconds: Any) -> None:
    poll = hall.session()["polls"][0]
    hall.open(poll)

    refused = hall.close(poll, within=seconds)

    assert (refused.status, refused.at) == (422, ["in"])
    assert hall.state(poll) == "open"


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    poll = hall.session()["polls"][0]
    hall.open(poll)

    assert_refused(send(hall, "POST", f"/api/polls/{poll['id']}/close", body, HOST_KEY), body)
    assert hall.state(poll) == "open"


def test_another_method_is_told_the_right_one(room: Room, poll: Json) -> None:
    assert_method_refused(room, "DELETE", f"/api/polls/{poll['id']}/close", "POST")
