"""POST /api/polls/{poll}/tie: each method · wrong audience · wrong state · repeated · malformed · wrong method."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.features.polls.ties import OPEN, elected, ids, settle, settled, tied
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send
from tests.live.listening import listening


def test_a_lot_can_be_drawn_again_by_anyone(room: Room) -> None:
    poll = tied(room)
    before = room.votes(poll)
    assert elected(room, poll) == OPEN  # the control

    answer = settle(room, poll, "lot", seed=" 3444.43 闭市 ")

    keys = {option: sha256(f" 3444.43 闭市 \0{option}".encode()).hexdigest() for option in ids(poll, 1, 2, 3)}
    won = sorted(keys, key=keys.__getitem__)[:2]
    assert answer.status == 200
    assert answer.json == room.result(poll)
    assert answer.json["tie"]["settled"] == {
        "method": "lot",
        "seed": " 3444.43 闭市 ",
        "reason": None,
        "poll": None,
        "elected": [option for option in ids(poll, 1, 2, 3) if option in won],
    }
    assert {each["option"] for each in answer.json["options"] if each["elected"]} == {*won, *ids(poll, 0)}
    assert (answer.json["tie"]["rank"], answer.json["tie"]["seats"], room.votes(poll)) == (2, 2, before)


def test_include_takes_all_the_tied_even_beyond_the_places(room: Room) -> None:
    poll = tied(room)

    answer = settle(room, poll, "include")

    assert answer.json["tie"]["settled"]["elected"] == ids(poll, 1, 2, 3)
    assert elected(room, poll) == [True, True, True, True, False]


def test_the_organizer_names_whom_and_why(room: Room) -> None:
    poll = tied(room)

    answer = settle(room, poll, "organizer", options=ids(poll, 3, 1), reason="  Both are urgent.  ")

    assert answer.json["tie"]["settled"] == {
        "method": "organizer",
        "seed": None,
        "reason": "Both are urgent.",
        "poll": None,
        "elected": ids(poll, 1, 3),
    }
    assert elected(room, poll) == [True, True, False, True, False]


@pytest.mark.parametrize("reveal_first", [True, False])
def test_a_tie_is_settled_before_or_after_the_reveal(room: Room, reveal_first: bool) -> None:
    poll = tied(room)
    if reveal_first:
        room.reveal(poll)
    assert settle(room, poll, "include").status == 200
    if not reveal_first:
        room.reveal(poll)

    assert room.call("GET", f"/api/polls/{poll['id']}/result").json["tie"]["settled"]["method"] == "include"


@pytest.mark.parametrize("first", ["lot", "runoff", "include", "organizer"])
def test_a_tie_is_settled_once(room: Room, first: str) -> None:
    poll = tied(room)
    fields: dict[str, Json] = {"lot": {"seed": "1"}, "organizer": {"options": ids(poll, 1, 2), "reason": "Why"}}
    assert settle(room, poll, first, **fields.get(first, {})).status in (200, 201)
    before = room.result(poll)

    for method in ("lot", "runoff", "include", "organizer"):
        refused = settle(room, poll, method, **fields.get(method, {}))
        assert (refused.status, refused.problem, refused.json["state"]) == (409, "tie-settled", "closed")
    assert room.result(poll) == before
    assert len(room.host("GET", f"/api/sessions/{poll['session']}").json["polls"]) == 1 + (first == "runoff")


@pytest.mark.parametrize("fixed", ["lot", "runoff", "include", "organizer"])
def test_a_method_fixed_beforehand_is_the_only_one(room: Room, fixed: str) -> None:
    poll = tied(room, tie=fixed)
    fields: dict[str, Json] = {"lot": {"seed": "1"}, "organizer": {"options": ids(poll, 1, 2), "reason": "Why"}}
    assert settled(room, poll) is None  # fixed is not settled: the list of the tied comes first

    for method in {"lot", "runoff", "include", "organizer"} - {fixed}:
        refused = settle(room, poll, method, **fields.get(method, {}))
        assert (refused.status, refused.problem) == (409, "tie-method-fixed")

    assert settle(room, poll, fixed, **fields.get(fixed, {})).status in (200, 201)


@pytest.mark.parametrize("state", ["draft", "open"])
def test_a_tie_before_close_is_none(hall: Room, state: str) -> None:
    poll = hall.session()["polls"][0]
    if state == "open":
        hall.open(poll)

    refused = settle(hall, poll, "include")

    assert (refused.status, refused.problem, refused.json["state"]) == (409, "no-tie", state)


def test_where_nobody_is_tied_nothing_is_settled(room: Room) -> None:
    poll = tied(room, (4, 3, 2, 1))

    assert settle(room, poll, "include").problem == "no-tie"
    assert room.result(poll)["tie"] is None


@pytest.mark.parametrize("at", [(1,), (1, 2, 3), (0, 1), (1, 4), (1, 1)])
def test_the_organizer_names_exactly_the_seats_out_of_the_tied(room: Room, at: tuple[int, ...]) -> None:
    poll = tied(room)

    refused = settle(room, poll, "organizer", options=ids(poll, *at), reason="Why")

    assert (refused.status, refused.problem, refused.at) == (422, "bad-decision", ["options"])
    assert settle(room, poll, "organizer", options=ids(poll, 1, 2), reason="Why").status == 200  # the control


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({}, "method"),
        ({"method": "dice"}, "method"),
        ({"method": "ask"}, "method"),
        ({"method": "lot"}, "seed"),
        ({"method": "lot", "seed": " \u3000"}, "seed"),
        ({"method": "lot", "seed": "a\nb"}, "seed"),
        ({"method": "lot", "seed": 7}, "seed"),
        ({"method": "lot", "seed": "x" * 501}, "seed"),
        ({"method": "lot", "seed": "1", "reason": "Why"}, "reason"),
        ({"method": "include", "seed": "1"}, "seed"),
        ({"method": "runoff", "options": ["x"]}, "options"),
        ({"method": "organizer", "reason": "Why"}, "options"),
        ({"method": "organizer", "options": [], "reason": "Why"}, "options"),
        ({"method": "organizer", "options": ["x"]}, "reason"),
        ({"method": "organizer", "options": ["x"], "reason": "  "}, "reason"),
    ],
)
def test_what_a_method_needs_is_given_and_nothing_else(hall: Room, fields: Json, at: str) -> None:
    poll = hall.session()["polls"][0]

    refused = hall.host("POST", f"/api/polls/{poll['id']}/tie", json=fields)

    assert (refused.status, refused.at) == (422, [at])


def test_only_the_host_settles(room: Room) -> None:
    poll = tied(room)
    session = room.host("GET", f"/api/sessions/{poll['session']}").json

    assert_only_the_host(room, "POST", f"/api/polls/{poll['id']}/tie", session, json={"method": "include"})

    assert settled(room, poll) is None


def test_a_poll_that_is_not_there_is_not_found(hall: Room) -> None:
    assert hall.host("POST", f"/api/polls/{UNKNOWN}/tie", json={"method": "include"}).status == 404


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    poll = hall.session()["polls"][0]

    assert_refused(send(hall, "POST", f"/api/polls/{poll['id']}/tie", body, HOST_KEY), body)


def test_another_method_is_told_the_right_one(hall: Room) -> None:
    assert_method_refused(hall, "GET", f"/api/polls/{hall.session()['polls'][0]['id']}/tie", "POST")


def test_a_settlement_goes_with_its_session(room: Room) -> None:
    poll = tied(room)
    settle(room, poll, "runoff")

    assert room.host("DELETE", f"/api/sessions/{poll['session']}").status == 204
    assert room.host("GET", f"/api/polls/{poll['id']}/result").status == 404


def test_files_say_how_a_tie_was_settled(room: Room) -> None:
    poll = tied(room)
    room.reveal(poll)
    path = f"/api/sessions/{poll['session']}/export"
    assert "Place 2" not in room.host("GET", f"{path}.txt").text  # the control

    settle(room, poll, "organizer", options=ids(poll, 1, 2), reason="=Both {urgent}")

    assert room.host("GET", f"{path}.json").json["polls"][0]["result"] == room.result(poll)
    lines = room.host("GET", f"{path}.csv").text.splitlines()
    assert [line.split(",")[6:10] for line in lines[1:4]] == [
        ["true", "", "", ""],
        ["true", "organizer", "", "'=Both {urgent}"],
        ["true", "organizer", "", "'=Both {urgent}"],
    ]
    assert lines[4].split(",")[6:8] == ["false", "organizer"]
    text = room.host("GET", f"{path}.txt").text
    assert "Place 2 was tied and decided by the organizer: =Both {urgent}" in text
    assert "Clinic" not in text


@pytest.mark.parametrize("view", ["screen", "host"])
def test_screens_and_hosts_are_told_to_look_again(room: Room, view: str) -> None:
    poll = tied(room)
    with listening(room, {"id": poll["session"]}, view) as ear:
        before = ear.until("state")["view"]
        settle(room, poll, "include")
        assert ear.until("state")["view"] != before


def test_phones_are_told_to_look_again_once_the_list_is_revealed(room: Room) -> None:
    poll = tied(room)
    session = room.host("GET", f"/api/sessions/{poll['session']}").json
    with listening(room, session, "phone", room.join(session)) as ear:
        before = ear.until("state")["view"]
        settle(room, poll, "include")
        assert ear.until("state")["view"] == before  # they do not know of the tie yet
        room.reveal(poll)
        assert ear.until_poll("revealed")["view"] != before
