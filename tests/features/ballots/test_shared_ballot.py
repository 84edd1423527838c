"""`voters: group`: the members of a group read and replace one ballot, by either way in."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.core.queues import Submission
from server.store.ballots import BallotKey
from tests.builders import Answer, Json, Room
from tests.process.lane import room as room
from tests.writers.test_ballots import services, voter_of
from votes.model import GroupId, OptionId, PollId


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(options=3, groups=("East", "West", "North"), voters="group")


@pytest.fixture
def members(room: Room, session: Json) -> tuple[str, str]:
    return room.join(session, "East"), room.join(session, "East")


def own(room: Room, voter: str, poll: Json) -> Answer:
    return room.call("GET", f"/api/polls/{poll['id']}/ballot", by=voter)


def group_of(session: Json, name: str) -> str:
    return str(next(group["id"] for group in session["groups"] if group["name"] == name))


def move(room: Room, session: Json, voter: str, group: str | None) -> Answer:
    return room.call("POST", f"/api/sessions/{session['id']}/join", by=voter, json={"group": group})


def test_a_member_reads_and_replaces_what_another_sent(room: Room, poll: Json, members: tuple[str, str]) -> None:
    ann, ben = members
    first = room.cast(ann, poll, [0], revision=0)

    assert own(room, ben, poll).json == {"choices": [poll["options"][0]["id"]], **first.json}
    second = room.cast(ben, poll, [1, 2], revision=1)

    assert (second.status, second.json["revision"]) == (200, 2)
    assert own(room, ann, poll).json["receipt"] == second.json["receipt"] != first.json["receipt"]
    assert (room.votes(poll), room.result(poll)["ballots"]) == ([0, 1, 1], 1)


def test_other_groups_have_ballots_of_their_own(
    room: Room, session: Json, poll: Json, members: tuple[str, str]
) -> None:
    west = room.join(session, "West")
    room.cast(members[0], poll, [0])

    assert own(room, west, poll).status == 404
    assert own(room, members[1], poll).status == 200  # the control
    assert room.cast(west, poll, [0], revision=0).json["revision"] == 1
    assert (room.votes(poll), room.result(poll)["ballots"], room.result(poll)["joined"]) == ([2, 0, 0], 2, 3)


def test_where_persons_vote_members_of_a_group_share_nothing(room: Room) -> None:
    session = room.session(options=3, groups=("East", "West"))
    poll = session["polls"][0]
    room.open(poll)
    ann, ben = room.join(session, "East"), room.join(session, "East")

    room.cast(ann, poll, [0])
    assert own(room, ben, poll).status == 404
    room.cast(ben, poll, [1], revision=0)

    assert room.result(poll)["ballots"] == 2


def test_two_members_do_not_overwrite_each_other_blindly(room: Room, poll: Json, members: tuple[str, str]) -> None:
    ann, ben = members
    room.cast(ann, poll, [0], revision=0)

    stale = room.cast(ben, poll, [1], revision=0)

    assert (stale.status, stale.problem) == (409, "stale-revision")
    assert stale.json["recorded"] == {"choices": [poll["options"][0]["id"]], "revision": 1}
    assert room.votes(poll) == [1, 0, 0]
    assert room.cast(ben, poll, [1], revision=1).json["revision"] == 2  # the control
    assert room.cast(ann, poll, [2]).json["revision"] == 3  # without a revision the later one replaces
    assert room.votes(poll) == [0, 0, 1]


def test_a_repeat_gets_its_first_answer_and_another_members_same_id_is_another_submission(
    room: Room, poll: Json, members: tuple[str, str]
) -> None:
    ann, ben = members
    first = room.cast(ann, poll, [0], id="one")

    second = room.cast(ben, poll, [1], id="one")

    assert (first.json["revision"], second.json["revision"]) == (1, 2)
    assert room.cast(ann, poll, [2], id="one").json == first.json
    assert room.cast(ann, poll, [0, 0], id="one").json == first.json  # also one that could not be recorded
    room.close(poll)
    assert room.cast(ben, poll, [1], id="one").json == second.json
    assert room.votes(poll) == [0, 1, 0]


def test_what_breaks_the_rules_is_refused_and_the_groups_ballot_stays(
    room: Room, poll: Json, members: tuple[str, str]
) -> None:
    ann, ben = members
    room.cast(ann, poll, [0])

    assert room.cast(ben, poll, [1, 1]).problem == "repeated-choice"
    assert room.cast("nobody", poll, [1]).status == 401
    room.close(poll)
    assert room.cast(ben, poll, [1]).problem == "poll-closed"
    assert own(room, ben, poll).status == 409
    assert room.votes(poll) == [1, 0, 0]


@pytest.mark.parametrize("group", [{}, {"group": None}])
def test_nobody_joins_without_a_group(room: Room, session: Json, group: Json) -> None:
    path = f"/api/sessions/{session['id']}/join"
    refused = room.call("POST", path, json=group)

    assert (refused.status, refused.at) == (422, ["group"])
    assert room.call("POST", path, json={"group": group_of(session, "East")}).status == 201  # the control
    assert room.call("POST", f"/api/sessions/{room.session(groups=('East',))['id']}/join", json=group).status == 201


def test_a_member_may_move_until_its_group_has_voted_and_never_out_of_all(
    room: Room, session: Json, poll: Json, members: tuple[str, str]
) -> None:
    ann, ben = members
    assert (move(room, session, ben, None).status, move(room, session, ben, None).at) == (422, ["group"])
    assert move(room, session, ben, group_of(session, "West")).json["group"] == group_of(session, "West")
    assert room.cast(ben, poll, [1]).json["revision"] == 1
    north = room.join(session, "North")

    assert move(room, session, ben, group_of(session, "East")).json["group"] == group_of(session, "West")
    assert move(room, session, north, group_of(session, "East")).json["group"] == group_of(session, "East")
    assert room.cast(north, poll, [2], revision=0).json["revision"] == 1
    assert own(room, ann, poll).json["choices"] == [poll["options"][2]["id"]]
    assert move(room, session, ann, group_of(session, "North")).json["group"] == group_of(session, "East")
    assert room.result(poll)["ballots"] == 2


def test_a_ballot_that_its_voters_move_overtakes_is_in_neither_group(
    room: Room, session: Json, poll: Json, members: tuple[str, str]
) -> None:
    """As the writer sees it: made for East, and the voter is in West by now."""
    ann = members[0]
    who, east, list_id = voter_of(room, ann), GroupId(group_of(session, "East")), PollId(poll["id"])
    key = services(room).context.keys.voter_key(list_id, who, east)
    assert key
    made = Submission(BallotKey(list_id, key), None, who, frozenset({OptionId(poll["options"][0]["id"])}), sharing=east)
    move(room, session, ann, group_of(session, "West"))

    async def submit() -> list[Any]:
        return await asyncio.gather(services(room).context.queues.ballots.submit(made), return_exceptions=True)

    assert room.client.portal is not None
    [refused] = room.client.portal.call(submit)

    assert (refused.status, refused.retry_after) == (503, 2)
    assert room.result(poll)["ballots"] == 0
    move(room, session, ann, group_of(session, "East"))
    [kept] = room.client.portal.call(submit)
    assert kept.revision == 1  # the control


def test_two_first_ballots_at_one_moment_are_one_ballot_and_one_refusal(room: Room, poll: Json) -> None:
    session = room.host("GET", f"/api/sessions/{poll['session']}").json
    voters = [room.join(session, "East") for _ in range(8)]
    east, list_id = GroupId(group_of(session, "East")), PollId(poll["id"])
    names = [voter_of(room, voter) for voter in voters]
    marks = [frozenset({OptionId(poll["options"][at % 3]["id"])}) for at in range(8)]
    key = services(room).context.keys.voter_key(list_id, names[0], east)
    assert key == services(room).context.keys.voter_key(list_id, names[1], east)
    assert key

    async def submit() -> list[Any]:
        box = services(room).context.queues.ballots
        made = [
            Submission(BallotKey(list_id, key), None, who, chosen, revision=0, sharing=east)
            for who, chosen in zip(names, marks, strict=True)
        ]
        return await asyncio.gather(*map(box.submit, made), return_exceptions=True)

    assert room.client.portal is not None
    outcomes = room.client.portal.call(submit)

    assert [type(each).__name__ for each in outcomes] == ["Receipt", *["StaleRevision"] * 7]
    assert (room.result(poll)["ballots"], sum(room.votes(poll))) == (1, 1)


STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.sets(st.integers(0, 2), min_size=1), st.sampled_from(["any", "now", "stale"])),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_counts_are_always_those_of_each_groups_last_recorded_ballot(hall: Room, steps: list[Any]) -> None:
    session = hall.session(options=3, groups=("East", "West", "North"), voters="group")
    poll = session["polls"][0]
    hall.open(poll)
    names = ("East", "East", "West", "West", "West", "North")
    voters = [hall.join(session, name) for name in names]
    last: dict[str, set[int]] = {}
    revisions: dict[str, int] = dict.fromkeys(names, 0)

    for voter, marks, claim in steps:
        name = names[voter]
        claimed = {"any": {}, "now": {"revision": revisions[name]}, "stale": {"revision": revisions[name] + 1}}[claim]
        answer = hall.cast(voters[voter], poll, sorted(marks), **claimed)
        assert answer.status == (409 if claim == "stale" else 200)
        if answer.status == 200:
            last[name] = marks
            revisions[name] += 1
            assert answer.json["revision"] == revisions[name]

    assert hall.result(poll)["ballots"] == len(last)
    assert hall.votes(poll) == [sum(option in marks for marks in last.values()) for option in range(3)]


def test_the_ballots_row_names_the_group_and_no_member(room: Room, session: Json, poll: Json) -> None:
    ann = room.join(session, "East")
    room.cast(ann, poll, [0])
    who = voter_of(room, ann)
    keys = services(room).context.keys
    shared, alone = (keys.voter_key(PollId(poll["id"]), who, g) for g in (GroupId(group_of(session, "East")), None))

    assert shared != alone
    found = [bytes(row[0]) for row in rows(room, "SELECT voter_key FROM ballots WHERE poll = ?", poll["id"])]
    assert found == [shared]


def rows(room: Room, query: str, *values: str) -> list[Any]:
    with sqlite3.connect(room.folder / "topfive.db") as connection:
        return connection.execute(query, values).fetchall()
