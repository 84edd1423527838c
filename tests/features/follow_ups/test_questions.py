"""Questions from the floor that are not settled, on the list of what is followed up."""

from __future__ import annotations

from tests.builders import Room
from tests.features.follow_ups.test_host_page import gathered, page
from tests.features.questions.asking import ask, do, judge, take
from tests.tab import Tab


def test_questions_that_came_up_and_are_not_settled_are_followed_up(room: Room) -> None:
    session = room.session(locale="en")
    take(room, session)
    texts = ("Not asked yet?", "No answer yet?", "Badly answered?", "Well answered?")
    askers = {text: room.join(session) for text in texts}
    asked = {text: ask(room, session, askers[text], text) for text in texts}
    for text in texts[1:]:
        assert do(room, asked[text], "show").status == 200
        assert do(room, asked[text], "assign", department="Services").status == 200
        if text != "No answer yet?":
            assert do(room, asked[text], "answer").status == 200
            judge(room, askers[text], asked[text], "satisfied" if text == "Well answered?" else "unsatisfied")

    found = gathered(room, session)

    told = [(each["title"], each["owner"], each["source"], each["origin"], each["place"]) for each in found]
    origin = "Questions from the floor"
    assert told == [(text, "Services", "question", origin, None) for text in ("No answer yet?", "Badly answered?")]
    assert gathered(room, session) == found
    assert origin in page(room, session).text
    assert origin in Tab(room).sign_in().get(f"/print/{session['id']}/follow-ups").text
