"""Fixtures of the server's tests: one session with one list of three, as a draft and open."""

from __future__ import annotations

import pytest

from tests.builders import Json, Room


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(options=3, groups=("East", "West"))


@pytest.fixture
def draft(session: Json) -> Json:
    return dict(session["polls"][0])


@pytest.fixture
def poll(room: Room, draft: Json) -> Json:
    """Open, without an end."""
    assert room.open(draft).status == 200
    return draft
