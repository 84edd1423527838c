"""GET and POST /api/sessions/{session}/questions, DELETE /api/questions/{question}: put in, listed, taken back."""

from __future__ import annotations

import pytest

from tests.builders import Json, Room
from tests.features.questions.asking import ask, do, draw, listed, one, path_of, support, take, try_to_ask
from tests.ladder import UNKNOWN, Broken, assert_method_refused, assert_refused, broken, send


@pytest.fixture
def taking(room: Room, session: Json) -> Json:
    take(room, session)
    return session


def withdraw(room: Room, voter: str | None, question: Json) -> int:
    return room.call("DELETE", f"/api/questions/{question['id']}", by=voter).status


def test_a_question_goes_into_the_box_with_the_askers_group_and_name(room: Room, taking: Json) -> None:
    question = ask(room, taking, room.join(taking, "East"), "  When  will it be? ", name=" Ann ")

    assert (question["text"], question["name"], question["state"]) == ("When will it be?", "Ann", "in")
    assert question["group"] == taking["groups"][0]["id"]
    assert (question["number"], question["supports"], question["turn"]) == (1, 0, None)
    assert ask(room, taking, room.join(taking))["number"] == 2


def test_nothing_tells_who_asked_but_the_name_that_they_gave(room: Room, taking: Json) -> None:
    voter, other = room.join(taking, "East"), room.join(taking, "East")
    question = ask(room, taking, voter)

    seen = [room.host("GET", path_of(taking)).text, room.call("GET", path_of(taking), by=other).text]
    seen += [room.host("GET", f"/api/sessions/{taking['id']}/export.json").text]
    assert all("voter" not in each.replace('"voters"', "") for each in seen)
    assert one(room, taking, question)["name"] is None
    assert [each["mine"] for each in listed(room, taking, voter)["questions"]] == [True]  # the asker's own knows
    assert [each["mine"] for each in listed(room, taking, other)["questions"]] == [False]


def test_voters_see_what_is_in_the_box_or_came_up_and_hosts_what_waits_too(room: Room, taking: Json) -> None:
    voters = [room.join(taking) for _ in range(5)]
    inside, up, out = (ask(room, taking, voter, f"Number {n}?") for n, voter in enumerate(voters[:3]))
    do(room, up, "show")
    do(room, out, "refuse")
    take(room, taking, moderated=True)
    waiting = ask(room, taking, voters[3], "Number 3?")

    def seen(who: str | None) -> set[str]:
        return {each["id"] for each in listed(room, taking, who)["questions"]}

    assert seen(voters[4]) == {inside["id"], up["id"]}
    assert seen(None) == {inside["id"], up["id"], out["id"], waiting["id"]}
    assert [each["id"] for each in listed(room, taking, query="?state=waiting")["questions"]] == [waiting["id"]]
    assert listed(room, taking, voters[4], "?state=waiting")["questions"] == []


def test_the_most_supported_come_first_a_hundred_to_a_page(room: Room, taking: Json) -> None:
    asked = [ask(room, taking, room.join(taking), f"Number {n}?") for n in range(101)]
    support(room, room.join(taking), asked[100])

    first, second = listed(room, taking), listed(room, taking, query="?page=2")
    assert (first["total"], len(first["questions"]), len(second["questions"])) == (101, 100, 1)
    assert first["questions"][0]["id"] == asked[100]["id"]
    assert second["questions"][0]["id"] == asked[99]["id"]


def test_where_no_questions_are_taken_none_is_taken(room: Room, session: Json) -> None:
    voter = room.join(session)
    never = try_to_ask(room, session, voter, "Why?")
    assert (never.status, never.problem, never.json["state"]) == (409, "no-questions", "none")
    assert listed(room, session, voter) == {"rules": None, "total": 0, "questions": []}

    take(room, session)
    ask(room, session, voter, "Why?")  # the control
    take(room, session, open=False)
    closed = try_to_ask(room, session, voter, "Why not?")
    assert (closed.status, closed.json["state"]) == (409, "closed")
    assert listed(room, session)["total"] == 1


def test_the_same_words_once_more_are_the_same_question(room: Room, taking: Json) -> None:
    voter = room.join(taking)
    first = ask(room, taking, voter, "Why?")

    assert ask(room, taking, voter, " Why? ")["id"] == first["id"]
    assert ask(room, taking, room.join(taking), "Why?")["id"] != first["id"]
    assert listed(room, taking)["total"] == 2


def test_one_voter_asks_three_a_minute_and_has_five_in_the_box(room: Room, taking: Json) -> None:
    voter = room.join(taking)
    asked = [ask(room, taking, voter, f"Number {n}?") for n in range(3)]
    assert withdraw(room, voter, asked[0]) == 204  # which makes no room within the minute
    fast = try_to_ask(room, taking, voter, "Number 3?")
    assert (fast.status, fast.problem, fast.response.headers["retry-after"]) == (429, "questions-too-fast", "20")

    room.clock.pass_(61)
    asked += [ask(room, taking, voter, f"Number {n}?") for n in (3, 4, 5)]
    room.clock.pass_(61)
    full = try_to_ask(room, taking, voter, "Number 6?")
    assert (full.status, full.problem) == (409, "enough-questions")
    do(room, asked[1], "show")  # it came up, so there is room again
    ask(room, taking, voter, "Number 6?")


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 121}, "text"),
        ({"text": "x" * 2000}, "text"),
        ({"text": "a\u0000b"}, "text"),
        ({"text": "Why?", "name": "x" * 41}, "name"),
        ({}, "text"),
    ],
)
def test_a_question_of_the_wrong_shape_is_refused_where_it_is_wrong(hall: Room, body: Json, at: str) -> None:
    session = hall.session()
    take(hall, session)
    answer = hall.call("POST", path_of(session), by=hall.join(session), json=body)

    assert answer.status == 422
    assert answer.at == [at]
    assert listed(hall, session)["total"] == 0


@pytest.mark.parametrize("body", broken(8192))
def test_a_broken_body_is_refused(hall: Room, body: Broken) -> None:
    session = hall.session()
    take(hall, session)
    assert_refused(send(hall, "POST", path_of(session), body, hall.join(session)), body)
    assert listed(hall, session)["total"] == 0


def test_names_are_left_out_or_needed_as_the_rules_say(room: Room, session: Json) -> None:
    take(room, session, names="none")
    assert ask(room, session, room.join(session), "One?", name="Ann")["name"] is None
    take(room, session, names="required")
    assert try_to_ask(room, session, room.join(session), "Two?").at == ["name"]
    assert ask(room, session, room.join(session), "Two?", name="Ann")["name"] == "Ann"


def test_ones_own_question_is_taken_back_with_its_words(room: Room, taking: Json) -> None:
    voter, other = room.join(taking), room.join(taking)
    question, kept = ask(room, taking, voter, "Secret words"), ask(room, taking, voter, "Stays")
    support(room, other, question)

    assert withdraw(room, other, question) == 403
    assert withdraw(room, None, question) == 401
    assert withdraw(room, voter, {"id": UNKNOWN}) == 404
    assert one(room, taking, question)["text"] == "Secret words"  # the control

    assert [withdraw(room, voter, question) for _ in range(2)] == [204, 204]
    assert [each["id"] for each in listed(room, taking)["questions"]] == [kept["id"]]
    assert "Secret words" not in room.host("GET", f"/api/sessions/{taking['id']}/export.json").text
    assert draw(room, taking)["draw"]["box"] == [kept["id"]]


def test_what_came_up_stays(room: Room, taking: Json) -> None:
    voter = room.join(taking)
    question = ask(room, taking, voter)
    do(room, question, "show")

    assert withdraw(room, voter, question) == 409
    assert one(room, taking, question)["state"] == "shown"


def test_another_sessions_voter_neither_asks_nor_reads(room: Room, taking: Json) -> None:
    other = room.session()
    take(room, other)
    stranger = room.join(other)

    assert try_to_ask(room, taking, stranger, "Why?").status == 403
    assert room.call("GET", path_of(taking), by=stranger).status == 403
    ask(room, other, stranger, "Why?")  # the control


def test_wrong_methods_are_told_the_right_ones(room: Room, taking: Json) -> None:
    question = ask(room, taking, room.join(taking))
    assert_method_refused(room, "DELETE", path_of(taking), "GET", "POST", "PATCH")
    assert_method_refused(room, "GET", f"/api/questions/{question['id']}", "DELETE")
