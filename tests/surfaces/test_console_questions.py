"""Questions from the floor on the console: the one red button takes, draws, stamps and goes on."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.questions.asking import ask, do, judge, listed, take
from tests.tab import Page, Tab


@pytest.fixture
def session(room: Room) -> Json:
    """A meeting that stands at its questions, with one more item after them."""
    lists = [{"title": "List", "options": [{"title": "Lift", "department": "Housing"}, {"title": "Park"}]}]
    session = room.session(locale="en", polls=lists)
    items = [{"kind": "questions", "title": "Questions"}, {"kind": "message", "title": "Closing words"}]
    path = f"/api/sessions/{session['id']}/agenda"
    kept = room.host("PUT", path, json={"items": items}).json
    first = (kept["items"] if isinstance(kept, dict) else kept)[0]
    assert room.host("POST", f"{path}/{first['id']}/go", json={}).status == 200
    return session


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


def console(host: Tab, session: Json) -> str:
    return host.get(f"/host/{session['id']}").text


def red(page: str) -> str:
    """What the red button says; there is one."""
    found = re.findall(r'class="btn main[^>]*>(.*?)<(?:kbd|/)', page)
    assert len(found) == 1, found
    return str(found[0]).strip()


def press(host: Tab, session: Json, act: str, question: Json | None = None, **fields: str) -> str:
    """As the console's form says it; where it leads to."""
    named = {"question": question["id"]} if question else {}
    answer = host.post(f"/host/{session['id']}/questions", {"page": "console", "act": act, **named, **fields})
    return str(answer.response.headers["location"])


def test_the_red_button_does_what_comes_next_and_stays_on_the_console(room: Room, session: Json, host: Tab) -> None:
    home, voter = f"/host/{session['id']}", room.join(session)
    said = [red(console(host, session))]
    assert press(host, session, "open") == home
    empty = console(host, session)
    said.append(red(empty))
    assert 'data-key=" " disabled' in empty
    asked = [ask(room, session, voter, text) for text in ("When is the lift?", "Who cleans the park?")]
    said.append(red(console(host, session)))
    assert press(host, session, "draw") == home
    shown = console(host, session)
    said.append(red(shown))
    card = next(each for each in asked if each["text"] in shown)
    assert '<option value="Housing">' in shown
    assert press(host, session, "answered", card, department="Housing") == home
    said.append(red(console(host, session)))
    assert listed(room, session, query="?state=answered")["questions"][0]["department"] == "Housing"

    assert said == [
        "Take questions from phones",
        "Draw the next one",
        "Draw the next one",
        "Answered",
        "Draw the next one",
    ]


def test_answered_and_drawn_by_one_press_and_then_the_meeting_goes_on(room: Room, session: Json, host: Tab) -> None:
    take(room, session)
    voter = room.join(session)
    asked = [ask(room, session, voter, text) for text in ("When is the lift?", "Who cleans the park?")]
    press(host, session, "draw")
    first = next(each for each in asked if each["text"] in console(host, session))
    second = next(each for each in asked if each is not first)

    press(host, session, "answered-draw", first)
    page = console(host, session)
    assert second["text"] in page
    assert first["text"] not in page
    assert red(page) == "Answered"
    assert 'id="answered-draw"' not in page  # the box is empty

    press(host, session, "answered", second)
    assert red(console(host, session)).startswith("Up next: Closing words")


def test_verdicts_are_shown_and_an_answer_that_is_judged_is_not_taken_back(
    room: Room, session: Json, host: Tab
) -> None:
    take(room, session)
    voter = room.join(session)
    question = ask(room, session, voter)
    press(host, session, "draw")
    press(host, session, "answered", question)
    assert 'id="not-answered"' in console(host, session)

    judge(room, voter, question, "mostly")

    page = console(host, session)
    assert re.search(r'class="found mostly">[^<]+<b>1</b>', page)
    assert 'id="not-answered"' not in page


def test_when_as_many_came_up_as_planned_red_goes_on_and_drawing_stays_possible(
    room: Room, session: Json, host: Tab
) -> None:
    take(room, session, planned=1)
    voter = room.join(session)
    for text in ("When is the lift?", "Who cleans the park?"):
        ask(room, session, voter, text)
    press(host, session, "draw")
    question = next(each for each in listed(room, session)["questions"] if each["state"] == "shown")
    press(host, session, "answered", question)

    page = console(host, session)
    assert red(page).startswith("Up next")
    assert 'id="draw"' in page


def test_what_waits_for_the_host_is_named_and_a_refusal_is_said_on_the_console(
    room: Room, session: Json, host: Tab
) -> None:
    take(room, session, moderated=True)
    waiting = ask(room, session, room.join(session))
    assert red(console(host, session)) == "Look at what waits: 1"

    do(room, waiting, "refuse")
    refused = press(host, session, "draw")
    assert refused == f"/host/{session['id']}?refused=no-questions"
    assert "No question is in the box" in Page(host.get(refused).text).text
