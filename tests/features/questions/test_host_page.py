"""/host/{session}/questions: the box is looked through, the card is led, a refusal is said."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.questions.asking import ask, do, draw, judge, listed, one, take
from tests.tab import Page, Tab


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


def page_of(session: Json) -> str:
    return f"/host/{session['id']}/questions"


def act(host: Tab, session: Json, name: str, question: Json | None = None, **fields: str) -> str:
    """Where it leads to."""
    named = {"question": question["id"]} if question else {}
    answer = host.post(page_of(session), {"act": name, **named, **fields})
    assert answer.status == 303
    return str(answer.response.headers["location"])


def words(host: Tab, session: Json, query: str = "") -> str:
    return Page(host.get(page_of(session) + query).text).text


def rows(host: Tab, session: Json, query: str = "") -> list[str]:
    box = host.get(page_of(session) + query).text.partition('<ul class="rows">')[2]
    return re.findall(r'<p class="words">(.*?)</p>', box)


def test_questions_are_led_from_the_first_to_the_last_press(room: Room, session: Json, host: Tab) -> None:
    assert "No questions are taken yet" in words(host, session)
    act(host, session, "open")
    act(host, session, "rules", moderated="yes", names="required", judges="room", planned="6")
    assert listed(room, session)["rules"] | {"current": None} == {
        "open": True,
        "moderated": True,
        "names": "required",
        "judges": "room",
        "planned": 6,
        "current": None,
        "ended": False,
    }
    voter = room.join(session, "East")
    question = ask(room, session, voter, "What about the lifts?", name="Ann")
    assert rows(host, session) == ["What about the lifts?"]  # what waits is shown first

    act(host, session, "admit", question)
    act(host, session, "draw")
    shown = words(host, session)
    assert "On the card Question 1 of 6 What about the lifts? Ann, East, drawn by lot" in shown
    act(host, session, "answered", question, department="Housing", answerer="Head of office")
    kept = one(room, session, question)
    assert (kept["state"], kept["department"], kept["answerer"]) == ("answered", "Housing", "Head of office")
    judge(room, voter, question)
    assert "Satisfied 1" in words(host, session)
    act(host, session, "close")
    act(host, session, "end")
    assert listed(room, session)["rules"]["ended"] is True
    assert "Over" in words(host, session)


def test_the_other_presses_do_what_they_say(room: Room, session: Json, host: Tab) -> None:
    take(room, session)
    question, other = (ask(room, session, room.join(session), text) for text in ("One?", "Two?"))

    def state() -> str:
        return str(one(room, session, question)["state"])

    act(host, session, "refuse", question)
    assert state() == "refused"
    act(host, session, "admit", question)
    act(host, session, "show", question)
    assert state() == "shown"
    act(host, session, "assign", question, department="Roads")
    assert one(room, session, question)["department"] == "Roads"
    act(host, session, "answered", question, department="Roads")
    act(host, session, "not-answered", question)
    assert state() == "shown"
    act(host, session, "clear")
    assert listed(room, session)["rules"]["current"] is None
    assert state() == "shown"
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "hold"})
    act(host, session, "project")
    assert room.host("GET", f"/api/sessions/{session['id']}").json["scene"]["kind"] == "question"
    assert one(room, session, other)["state"] == "in"


def test_all_that_wait_on_the_page_are_let_in_at_once(room: Room, session: Json, host: Tab) -> None:
    take(room, session, moderated=True)
    asked = [ask(room, session, room.join(session), f"Number {n}?") for n in range(3)]

    act(host, session, "admit-all", {"id": " ".join(each["id"] for each in asked[:2])})

    assert [one(room, session, each)["state"] for each in asked] == ["in", "in", "waiting"]


def test_hundreds_are_searched_and_turned_through(room: Room, session: Json, host: Tab) -> None:
    take(room, session)
    for n in range(60):
        group = ("East", "West")[n % 2]
        ask(room, session, room.join(session, group), f"Lift {n}?" if n < 55 else f"100% of {n}?", name=f"Name {n}")
    west = session["groups"][1]["id"]

    assert len(rows(host, session)) == 50
    assert len(rows(host, session, "?tab=in&page=2")) == 10
    assert rows(host, session, "?tab=in&text=lift+7") == ["Lift 7?"]
    assert rows(host, session, "?tab=in&text=name+9") == ["Lift 9?"]
    assert len(rows(host, session, "?tab=in&text=100%25")) == 5  # a sign of the search language is a sign
    assert len(rows(host, session, f"?tab=in&group={west}")) == 30
    assert rows(host, session, "?tab=in&text=nowhere") == []
    assert "Nothing found" in words(host, session, "?tab=in&text=nowhere")
    for query in ("?tab=x", "?page=x", "?page=0", "?page=99999999999999", "?group=x"):
        assert host.get(page_of(session) + query).status == 200


def test_what_was_looked_for_stays_after_a_press(room: Room, session: Json, host: Tab) -> None:
    take(room, session)
    question = ask(room, session, room.join(session))

    assert act(host, session, "refuse", question, tab="in", text="lift & co").endswith("?tab=in&text=lift+%26+co")


def test_departments_of_the_lists_and_of_answers_are_offered(room: Room, host: Tab) -> None:
    listing = [{"title": "List", "options": [{"title": "One", "department": "Roads"}, {"title": "Two"}]}]
    session = room.session(polls=listing)
    take(room, session)
    first, second = (ask(room, session, room.join(session), text) for text in ("One?", "Two?"))
    do(room, first, "show")
    do(room, first, "assign", department="Housing")
    do(room, second, "show")

    assert re.findall(r'<option value="(\w+)">', host.get(page_of(session)).text.partition("<datalist")[2])[:2] == [
        "Roads",
        "Housing",
    ]


def test_a_lot_is_shown_with_its_seed(room: Room, session: Json, host: Tab) -> None:
    take(room, session)
    ask(room, session, room.join(session))
    lot = draw(room, session)["draw"]

    assert lot["seed"] in words(host, session)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("draw", "no-questions"), ("show", "unknown-question"), ("x", "bad-fields"), ("answered", "unknown-question")],
)
def test_a_refusal_leads_back_and_is_said(room: Room, session: Json, host: Tab, name: str, reason: str) -> None:
    take(room, session)

    where = act(host, session, name)
    assert where.endswith(f"refused={reason}")
    assert 'role="alert"' in host.get(where).text
    assert 'role="alert"' not in host.get(page_of(session)).text  # the control


def test_another_meetings_question_is_not_reached_from_here(room: Room, session: Json, host: Tab) -> None:
    other = room.session()
    take(room, other)
    take(room, session)
    question = ask(room, other, room.join(other))

    for name in ("show", "refuse", "admit-all", "assign"):
        assert act(host, session, name, question).endswith("refused=unknown-question")
    assert one(room, other, question) == question


def test_the_console_leads_there_and_its_history_says_what_was_shown(room: Room, session: Json, host: Tab) -> None:
    take(room, session)
    ask(room, session, room.join(session))
    draw(room, session)
    html = host.get(f"/host/{session['id']}").text

    assert f'href="{page_of(session)}"' in html
    assert "Projector: Questions" in Page(html).text
    number = Page(html).value("number")
    assert host.post(f"/host/{session['id']}/act", {"act": "undo", "number": number}).status == 303
    assert room.host("GET", f"/api/sessions/{session['id']}").json["scene"]["kind"] == "join"
