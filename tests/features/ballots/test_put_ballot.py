"""PUT /api/polls/{poll}/ballot: works · wrong audience · other session · wrong state · malformed · method."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_refused, broken, send
from tests.process.lane import room as room


def test_a_ballot_is_counted_and_answered_with_a_receipt(room: Room, session: Json, poll: Json) -> None:
    cast = room.cast(room.join(session), poll, [0, 2])

    assert cast.status == 200
    assert (len(cast.json["receipt"]), cast.json["revision"]) == (12, 1)
    assert set(cast.json) == {"receipt", "revision"}
    assert room.votes(poll) == [1, 0, 1]


def test_the_order_of_marks_does_not_matter(room: Room, session: Json, poll: Json) -> None:
    voter = room.join(session)
    room.cast(voter, poll, [2, 0])

    seen = room.call("GET", f"/api/polls/{poll['id']}/ballot", by=voter)

    assert seen.json["choices"] == [poll["options"][0]["id"], poll["options"][2]["id"]]


@pytest.mark.parametrize("bearer", [None, "unknown", HOST_KEY])
def test_only_a_voter_may_cast(room: Room, session: Json, poll: Json, bearer: str | None) -> None:
    refused = room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=bearer, json={"choices": []})

    assert refused.status == (403 if bearer == HOST_KEY else 401)
    assert room.cast(room.join(session), poll, [0]).status == 200  # the control


def test_a_voter_of_another_session_may_not_cast(room: Room, session: Json, poll: Json) -> None:
    stranger = room.join(room.session())

    assert room.cast(stranger, poll, [0]).status == 403
    assert room.votes(poll) == [0, 0, 0]


def test_a_cookie_casts_too_but_only_from_our_own_origin(room: Room, session: Json, poll: Json) -> None:
    cookies = {f"voter-{session['id']}": room.join(session)}
    path, body = f"/api/polls/{poll['id']}/ballot", {"choices": [poll["options"][0]["id"]]}

    assert room.call("PUT", path, json=body, cookies=cookies).status == 403
    assert room.votes(poll) == [0, 0, 0]
    ours = room.call("PUT", path, json=body, cookies=cookies, headers={"Origin": "http://localhost:8000"})
    assert (ours.status, room.votes(poll)) == (200, [1, 0, 0])


def test_a_ballot_before_opening_is_refused_and_says_draft(room: Room, session: Json, draft: Json) -> None:
    refused = room.cast(room.join(session), draft, [1])

    assert (refused.status, refused.problem, refused.json["state"]) == (409, "poll-not-open", "draft")


def test_a_poll_that_is_not_there_is_not_found(room: Room, session: Json) -> None:
    path = f"/api/polls/{UNKNOWN}/ballot"

    assert room.call("PUT", path, by=room.join(session), json={"choices": []}).problem == "unknown-poll"
    assert room.call("PUT", path, json={"choices": []}).status == 401


@pytest.mark.parametrize(
    ("choices", "problem"),
    [
        ([], "too-few-choices"),
        ([0, 1, 2], "too-many-choices"),
        ([0, 0], "repeated-choice"),
        ([0, UNKNOWN], "unknown-option"),
    ],
)
def test_a_ballot_that_breaks_the_rule_is_refused_saying_which(room: Room, choices: list[Any], problem: str) -> None:
    lists = [{"title": "List", "max_choices": 2, "options": [{"title": str(n)} for n in range(3)]}]
    session = room.session(polls=lists)
    poll, voter = session["polls"][0], room.join(session)
    room.open(poll)
    marked = [poll["options"][each]["id"] if isinstance(each, int) else each for each in choices]

    refused = room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=voter, json={"choices": marked})

    assert (refused.status, refused.problem, refused.at) == (422, problem, ["choices"])
    assert room.votes(poll) == [0, 0, 0]
    assert room.cast(voter, poll, [0, 1]).status == 200  # the control


def test_an_option_of_another_poll_is_unknown(room: Room, session: Json, poll: Json) -> None:
    other = room.session()["polls"][0]

    refused = room.call(
        "PUT", f"/api/polls/{poll['id']}/ballot", by=room.join(session), json={"choices": [other["options"][0]["id"]]}
    )

    assert (refused.status, refused.problem) == (422, "unknown-option")


def test_a_blank_ballot_counts_where_none_is_the_least(room: Room) -> None:
    session = room.session(polls=[{"title": "List", "min_choices": 0, "options": [{"title": "One"}]}])
    poll = session["polls"][0]
    room.open(poll)

    assert room.cast(room.join(session), poll, []).status == 200
    assert (room.result(poll)["ballots"], room.votes(poll)) == (1, [0])


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(room: Room, body: Any) -> None:
    session = room.session()
    room.open(session["polls"][0])
    path = f"/api/polls/{session['polls'][0]['id']}/ballot"

    assert_refused(send(room, "PUT", path, body, room.join(session)), body)
    assert room.result(session["polls"][0])["ballots"] == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("choices", None),
        ("choices", [7]),
        ("id", ""),
        ("id", "x" * 65),
        ("id", 5),
        ("revision", -1),
        ("revision", 1.5),
        ("revision", True),
        ("nonce", "0" * 31),
        ("nonce", "0" * 33),
        ("nonce", "g" * 32),
        ("nonce", "0" * 31 + "\n"),
        ("nonce", " " + "0" * 31),
    ],
)
def test_a_wrong_field_is_named(room: Room, field: str, value: Any) -> None:
    session = room.session()
    poll = session["polls"][0]
    room.open(poll)

    body = {"choices": [poll["options"][0]["id"]], field: value}
    refused = room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=room.join(session), json=body)

    assert refused.status == 422
    assert refused.at[0].split("/")[0] == field
    assert room.result(poll)["ballots"] == 0


def test_another_method_is_told_the_right_ones(room: Room, poll: Json) -> None:
    assert_method_refused(room, "POST", f"/api/polls/{poll['id']}/ballot", "GET", "PUT")
