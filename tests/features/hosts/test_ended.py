"""Sign-ins that somebody else ended say so on the page that they lead to, and are told apart where they are listed."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.hosts.roles import come_in, make_link
from tests.tab import Page, Tab

ID = re.compile(r'name="id" value="([^"]+)"')
TAKEN = "This link was taken back"
ENDED_HELPER = "The host has ended your sign-in."
ENDED_HOST = "Your sign-in was ended from another computer."


@pytest.fixture
def room(fresh: Room) -> Room:
    return fresh


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(groups=("East",), admission="ticket", locale="en")


def led_to(tab: Tab, page: str) -> str:
    """Where a page leads to that may not be seen any more."""
    return Page(tab.follow(tab.get(page)).text).text


@pytest.mark.parametrize("role", ["desk", "teller", "observer"])
def test_a_link_that_was_taken_back_is_said_and_no_key_is_asked_for(room: Room, session: Json, role: str) -> None:
    host, pages = Tab(room).sign_in(), {"observer": f"/host/{session['id']}/results"}
    tab = come_in(room, make_link(room, session, role, host=host))
    page = pages.get(role, f"/{role}/{session['id']}")
    assert tab.get(page).status == 200  # the control
    helpers = f"/host/{session['id']}/helpers"
    link = ID.findall(host.get(helpers).text)[0]

    host.post(helpers, {"act": "take-back", "id": link})

    assert TAKEN in led_to(tab, page)
    assert "Host key" not in led_to(tab, page)
    assert tab.get("/host/still").status == 303  # by which the page itself learns of it


def test_a_helper_whose_sign_in_was_ended_is_told_to_use_the_link(room: Room, session: Json) -> None:
    host = Tab(room).sign_in()
    link = make_link(room, session, "teller", host=host)
    tab, helpers = come_in(room, link), f"/host/{session['id']}/helpers"

    host.post(helpers, {"act": "end", "id": ID.findall(host.get(helpers).text)[1]})

    assert ENDED_HELPER in led_to(tab, f"/teller/{session['id']}")
    tab.post(link, {})
    assert tab.get(f"/teller/{session['id']}").status == 200


def test_a_host_is_told_that_another_computer_ended_it(room: Room) -> None:
    other, tab = Tab(room).sign_in(), Tab(room).sign_in()
    tab.post("/host/access", {"act": "end-others"})

    assert ENDED_HOST in led_to(other, "/host")
    assert ENDED_HOST not in led_to(Tab(room), "/host")  # who never was in
    other.sign_in()
    other.post("/host/sign-out", {})
    assert ENDED_HOST not in led_to(other, "/host")


def test_a_sign_in_that_ran_out_was_ended_by_nobody(room: Room) -> None:
    tab = Tab(room).sign_in()
    room.clock.pass_(3_600)

    assert ENDED_HOST not in led_to(tab, "/host")


def test_a_place_that_is_named_stands_in_the_list_with_its_address(room: Room) -> None:
    tab, other = Tab(room).sign_in(), Tab(room).sign_in()

    other.post("/host/access", {"act": "name", "place": "  Control   desk "})

    shown = tab.get("/host/access").text
    assert "Control desk" in Page(shown).text
    assert 'aria-label="End: Control desk testclient"' in shown
    tab.post("/host/access", {"act": "name", "place": "x" * 50})
    assert f"<b>{'x' * 40}</b>" in tab.get("/host/access").text


def test_the_history_says_what_a_link_was_for(room: Room, session: Json) -> None:
    host, helpers = Tab(room).sign_in(), f"/host/{session['id']}/helpers"
    make_link(room, session, "desk", "East gate", host=host)
    room.clock.pass_(1)  # the older one comes first
    make_link(room, session, "teller", host=host)
    host.post(helpers, {"act": "take-back", "id": ID.findall(host.get(helpers).text)[0]})

    shown = Page(host.get(f"/host/{session['id']}").text).text
    assert "Helper link created: Door, East gate" in shown
    assert "Helper link created: Teller" in shown
    assert "Helper link taken back: Door, East gate" in shown
