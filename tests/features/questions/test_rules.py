"""PATCH …/questions and POST …/questions/end: how questions are taken, and what is forgotten once they are over."""

from __future__ import annotations

import sqlite3

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.features.questions.asking import ask, do, judge, listed, one, path_of, support, take, try_to_ask
from tests.ladder import UNKNOWN, Broken, assert_method_refused, assert_only_the_host, assert_refused, broken, send

FIRST = {
    "open": True,
    "moderated": False,
    "names": "allowed",
    "judges": "asker",
    "planned": None,
    "current": None,
    "ended": False,
}


def patch(room: Room, session: Json, **rules: object) -> Json:
    return room.host("PATCH", path_of(session), json=rules).json


def end(room: Room, session: Json) -> Json:
    return room.host("POST", f"{path_of(session)}/end").json


def test_what_is_left_out_of_the_rules_stays(room: Room, session: Json) -> None:
    assert take(room, session) == FIRST
    changed = {"moderated": True, "names": "required", "judges": "room", "planned": 6}
    assert patch(room, session, **changed) == {**FIRST, **changed}
    assert patch(room, session, planned=None, open=False) == {**FIRST, **changed, "planned": None, "open": False}
    assert listed(room, session)["rules"]["names"] == "required"


@pytest.mark.parametrize(
    ("field", "value"), [("names", "some"), ("judges", "host"), ("planned", 0), ("planned", 1001), ("open", None)]
)
def test_rules_of_the_wrong_shape_are_refused(hall: Room, field: str, value: object) -> None:
    session = hall.session()
    answer = hall.host("PATCH", path_of(session), json={field: value})

    assert (answer.status, answer.at) == (422, [field])
    assert listed(hall, session)["rules"] is None


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Broken) -> None:
    session = hall.session()
    assert_refused(send(hall, "PATCH", path_of(session), body, HOST_KEY), body)
    assert_refused(send(hall, "POST", f"{path_of(session)}/end", body, HOST_KEY), body)


def test_only_the_host_sets_and_ends(room: Room, session: Json) -> None:
    take(room, session)
    assert_only_the_host(room, "PATCH", path_of(session), session, json={"open": False})
    assert_only_the_host(room, "POST", f"{path_of(session)}/end", session, json={})
    assert listed(room, session)["rules"] == FIRST
    assert room.host("PATCH", f"/api/sessions/{UNKNOWN}/questions", json={}).status == 404
    assert_method_refused(room, "GET", f"{path_of(session)}/end", "POST")


def test_who_judges_stays_once_somebody_has(room: Room, session: Json) -> None:
    take(room, session)
    voter = room.join(session)
    question = ask(room, session, voter)
    do(room, question, "show")
    do(room, question, "answer")
    assert patch(room, session, judges="room")["judges"] == "room"  # the control
    judge(room, voter, question)

    refused = room.host("PATCH", path_of(session), json={"judges": "asker"})
    assert (refused.status, refused.problem) == (409, "conflict")
    assert patch(room, session, judges="room", planned=3)["planned"] == 3


def test_once_they_are_over_nothing_is_taken_and_the_counts_stay(room: Room, session: Json) -> None:
    take(room, session)
    voter, other = room.join(session), room.join(session)
    question, open_one = ask(room, session, voter), ask(room, session, voter, "Another?")
    support(room, other, question)
    do(room, question, "show")
    do(room, question, "answer")
    judge(room, voter, question)

    assert [end(room, session)["ended"] for _ in range(2)] == [True, True]

    assert try_to_ask(room, session, other, "Late?").json["state"] == "ended"
    assert judge(room, voter, question).problem == "no-questions"
    assert room.host("PATCH", path_of(session), json={"open": True}).problem == "no-questions"
    kept = one(room, session, question)
    assert (kept["supports"], kept["verdicts"]["satisfied"]) == (1, 1)
    assert room.call("DELETE", f"/api/questions/{open_one['id']}", by=voter).status == 403  # it is nobody's now
    assert [each["mine"] for each in listed(room, session, voter)["questions"]] == [False, False]


def test_a_meeting_without_questions_has_none_to_end(room: Room, session: Json) -> None:
    assert room.host("POST", f"{path_of(session)}/end").problem == "no-questions"


def test_once_they_are_over_nothing_on_the_disk_says_who_did_what(fresh: Room) -> None:
    session = fresh.session()
    take(fresh, session, judges="room")
    voter, other = fresh.join(session), fresh.join(session)
    question = ask(fresh, session, voter)
    support(fresh, other, question)
    do(fresh, question, "show")
    do(fresh, question, "answer")
    judge(fresh, other, question)

    assert people(fresh) == (1, 1, 1)  # the control
    end(fresh, session)
    assert people(fresh) == (0, 0, 0)


def people(room: Room) -> tuple[int, ...]:
    """Of questions, supports and verdicts, how many rows name a voter."""
    with sqlite3.connect(room.folder / "topfive.db") as database:
        counts = [database.execute(f"SELECT count(voter) FROM {name}").fetchone()[0] for name in TABLES]
    database.close()
    return tuple(counts)


TABLES = ("questions", "supports", "verdicts")


def test_a_deleted_meeting_takes_its_questions_along(fresh: Room) -> None:
    session = fresh.session()
    take(fresh, session)
    question = ask(fresh, session, fresh.join(session))
    fresh.host("POST", f"{path_of(session)}/draw")

    assert fresh.host("DELETE", f"/api/sessions/{session['id']}").status == 204

    assert do(fresh, question, "answer").status == 404
    with sqlite3.connect(fresh.folder / "topfive.db") as database:
        counts = [database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in (*TABLES, "draws")]
    database.close()
    assert counts == [0, 0, 0, 0]
