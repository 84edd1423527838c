"""/s/{session}/questions and the questions on the participant's page, without JavaScript."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.questions.asking import ask, do, draw, judge, listed, one, support, take
from tests.tab import Page, Tab


@pytest.fixture
def taking(room: Room, session: Json) -> Json:
    take(room, session)
    return session


@pytest.fixture
def phone(room: Room, taking: Json) -> Tab:
    tab = Tab(room)
    tab.join(taking, "East")
    return tab


def page_of(session: Json) -> str:
    return f"/s/{session['id']}/questions"


def post(phone: Tab, session: Json, act: str, question: Json | None = None, **fields: str) -> int:
    named = {"question": question["id"]} if question else {}
    return phone.post(page_of(session), {"act": act, **named, **fields}).status


def test_a_question_is_put_in_by_the_plain_form_and_stands_among_ones_own(room: Room, taking: Json, phone: Tab) -> None:
    assert "What would you ask?" in Page(phone.get(f"/s/{taking['id']}").text).text

    answer = phone.post(page_of(taking), {"act": "ask", "text": " When will\r\nit be? ", "name": "Ann"})

    shown = Page(phone.follow(answer).text)
    assert "Your questions When will it be? In the box" in shown.text
    assert shown.value("name") == "Ann"  # as typed last
    asked = listed(room, taking)["questions"]
    assert [(each["text"], each["name"], each["group"]) for each in asked] == [
        ("When will it be?", "Ann", taking["groups"][0]["id"])
    ]


@pytest.mark.parametrize("text", ["x" * 121, "Control \x07"])
def test_what_cannot_be_taken_is_kept_and_said(room: Room, taking: Json, phone: Tab, text: str) -> None:
    answer = phone.post(page_of(taking), {"act": "ask", "text": text, "name": "Ann"})
    shown = Page(answer.text)

    assert answer.status == 422
    assert shown.areas["text"] == text
    assert shown.value("name") == "Ann"
    assert 'role="alert"' in answer.text
    assert listed(room, taking)["total"] == 0


def test_what_comes_too_late_is_kept_and_said(room: Room, taking: Json, phone: Tab) -> None:
    take(room, taking, open=False)
    answer = phone.post(page_of(taking), {"act": "ask", "text": "Too late?"})

    assert answer.status == 422
    assert "No questions are taken at the moment." in Page(answer.text).text
    assert "Too late?" in answer.text


def test_refusals_are_said_in_the_readers_language(room: Room, taking: Json) -> None:
    phone = Tab(room, language="zh-CN")
    phone.join(taking, "East")

    assert "最多 120 个字" in phone.post(page_of(taking), {"act": "ask", "text": "问" * 121}).text
    for n in range(3):
        post(phone, taking, "ask", text=f"第 {n} 题")
    assert "请过一分钟再提" in phone.post(page_of(taking), {"act": "ask", "text": "第四题"}).text


def test_others_are_supported_and_no_longer_by_a_button(room: Room, taking: Json, phone: Tab) -> None:
    question = ask(room, taking, room.join(taking, "West"), "What about the lifts?", name="Ben")
    shown = Page(phone.get(f"/s/{taking['id']}").text)
    assert "What about the lifts? Ben, West" in shown.text

    for act, count in (("support", 1), ("support", 1), ("unsupport", 0)):
        assert post(phone, taking, act, question) == 303
        assert one(room, taking, question)["supports"] == count


def test_a_phone_shows_five_of_many_and_the_page_of_all_thirty_at_a_time(room: Room, taking: Json, phone: Tab) -> None:
    asked = [ask(room, taking, room.join(taking), f"Number {n}?") for n in range(61)]
    support(room, room.join(taking), asked[60])

    def seen(path: str) -> list[str]:
        return re.findall(r"Number \d+\?(?=</p>)", phone.get(path).text)

    assert seen(f"/s/{taking['id']}") == ["Number 60?", *(f"Number {n}?" for n in range(4))]
    assert len(seen(page_of(taking))) == 30
    assert seen(f"{page_of(taking)}?page=3") == ["Number 59?"]
    assert seen(f"{page_of(taking)}?sort=new")[:2] == ["Number 60?", "Number 59?"]
    assert seen(f"{page_of(taking)}?page=99") == []


def test_ones_own_is_withdrawn_by_a_button_and_nobody_elses(room: Room, taking: Json, phone: Tab) -> None:
    other = ask(room, taking, room.join(taking), "Theirs")
    post(phone, taking, "ask", text="Mine")
    mine = next(each for each in listed(room, taking)["questions"] if each["text"] == "Mine")

    assert post(phone, taking, "withdraw", other) == 403
    assert post(phone, taking, "withdraw", mine) == 303
    assert [each["text"] for each in listed(room, taking)["questions"]] == ["Theirs"]


def test_who_asked_is_asked_how_the_answer_is_found_and_others_are_not(room: Room, taking: Json, phone: Tab) -> None:
    post(phone, taking, "ask", text="Mine")
    (mine,) = listed(room, taking)["questions"]
    other = Tab(room)
    other.join(taking, "West")
    do(room, mine, "show")
    assert "Your question is up now" in Page(phone.get(f"/s/{taking['id']}").text).text
    assert "This question is up now" in Page(other.get(f"/s/{taking['id']}").text).text
    do(room, mine, "answer")

    assert "What do you think of the answer?" in Page(phone.get(f"/s/{taking['id']}").text).text
    assert "What do you think of the answer?" not in Page(other.get(f"/s/{taking['id']}").text).text
    assert post(other, taking, "judge", mine, verdict="satisfied") == 403
    assert post(phone, taking, "judge", mine, verdict="mostly") == 303
    assert one(room, taking, mine)["verdicts"]["mostly"] == 1
    assert re.search(r'value="mostly" aria-pressed="true"', phone.get(f"/s/{taking['id']}").text)


def test_where_the_room_judges_everybody_is_asked(room: Room, taking: Json, phone: Tab) -> None:
    take(room, taking, judges="room")
    question = ask(room, taking, room.join(taking))
    draw(room, taking)
    do(room, question, "answer")

    assert "This question was answered" in Page(phone.get(f"/s/{taking['id']}").text).text
    assert post(phone, taking, "judge", question, verdict="satisfied") == 303


@pytest.mark.parametrize("fields", [{"act": "x"}, {"act": "judge", "verdict": "good"}, {"act": "support"}, {}])
def test_an_act_there_is_not_is_refused(hall: Room, fields: dict[str, str]) -> None:
    session = hall.session()
    take(hall, session)
    tab = Tab(hall)
    tab.join(session)

    assert tab.post(page_of(session), fields).status == 404


def test_another_meetings_question_is_not_reached_from_here(room: Room, taking: Json, phone: Tab) -> None:
    other = room.session()
    take(room, other)
    question = ask(room, other, room.join(other))

    assert post(phone, taking, "support", question) == 404
    assert one(room, other, question)["supports"] == 0


def test_the_part_is_there_while_people_wait_and_after_they_sent_and_never_on_the_ballot(
    room: Room, taking: Json, phone: Tab
) -> None:
    poll, form = taking["polls"][0], 'name="act" value="ask"'
    path = f"/s/{taking['id']}"
    assert form in phone.get(path).text
    room.open(poll)
    assert form not in phone.get(path).text
    phone.post(f"{path}/ballot/{poll['id']}", {"choice": poll["options"][0]["id"]})
    assert form in phone.get(path).text
    room.close(poll)
    room.reveal(poll)
    assert form in phone.get(path).text


def test_without_questions_the_page_says_nothing_of_them(room: Room, session: Json) -> None:
    phone = Tab(room)
    phone.join(session, "East")

    assert "questions" not in phone.get(f"/s/{session['id']}").text
    assert "This meeting takes no questions." in Page(phone.get(page_of(session)).text).text


def test_once_they_are_over_the_forms_are_gone(room: Room, taking: Json, phone: Tab) -> None:
    post(phone, taking, "ask", text="Mine")
    (mine,) = listed(room, taking)["questions"]
    do(room, mine, "show")
    do(room, mine, "answer")
    assert judge(room, room.join(taking), mine).status == 403
    room.host("POST", f"/api/sessions/{taking['id']}/questions/end")

    for path in (f"/s/{taking['id']}", page_of(taking)):
        assert '/questions"><input' not in phone.get(path).text


def test_words_are_words_and_no_markup(room: Room, taking: Json, phone: Tab) -> None:
    ask(room, taking, room.join(taking), "<b>bold</b> & <script>", name="<i>Ann</i>")

    for path in (f"/s/{taking['id']}", page_of(taking)):
        html = phone.get(path).text
        assert "&lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;" in html
        assert "<b>bold" not in html
