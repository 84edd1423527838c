"""What sockets hear of questions: counts together, and what became of one's own to that phone alone."""

from __future__ import annotations

import time

from tests.builders import Json, Room
from tests.features.questions.asking import ask, do, judge, support, take
from tests.live.listening import listening


def test_where_no_questions_are_taken_nothing_is_said_of_them(room: Room, session: Json) -> None:
    with listening(room, session, "phone", room.join(session)) as ear:
        ear.until("state")
        assert [each["type"] for each in ear.rest() if "questions" in each["type"]] == []
        take(room, session)
        ear.until("questions")  # the control


def test_supports_of_one_second_go_together(room: Room, session: Json) -> None:
    take(room, session)
    question = ask(room, session, room.join(session))
    voters = [room.join(session) for _ in range(30)]
    with listening(room, session, "phone", room.join(session)) as phone, listening(room, session, "host") as host:
        for ear in (phone, host):
            ear.until("questions")
        began = time.monotonic()
        for voter in voters:
            support(room, voter, question)
        took = time.monotonic() - began
        for ear in (phone, host):
            told = ear.until("questions", supports={question["id"]: 30})
            assert told["box"] == 1
            heard = [each for each in ear.heard if each["type"] == "questions"]
            assert len(heard) <= 4 + took


def test_only_hosts_hear_how_many_wait(room: Room, session: Json) -> None:
    take(room, session, moderated=True)
    ask(room, session, room.join(session))
    with listening(room, session, "host") as host, listening(room, session, "screen") as screen:
        assert host.until("questions")["waiting"] == 1
        assert "waiting" not in screen.until("questions")


def test_a_question_that_comes_in_makes_no_phone_load_its_page(room: Room, session: Json) -> None:
    take(room, session)
    with listening(room, session, "phone", room.join(session)) as phone:
        before = phone.until("questions")
        question = ask(room, session, room.join(session))
        after = phone.until("questions", box=1)
        assert after["view"] == before["view"]

        do(room, question, "show")
        assert phone.until("questions", box=0)["view"] != before["view"]  # the control: what is up concerns all


def test_what_became_of_ones_own_is_told_to_that_phone_alone(room: Room, session: Json) -> None:
    take(room, session, moderated=True)
    asker, other = room.join(session), room.join(session)
    question = ask(room, session, asker)
    with listening(room, session, "phone", asker) as mine, listening(room, session, "phone", other) as theirs:
        before, elsewhere = mine.until("own-questions"), theirs.until("own-questions")
        do(room, question, "admit")

        assert mine.until("own-questions")["view"] != before["view"]
        theirs.until("questions", box=1)
        assert [each for each in theirs.heard if each["type"] == "own-questions"] == [elsewhere]


def test_a_verdict_reaches_the_screen(room: Room, session: Json) -> None:
    take(room, session)
    asker = room.join(session)
    question = ask(room, session, asker)
    do(room, question, "show")
    do(room, question, "answer")
    with listening(room, session, "screen") as screen:
        before = screen.until("questions")["view"]
        judge(room, asker, question)
        assert screen.until("questions")["view"] != before


def test_no_message_says_who_asked(room: Room, session: Json) -> None:
    take(room, session)
    with listening(room, session, "host") as host, listening(room, session, "phone", room.join(session)) as phone:
        question = ask(room, session, room.join(session), name="Ann")
        for ear in (host, phone):
            told = ear.until("questions", supports={question["id"]: 0})
            assert set(told) <= {"type", "seq", "view", "box", "waiting", "supports"}
