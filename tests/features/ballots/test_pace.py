"""Ballots of one phone, faster than people are: refused and told when to go on; by either way in, and by the form."""

from __future__ import annotations

import time

import pytest

from server.access.rate_limits import BALLOTS_AT_ONCE
from tests.builders import Answer, Json, Room
from tests.process.lane import room as room
from tests.tab import Page, Tab


@pytest.fixture
def voter(room: Room, session: Json) -> str:
    return room.join(session)


def cast_until_refused(room: Room, voter: str, poll: Json) -> tuple[int, Answer]:
    """How many were taken, and the refusal."""
    for taken in range(BALLOTS_AT_ONCE * 10):
        answer = room.cast(voter, poll, [taken % 3])
        if answer.status != 200:
            return taken, answer
    raise AssertionError("none was refused")


def test_a_script_is_slowed_down_and_nobody_else(room: Room, session: Json, poll: Json, voter: str) -> None:
    taken, refused = cast_until_refused(room, voter, poll)

    assert (refused.status, refused.problem, refused.response.headers["retry-after"]) == (429, "too-fast", "1")
    assert taken >= BALLOTS_AT_ONCE
    assert room.cast(room.join(session), poll, [0]).status == 200  # the control


def test_what_is_refused_changes_nothing_and_a_second_later_it_is_taken(room: Room, poll: Json, voter: str) -> None:
    taken, refused = cast_until_refused(room, voter, poll)
    assert (refused.status, sum(room.votes(poll))) == (429, 1)

    time.sleep(float(refused.response.headers["retry-after"]))
    again = room.cast(voter, poll, [0])

    assert (again.status, again.json["revision"]) == (200, taken + 1)


def test_a_ballot_that_breaks_the_rule_is_counted_once(room: Room, poll: Json, voter: str) -> None:
    path = f"/api/polls/{poll['id']}/ballot"
    statuses = {room.call("PUT", path, by=voter, json={"choices": ["none"]}).status for _ in range(BALLOTS_AT_ONCE - 2)}

    assert statuses == {422}
    assert room.cast(voter, poll, [0]).status == 200


def test_the_pace_of_one_phone_is_no_business_of_a_stranger(room: Room, poll: Json, voter: str) -> None:
    cast_until_refused(room, voter, poll)

    assert room.cast("unknown", poll, [0]).status == 401
    assert room.host("PUT", f"/api/polls/{poll['id']}/ballot", json={"choices": []}).status == 403


def test_the_form_is_refused_on_a_page_that_says_to_wait(hall: Room) -> None:
    session = hall.session(options=3)
    poll = session["polls"][0]
    hall.open(poll)
    tab = Tab(hall)
    tab.get(f"/j/{session['join_code']}")
    assert tab.post(f"/j/{session['join_code']}", {}).status == 303
    choice = poll["options"][0]["id"]
    path = f"/s/{session['id']}/ballot/{poll['id']}"
    assert tab.post(path, {"choice": [choice]}).status == 303  # the control

    for _ in range(BALLOTS_AT_ONCE * 10):
        answer = tab.post(path, {"choice": [choice]})
        if answer.status != 303:
            break

    assert (answer.status, answer.response.headers["retry-after"]) == (429, "1")
    assert "Please wait a moment, then try again" in Page(answer.text).text
