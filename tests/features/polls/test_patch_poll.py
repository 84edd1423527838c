"""PATCH /api/polls/{poll}: works · wrong audience · other session · wrong state · repeated · malformed · method."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send


def path_of(poll: Json) -> str:
    return f"/api/polls/{poll['id']}"


CHANGES = {
    "title": "Another title",
    "min_choices": 2,
    "max_choices": 3,
    "winners": 2,
    "display": "sealed",
    "tie": "lot",
    "option_order": "shuffled",
    "type": "approval",
    "rule": "approval",
    "publish": "marks",
}


@pytest.mark.parametrize("field", CHANGES)
def test_anything_of_a_draft_changes(hall: Room, field: str) -> None:
    poll = hall.session(options=3)["polls"][0]

    changed = hall.host("PATCH", path_of(poll), json={field: CHANGES[field]})

    assert (changed.status, changed.json) == (200, {**poll, field: CHANGES[field]})
    assert hall.host("PATCH", path_of(poll), json={field: CHANGES[field]}).json == changed.json  # safe to repeat


def test_the_options_of_a_draft_are_replaced(room: Room, draft: Json) -> None:
    changed = room.host("PATCH", path_of(draft), json={"options": [{"title": "New", "code": "7"}, {"title": "Newer"}]})

    assert [option["title"] for option in changed.json["options"]] == ["New", "Newer"]
    assert not {option["id"] for option in changed.json["options"]} & {option["id"] for option in draft["options"]}


@pytest.mark.parametrize("field", sorted(set(CHANGES) - {"display"}))
def test_once_opened_nothing_but_the_display_changes(hall: Room, field: str) -> None:
    poll = hall.session(options=3)["polls"][0]
    hall.open(poll)

    refused = hall.host("PATCH", path_of(poll), json={field: CHANGES[field]})

    assert (refused.status, refused.json["state"]) == (409, "open")
    assert hall.host("PATCH", path_of(poll), json={"display": "sealed"}).status == 200  # the control


def test_an_open_poll_is_sealed_for_good(room: Room, poll: Json) -> None:
    assert room.host("PATCH", path_of(poll), json={"display": "live"}).status == 200
    assert room.host("PATCH", path_of(poll), json={"display": "sealed"}).json["display"] == "sealed"
    assert room.host("PATCH", path_of(poll), json={"display": "sealed"}).status == 200

    refused = room.host("PATCH", path_of(poll), json={"display": "live"})

    assert (refused.status, refused.json["state"]) == (409, "open")
    assert room.host("GET", f"/api/polls/{poll['id']}/result").status == 409


def test_after_close_even_the_display_stays(room: Room, poll: Json) -> None:
    room.close(poll)

    refused = room.host("PATCH", path_of(poll), json={"display": "sealed"})

    assert (refused.status, refused.json["state"]) == (409, "closed")


def test_ballots_are_judged_by_the_list_as_it_was_opened(room: Room, session: Json, draft: Json) -> None:
    voter = room.join(session)
    assert room.cast(voter, draft, [0]).status == 409  # looked at while a draft
    room.host("PATCH", path_of(draft), json={"max_choices": 1})
    room.open(draft)

    assert room.cast(voter, draft, [0, 1]).status == 422
    assert room.cast(voter, draft, [1]).status == 200


def test_only_the_host_changes_a_list(room: Room, session: Json, draft: Json) -> None:
    assert_only_the_host(room, "PATCH", path_of(draft), session, json={"title": "Mine"})

    assert room.host("GET", f"/api/sessions/{session['id']}").json == session


def test_a_poll_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("PATCH", f"/api/polls/{UNKNOWN}", json={"title": "New"}).problem == "unknown-poll"


@pytest.mark.parametrize("body", broken(1024 * 1024))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    assert_refused(send(hall, "PATCH", path_of(hall.session()["polls"][0]), body, HOST_KEY), body)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"min_choices": 6}, "min_choices"),
        ({"max_choices": 0}, "max_choices"),
        ({"winners": 0}, "winners"),
        ({"options": []}, "options"),
        ({"options": [{"title": "One"}], "min_choices": 2}, "min_choices"),
        ({"title": None}, "title"),
        ({"state": "open"}, "state"),
    ],
)
def test_a_list_nobody_could_vote_in_is_refused_and_stays(hall: Room, change: Json, at: str) -> None:
    session = hall.session(options=3)

    refused = hall.host("PATCH", path_of(session["polls"][0]), json=change)

    assert (refused.status, refused.at) == (422, [at])
    assert hall.host("GET", f"/api/sessions/{session['id']}").json == session


def test_another_method_is_told_the_right_one(room: Room, draft: Json) -> None:
    assert_method_refused(room, "GET", path_of(draft), "PATCH")
