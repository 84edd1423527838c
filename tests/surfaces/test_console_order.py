"""What the console is made of, as keys and screen readers meet it: the action first, no empty heads, named regions."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.tab import Page, Tab


@pytest.fixture
def session(room: Room) -> Json:
    options = [{"title": f"Project {letter}"} for letter in "ABCDEF"]
    lists = [{"title": "First list", "winners": 5, "options": options}, {"title": "Second list", "options": options}]
    return room.session(locale="en", organization="Riverside office", groups=["West"], polls=lists)


def console(room: Room, session: Json, query: str = "") -> str:
    return Tab(room).sign_in().get(f"/host/{session['id']}{query}").text


def places_of(page: str, *marks: str) -> list[int]:
    return [page.index(mark) for mark in marks]


def test_the_action_comes_before_the_agenda_and_the_rail(room: Room, session: Json) -> None:
    page = console(room, session)
    order = places_of(page, '<section class="stage"', 'id="primary"', '<aside class="agenda"', '<section class="side"')
    assert order == sorted(order)


def test_every_column_of_a_table_has_a_name_and_the_picture_stands_in_a_named_region(room: Room, session: Json) -> None:
    page = console(room, session)
    heads = re.findall(r"<th[^>]*>(.*?)</th>", page)
    assert len(heads) == 5
    assert all(re.sub(r"<[^>]+>", "", head).strip() for head in heads)
    assert '<section class="projector" aria-labelledby="on-projector">' in page
    assert '<h2 id="on-projector">' in page


def test_organization_and_title_stand_apart_and_a_meeting_without_one_has_its_title_alone(
    room: Room, session: Json
) -> None:
    assert f"Riverside office · {session['title']}" in Page(console(room, session)).text
    other = room.session(locale="en")
    assert f'<span class="sub">{other["title"]}</span>' in console(room, other)


def test_the_agendas_rail_names_what_is_revealed(room: Room, session: Json) -> None:
    first = session["polls"][0]["id"]
    items = [
        {"kind": "poll", "title": "First list", "polls": [first]},
        {"kind": "reveal", "title": "Reveal: First list", "polls": [first]},
    ]
    assert room.host("PUT", f"/api/sessions/{session['id']}/agenda", json={"items": items}).status == 200
    rail = console(room, session).partition('<aside class="agenda"')[2].partition("</aside>")[0]

    assert "Reveal: First list" not in rail
    assert [Page(part).text for part in re.findall(r'<a class="item"[^>]*>(.*?)</a>', rail)][:2] == [
        "First list 5 of 6",
        "First list place 5 to place 1",
    ]


def test_the_menu_has_what_comes_before_during_and_after(room: Room, session: Json) -> None:
    menu = console(room, session).partition('id="menu-more"')[2].partition("</details>")[0]
    assert re.findall(r"<h2>(.*?)</h2>", menu) == ["Before the meeting", "During the meeting", "After the meeting"]
    before, during, after = re.findall(r"<ul>(.*?)</ul>", menu, re.DOTALL)
    named = [re.findall(r'href="[^"]*?/?(\w[\w-]*)"', part) for part in (before, during, after)]
    assert [named[0][0], named[1][0], named[2][0]] == ["meeting", "questions", "announce"]
    assert "rehearsal" in named[0]
    assert named[2][-1] == "host"


def test_doorkeeping_is_folded_and_the_fold_says_when_nobody_is_let_in(room: Room, session: Json) -> None:
    def fold() -> str:
        return console(room, session).partition('id="side-admission"')[2].partition("</details>")[0]

    closed = fold()
    assert all(each in closed for each in ('id="lock-on"', 'id="share-on"', 'id="turn-code"'))
    assert 'class="tag"' not in closed
    assert "<details" not in closed
    assert " open>" not in console(room, session).partition('id="side-admission"')[2][:20]

    room.host("PATCH", f"/api/sessions/{session['id']}", json={"locked": True})
    assert 'class="tag"' in fold()


def twice(page: str, name: str) -> bool:
    button = re.search(rf'<(?:button|summary)[^>]*id="{name}"[^>]*>', page)
    assert button, name
    return "host/confirm" in button[0]


def test_what_is_final_takes_a_second_press(room: Room, session: Json) -> None:
    """Sealing, closing, publishing, a tie's way and a new code; what can be taken back or set back takes one."""
    first = session["polls"][0]
    page = console(room, session)
    found = {name: twice(page, name) for name in ("primary", "seal", "turn-code", "lock-on", "scene-hold")}
    assert found == {"primary": False, "seal": True, "turn-code": True, "lock-on": False, "scene-hold": False}

    room.open(first)
    opened = console(room, session, f"?poll={first['id']}")
    assert (twice(opened, "primary"), twice(opened, "seal")) == (True, True)
    for option in range(6):
        room.cast(room.join(session, 0), first, [option])
    room.close(first)
    tied = console(room, session, f"?poll={first['id']}")
    assert all(twice(tied, name) for name in ("settle-runoff", "settle-lot", "settle-include", "settle-organizer"))
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "tally", "poll": first["id"]})
    assert twice(console(room, session, f"?poll={first['id']}"), "primary")  # publishing what the hall has watched
