"""PUT /api/sessions/{session}/scene: works · wrong audience · other session · wrong state · repeated · malformed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Answer, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send

KINDS = ["join", "voting", "tally", "reveal", "groups", "hold"]


def put(room: Room, session: Json, **scene: Any) -> Answer:
    return room.host("PUT", f"/api/sessions/{session['id']}/scene", json=scene)


@pytest.mark.parametrize("kind", KINDS)
def test_the_scene_is_kept_and_the_screen_follows(hall: Room, kind: str) -> None:
    session = hall.session()
    poll = session["polls"][0]
    hall.open(poll)
    hall.close(poll)

    shown = put(hall, session, kind=kind, poll=poll["id"], step=1)

    assert (shown.status, shown.json["scene"]) == (200, {"kind": kind, "poll": poll["id"], "step": 1})
    assert hall.host("GET", f"/api/sessions/{session['id']}").json == shown.json
    screen = hall.call("GET", f"/screen/{session['id']}", cookies=hall.screen_cookie(session))
    assert f'data-page="{kind}"' in screen.text
    assert put(hall, session, kind=kind, poll=poll["id"], step=1).json == shown.json  # safe to repeat


def test_a_new_session_shows_how_to_join(session: Json) -> None:
    assert session["scene"] == {"kind": "join", "poll": None, "step": 0}


@pytest.mark.parametrize("kind", ["tally", "reveal", "groups"])
def test_a_scene_about_a_list_needs_one(room: Room, session: Json, kind: str) -> None:
    refused = put(room, session, kind=kind)

    assert (refused.status, refused.at) == (422, ["poll"])


@pytest.mark.parametrize(
    ("kind", "state", "status"),
    [
        ("tally", "draft", 409),
        ("groups", "draft", 409),
        ("reveal", "draft", 409),
        ("reveal", "open", 409),
        ("voting", "draft", 200),
        ("tally", "open", 200),
        ("groups", "open", 200),
        ("reveal", "closed", 200),
        ("reveal", "revealed", 200),
    ],
)
def test_the_screen_shows_of_a_list_what_its_state_has(hall: Room, kind: str, state: str, status: int) -> None:
    session = hall.session()
    poll = session["polls"][0]
    steps = {"draft": (), "open": (hall.open,), "closed": (hall.open, hall.close)}
    for step in steps.get(state, (hall.open, hall.close, hall.reveal)):
        step(poll)

    answer = put(hall, session, kind=kind, poll=poll["id"])

    assert answer.status == status
    if status == 409:
        assert answer.json["state"] == state
        assert hall.host("GET", f"/api/sessions/{session['id']}").json["scene"]["kind"] == "join"


def test_a_list_of_another_session_is_not_shown(room: Room, session: Json) -> None:
    other = room.session()["polls"][0]

    assert put(room, session, kind="voting", poll=other["id"]).at == ["poll"]
    assert put(room, session, kind="voting", poll=UNKNOWN).at == ["poll"]


def test_only_the_host_sets_the_scene(room: Room, session: Json) -> None:
    assert_only_the_host(room, "PUT", f"/api/sessions/{session['id']}/scene", session, json={"kind": "hold"})
    cookies = room.screen_cookie(session)
    from_the_screen = room.call(
        "PUT",
        f"/api/sessions/{session['id']}/scene",
        json={"kind": "hold"},
        cookies=cookies,
        headers={"Origin": "http://localhost:8000"},
    )

    assert from_the_screen.status == 403
    assert room.host("GET", f"/api/sessions/{session['id']}").json["scene"]["kind"] == "join"


def test_a_session_that_is_not_there_is_not_found(room: Room) -> None:
    assert put(room, {"id": UNKNOWN}, kind="hold").status == 404


@pytest.mark.parametrize(
    ("scene", "at"), [({}, "kind"), ({"kind": "dance"}, "kind"), ({"kind": "hold", "step": -1}, "step")]
)
def test_a_wrong_field_is_named(hall: Room, scene: Json, at: str) -> None:
    refused = put(hall, hall.session(), **scene)

    assert (refused.status, refused.at) == (422, [at])


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    assert_refused(send(hall, "PUT", f"/api/sessions/{hall.session()['id']}/scene", body, HOST_KEY), body)


def test_another_method_is_told_the_right_one(room: Room, session: Json) -> None:
    assert_method_refused(room, "POST", f"/api/sessions/{session['id']}/scene", "PUT")
