"""POST /api/polls/{poll}/tie with a run-off: a poll of its own, whose close settles the tie it is about."""

from __future__ import annotations

from html import unescape

import pytest

from tests.builders import Json, Room
from tests.features.polls.ties import OPEN, VOTES, cast, elected, ids, settle, settled, tied


def test_a_runoff_is_a_new_poll_between_the_tied_and_its_close_settles_the_tie(room: Room) -> None:
    poll = tied(room, display="sealed", min_choices=0)

    answer = settle(room, poll, "runoff")

    again = answer.json
    assert answer.status == 201
    assert (again["state"], again["title"], again["display"], again["runoff_of"]) == (
        "draft",
        "Run-off: Projects",
        "sealed",
        poll["id"],
    )
    assert (again["winners"], again["min_choices"], again["max_choices"], again["tie"]) == (2, 0, 2, "ask")
    assert [option["title"] for option in again["options"]] == ["Lift", "Canteen", "Clinic"]
    pending = {"method": "runoff", "seed": None, "reason": None, "poll": again["id"], "elected": []}
    assert (settled(room, poll), elected(room, poll)) == (pending, OPEN)
    room.open(again)
    cast(room, again, (3, 1, 2))
    assert settled(room, poll) == pending
    room.close(again)
    assert settled(room, poll) == {**pending, "elected": ids(poll, 1, 3)}
    assert elected(room, poll) == [True, True, False, True, False]
    assert sorted(room.votes(poll)) == sorted(VOTES)


def test_a_runoff_that_ties_again_is_settled_on_itself(room: Room) -> None:
    poll = tied(room)
    again = settle(room, poll, "runoff").json
    room.open(again)
    cast(room, again, (3, 1, 1))
    room.close(again)
    assert (elected(room, poll), elected(room, again)) == (OPEN, [True, None, None])
    assert settle(room, poll, "include").problem == "tie-settled"

    third = settle(room, again, "runoff").json
    assert third["title"] == "Run-off: Run-off: Projects"
    room.open(third)
    cast(room, third, (1, 1))
    room.close(third)
    assert elected(room, poll) == OPEN
    assert settle(room, third, "organizer", options=ids(third, 1), reason="Drawn from a hat.").status == 200

    assert (elected(room, again), elected(room, poll)) == ([True, False, True], [True, True, False, True, False])


def test_a_runoff_without_a_vote_leaves_the_tie_open_again(room: Room) -> None:
    poll = tied(room)
    again = settle(room, poll, "runoff").json
    room.open(again)
    room.close(again)

    assert (settled(room, poll), elected(room, poll)) == (None, OPEN)
    assert settle(room, again, "include").problem == "no-tie"
    assert settle(room, poll, "include").status == 200
    assert elected(room, poll) == [True, True, True, True, False]


def test_a_place_that_a_runoff_gives_nobody_stays_empty(room: Room) -> None:
    poll = tied(room)
    again = settle(room, poll, "runoff").json
    room.open(again)
    cast(room, again, (0, 1, 0))
    room.close(again)

    assert elected(room, poll) == [True, False, True, False, False]


def test_what_a_runoff_decided_is_public_when_it_is_revealed(room: Room) -> None:
    poll = tied(room)
    again = settle(room, poll, "runoff").json
    room.reveal(poll)
    room.open(again)
    cast(room, again, (3, 2, 1))
    room.close(again)
    path = f"/api/polls/{poll['id']}/result"
    assert room.call("GET", path).json["tie"]["settled"]["elected"] == []
    assert settled(room, poll) != room.call("GET", path).json["tie"]["settled"]  # the host knows it from close

    room.reveal(again)

    assert room.call("GET", path).json == room.result(poll)


def test_the_list_between_the_tied_cannot_be_changed_but_its_rules_can(room: Room) -> None:
    poll = tied(room)
    again = settle(room, poll, "runoff").json
    path = f"/api/polls/{again['id']}"

    for fields in ({"options": [{"title": "Another"}]}, {"winners": 1}, {"type": "approval"}):
        refused = room.host("PATCH", path, json=fields)
        assert (refused.status, refused.json["state"]) == (409, "draft")
    changed = room.host("PATCH", path, json={"title": "Once more", "max_choices": 1, "display": "sealed"})
    assert (changed.status, changed.json["title"], changed.json["options"]) == (200, "Once more", again["options"])


def test_a_copy_of_a_runoff_decides_nothing(room: Room) -> None:
    poll = tied(room)
    again = settle(room, poll, "runoff").json

    copied = room.host("POST", f"/api/polls/{again['id']}/copy").json

    assert copied["runoff_of"] is None
    assert settled(room, poll)["poll"] == again["id"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("method", "more", "said"),
    [
        ("organizer", {"reason": "It was begun"}, "and decided by the organizer: It was begun"),
        ("lot", {"seed": "4711"}, "and drawn by lot, seed “4711”."),
        ("include", {}, "all those tied there are selected."),
    ],
)
def test_what_decided_in_the_end_is_said_of_the_first_list_too(room: Room, method: str, more: Json, said: str) -> None:
    """A run-off that was tied again decided nothing."""
    poll = tied(room)
    again = settle(room, poll, "runoff").json
    room.open(again)
    cast(room, again, (3, 1, 1))
    room.close(again)
    options = {"options": ids(again, 1)} if method == "organizer" else {}
    assert settle(room, again, method, **options, **more).status == 200
    for each in (again, poll):
        room.reveal(each)
    public = unescape(room.call("GET", f"/r/{poll['session']}", headers={"Accept-Language": "en"}).text)
    minutes = unescape(room.host("GET", f"/print/{poll['session']}/minutes").text)
    chat = room.host("GET", f"/api/sessions/{poll['session']}/export.txt").text
    for text in (public, chat):
        assert f"tied again in a run-off{'; ' if method == 'include' else ', '}{said}" in text
        assert "decided by a run-off." not in text
    assert "decided by a run-off." not in minutes


def test_a_run_off_that_decided_is_said_to_have(room: Room) -> None:
    poll = tied(room)
    again = settle(room, poll, "runoff").json
    room.open(again)
    cast(room, again, (3, 2, 1))
    room.close(again)
    for each in (again, poll):
        room.reveal(each)
    assert "decided by a run-off." in room.host("GET", f"/api/sessions/{poll['session']}/export.txt").text
