"""DELETE /api/sessions/{session}: works · wrong audience · other session · repeated."""

from __future__ import annotations

import pytest

from tests.builders import Json, Room
from tests.ladder import UNKNOWN, assert_only_the_host


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


def test_a_deleted_session_is_gone_with_its_lists_voters_and_ballots(room: Room, session: Json, poll: Json) -> None:
    voter, kept = room.join(session, "East"), room.session(title="Kept")
    assert room.cast(voter, poll, [0]).status == 200

    assert room.host("DELETE", f"/api/sessions/{session['id']}").status == 204

    assert room.host("GET", f"/api/sessions/{session['id']}").status == 404
    assert room.host("GET", f"/api/polls/{poll['id']}/result").status == 404
    assert room.call("GET", f"/api/join/{session['join_code']}").status == 404
    assert room.host("GET", "/api/sessions").json == {"sessions": [kept]}


def test_the_credentials_of_a_deleted_session_are_nobodys(room: Room, session: Json, poll: Json) -> None:
    voter = room.join(session, "East")
    screen = room.screen_cookie(session)
    assert room.cast(voter, poll, [0]).status == 200  # the control
    room.host("DELETE", f"/api/sessions/{session['id']}")

    assert room.cast(voter, poll, [0]).status == 401
    assert room.call("GET", f"/api/sessions/{session['id']}", by=voter).status == 401
    assert room.call("GET", f"/screen/{session['id']}", cookies=screen).status == 404


def test_a_session_is_deleted_once(room: Room, session: Json) -> None:
    assert room.host("DELETE", f"/api/sessions/{session['id']}").status == 204
    assert room.host("DELETE", f"/api/sessions/{session['id']}").status == 404
    assert room.host("DELETE", f"/api/sessions/{UNKNOWN}").status == 404


def test_only_the_host_deletes(room: Room, session: Json) -> None:
    assert_only_the_host(room, "DELETE", f"/api/sessions/{session['id']}", session)

    assert room.host("GET", f"/api/sessions/{session['id']}").json == session
