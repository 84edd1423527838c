"""A page's form that is sent twice: the same again is one ballot, and other choices are another wish."""

from __future__ import annotations

import re

import pytest

from tests.builders import Answer, Json, Room
from tests.tab import Tab

ID = re.compile(r'name="id" value="([0-9a-z]{16})"')


@pytest.fixture
def tab(room: Room, session: Json, poll: Json) -> Tab:
    tab = Tab(room)
    tab.join(session, "East")
    return tab


def id_of(page: Answer) -> str:
    found = ID.search(page.text)
    assert found
    return found[1]


def send(tab: Tab, poll: Json, id: str, *places: int, revision: int = 0) -> Answer:
    chosen = [poll["options"][at]["id"] for at in places]
    return tab.post(
        f"/s/{poll['session']}/ballot/{poll['id']}", {"id": id, "revision": str(revision), "choice": chosen}
    )


def test_the_same_form_sent_twice_is_one_ballot(room: Room, session: Json, poll: Json, tab: Tab) -> None:
    first_id = id_of(tab.get(f"/s/{session['id']}"))

    for _ in range(2):
        assert send(tab, poll, first_id, 0, 1).status == 303

    assert room.votes(poll) == [1, 1, 0]


def test_other_choices_under_the_same_id_are_told_and_kept_and_count_once_sent_again(
    room: Room, session: Json, poll: Json, tab: Tab
) -> None:
    """Without script: back, other choices, submit again. It was told as received, and the old choice stayed."""
    first_id = id_of(tab.get(f"/s/{session['id']}"))
    assert send(tab, poll, first_id, 0).status == 303

    again = send(tab, poll, first_id, 2)

    assert again.status == 409
    assert room.votes(poll) == [1, 0, 0]  # nothing is replaced unseen
    fresh = id_of(again)
    assert fresh != first_id
    ticked = re.findall(r'value="([0-9a-z]{16})" id="o\d+"[^>]* checked', again.text)
    assert ticked == [poll["options"][2]["id"]]
    assert send(tab, poll, fresh, 2, revision=1).status == 303
    assert room.votes(poll) == [0, 0, 1]


def test_over_the_api_an_id_keeps_its_first_answer_whatever_the_body_says(
    room: Room, session: Json, poll: Json
) -> None:
    voter = room.join(session)
    first = room.cast(voter, poll, [0], id="mine")

    again = room.cast(voter, poll, [2], id="mine")

    assert (again.status, again.json) == (200, first.json)
    assert room.votes(poll) == [1, 0, 0]


def test_other_choices_after_the_close_came_too_late(room: Room, session: Json, poll: Json, tab: Tab) -> None:
    first_id = id_of(tab.get(f"/s/{session['id']}"))
    assert send(tab, poll, first_id, 0).status == 303
    room.close(poll)

    assert send(tab, poll, first_id, 2).status in (303, 409)
    assert room.votes(poll) == [1, 0, 0]
