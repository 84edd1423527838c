"""GET /api/sessions/{session}: works · wrong audience · other session · wrong method."""

from __future__ import annotations

from tests.builders import Room
from tests.ladder import UNKNOWN, assert_method_refused

WIFI = {"ssid": "hall", "password": "secret-of-the-hall"}
SECRETS = ("keep_until", "secret-of-the-hall", "screen_url", "host_url", "wifi", "key=")


def test_the_host_gets_all_of_it(room: Room) -> None:
    session = room.session(wifi=WIFI, groups=("East",))

    assert room.host("GET", f"/api/sessions/{session['id']}").json == session
    assert session["wifi"] == WIFI


def test_who_joined_gets_it_without_secrets(room: Room) -> None:
    session = room.session(wifi=WIFI, groups=("East",))

    seen = room.call("GET", f"/api/sessions/{session['id']}", by=room.join(session))

    assert seen.status == 200
    assert [secret for secret in SECRETS if secret in seen.text] == []
    assert seen.json == {name: value for name, value in session.items() if name not in SECRETS}
    assert all(secret in room.host("GET", f"/api/sessions/{session['id']}").text for secret in SECRETS)  # the control


def test_who_has_not_joined_gets_nothing(room: Room) -> None:
    session, other = room.session(), room.session()
    path = f"/api/sessions/{session['id']}"

    assert room.call("GET", path).status == 401
    assert room.call("GET", path, by="unknown").status == 401
    assert room.call("GET", path, by=room.join(other)).status == 403
    assert room.call("GET", path, cookies=room.screen_cookie(session)).status == 403
    assert room.call("GET", path, by=room.join(session)).status == 200  # the control


def test_a_session_that_is_not_there_is_not_found(room: Room) -> None:
    unknown = room.host("GET", f"/api/sessions/{UNKNOWN}")

    assert (unknown.status, unknown.problem) == (404, "unknown-session")


def test_another_method_is_told_the_right_ones(room: Room) -> None:
    assert_method_refused(room, "POST", f"/api/sessions/{room.session()['id']}", "GET", "PATCH", "DELETE")
