"""CSV files as a page saves them: columns and states in the meeting's language; as programs ask for them: as ever."""

from __future__ import annotations

import csv
import io
import re

from tests.builders import Json, Room
from tests.features.call import calls
from tests.tab import Tab

CODES = ["list", "rank", "title", "department", "votes", "share", "elected", "tie", "seed", "reason"]


def lines(room: Room, path: str) -> list[list[str]]:
    answer = room.host("GET", path)
    assert answer.status == 200, answer.text
    assert answer.response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.response.content.decode("utf-8-sig"), newline="")))


def voted(room: Room, locale: str) -> Json:
    """Two lists, one tied and open, the other decided; groups and an option are named as columns and states are."""
    options = [{"title": "true"}, {"title": "=open"}]
    lists = [{"title": title, "winners": 1, "options": options} for title in ("tie", "rank")]
    session = room.session(locale=locale, groups=("rank", "assisted"), smallest_group=1, polls=lists)
    for poll, ballots in zip(session["polls"], ([[0], [1]], [[0], [0]]), strict=True):
        room.open(poll)
        for choices in ballots:
            room.cast(room.join(session, "rank"), poll, choices)
        room.close(poll)
    return session


def test_the_page_saves_it_in_the_meetings_words(room: Room) -> None:
    session = voted(room, "zh-CN")
    path = f"/api/sessions/{session['id']}/export.csv"
    assert f'href="{path}?heads=session"' in Tab(room).sign_in().get(f"/host/{session['id']}/results").text

    head, *found = lines(room, f"{path}?heads=session")

    assert head[:10] == ["名单", "名次", "项目", "部门", "得票", "推荐率", "结果", "并列", "签号", "理由"]
    assert head[13:] == ["rank", "assisted"]  # what people named stays as they named it
    assert [line[:3] for line in found[:2]] == [["tie", "1", "true"], ["tie", "1", "'=open"]]
    assert [line[6:8] for line in found] == [["并列", "待定"], ["并列", "待定"], ["入围", ""], ["", ""]]


def test_programs_get_it_as_ever_whatever_the_language(room: Room) -> None:
    session = voted(room, "ja")
    path = f"/api/sessions/{session['id']}/export.csv"

    head, *found = lines(room, path)

    assert head == [*CODES, "ballots", "blank", "void", "rank", "assisted"]
    assert [line[6:8] for line in found] == [["tie", "open"], ["tie", "open"], ["true", ""], ["false", ""]]
    assert lines(room, f"{path}?heads=other") == [head, *found]
    spoken = lines(room, f"{path}?heads=session")
    assert [line[4:6] + line[8:] for line in spoken[1:]] == [line[4:6] + line[8:] for line in found]


def test_grades_and_ways_stand_before_the_groups(room: Room) -> None:
    graded = room.session(
        locale="zh-CN", polls=[{"title": "评议", "type": "grade", "options": [{"title": "甲"}, {"title": "乙"}]}]
    )
    (listed,) = graded["polls"]
    room.open(listed)
    voter = room.join(graded)
    marks = {option["id"]: "好" for option in listed["options"]}
    assert room.call("PUT", f"/api/polls/{listed['id']}/ballot", by=voter, json={"marks": marks}).status == 200
    room.close(listed)

    head, *found = lines(room, f"/api/sessions/{graded['id']}/export.csv?heads=session")

    assert not [each for each in head if re.search("[a-z]", each)]
    assert head[13:18] == ["平均分", "平均分（分数）", "好评率（占评议票）", "好评率（占全部票）", "未评"]
    assert head[18:22] == ["好", "较好", "一般", "差"]
    assert len({len(line) for line in [head, *found]}) == 1


def test_items_and_questions_too(room: Room) -> None:
    call = calls.call(room)
    session = call.session
    room.host("PATCH", f"/api/sessions/{session['id']}", json={"locale": "zh-CN"})
    (east,) = call.invite("East office")
    east.hand_in("A lift", files={"picture": calls.picture()})
    east.act("withdraw", call.item("A lift")["id"])
    base = f"/api/sessions/{session['id']}"

    head, line = lines(room, f"{base}/items.csv?heads=session")
    assert (head[0], head[5], line[5], line[13]) == ("名单", "图片", "有", "已撤回")
    assert not [each for each in head if re.fullmatch("[a-z_]+", each)]
    assert lines(room, f"{base}/items.csv")[0][0] == "list"

    (head,) = lines(room, f"{base}/questions.csv?heads=session")
    assert not [each for each in head if re.fullmatch("[a-z_]+", each)]
    assert lines(room, f"{base}/questions.csv")[0][0] == "number"
