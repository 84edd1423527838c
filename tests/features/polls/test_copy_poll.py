"""POST /api/polls/{poll}/copy: works · wrong audience · other session · every state · repeated · malformed · method."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send


def copy(room: Room, poll: Json) -> Json:
    answer = room.host("POST", f"/api/polls/{poll['id']}/copy")
    assert answer.status == 201
    return answer.json


def without_ids(options: list[Json]) -> list[Json]:
    return [{name: value for name, value in option.items() if name != "id"} for option in options]


def test_a_copy_is_a_new_draft_with_the_same_options(room: Room) -> None:
    option = {"title": "Canteen", "department": "Services", "description": "Lunch", "code": "7", "cost": 9}
    rules = {"min_choices": 0, "max_choices": 2, "winners": 3, "display": "sealed", "tie": "lot"}
    original = room.session(polls=[{"title": "List", "options": [option], **rules}])["polls"][0]

    made = copy(room, original)

    assert without_ids(made["options"]) == without_ids(original["options"])
    assert made["options"][0]["id"] != original["options"][0]["id"]
    assert {**made, "id": "", "options": []} == {**original, "id": "", "options": []}


def test_a_closed_poll_is_voted_on_again_by_its_copy(room: Room, session: Json, poll: Json) -> None:
    voter = room.join(session)
    room.cast(voter, poll, [0])
    room.close(poll)

    again = copy(room, poll)
    assert again["state"] == "draft"
    room.open(again)

    assert room.cast(voter, again, [2]).status == 200
    assert (room.votes(poll), room.votes(again)) == ([1, 0, 0], [0, 0, 1])
    assert room.cast(voter, poll, [2]).status == 409


def test_a_copy_of_a_copy_is_one_more_list(room: Room, session: Json, draft: Json) -> None:
    copy(room, copy(room, draft))
    copy(room, draft)

    assert len(room.host("GET", f"/api/sessions/{session['id']}").json["polls"]) == 4


def test_only_the_host_copies(room: Room, session: Json, draft: Json) -> None:
    assert_only_the_host(room, "POST", f"/api/polls/{draft['id']}/copy", session)

    assert room.host("GET", f"/api/sessions/{session['id']}").json == session


def test_a_poll_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("POST", f"/api/polls/{UNKNOWN}/copy").status == 404


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    path = f"/api/polls/{hall.session()['polls'][0]['id']}/copy"

    assert_refused(send(hall, "POST", path, body, HOST_KEY), body)


def test_another_method_is_told_the_right_one(room: Room, draft: Json) -> None:
    assert_method_refused(room, "GET", f"/api/polls/{draft['id']}/copy", "POST")
