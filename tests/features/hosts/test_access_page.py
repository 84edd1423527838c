"""Who is signed in as host: listed, ended one by one or all others at once, and what they have open ends with it."""

from __future__ import annotations

import re

import pytest
from starlette.websockets import WebSocketDisconnect

from server.features.hosts.browsers import browser_of
from tests.builders import Json, Room
from tests.live.listening import listening
from tests.tab import Page, Tab

ID = re.compile(r'name="id" value="([^"]+)"')


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nobody else is signed in."""
    return fresh


def others(tab: Tab) -> list[str]:
    """The ids that this page offers to end."""
    return ID.findall(tab.get("/host/access").text)


def test_each_browser_is_listed_with_when_and_how_and_which_is_this_one(room: Room) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0"
    tab = Tab(room)
    other = Tab(room).sign_in()
    room.clock.pass_(600)
    tab.get("/host/sign-in?key=a-host-key-for-tests-only", User_Agent=agent)
    room.clock.pass_(120)

    shown = Page(tab.get("/host/access").text)

    assert "Edge · Windows This one testclient , By the key, signed in 2 minutes ago, last used just now" in shown.text
    assert "signed in 12 minutes ago, last used 12 minutes ago" in shown.text
    assert len(others(tab)) == 1
    assert len(others(other)) == 1
    assert other.cookies["host"] not in shown.html


def test_ending_one_signs_that_browser_out_and_no_other(room: Room) -> None:
    tab, other, third = Tab(room).sign_in(), Tab(room).sign_in(), Tab(room).sign_in()
    room.clock.pass_(1)
    last = Tab(room).sign_in()

    answer = tab.post("/host/access", {"act": "end", "id": others(tab)[0]})  # the newest comes first

    assert answer.response.headers["location"] == "/host/access?told=ended"
    assert [each.get("/host").status for each in (tab, other, third, last)] == [200, 200, 200, 303]
    assert tab.post("/host/access", {"act": "end", "id": "unknown"}).status == 303  # safe to repeat


def test_ending_all_others_leaves_this_one(room: Room) -> None:
    tab, other, third = (Tab(room).sign_in() for _ in range(3))

    tab.post("/host/access", {"act": "end-others"})

    assert [each.get("/host").status for each in (tab, other, third)] == [200, 303, 303]
    assert others(tab) == []


def test_what_a_browser_has_open_ends_with_its_sign_in(room: Room) -> None:
    session = room.session()
    tab, other = Tab(room).sign_in(), Tab(room).sign_in()
    with (
        listening(room, session, "host", by=None, cookies=other.cookies) as gone,
        listening(room, session, "screen", by=None, cookies=other.cookies) as preview,
        listening(room, session, "host", by=None, cookies=tab.cookies) as stays,
    ):
        for ear in (gone, preview, stays):
            ear.until("state")
        tab.post("/host/access", {"act": "end-others"})

        for ear in (gone, preview):
            ear.until("bye")
            with pytest.raises(WebSocketDisconnect):
                ear.until("anything else")
        room.host("PATCH", f"/api/sessions/{session['id']}", json={"title": "New"})
        stays.until("state")  # the control

    with pytest.raises(WebSocketDisconnect), listening(room, session, "host", by=None, cookies=other.cookies):
        raise AssertionError("it was let in")


def test_signing_out_and_signing_in_again_end_what_was_open_before(room: Room) -> None:
    session = room.session()
    for act in ({"key": "a-host-key-for-tests-only"}, {}):
        tab = Tab(room).sign_in()
        with listening(room, session, "host", by=None, cookies=tab.cookies) as ear:
            ear.until("state")
            tab.post("/host/sign-in" if act else "/host/sign-out", act)
            ear.until("bye")


def test_an_act_that_there_is_not_is_refused(room: Room) -> None:
    answer = Tab(room).sign_in().post("/host/access", {"act": "conquer"})

    assert (answer.status, "There is no such act" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        ("Mozilla/5.0 (Linux; Android 13) Chrome/111 Mobile Safari/537.36 MicroMessenger/8.0.40", "WeChat · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"),
        ("curl/8.5.0", "curl"),
        ("<script>alert(1)</script>", "scriptalert1"),
        ("", ""),
    ],
)
def test_browsers_are_called_what_people_call_them(agent: str, called: str) -> None:
    assert browser_of(agent) == called


def test_a_list_that_is_empty_has_no_button_to_end_others(room: Room) -> None:
    tab = Tab(room).sign_in()
    shown: Json = {"text": Page(tab.get("/host/access").text).text}

    assert "End all others" not in shown["text"]
    assert "This one" in shown["text"]
