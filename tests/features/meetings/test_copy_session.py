"""POST /api/sessions/{session}/copy: works · wrong audience · other session · repeated · malformed · method."""

from __future__ import annotations

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN, Broken, assert_method_refused, assert_only_the_host, assert_refused, broken, send


def path(session: Json) -> str:
    return f"/api/sessions/{session['id']}/copy"


def test_a_copy_has_the_same_lists_groups_and_settings_and_nothing_of_what_happened(room: Room) -> None:
    original = room.session(
        groups=("East", "West"),
        wifi={"ssid": "Hall", "password": "secret"},
        organization="Office",
        starts_at="2027-01-08T14:00:00+08:00",
        keep_until="2028-01-01T00:00:00Z",
        smallest_group=3,
    )
    room.open(original["polls"][0])
    room.cast(room.join(original, "East"), original["polls"][0], [0])
    room.close(original["polls"][0])

    made = room.host("POST", path(original))

    assert made.status == 201
    same = ("title", "locale", "organization", "wifi", "smallest_group", "admission", "voters")
    assert {name: made.json[name] for name in same} == {name: original[name] for name in same}
    assert [group["name"] for group in made.json["groups"]] == ["East", "West"]
    assert [poll["state"] for poll in made.json["polls"]] == ["draft"]
    assert [each["title"] for each in made.json["polls"][0]["options"]] == [
        each["title"] for each in original["polls"][0]["options"]
    ]
    assert (made.json["starts_at"], made.json["keep_until"], made.json["scene"]["kind"]) == (None, None, "join")
    ids = {original["id"], original["join_code"], original["polls"][0]["id"], original["groups"][0]["id"]}
    assert not ids & {
        made.json["id"],
        made.json["join_code"],
        made.json["polls"][0]["id"],
        made.json["groups"][0]["id"],
    }


def test_people_join_and_vote_in_the_copy_alone(room: Room, session: Json, poll: Json) -> None:
    made = room.host("POST", path(session)).json
    room.open(made["polls"][0])

    assert room.cast(room.join(made, "West"), made["polls"][0], [1]).status == 200
    assert room.votes(made["polls"][0]) == [0, 1, 0]
    assert room.votes(poll) == [0, 0, 0]


def test_each_call_is_another_session(room: Room, session: Json) -> None:
    first, second = (room.host("POST", path(session)).json["id"] for _ in range(2))
    assert first != second


def test_only_the_host_copies(room: Room, session: Json) -> None:
    assert_only_the_host(room, "POST", path(session), session)


def test_a_session_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("POST", f"/api/sessions/{UNKNOWN}/copy").problem == "unknown-session"


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(room: Room, session: Json, body: Broken) -> None:
    assert_refused(send(room, "POST", path(session), body, HOST_KEY), body)


def test_another_method_is_told_the_right_ones(room: Room, session: Json) -> None:
    assert_method_refused(room, "GET", path(session), "POST")
