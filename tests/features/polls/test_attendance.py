"""Who comes after a list has closed changes nothing that is said of it."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.polls.erasing import wait_for_erasure


def closed(room: Room, **fields: object) -> tuple[Json, Json]:
    """Three of East and one of West are in; two of them voted, and the list is closed and published."""
    session = room.session(options=3, groups=("East", "West"), title="Meeting", locale="en", **fields)
    poll = session["polls"][0]
    room.open(poll)
    voters = [room.join(session, group) for group in ("East", "East", "East", "West")]
    for voter in voters[:2]:
        assert room.cast(voter, poll, [0]).status == 200
    room.close(poll)
    room.reveal(poll)
    return session, poll


def come_late(room: Room, session: Json, number: int = 12) -> None:
    for _ in range(number):
        room.join(session, "West")


def test_who_comes_late_is_in_no_result_of_before(room: Room) -> None:
    session, poll = closed(room)
    before = room.result(poll)
    assert before["joined"] == 4
    public = room.call("GET", f"/r/{session['id']}").text
    come_late(room, session)
    wait_for_erasure(room, poll)
    assert room.result(poll) == before
    assert room.call("GET", f"/r/{session['id']}").text == public


def test_each_list_has_those_who_were_in_when_it_closed(room: Room) -> None:
    session, first = closed(room)
    come_late(room, session, 2)
    second = room.host("POST", f"/api/polls/{first['id']}/copy").json
    room.open(second)
    room.cast(room.join(session, "West"), second, [1])
    room.close(second)
    come_late(room, session)
    assert (room.result(first)["joined"], room.result(second)["joined"]) == (4, 7)


def test_the_record_and_the_files_say_who_was_in_when_the_last_list_closed(room: Room) -> None:
    session, poll = closed(room)
    minutes = record(room, session)
    come_late(room, session)
    assert record(room, session) == minutes == "4"
    assert sum(room.host("GET", f"/api/sessions/{session['id']}/export.json").json["joined"].values()) == 4
    again = room.host("POST", f"/api/polls/{poll['id']}/copy").json
    room.open(again)
    assert record(room, session) == "16"  # the meeting goes on, and they are in it


def record(room: Room, session: Json) -> str:
    page = room.host("GET", f"/print/{session['id']}/minutes").text
    return re.search(r"<dt>Joined</dt><dd>(\d+)", page)[1]  # type: ignore[index]


@pytest.mark.parametrize("how", ["deadline", "countdown"])
def test_however_it_closes(room: Room, how: str) -> None:
    session = room.session(options=3, groups=("East",))
    poll = session["polls"][0]
    room.open(poll, **({"seconds": 60} if how == "deadline" else {}))
    room.cast(room.join(session, "East"), poll, [0])
    if how == "countdown":
        room.close(poll, 30)
    room.clock.pass_(61)
    room.host("POST", f"/api/polls/{poll['id']}/copy")  # wakes the timekeeper
    wait_for_erasure(room, poll)
    room.join(session, "East")
    assert room.result(poll)["joined"] == 1


def test_a_list_that_nobody_was_in_for_stays_so(room: Room) -> None:
    session = room.session(options=3)
    poll = session["polls"][0]
    room.open(poll)
    room.close(poll)
    come = room.join(session)
    assert come
    room.reveal(poll)
    assert room.result(poll)["joined"] == 0
