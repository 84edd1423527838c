"""PUT and DELETE /api/questions/{question}/support: one each, counted once."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.builders import Json, Room
from tests.features.questions.asking import ask, do, listed, one, support, take
from tests.ladder import UNKNOWN, assert_method_refused


@pytest.fixture
def question(room: Room, session: Json) -> Json:
    take(room, session)
    return ask(room, session, room.join(session))


def test_a_support_is_counted_once_and_taken_back_once(room: Room, session: Json, question: Json) -> None:
    voter = room.join(session)

    for _ in range(2):
        assert support(room, voter, question).json == {"supports": 1, "supported": True}
    assert support(room, room.join(session), question).json["supports"] == 2
    assert [each["supported"] for each in listed(room, session, voter)["questions"]] == [True]
    for _ in range(2):
        assert support(room, voter, question, "DELETE").json == {"supports": 1, "supported": False}
    assert one(room, session, question)["supports"] == 1


def test_supports_that_come_at_once_are_all_counted(room: Room, session: Json, question: Json) -> None:
    voters = [room.join(session) for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda voter: support(room, voter, question).status, voters * 2))

    assert set(answers) == {200}
    assert one(room, session, question)["supports"] == 20


def test_ones_own_question_is_for_others_to_support(room: Room, session: Json) -> None:
    take(room, session)
    voter = room.join(session)
    own = ask(room, session, voter)

    answer = support(room, voter, own)
    assert (answer.status, answer.problem) == (409, "own-question")
    assert support(room, room.join(session), own).status == 200  # the control


@pytest.mark.parametrize("act", ["show", "refuse"])
def test_outside_the_box_support_moves_nothing(room: Room, session: Json, question: Json, act: str) -> None:
    voter = room.join(session)
    support(room, voter, question)  # the control
    do(room, question, act)

    for method in ("PUT", "DELETE"):
        answer = support(room, voter, question, method)
        assert (answer.status, answer.problem) == (409, "wrong-state")
    assert one(room, session, question)["supports"] == 1


def test_nobody_else_supports(room: Room, session: Json, question: Json) -> None:
    stranger = room.join(room.session())

    assert support(room, stranger, question).status == 403
    assert room.host("PUT", f"/api/questions/{question['id']}/support").status == 403
    assert room.call("PUT", f"/api/questions/{question['id']}/support").status == 401
    assert support(room, room.join(session), {"id": UNKNOWN}).status == 404
    assert one(room, session, question)["supports"] == 0


def test_a_script_that_taps_on_is_slowed_down(room: Room, session: Json, question: Json) -> None:
    voter = room.join(session)
    answers = [support(room, voter, question, ("PUT", "DELETE")[n % 2]) for n in range(60)]

    refused = [each for each in answers if each.status == 429]
    assert refused
    assert refused[0].problem == "questions-too-fast"
    assert support(room, room.join(session), question).status == 200  # others go on
    assert room.cast(voter, session["polls"][0], [0]).problem != "too-fast"  # and ballots have a pace of their own


def test_the_database_holds_the_same_count(fresh: Room) -> None:
    session = fresh.session()
    take(fresh, session)
    question = ask(fresh, session, fresh.join(session))
    for _ in range(5):
        support(fresh, fresh.join(session), question)
    with sqlite3.connect(fresh.folder / "topfive.db") as database:
        rows = database.execute("SELECT count(*), (SELECT supports FROM questions) FROM supports").fetchone()
    database.close()

    assert rows == (5, 5)


def test_a_wrong_method_is_told_the_right_ones(room: Room, question: Json) -> None:
    assert_method_refused(room, "POST", f"/api/questions/{question['id']}/support", "PUT", "DELETE")
