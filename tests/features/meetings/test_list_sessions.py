"""GET /api/sessions: works · wrong audience · wrong method."""

from __future__ import annotations

import pytest

from tests.builders import Room
from tests.ladder import assert_method_refused, assert_only_the_host


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


PATH = "/api/sessions"


def test_the_list_holds_every_session_whole_and_the_newest_first(room: Room) -> None:
    assert room.host("GET", PATH).json == {"sessions": []}
    first = room.session(title="First", groups=("East",))
    room.clock.pass_(1)
    second = room.session(title="Second")

    assert room.host("GET", PATH).json == {"sessions": [second, first]}


def test_only_the_host_sees_the_list(room: Room) -> None:
    assert_only_the_host(room, "GET", PATH, room.session())


def test_the_hosts_cookie_reads_the_list_too(room: Room) -> None:
    room.session(title="First")

    listed = room.call("GET", PATH, cookies=room.host_cookie())

    assert (listed.status, listed.json["sessions"][0]["title"]) == (200, "First")
    assert room.call("GET", PATH, cookies={"host": "made-up"}).status == 401


def test_another_method_is_told_the_right_ones(room: Room) -> None:
    assert_method_refused(room, "DELETE", PATH, "GET", "POST")
