"""POST /api/polls/{poll}/open: works · wrong audience · other session · wrong state · repeated · malformed · method."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send


def test_an_open_poll_takes_ballots_and_has_no_end_by_default(room: Room, session: Json, draft: Json) -> None:
    voter = room.join(session)
    assert room.cast(voter, draft, [0]).status == 409  # the control

    opened = room.open(draft)

    assert (opened.status, opened.json["state"], opened.json["remaining"]) == (200, "open", None)
    assert opened.json["opened_at"] == "2026-12-05T06:00:00Z"
    assert room.cast(voter, draft, [0]).status == 200


@pytest.mark.parametrize("body", [{}, {"seconds": None}])
def test_no_seconds_means_no_end(hall: Room, body: Json) -> None:
    opened = hall.open(hall.session()["polls"][0], **body)

    assert (opened.json["remaining"], opened.json["closes_at"]) == (None, None)


def test_a_body_that_is_absent_equals_an_empty_one(room: Room, draft: Json) -> None:
    assert room.host("POST", f"/api/polls/{draft['id']}/open").status == 200


def test_a_poll_with_a_deadline_closes_at_that_very_moment(room: Room, session: Json, draft: Json) -> None:
    early, late = room.join(session), room.join(session)
    opened = room.open(draft, seconds=180)
    assert (opened.json["remaining"], opened.json["closes_at"]) == (180, "2026-12-05T06:03:00Z")
    room.clock.pass_(179.999)
    assert room.cast(early, draft, [0]).status == 200  # the control

    room.clock.pass_(0.001)

    assert room.cast(late, draft, [1]).problem == "poll-closed"
    assert (room.state(draft), room.votes(draft)) == ("closed", [1, 0, 0])


def test_several_polls_are_open_at_once_each_with_its_own_ballot(room: Room) -> None:
    lists = [{"title": title, "options": [{"title": "One"}, {"title": "Two"}]} for title in ("A", "B")]
    session = room.session(polls=lists)
    first, second = session["polls"]
    voter = room.join(session)
    receipts = set()
    for poll, choice in ((first, 0), (second, 1)):
        room.open(poll)
        receipts.add(room.cast(voter, poll, [choice]).json["receipt"])

    assert len(receipts) == 2
    assert (room.votes(first), room.votes(second)) == ([1, 0], [0, 1])


def test_an_open_poll_is_not_opened_again_and_keeps_its_deadline(room: Room, draft: Json) -> None:
    room.open(draft, seconds=60)

    again = room.open(draft, seconds=600)

    assert (again.status, again.json["state"]) == (409, "open")
    room.clock.pass_(60)
    assert room.state(draft) == "closed"


@pytest.mark.parametrize("state", ["closed", "revealed"])
def test_closing_is_final(hall: Room, state: str) -> None:
    poll = hall.session()["polls"][0]
    hall.open(poll)
    hall.close(poll)
    if state == "revealed":
        hall.reveal(poll)

    again = hall.open(poll)

    assert (again.status, again.json["state"]) == (409, state)
    assert hall.state(poll) == state


def test_only_the_host_opens(room: Room, session: Json, draft: Json) -> None:
    assert_only_the_host(room, "POST", f"/api/polls/{draft['id']}/open", session)

    assert room.state(draft) == "draft"


def test_a_poll_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("POST", f"/api/polls/{UNKNOWN}/open").status == 404


@pytest.mark.parametrize("seconds", [0, -1, 1.5, "60", True, 7 * 86_400 + 1])
def test_seconds_are_a_whole_number_above_zero(hall: Room, seconds: Any) -> None:
    poll = hall.session()["polls"][0]

    refused = hall.open(poll, seconds=seconds)

    assert (refused.status, refused.at) == (422, ["seconds"])
    assert hall.state(poll) == "draft"


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    poll = hall.session()["polls"][0]

    assert_refused(send(hall, "POST", f"/api/polls/{poll['id']}/open", body, HOST_KEY), body)
    assert hall.state(poll) == "draft"


def test_another_method_is_told_the_right_one(room: Room, draft: Json) -> None:
    assert_method_refused(room, "GET", f"/api/polls/{draft['id']}/open", "POST")
