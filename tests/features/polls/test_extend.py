"""POST /api/polls/{poll}/extend: works · wrong audience · other session · wrong state · repeated · malformed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Answer, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send


def extend(room: Room, poll: Json, **body: Any) -> Answer:
    return room.host("POST", f"/api/polls/{poll['id']}/extend", json=body)


def test_the_deadline_moves_by_sixty_seconds_or_by_those_given(room: Room, draft: Json) -> None:
    room.open(draft, seconds=100)

    assert extend(room, draft).json["remaining"] == 160
    assert extend(room, draft, seconds=30).json["remaining"] == 190
    room.clock.pass_(189)
    assert room.state(draft) == "open"
    room.clock.pass_(1)
    assert room.state(draft) == "closed"


def test_each_repetition_adds_again(room: Room, draft: Json) -> None:
    room.open(draft, seconds=100)

    assert [extend(room, draft, seconds=5).json["remaining"] for _ in range(3)] == [105, 110, 115]


def test_a_poll_without_a_deadline_has_none_to_move(room: Room, poll: Json) -> None:
    refused = extend(room, poll)

    assert (refused.status, refused.problem, refused.json["state"]) == (409, "no-deadline", "open")
    assert room.state(poll) == "open"


def test_a_running_countdown_stays_as_it_is(room: Room, draft: Json) -> None:
    room.open(draft, seconds=100)
    room.close(draft, within=10)

    assert extend(room, draft).json["remaining"] == 10


@pytest.mark.parametrize("state", ["draft", "closed", "revealed"])
def test_only_an_open_poll_is_extended(hall: Room, state: str) -> None:
    poll = hall.session()["polls"][0]
    if state != "draft":
        hall.open(poll, seconds=60)
        hall.clock.pass_(60)
    if state == "revealed":
        assert hall.reveal(poll).status == 200

    refused = extend(hall, poll)

    assert (refused.status, refused.json["state"]) == (409, state)
    assert hall.state(poll) == state


def test_only_the_host_extends(room: Room, session: Json, draft: Json) -> None:
    room.open(draft, seconds=60)

    assert_only_the_host(room, "POST", f"/api/polls/{draft['id']}/extend", session)

    assert extend(room, draft, seconds=1).json["remaining"] == 61


def test_a_poll_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("POST", f"/api/polls/{UNKNOWN}/extend").status == 404


@pytest.mark.parametrize("seconds", [0, -60, 0.5, None, "60"])
def test_seconds_are_a_whole_number_above_zero(hall: Room, seconds: Any) -> None:
    poll = hall.session()["polls"][0]
    hall.open(poll, seconds=60)

    assert extend(hall, poll, seconds=seconds).at == ["seconds"]


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    poll = hall.session()["polls"][0]

    assert_refused(send(hall, "POST", f"/api/polls/{poll['id']}/extend", body, HOST_KEY), body)


def test_another_method_is_told_the_right_one(room: Room, draft: Json) -> None:
    assert_method_refused(room, "PUT", f"/api/polls/{draft['id']}/extend", "POST")
