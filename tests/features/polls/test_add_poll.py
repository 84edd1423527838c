"""POST /api/sessions/{session}/polls: works · wrong audience · other session · malformed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send

LIST: Json = {"title": "Special tasks", "options": [{"title": "Fire check", "department": "Safety"}]}


def path_of(session: Json) -> str:
    return f"/api/sessions/{session['id']}/polls"


def test_a_list_is_added_at_the_end_as_a_draft(room: Room, session: Json, poll: Json) -> None:
    added = room.host("POST", path_of(session), json=LIST)

    assert added.status == 201
    assert (added.json["title"], added.json["state"], added.json["session"]) == (
        "Special tasks",
        "draft",
        session["id"],
    )
    held = room.host("GET", f"/api/sessions/{session['id']}").json["polls"]
    assert [each["id"] for each in held] == [poll["id"], added.json["id"]]
    assert room.state(poll) == "open"


def test_the_same_list_twice_is_two_lists(room: Room, session: Json) -> None:
    assert (
        room.host("POST", path_of(session), json=LIST).json["id"]
        != room.host("POST", path_of(session), json=LIST).json["id"]
    )


def test_only_the_host_adds(room: Room, session: Json) -> None:
    assert_only_the_host(room, "POST", path_of(session), session, json=LIST)

    assert room.host("GET", f"/api/sessions/{session['id']}").json == session


def test_a_session_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("POST", f"/api/sessions/{UNKNOWN}/polls", json=LIST).status == 404


@pytest.mark.parametrize("body", broken(1024 * 1024))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    assert_refused(send(hall, "POST", path_of(hall.session()), body, HOST_KEY), body)


@pytest.mark.parametrize(("field", "value"), [("options", []), ("min_choices", 2), ("winners", 0), ("title", " ")])
def test_a_wrong_field_is_named(hall: Room, field: str, value: Any) -> None:
    session = hall.session()

    refused = hall.host("POST", path_of(session), json={**LIST, field: value})

    assert (refused.status, refused.at) == (422, [field])
    assert len(hall.host("GET", f"/api/sessions/{session['id']}").json["polls"]) == 1


def test_another_method_is_told_the_right_one(room: Room, session: Json) -> None:
    assert_method_refused(room, "GET", path_of(session), "POST")
