"""Signing in as host: by the form, by the link, out again; where one may be led afterwards."""

from __future__ import annotations

import pytest

from tests.builders import HOST_KEY, Room
from tests.tab import Page, Tab


def test_the_right_key_signs_in(room: Room) -> None:
    tab = Tab(room)
    assert tab.get("/host").response.headers["location"] == "/host/sign-in?next=/host"  # the control

    answer = tab.post("/host/sign-in", {"key": HOST_KEY})

    assert (answer.status, answer.response.headers["location"]) == (303, "/host")
    flags = {part.strip().lower() for part in answer.response.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert HOST_KEY not in answer.response.headers["set-cookie"]
    assert tab.get("/host").status == 200


def test_the_link_of_the_start_signs_in_and_leaves_the_key_behind(room: Room) -> None:
    tab = Tab(room)

    answer = tab.get(f"/host/sign-in?key={HOST_KEY}")

    assert (answer.status, answer.response.headers["location"]) == (303, "/host")
    assert tab.get("/host").status == 200


@pytest.mark.parametrize("key", ["", "wrong", HOST_KEY[:-1], HOST_KEY + "x", HOST_KEY.upper(), "钥匙"])
def test_a_wrong_key_is_said_and_signs_nobody_in(hall: Room, key: str) -> None:
    tab = Tab(hall)

    answer = tab.post("/host/sign-in", {"key": key})

    assert (answer.status, "host" in tab.cookies) == (401, False)
    assert "This key does not match" in Page(answer.text).text
    assert tab.get("/host").status == 303


def test_a_wrong_link_is_said_too(room: Room) -> None:
    answer = Tab(room).get("/host/sign-in?key=wrong")

    assert (answer.status, "set-cookie" in answer.response.headers) == (401, False)


def test_signing_out_ends_this_browser_and_no_other(room: Room) -> None:
    tab, other = Tab(room).sign_in(), Tab(room).sign_in()
    kept = dict(tab.cookies)

    assert tab.post("/host/sign-out", {}).response.headers["location"] == "/host/sign-in"

    assert "host" not in tab.cookies
    assert Tab(room, cookies=kept).get("/host").status == 303  # the old cookie is worth nothing any more
    assert other.get("/host").status == 200


def test_a_sign_in_lasts_twelve_hours_however_much_it_is_used(room: Room) -> None:
    tab = Tab(room).sign_in()
    for _ in range(24):
        room.clock.pass_(30 * 60 - 1)
        assert tab.get("/host").status == 200  # the control

    room.clock.pass_(24)

    assert tab.get("/host").status == 303


def test_a_sign_in_that_nobody_uses_for_half_an_hour_ends(room: Room) -> None:
    tab, other = Tab(room).sign_in(), Tab(room).sign_in()
    room.clock.pass_(20 * 60)
    assert tab.get("/host/still").status == 204

    room.clock.pass_(10 * 60)

    assert tab.get("/host").status == 200
    assert other.get("/host").status == 303


def test_signing_in_again_ends_what_this_browser_had_before(room: Room) -> None:
    tab = Tab(room).sign_in()
    before = dict(tab.cookies)

    tab.post("/host/sign-in", {"key": HOST_KEY})

    assert tab.cookies["host"] != before["host"]
    assert tab.get("/host").status == 200
    assert Tab(room, cookies=before).get("/host").status == 303


def test_afterwards_one_is_led_to_the_console_one_came_for(room: Room) -> None:
    session = room.session()
    tab = Tab(room)
    asked = tab.get(f"/host/{session['id']}")

    page = Page(tab.follow(asked).text)
    answer = tab.post("/host/sign-in", {"key": HOST_KEY, "next": page.value("next")})

    assert answer.response.headers["location"] == f"/host/{session['id']}"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/host//elsewhere.example",
        "/host/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/s/somewhere",
        "/hostile.example",
        "host/x",
        " //elsewhere.example",
        "/host/\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_nobody_is_led_elsewhere(hall: Room, target: str) -> None:
    answer = Tab(hall).post("/host/sign-in", {"key": HOST_KEY, "next": target})

    assert answer.status == 303
    assert answer.response.headers["location"] in ("/host", "/host/%0D%0ASet-Cookie:%20a=b")
    assert len(answer.response.headers.get_list("set-cookie")) == 1
    offered = Page(Tab(hall).get("/host/sign-in").text)
    assert [each for each in offered.inputs if each.get("value") == target and target] == []
