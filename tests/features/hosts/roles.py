"""Helpers and observers of a session, let in as they are: by a link that the host makes, and its button."""

from __future__ import annotations

from tests.builders import Json, Room
from tests.tab import Page, Tab


def make_link(room: Room, session: Json, role: str, label: str = "", host: Tab | None = None) -> str:
    """The path of a new link."""
    tab = host or Tab(room).sign_in()
    answer = tab.post(f"/host/{session['id']}/helpers", {"act": "make", "role": role, "label": label})
    assert answer.status == 200, answer.text
    (shown,) = [each["value"] for each in Page(answer.text).inputs if each.get("id") == "fresh-url"]
    return "/in/" + shown.rpartition("/in/")[2]


def come_in(room: Room, path: str, **headers: str) -> Tab:
    """A browser that has pressed the link's button."""
    tab = Tab(room)
    assert tab.post(path, {}, **headers).status == 303
    return tab


def helper(room: Room, session: Json, role: str) -> Tab:
    return come_in(room, make_link(room, session, role))
