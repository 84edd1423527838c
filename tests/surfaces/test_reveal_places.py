"""What a reveal says of places: as many as there are items with a vote, and of a run-off the place that it is for."""

from __future__ import annotations

from tests.builders import Json, Room
from tests.features.polls.ties import cast, settle, tied
from tests.surfaces.test_screen_states import held, scene
from tests.tab import Page


def shown(room: Room, session: Json, poll: Json, step: int) -> str:
    return Page(scene(room, session, "reveal", poll, step)).text


def test_three_with_a_vote_are_a_top_three(room: Room) -> None:
    session = held(room, [[0, 1], [0, 2], [0, 1]], winners=4)
    (poll,) = session["polls"]
    room.close(poll)

    begun = shown(room, session, poll, 0)

    assert "Top three" in begun
    assert "Place 3" in begun
    assert "Place 4" not in begun


def test_a_runoff_for_a_later_place_crowns_nobody_first(room: Room) -> None:
    poll = tied(room)
    again = settle(room, poll, "runoff").json
    room.open(again)
    cast(room, again, (3, 2, 1))
    room.close(again)
    session = room.host("GET", f"/api/sessions/{poll['session']}").json

    html = scene(room, session, "reveal", again, 2)

    assert "Places 2 to 3" in Page(html).text
    assert 'class="stamp' not in html
    assert '<span class="no">2</span>' in html
    assert '<span class="no">1</span>' not in html


def test_a_list_with_one_place_has_a_first_place(room: Room) -> None:
    session = held(room, [[0, 1], [0, 2]], winners=1)
    (poll,) = session["polls"]
    room.close(poll)

    html = scene(room, session, "reveal", poll, 1)

    assert "First place" in Page(html).text
    assert 'class="stamp' in html
