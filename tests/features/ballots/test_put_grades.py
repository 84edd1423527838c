"""PUT /api/polls/{poll}/ballot with ``marks``: works · changed · repeated · breaks the rule · malformed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Json, Room
from tests.features.polls.graded import NAMES, counts, grade, marks, review
from tests.ladder import UNKNOWN
from tests.process.lane import room as room

NOTHING = [[0, 0, 0, 0]] * 3


def test_grades_are_counted_and_may_leave_reports_blank(room: Room) -> None:
    session, poll = review(room)
    voter = room.join(session)

    cast = grade(room, voter, poll, "0-3")

    assert (cast.status, len(cast.json["receipt"]), cast.json["revision"]) == (200, 12, 1)
    assert counts(room, poll) == [[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    seen = room.call("GET", f"/api/polls/{poll['id']}/ballot", by=voter)
    assert seen.json == {**cast.json, "marks": marks(poll, "0-3")}


def test_another_grade_takes_the_place_of_the_one_before(room: Room) -> None:
    session, poll = review(room)
    voter = room.join(session)
    grade(room, voter, poll, "03-")

    assert grade(room, voter, poll, "1-0").json["revision"] == 2

    assert counts(room, poll) == [[0, 1, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]]
    assert room.result(poll)["ballots"] == 1


def test_the_same_submission_again_is_counted_once(room: Room) -> None:
    session, poll = review(room)
    voter = room.join(session)
    first = grade(room, voter, poll, "000", id="one")

    assert grade(room, voter, poll, "333", id="one").json == first.json
    assert counts(room, poll) == [[1, 0, 0, 0]] * 3
    assert grade(room, voter, poll, "333", id="two").json["revision"] == 2  # the control


def test_a_stale_revision_is_told_what_is_recorded(room: Room) -> None:
    session, poll = review(room)
    voter = room.join(session)
    assert grade(room, voter, poll, "0-1", revision=0).status == 200  # the control

    refused = grade(room, voter, poll, "333", revision=0)

    assert (refused.status, refused.problem) == (409, "stale-revision")
    assert refused.json["recorded"] == {"revision": 1, "marks": marks(poll, "0-1")}
    nothing = grade(room, room.join(session), poll, "333", revision=4)
    assert nothing.json["recorded"] == {"revision": 0, "marks": {}}


@pytest.mark.parametrize(
    ("change", "problem", "at"),
    [
        ({UNKNOWN: "好"}, "unknown-option", "marks"),
        ({0: "优"}, "unknown-grade", "marks"),
        ({1: None}, "too-few-choices", "marks"),
    ],
)
def test_a_ballot_that_breaks_the_rule_is_refused_saying_which(
    room: Room, change: dict[Any, str | None], problem: str, at: str
) -> None:
    session, poll = review(room, min_choices=2)
    voter, body = room.join(session), marks(poll, "00-")
    for option, name in change.items():
        key = poll["options"][option]["id"] if isinstance(option, int) else option
        body = {each: grade_ for each, grade_ in {**body, key: name}.items() if grade_}

    refused = room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=voter, json={"marks": body})

    assert (refused.status, refused.problem, refused.at) == (422, problem, [at])
    assert counts(room, poll) == NOTHING
    assert grade(room, voter, poll, "00-").status == 200  # the control


def test_choices_are_refused_where_reports_are_graded_and_grades_where_they_are_chosen(
    room: Room, session: Json, poll: Json
) -> None:
    of, graded_poll = review(room)

    chosen = room.cast(room.join(of), graded_poll, [0])
    graded = grade(room, room.join(session), poll, "0--")

    assert (chosen.status, chosen.problem, chosen.at) == (422, "wrong-ballot-type", ["choices"])
    assert (graded.status, graded.problem, graded.at) == (422, "wrong-ballot-type", ["marks"])
    assert (counts(room, graded_poll), room.votes(poll)) == (NOTHING, [0, 0, 0])


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({}, "choices"),
        ({"choices": [], "marks": {}}, "marks"),
        ({"marks": None}, "marks"),
        ({"marks": []}, "marks"),
        ({"marks": {"x": 1}}, "marks"),
        ({"marks": {"x": ""}}, "marks"),
        ({"marks": {"x": "y" * 21}}, "marks"),
        ({"marks": {"": "好"}}, "marks"),
    ],
)
def test_a_wrong_field_is_named(room: Room, body: Json, at: str) -> None:
    session, poll = review(room)

    refused = room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=room.join(session), json=body)

    assert (refused.status, refused.problem, refused.at) == (422, "bad-fields", [at])
    assert room.result(poll)["ballots"] == 0


def test_a_blank_ballot_counts_where_none_is_the_least(room: Room) -> None:
    session, poll = review(room, min_choices=0)

    assert grade(room, room.join(session), poll, "---").status == 200

    result = room.result(poll)
    assert (result["ballots"], {each["grading"]["blank"] for each in result["options"]}) == (1, {1})


def test_all_must_be_graded_where_the_least_is_all(room: Room) -> None:
    session, poll = review(room, min_choices=3)

    assert grade(room, room.join(session), poll, "00-").problem == "too-few-choices"
    assert grade(room, room.join(session), poll, "000").status == 200
    assert [each["name"] for each in poll["grades"]] == list(NAMES)


def test_a_group_that_shares_a_ballot_grades_together(room: Room) -> None:
    listed = {"title": "Reports", "type": "grade", "options": [{"title": "One"}]}
    session = room.session(groups=("East", "West"), voters="group", polls=[listed])
    poll = session["polls"][0]
    room.open(poll)
    one, two = room.join(session, "East"), room.join(session, "East")
    for voter, place in ((one, "0"), (two, "2")):
        assert grade(room, voter, poll, place).status == 200

    assert room.call("GET", f"/api/polls/{poll['id']}/ballot", by=one).json["marks"] == marks(poll, "2")
    assert room.result(poll)["options"][0]["grading"]["counts"] == [0, 0, 1, 0]


def test_grades_after_close_are_refused_and_the_first_answer_comes_again(room: Room) -> None:
    session, poll = review(room)
    voter = room.join(session)
    first = grade(room, voter, poll, "012", id="one")
    room.close(poll)

    late = grade(room, room.join(session), poll, "012")

    assert (late.status, late.problem) == (409, "poll-closed")
    assert grade(room, voter, poll, "012", id="one").json == first.json
    assert room.result(poll)["ballots"] == 1
