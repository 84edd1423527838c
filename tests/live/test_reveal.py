"""A reveal, step by step: the screen is sent the places that it shows, and not one more."""

from __future__ import annotations

import json

import pytest

from tests.builders import Json, Room
from tests.live.listening import listening

VOTES = [1, 2, 3, 0, 2]  # option 2 is first, 1 and 4 share the second place, 0 is fourth


@pytest.fixture
def judged(room: Room) -> tuple[Json, Json]:
    """A sealed list of four winners that has closed, its places known to nobody."""
    options = [{"title": f"Project {letter}", "department": "Services"} for letter in "ABCDE"]
    session = room.session(polls=[{"title": "List", "winners": 4, "display": "sealed", "options": options}])
    poll = session["polls"][0]
    room.open(poll)
    for option, count in enumerate(VOTES):
        for _ in range(count):
            assert room.cast(room.join(session), poll, [option]).status == 200
    room.close(poll)
    return session, poll


def show(room: Room, session: Json, poll: Json, step: int) -> None:
    body = {"kind": "reveal", "poll": poll["id"], "step": step}
    assert room.host("PUT", f"/api/sessions/{session['id']}/scene", json=body).status == 200


PLACES = [["Project A"], ["Project B", "Project E"], ["Project C"]]


def names(state: Json) -> list[list[str]]:
    return [[each["title"] for each in place] for place in state["scene"]["places"]]


def hidden(poll: Json, step: int) -> list[str]:
    """What nobody in the hall may know yet: ids and titles of the options whose place is not shown."""
    shown = {title for place in PLACES[:step] for title in place}
    return [
        part for option in poll["options"] if option["title"] not in shown for part in (option["id"], option["title"])
    ]


@pytest.mark.parametrize("published", [False, True])
def test_each_step_sends_one_more_place_the_last_first(room: Room, judged: tuple[Json, Json], published: bool) -> None:
    session, poll = judged
    if published:
        room.reveal(poll)  # public already: the screen still shows place by place
    with listening(room, session, "screen", cookies=room.screen_cookie(session)) as screen:
        screen.rest()
        for step in range(5):
            before = len(screen.heard)
            show(room, session, poll, step)
            state = screen.until("state")
            screen.rest()
            told = json.dumps(screen.heard[before:])

            assert (state["scene"]["step"], state["scene"]["places_total"]) == (step, 3)
            assert names(state) == PLACES[:step]
            assert [secret for secret in hidden(poll, step) if secret in told] == []


def test_the_place_says_who_with_how_many_votes(room: Room, judged: tuple[Json, Json]) -> None:
    session, poll = judged
    show(room, session, poll, 1)

    with listening(room, session, "host") as host:
        ((place,),) = host.next()["scene"]["places"]

    expected = {"option": poll["options"][0]["id"], "title": "Project A", "department": "Services"}
    assert place == {**expected, "votes": 1, "rank": 4, "elected": True}


@pytest.mark.parametrize("published", [False, True])
def test_a_screen_that_comes_back_knows_no_more(room: Room, judged: tuple[Json, Json], published: bool) -> None:
    session, poll = judged
    if published:
        room.reveal(poll)
    show(room, session, poll, 1)

    with listening(room, session, "screen", cookies=room.screen_cookie(session)) as screen:
        screen.rest()
    page = room.call("GET", f"/screen/{session['id']}", cookies=room.screen_cookie(session)).text

    for told in (json.dumps(screen.heard), page):
        assert "Project A" in told
        assert [secret for secret in hidden(poll, 1) if secret in told] == []


def test_phones_never_get_places(room: Room, judged: tuple[Json, Json]) -> None:
    session, poll = judged
    with listening(room, session, "phone", by=room.join(session)) as phone:
        for step in range(4):
            show(room, session, poll, step)
            assert "places" not in phone.until("state")["scene"]
        room.reveal(poll)
        phone.rest()

    assert [title for title in hidden(poll, 0) if title in json.dumps(phone.heard)] == []


def test_another_scene_sends_no_places(room: Room, judged: tuple[Json, Json]) -> None:
    session, poll = judged
    show(room, session, poll, 3)

    with listening(room, session, "screen", cookies=room.screen_cookie(session)) as screen:
        assert len(screen.next()["scene"]["places"]) == 3  # the control
        room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "hold", "poll": poll["id"], "step": 3})
        assert "places" not in screen.until("state")["scene"]


def test_a_list_without_votes_has_no_place_to_show(room: Room, session: Json, poll: Json) -> None:
    room.close(poll)
    show(room, session, poll, 1)

    with listening(room, session, "screen", cookies=room.screen_cookie(session)) as screen:
        assert "places" not in screen.next()["scene"]
