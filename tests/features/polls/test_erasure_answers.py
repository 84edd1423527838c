"""What voters are told when their poll's ballots are gone: first answers stay, groups stay, and every ballot counts."""

from __future__ import annotations

import pytest

from server.features.polls.erasure import empty_box, list_ballots
from tests.builders import Room
from tests.features.polls.erasing import GROUPS, by_hand, export, nonce, receipt_of, step, voted, wait_for_erasure


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


def test_a_submission_gets_its_first_answer_also_when_the_ballots_are_gone(room: Room) -> None:
    poll, voters = voted(room)
    changed = room.cast(voters[0], poll, [2], id="later", nonce=nonce(20)).json
    room.close(poll)
    wait_for_erasure(room, poll)

    first = room.cast(voters[0], poll, [3], id="id-0")
    assert (first.status, first.json) == (200, {"receipt": receipt_of(poll, 0), "revision": 1})
    assert room.cast(voters[0], poll, [9 % 4], id="later").json == changed
    assert changed["revision"] == 2
    assert (
        room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=voters[0], json={"choices": ["?"], "id": "id-0"}).json
        == first.json
    )


def test_another_phone_that_names_its_submission_alike_gets_no_answer_that_is_not_its_own(room: Room) -> None:
    poll, voters = voted(room)
    room.close(poll)
    wait_for_erasure(room, poll)

    for other in (voters[1], room.join({"id": poll["session"], "groups": []})):
        late = room.cast(other, poll, [0], id="id-0")
        assert (late.status, late.problem, late.json["state"]) == (409, "poll-closed", "closed")
    assert room.result(poll)["ballots"] == 9


def test_a_ballot_that_was_on_its_way_when_the_box_was_emptied_is_told_what_it_was_told(room: Room) -> None:
    poll, voters = voted(room)
    by_hand(room, poll)
    room.close(poll)
    step(room, list_ballots, poll)
    step(room, empty_box, poll)  # K is there still, so that ballots come as far as the writer

    assert room.cast(voters[0], poll, [3], id="id-0").json["receipt"] == receipt_of(poll, 0)
    assert room.cast(voters[0], poll, [3], id="new").problem == "poll-closed"


def test_after_close_nobody_who_is_in_changes_the_group_and_newcomers_choose_theirs(room: Room) -> None:
    session = room.session(groups=GROUPS)
    poll, groups = session["polls"][0], session["groups"]
    room.open(poll)
    voter, idle = room.join(session, "East"), room.join(session, "East")
    room.cast(voter, poll, [0])
    join = f"/api/sessions/{session['id']}/join"
    assert room.call("POST", join, by=idle, json={"group": groups[1]["id"]}).json["group"] == groups[1]["id"]
    room.close(poll)
    wait_for_erasure(room, poll)

    for each, group in ((voter, groups[0]), (idle, groups[1])):
        answer = room.call("POST", join, by=each, json={"group": groups[2]["id"]})
        assert (answer.status, answer.json["group"]) == (200, group["id"])
    late = room.join(session, "North")
    assert room.call("POST", join, by=late, json={"group": groups[1]["id"]}).json["group"] == groups[1]["id"]


def test_two_ballots_with_the_same_nonce_both_count(room: Room) -> None:
    session = room.session(options=2)
    poll = session["polls"][0]
    room.open(poll)
    for choice in (0, 0, 1):
        room.cast(room.join(session), poll, [choice], nonce=nonce(7))
    room.close(poll)
    wait_for_erasure(room, poll)

    assert room.votes(poll) == [2, 1]
    tags = export(room, poll)["tags"]
    assert (len(tags["ballots"]), len(tags["marks"][poll["options"][0]["id"]])) == (3, 2)
