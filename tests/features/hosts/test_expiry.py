"""Sign-ins end by themselves: half an hour after the last page was closed, twelve hours after they began."""

from __future__ import annotations

from typing import cast

import pytest

from server.features.hosts.expiry import SignInExpiry
from server.live.hub import Hub
from server.web.endpoint import Services
from tests.builders import Json, Room
from tests.live.listening import listening
from tests.tab import Tab

HALF_HOUR = 30 * 60


def look_round(room: Room) -> None:
    """One round, on the application's own loop."""
    services = cast(Services, room.client.app.state.services)  # type: ignore[attr-defined]
    portal = room.client.portal
    assert portal
    portal.call(SignInExpiry(services.context, services.part(Hub).marks).look_round)


@pytest.fixture
def meeting(fresh: Room) -> Json:
    return fresh.session()


def test_a_console_that_is_open_keeps_its_host_signed_in(fresh: Room, meeting: Json) -> None:
    tab, idle = Tab(fresh).sign_in(), Tab(fresh).sign_in()
    with listening(fresh, meeting, "host", by=None, cookies=tab.cookies) as ear:
        ear.until("state")
        for _ in range(4):
            fresh.clock.pass_(HALF_HOUR - 1)
            look_round(fresh)

        assert tab.get("/host").status == 200
        assert idle.get("/host").status == 303  # the control

    fresh.clock.pass_(HALF_HOUR)
    assert tab.get("/host").status == 303


def test_after_twelve_hours_also_an_open_console_ends(fresh: Room, meeting: Json) -> None:
    tab = Tab(fresh).sign_in()
    with listening(fresh, meeting, "host", by=None, cookies=tab.cookies) as ear:
        ear.until("state")
        for _ in range(24):
            fresh.clock.pass_(HALF_HOUR)
            look_round(fresh)

        ear.until("bye")
    assert tab.get("/host").status == 303


def test_a_program_with_the_key_is_never_ended(fresh: Room, meeting: Json) -> None:
    with listening(fresh, meeting, "host") as ear:
        ear.until("state")
        fresh.clock.pass_(13 * 3600)
        look_round(fresh)
        fresh.host("PATCH", f"/api/sessions/{meeting['id']}", json={"title": "New"})

        ear.until("state")
    assert [message for message in ear.heard if message["type"] == "bye"] == []
