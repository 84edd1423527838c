"""Where nothing is to be chosen the join page's script may send the join; looking at the page never does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Json, Room
from tests.features.admission.test_join_page import joined
from tests.tab import Page, Tab

MARK = 'data-behaviour="phone/join-at-once"'


def page(room: Room, session: Json, query: str = "") -> str:
    answer = Tab(room).get(f"/j/{session['join_code']}{query}")
    assert answer.status == 200
    return answer.text


def test_without_groups_the_page_may_and_its_get_does_not(room: Room) -> None:
    session = room.session()

    for query in ("", "?lang=ja"):  # shared by a hall, and made for one phone alone
        assert MARK in page(room, session, query)
    assert f'data-to="/s/{session["id"]}"' in page(room, session)
    assert '<button class="btn">' in page(room, session)  # without script it is pressed as ever
    assert joined(room, session) == {}


@pytest.mark.parametrize("fields", [{"groups": ("East",)}, {"shared_phones": True}])
def test_where_something_is_to_be_decided_the_button_stays(room: Room, fields: dict[str, Any]) -> None:
    assert MARK not in page(room, room.session(**fields))


def test_where_all_is_over_nobody_is_taken_in_by_looking(room: Room) -> None:
    session = room.session()
    (poll,) = session["polls"]
    room.open(poll)
    assert MARK in page(room, session)  # the control
    room.close(poll)
    assert MARK not in page(room, session)


def test_with_tickets_or_closed_doors_there_is_no_such_page(room: Room) -> None:
    ticketed, locked = room.session(admission="ticket"), room.session()
    room.host("PATCH", f"/api/sessions/{locked['id']}", json={"locked": True})

    for session in (ticketed, locked):
        assert MARK not in page(room, session)


def test_whoever_comes_after_the_last_close_is_told_so(room: Room) -> None:
    session = room.session(locale="en")
    poll = session["polls"][0]
    assert room.open(poll).status == 200
    before = Page(Tab(room).get(f"/j/{session['join_code']}").text).text
    room.close(poll)

    after = Page(Tab(room).get(f"/j/{session['join_code']}").text).text

    assert "Voting is over" not in before
    assert "Voting is over. Come in to read the results" in after
    assert "Change your choices" not in after
