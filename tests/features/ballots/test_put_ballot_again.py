"""PUT /api/polls/{poll}/ballot, repeated: submission ids, revisions and nonces."""

from __future__ import annotations

import pytest

from server.store import ballots
from tests.builders import Json, Room
from tests.process.lane import room as room
from votes import receipt
from votes.model import PollId

NONCE = "00112233445566778899aabbccddeeff"


@pytest.fixture
def voter(room: Room, session: Json) -> str:
    return room.join(session, "East")


def test_the_same_id_again_gets_the_same_answer_and_counts_once(room: Room, poll: Json, voter: str) -> None:
    first = room.cast(voter, poll, [0], id="one")

    again = room.cast(voter, poll, [0], id="one")

    assert (again.status, again.json) == (200, first.json)
    assert room.votes(poll) == [1, 0, 0]


@pytest.mark.parametrize("marks", [[1], [], [0, 0], [0, 1, 2]])
def test_a_recorded_id_gets_its_first_answer_whatever_the_body_says(
    room: Room, poll: Json, voter: str, marks: list[int]
) -> None:
    first = room.cast(voter, poll, [0], id="one")

    again = room.cast(voter, poll, marks, id="one", revision=9, nonce=NONCE)

    assert (again.status, again.json) == (200, first.json)
    assert room.votes(poll) == [1, 0, 0]
    stray = room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=voter, json={"choices": ["stray"], "id": "one"})
    assert stray.json == first.json


def test_a_recorded_id_gets_its_first_answer_also_after_close_and_after_newer_ballots(
    room: Room, poll: Json, voter: str
) -> None:
    first = room.cast(voter, poll, [0], id="one")
    room.cast(voter, poll, [1], id="two")
    room.close(poll)

    assert room.cast(voter, poll, [0], id="one").json == first.json
    assert room.cast(voter, poll, [0], id="three").status == 409  # the control
    assert room.votes(poll) == [0, 1, 0]


def test_an_id_belongs_to_one_voter_and_one_poll(room: Room, session: Json, poll: Json, voter: str) -> None:
    neighbour = room.join(session, "East")
    copied = room.host("POST", f"/api/polls/{poll['id']}/copy").json
    room.open(copied)

    answers = [
        room.cast(voter, poll, [0], id="one").json,
        room.cast(neighbour, poll, [1], id="one").json,
        room.cast(voter, copied, [2], id="one").json,
    ]

    assert len({answer["receipt"] for answer in answers}) == 3
    assert (room.votes(poll), room.votes(copied)) == ([1, 1, 0], [0, 0, 1])


def test_an_id_that_was_refused_is_not_recorded(room: Room, poll: Json, voter: str) -> None:
    assert room.cast(voter, poll, [0, 0], id="one").status == 422

    assert room.cast(voter, poll, [1], id="one").json["revision"] == 1
    assert room.votes(poll) == [0, 1, 0]


def test_without_a_revision_the_newer_ballot_replaces(room: Room, poll: Json, voter: str) -> None:
    first, second = room.cast(voter, poll, [0]).json, room.cast(voter, poll, [1, 2]).json

    assert (first["revision"], second["revision"]) == (1, 2)
    assert first["receipt"] != second["receipt"]
    assert (room.votes(poll), room.result(poll)["ballots"]) == ([0, 1, 1], 1)


def test_zero_claims_that_nothing_is_recorded(room: Room, poll: Json, voter: str) -> None:
    assert room.cast(voter, poll, [0], revision=0).json["revision"] == 1

    stale = room.cast(voter, poll, [1], revision=0)

    assert (stale.status, stale.problem) == (409, "stale-revision")
    assert stale.json["recorded"] == {"choices": [poll["options"][0]["id"]], "revision": 1}
    assert room.votes(poll) == [1, 0, 0]


@pytest.mark.parametrize("claimed", [1, 3, 99])
def test_a_revision_that_is_not_the_recorded_one_is_refused_with_the_recorded_ballot(
    room: Room, poll: Json, voter: str, claimed: int
) -> None:
    room.cast(voter, poll, [0])
    room.cast(voter, poll, [1])

    stale = room.cast(voter, poll, [2], revision=claimed)

    assert (stale.status, stale.json["recorded"]["revision"]) == (409, 2)
    assert room.cast(voter, poll, [2], revision=2).json["revision"] == 3  # the control
    assert room.votes(poll) == [0, 0, 1]


def test_a_revision_where_nothing_is_recorded_is_stale(room: Room, poll: Json, voter: str) -> None:
    stale = room.cast(voter, poll, [2], revision=1)

    assert (stale.status, stale.json["recorded"]) == (409, {"choices": [], "revision": 0})


def test_after_close_the_state_is_told_before_the_stale_revision(room: Room, poll: Json, voter: str) -> None:
    room.cast(voter, poll, [0])
    room.close(poll)

    refused = room.cast(voter, poll, [2], revision=7)

    assert (refused.problem, refused.json["state"]) == ("poll-closed", "closed")


@pytest.mark.parametrize("nonce", [NONCE, NONCE.upper()])
def test_the_receipt_is_made_from_the_phones_own_nonce(room: Room, poll: Json, voter: str, nonce: str) -> None:
    tag = receipt.ballot_tag(PollId(poll["id"]), bytes.fromhex(NONCE))

    assert room.cast(voter, poll, [0], nonce=nonce).json["receipt"] == receipt.code(tag)


def test_without_a_nonce_the_server_draws_a_new_one_each_time(room: Room, poll: Json, voter: str) -> None:
    assert len({room.cast(voter, poll, [0]).json["receipt"] for _ in range(3)}) == 3


@pytest.mark.parametrize(("kept", "is_known"), [(1_000, True), (9, True), (8, False)])
def test_submissions_are_known_by_their_ids_as_far_back_as_answers_are_kept(
    room: Room, poll: Json, voter: str, monkeypatch: pytest.MonkeyPatch, kept: int, is_known: bool
) -> None:
    monkeypatch.setattr(ballots, "ANSWERS_KEPT", kept)
    answers = {name: room.cast(voter, poll, [0], id=name).json for name in "abcd"}
    room.cast(voter, poll, [1])  # one without a name takes a place too
    answers |= {name: room.cast(voter, poll, [2], id=name).json for name in "fgh"}

    again = {name: room.cast(voter, poll, [0], id=name).json for name in answers}
    ninth = room.cast(voter, poll, [0], id="i").json
    oldest = room.cast(voter, poll, [0], id="a").json

    assert again == answers
    assert [each["revision"] for each in answers.values()] == [1, 2, 3, 4, 6, 7, 8]
    assert (ninth["revision"], oldest["revision"]) == (9, 1 if is_known else 10)
    assert room.votes(poll) == [1, 0, 0]
