"""PATCH /api/sessions/{session}: works · wrong audience · other session · wrong state · repeated · malformed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN, assert_only_the_host, assert_refused, broken, send


def path_of(session: Json) -> str:
    return f"/api/sessions/{session['id']}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Another title"),
        ("locale", "en"),
        ("organization", "Office"),
        ("organization", None),
        ("place", "Hall 2"),
        ("starts_at", "2025-06-01T09:30:00+08:00"),
        ("starts_at", None),
        ("smallest_group", 3),
        ("shared_phones", True),
        ("wifi", {"ssid": "hall", "password": ""}),
        ("wifi", None),
    ],
)
def test_a_given_field_changes_and_the_others_stay(hall: Room, field: str, value: Any) -> None:
    session = hall.session(organization="Before", wifi={"ssid": "before"}, starts_at="2024-01-08T14:00:00+08:00")

    changed = hall.host("PATCH", path_of(session), json={field: value})

    assert (changed.status, changed.json) == (200, {**session, field: value})
    assert hall.host("GET", path_of(session)).json == changed.json
    assert hall.host("PATCH", path_of(session), json={field: value}).json == changed.json  # safe to repeat


def test_an_empty_change_changes_nothing(room: Room, session: Json) -> None:
    answer = room.host("PATCH", path_of(session))

    assert (answer.status, answer.json) == (200, session)


def test_groups_are_replaced_until_somebody_has_joined(room: Room, session: Json) -> None:
    changed = room.host("PATCH", path_of(session), json={"groups": [{"name": "North", "seats": 9}]})
    assert [group["name"] for group in changed.json["groups"]] == ["North"]  # the control
    room.join(changed.json, "North")

    refused = room.host("PATCH", path_of(session), json={"title": "New", "groups": [{"name": "South"}]})

    assert (refused.status, refused.problem) == (409, "conflict")
    assert room.host("GET", path_of(session)).json == changed.json


def test_the_smallest_group_is_fixed_once_voting_has_begun(room: Room, session: Json) -> None:
    assert room.host("PATCH", path_of(session), json={"smallest_group": 2}).status == 200  # the control
    room.open(session["polls"][0])

    refused = room.host("PATCH", path_of(session), json={"smallest_group": 1})

    assert refused.status == 409
    assert room.host("GET", path_of(session)).json["smallest_group"] == 2


def test_only_the_host_changes_a_session(room: Room, session: Json) -> None:
    assert_only_the_host(room, "PATCH", path_of(session), session, json={"title": "Mine"})

    assert room.host("GET", path_of(session)).json == session


def test_a_session_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("PATCH", f"/api/sessions/{UNKNOWN}", json={"title": "New"}).status == 404


@pytest.mark.parametrize("body", broken(1024 * 1024))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    session = hall.session()

    assert_refused(send(hall, "PATCH", path_of(session), body, HOST_KEY), body)
    assert hall.host("GET", path_of(session)).json == session


@pytest.mark.parametrize("field", ["title", "locale", "smallest_group", "shared_phones", "groups"])
def test_what_must_have_a_value_cannot_be_emptied(hall: Room, field: str) -> None:
    refused = hall.host("PATCH", path_of(hall.session()), json={field: None})

    assert (refused.status, refused.at) == (422, [field])


def test_where_groups_vote_groups_stay_and_phones_are_not_passed_on(room: Room) -> None:
    session = room.session(groups=("East",), voters="group")

    for body, at in (
        ({"groups": []}, "groups"),
        ({"shared_phones": True}, "shared_phones"),
        ({"voters": "person"}, "voters"),
    ):
        refused = room.host("PATCH", path_of(session), json=body)
        assert (refused.status, refused.at) == (422, [at])

    assert room.host("GET", path_of(session)).json == session
    assert room.host("PATCH", path_of(session), json={"groups": [{"name": "North"}]}).status == 200  # the control


@pytest.mark.parametrize("weight", [0, 2, -1, 1_000])
def test_a_weight_that_would_not_count_is_refused(room: Room, session: Json, weight: int) -> None:
    groups = [{"name": "East", "weight": 1}, {"name": "West", "weight": weight}]

    made = room.host("POST", "/api/sessions", json={"title": "Meeting", "polls": [], "groups": groups})
    changed = room.host("PATCH", f"/api/sessions/{session['id']}", json={"groups": groups})

    assert (made.status, made.at, changed.status) == (422, ["groups/1/weight"], 422)
    groups[1]["weight"] = 1
    assert room.host("PATCH", f"/api/sessions/{session['id']}", json={"groups": groups}).status == 200
