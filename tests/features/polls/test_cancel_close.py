"""POST /api/polls/{poll}/cancel-close: works · wrong audience · other session · wrong state · repeated · malformed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Answer, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send


def cancel(room: Room, poll: Json) -> Answer:
    return room.host("POST", f"/api/polls/{poll['id']}/cancel-close")


def test_a_cancelled_countdown_leaves_the_poll_open(room: Room, session: Json, poll: Json) -> None:
    room.close(poll, within=10)
    room.clock.pass_(9)

    cancelled = cancel(room, poll)

    assert (cancelled.status, cancelled.json["state"], cancelled.json["closing"]) == (200, "open", False)
    assert cancelled.json["remaining"] is None
    room.clock.pass_(60)
    assert room.cast(room.join(session), poll, [0]).status == 200


def test_a_deadline_stays(room: Room, draft: Json) -> None:
    room.open(draft, seconds=100)
    room.close(draft, within=10)

    assert cancel(room, draft).json["remaining"] == 100


def test_a_countdown_that_has_ended_is_not_cancelled(room: Room, poll: Json) -> None:
    room.close(poll, within=10)
    room.clock.pass_(10)

    refused = cancel(room, poll)

    assert (refused.status, refused.json["state"]) == (409, "closed")
    assert room.state(poll) == "closed"


@pytest.mark.parametrize("state", ["draft", "open", "closed", "revealed"])
def test_without_a_countdown_there_is_nothing_to_cancel(hall: Room, state: str) -> None:
    poll = hall.session()["polls"][0]
    steps = {"draft": (), "open": (hall.open,), "closed": (hall.open, hall.close)}
    for step in steps.get(state, (hall.open, hall.close, hall.reveal)):
        step(poll)

    refused = cancel(hall, poll)

    assert (refused.status, refused.json["state"]) == (409, state)
    assert hall.state(poll) == state


def test_it_is_cancelled_once(room: Room, poll: Json) -> None:
    room.close(poll, within=10)

    assert [cancel(room, poll).status, cancel(room, poll).status] == [200, 409]


def test_only_the_host_cancels(room: Room, session: Json, poll: Json) -> None:
    room.close(poll, within=10)

    assert_only_the_host(room, "POST", f"/api/polls/{poll['id']}/cancel-close", session)

    room.clock.pass_(10)
    assert room.state(poll) == "closed"


def test_a_poll_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("POST", f"/api/polls/{UNKNOWN}/cancel-close").status == 404


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    path = f"/api/polls/{hall.session()['polls'][0]['id']}/cancel-close"

    assert_refused(send(hall, "POST", path, body, HOST_KEY), body)


def test_another_method_is_told_the_right_one(room: Room, poll: Json) -> None:
    assert_method_refused(room, "GET", f"/api/polls/{poll['id']}/cancel-close", "POST")
