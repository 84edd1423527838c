"""What files and pages say of questions: export.json, questions.csv, the workbook, the minutes, the screen."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from tests.builders import Json, Room
from tests.features.questions.asking import ask, do, draw, judge, path_of, support, take
from tests.tab import Page, Tab


@pytest.fixture
def asked(room: Room, session: Json) -> list[Json]:
    """Four questions: the first two answered, one came up, one in the box; the fifth was taken back."""
    take(room, session, planned=6)
    voters = [room.join(session, "East") for _ in range(5)]
    found = [
        ask(room, session, voter, f"=Number {n}?", name="Resident" if n else None) for n, voter in enumerate(voters)
    ]
    support(room, voters[4], found[0])
    for each in found[:3]:
        do(room, each, "show")
    for voter, each, verdict in zip(voters, found, ("satisfied", "unsatisfied"), strict=False):
        do(room, each, "assign", department="Housing", answerer="Head of office")
        do(room, each, "answer")
        judge(room, voter, each, verdict)
    room.call("DELETE", f"/api/questions/{found[4]['id']}", by=voters[4])
    return found


def test_the_json_has_everything_and_counts_it(room: Room, session: Json, asked: list[Json]) -> None:
    draw(room, session)
    whole = room.host("GET", f"/api/sessions/{session['id']}/export.json").json["questions"]

    assert whole["summary"] == {
        "asked": 4,
        "shown": 4,
        "answered": 2,
        "judged": 2,
        "satisfied": 1,
        "mostly": 0,
        "unsatisfied": 1,
    }
    assert [each["state"] for each in whole["questions"]] == ["answered", "answered", "shown", "shown", "withdrawn"]
    assert whole["questions"][0]["supports"] == 1
    assert whole["draws"][0]["drawn"] == asked[3]["id"]


def test_a_meeting_without_questions_exports_none(room: Room, session: Json) -> None:
    assert room.host("GET", f"/api/sessions/{session['id']}/export.json").json["questions"] is None


def test_the_csv_has_a_line_for_each_and_no_formula(room: Room, session: Json, asked: list[Json]) -> None:
    lot = draw(room, session)["draw"]
    answer = room.host("GET", f"{path_of(session)}.csv")
    lines = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))

    assert answer.response.headers["content-type"] == "text/csv; charset=utf-8"
    assert [line["question"] for line in lines] == [f"'=Number {n}?" for n in range(4)]
    assert lines[0] | {"seed": ""} == {
        "number": "1",
        "turn": "1",
        "question": "'=Number 0?",
        "name": "",
        "group": "East",
        "supports": "1",
        "state": "answered",
        "department": "Housing",
        "answerer": "Head of office",
        "satisfied": "1",
        "mostly": "0",
        "unsatisfied": "0",
        "verdict": "satisfied",
        "drawn": "",
        "seed": "",
    }
    assert (lines[3]["drawn"], lines[3]["seed"]) == ("1", lot["seed"])


def test_the_workbook_has_questions_and_lots_as_text(room: Room, session: Json, asked: list[Json]) -> None:
    lot = draw(room, session)["draw"]
    body = room.host("GET", f"/api/sessions/{session['id']}/export.xlsx").response.content
    book = CalamineWorkbook.from_filelike(BytesIO(body))

    questions, lots = (book.get_sheet_by_name(name).to_python() for name in ("提问", "抽题记录"))
    assert [row[2] for row in questions[1:]] == [f"=Number {n}?" for n in range(4)]
    assert questions[1][6:13] == ["已答复", "Housing", "Head of office", 1, 0, 0, "满意"]
    assert lots[1][:3] == [1, lot["seed"], "=Number 3?"]
    without = room.host("GET", f"/api/sessions/{room.session()['id']}/export.xlsx").response.content
    assert "提问" not in CalamineWorkbook.from_filelike(BytesIO(without)).sheet_names


def test_the_minutes_count_and_name_what_is_open(room: Room, session: Json, asked: list[Json]) -> None:
    shown = Page(Tab(room).sign_in().get(f"/print/{session['id']}/minutes").text).text

    assert "共收到 4 个提问，上屏 3 题。答复 2 题：满意 1 题，不满意 1 题。" in shown
    assert "=Number 0? East Housing Head of office 满意" in shown
    assert "=Number 1? Resident Housing Head of office 待跟进" in shown
    assert "=Number 2? Resident 待跟进" in shown
    assert "=Number 3?" not in shown  # it never came up


def test_the_card_shows_who_asked_who_answers_and_the_stamp(room: Room, session: Json) -> None:
    room.host("PATCH", f"/api/sessions/{session['id']}", json={"locale": "en"})
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "question"})
    screen = Tab(room, cookies=room.screen_cookie(session))
    path = f"/screen/{session['id']}"
    assert "No question yet" in Page(screen.get(path).text).text

    take(room, session, planned=6)
    voter = room.join(session, "East")
    question = ask(room, session, voter, "What about the lifts?")
    assert "Put yours in on your phone. In the box: 1" in Page(screen.get(path).text).text
    do(room, question, "show")
    shown = Page(screen.get(path).text).text
    assert "Question 1 of 6" in shown
    assert "What about the lifts? Asked by East" in shown
    assert "Answered" not in shown
    do(room, question, "assign", department="Housing", answerer="Head of office")
    do(room, question, "answer")
    assert "Answered by Head of office Housing Answered" in Page(screen.get(path).text).text
    judge(room, voter, question, "unsatisfied")
    assert "Answered Follow up" in Page(screen.get(path).text).text
    do(room, question, "answer", answered=False)
    assert "Answered Follow up" in Page(screen.get(path).text).text  # a judged answer stays
