"""POST …/questions/draw and …/{admit, refuse, show, assign, answer}, PUT …/verdict: from the box to what was found."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.builders import Json, Room
from tests.features.questions.asking import ask, do, draw, judge, listed, one, path_of, take
from tests.ladder import UNKNOWN, Broken, assert_method_refused, assert_only_the_host, assert_refused, broken, send

ACTS = ("admit", "refuse", "show", "assign", "answer")


@pytest.fixture
def taking(room: Room, session: Json) -> Json:
    take(room, session)
    return session


def scene(room: Room, session: Json) -> str:
    return str(room.host("GET", f"/api/sessions/{session['id']}").json["scene"]["kind"])


def test_a_draw_brings_one_of_the_box_onto_the_screen_and_can_be_done_again(room: Room, taking: Json) -> None:
    asked = [ask(room, taking, room.join(taking), f"Number {n}?") for n in range(6)]
    do(room, asked[5], "refuse")
    first, second = draw(room, taking), draw(room, taking)

    for drawn, left in (
        (first, asked[:5]),
        (second, [each for each in asked[:5] if each["id"] != first["draw"]["drawn"]]),
    ):
        lot = drawn["draw"]
        assert lot["box"] == sorted(each["id"] for each in left)
        by_hand = min(lot["box"], key=lambda each: sha256(f"{lot['seed']}\0{each}".encode()).hexdigest())
        assert lot["drawn"] == by_hand == drawn["question"]["id"]
    assert (first["question"]["turn"], second["question"]["turn"]) == (1, 2)
    assert first["draw"]["seed"] != second["draw"]["seed"]
    assert listed(room, taking)["rules"]["current"] == second["draw"]["drawn"]
    assert scene(room, taking) == "question"


def test_the_lots_are_kept_with_all_that_was_in_the_box(room: Room, taking: Json) -> None:
    for n in range(3):
        ask(room, taking, room.join(taking), f"Number {n}?")
    lots = [draw(room, taking)["draw"] for _ in range(2)]

    exported = room.host("GET", f"/api/sessions/{taking['id']}/export.json").json["questions"]
    assert exported["draws"] == lots


def test_an_empty_box_gives_nothing(room: Room, session: Json) -> None:
    assert room.host("POST", f"{path_of(session)}/draw").problem == "no-questions"
    take(room, session)
    refused = room.host("POST", f"{path_of(session)}/draw")
    assert (refused.status, refused.json["state"]) == (409, "empty")
    assert scene(room, session) == "join"

    ask(room, session, room.join(session))
    draw(room, session)  # the control


def test_a_question_waits_is_let_in_and_left_out(room: Room, session: Json) -> None:
    take(room, session, moderated=True)
    question = ask(room, session, room.join(session))

    assert question["state"] == "waiting"
    assert do(room, question, "show").problem == "wrong-state"
    for act, state in (("admit", "in"), ("admit", "in"), ("refuse", "refused"), ("refuse", "refused"), ("admit", "in")):
        assert do(room, question, act).json["state"] == state
    assert do(room, question, "show").json["state"] == "shown"
    assert do(room, question, "refuse").status == 409


def test_one_that_is_shown_goes_back_into_the_box_and_off_the_card(room: Room, taking: Json) -> None:
    first, second = (ask(room, taking, room.join(taking), text) for text in ("One?", "Two?"))
    do(room, first, "show")
    back = do(room, first, "admit").json

    assert (back["state"], back["turn"]) == ("in", None)
    assert do(room, second, "show").json["turn"] == 1
    assert do(room, first, "show").json["turn"] == 2
    assert do(room, second, "show").json["turn"] == 1  # shown once more it keeps its own


def test_who_answers_is_said_changed_and_taken_away(room: Room, taking: Json) -> None:
    question = ask(room, taking, room.join(taking))
    said = do(room, question, "assign", department=" Housing ", answerer="Head of office").json

    assert (said["department"], said["answerer"]) == ("Housing", "Head of office")
    changed = do(room, question, "assign", department="Roads").json
    assert (changed["department"], changed["answerer"]) == ("Roads", None)
    assert do(room, question, "assign").json["department"] is None
    assert do(room, question, "assign", department="x" * 121).at == ["department"]


def test_an_answer_is_judged_by_who_asked_and_the_last_word_counts(room: Room, taking: Json) -> None:
    voter, other = room.join(taking), room.join(taking)
    question = ask(room, taking, voter)
    do(room, question, "show")
    assert judge(room, voter, question).problem == "wrong-state"
    assert do(room, question, "answer").json["state"] == "answered"

    assert judge(room, other, question).status == 403
    assert judge(room, voter, question, "mostly").json["verdicts"] == {"satisfied": 0, "mostly": 1, "unsatisfied": 0}
    for _ in range(2):
        kept = judge(room, voter, question).json["verdicts"]
        assert kept == {"satisfied": 1, "mostly": 0, "unsatisfied": 0}
    assert [each["verdict"] for each in listed(room, taking, voter)["questions"]] == ["satisfied"]
    assert [each["verdict"] for each in listed(room, taking, other)["questions"]] == [None]


def test_an_answer_is_judged_by_the_room_where_the_host_says_so(room: Room, session: Json) -> None:
    take(room, session, judges="room")
    voters = [room.join(session) for _ in range(4)]
    question = ask(room, session, voters[0])
    do(room, question, "show")
    do(room, question, "answer")

    for voter, verdict in zip(voters, ("satisfied", "satisfied", "mostly", "unsatisfied"), strict=True):
        assert judge(room, voter, question, verdict).status == 200
    judge(room, voters[3], question, "mostly")
    assert one(room, session, question)["verdicts"] == {"satisfied": 2, "mostly": 2, "unsatisfied": 0}
    assert judge(room, room.join(room.session()), question).status == 403


def test_an_answer_is_taken_back_until_somebody_has_judged_it(room: Room, taking: Json) -> None:
    voter = room.join(taking)
    question = ask(room, taking, voter)
    assert do(room, question, "answer").status == 409  # it has not come up
    do(room, question, "show")
    do(room, question, "answer")

    assert do(room, question, "answer", answered=False).json["state"] == "shown"
    do(room, question, "answer")
    judge(room, voter, question)
    assert do(room, question, "answer", answered=False).status == 409


@pytest.mark.parametrize("verdict", ["", "good", None])
def test_a_verdict_there_is_not_is_refused(hall: Room, verdict: str | None) -> None:
    session = hall.session()
    take(hall, session)
    voter = hall.join(session)
    question = ask(hall, session, voter)
    do(hall, question, "show")
    do(hall, question, "answer")

    answer = hall.call("PUT", f"/api/questions/{question['id']}/verdict", by=voter, json={"verdict": verdict})
    assert (answer.status, answer.at) == (422, ["verdict"])
    assert judge(hall, voter, question).status == 200  # the control


@pytest.mark.parametrize("act", ACTS)
def test_only_the_host_does_it_and_only_to_questions_that_there_are(room: Room, taking: Json, act: str) -> None:
    question = ask(room, taking, room.join(taking))

    assert_only_the_host(room, "POST", f"/api/questions/{question['id']}/{act}", taking, json={})
    assert do(room, {"id": UNKNOWN}, act).problem == "unknown-question"
    assert_method_refused(room, "GET", f"/api/questions/{question['id']}/{act}", "POST")
    assert one(room, taking, question) == question


@pytest.mark.parametrize("body", broken(8192))
@pytest.mark.parametrize("act", [*ACTS, "draw"])
def test_a_broken_body_changes_nothing(hall: Room, act: str, body: Broken) -> None:
    session = hall.session()
    take(hall, session)
    question = ask(hall, session, hall.join(session))
    path = f"{path_of(session)}/draw" if act == "draw" else f"/api/questions/{question['id']}/{act}"

    assert_refused(send(hall, "POST", path, body, "a-host-key-for-tests-only"), body)
    assert one(hall, session, question) == question


def test_only_the_host_draws(room: Room, taking: Json) -> None:
    ask(room, taking, room.join(taking))
    assert_only_the_host(room, "POST", f"{path_of(taking)}/draw", taking, json={})
    assert listed(room, taking)["rules"]["current"] is None
