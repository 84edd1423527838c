"""GET /host and its forms: copied, kept for a while, deleted when the name is typed."""

from __future__ import annotations

import re

import pytest

from tests.builders import Answer, Json, Room
from tests.ladder import UNKNOWN
from tests.tab import Page, Tab


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


def post(host: Tab, session: Json, do: str, **fields: str) -> Answer:
    return host.post(f"/host/{session['id']}/{do}", dict(fields))


def titles(room: Room) -> list[str]:
    return [session["title"] for session in room.host("GET", "/api/sessions").json["sessions"]]


def test_a_copy_stands_in_the_list_and_nobody_is_in_it(room: Room, host: Tab, session: Json) -> None:
    room.join(session, "East")

    page = Page(host.follow(post(host, session, "copy")).text)

    assert "has been copied" in page.text
    assert titles(room) == ["Annual retreat", "Annual retreat"]


def test_a_meeting_is_kept_for_so_many_days_and_says_until_when(room: Room, host: Tab, session: Json) -> None:
    page = Page(host.follow(post(host, session, "keep", days="30")).text)

    assert "will be deleted with all its ballots on 2027-01-04" in page.text
    assert "kept until 2027-01-04" in page.text
    assert "is kept until you delete it" in Page(host.follow(post(host, session, "keep", days="0")).text).text
    assert room.host("GET", f"/api/sessions/{session['id']}").json["keep_until"] is None


@pytest.mark.parametrize("days", ["", "-3", "soon", "9" * 5_000])
def test_days_that_are_none_keep_it(room: Room, host: Tab, session: Json, days: str) -> None:
    assert post(host, session, "keep", days=days).status == 303
    assert room.host("GET", f"/api/sessions/{session['id']}").json["keep_until"] is None


@pytest.mark.parametrize("typed", ["Annual retreat", " annual  RETREAT ", "Ａｎｎｕａｌ ｒｅｔｒｅａｔ"])
def test_a_meeting_whose_name_is_typed_is_deleted(room: Room, host: Tab, session: Json, typed: str) -> None:
    page = Page(host.follow(post(host, session, "delete", title=typed)).text)

    assert "is deleted with all its ballots" in page.text
    assert titles(room) == []


@pytest.mark.parametrize("typed", ["", "Annual", "Annual retreat 2"])
def test_another_name_deletes_nothing(room: Room, host: Tab, session: Json, typed: str) -> None:
    page = Page(host.follow(post(host, session, "delete", title=typed)).text)

    assert "nothing was deleted" in page.text
    assert titles(room) == ["Annual retreat"]


@pytest.mark.parametrize("do", ["copy", "keep", "delete"])
def test_a_form_for_a_meeting_that_is_gone_says_so(room: Room, host: Tab, do: str) -> None:
    assert post(host, {"id": UNKNOWN}, do).status == 404


@pytest.mark.parametrize("do", ["copy", "keep", "delete"])
def test_another_site_cannot_send_the_form(room: Room, host: Tab, session: Json, do: str) -> None:
    fields = {"title": session["title"], "days": "30"}
    foreign = {"Origin": "http://elsewhere.example"}

    refused = room.call("POST", f"/host/{session['id']}/{do}", data=fields, cookies=host.cookies, headers=foreign)

    assert refused.status == 403
    assert titles(room) == ["Annual retreat"]


def test_the_list_says_nothing_about_a_meeting_that_the_address_makes_up(room: Room, host: Tab, session: Json) -> None:
    answer = host.get("/host?about=nobody&told=kept")

    assert answer.status == 200
    assert not re.search("is kept until", answer.text)
