"""What grades come to over the API: result, groups, ties, run-off, lists of tags, files, the live tally."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from fractions import Fraction
from hashlib import sha256

import pytest

from tests.builders import Json, Room
from tests.features.exports.test_xlsx import sheets
from tests.features.polls.erasing import STEPS, by_hand, export, rows, step
from tests.features.polls.graded import NAMES, REPORTS, counts, grade, graded, review
from tests.features.polls.ties import settle
from tests.live.listening import listening
from tests.tab import Tab

TEN = [{"name": name, "coefficient": worth} for name, worth in zip(NAMES, (10, 5, 2.5, 0), strict=True)]
RATES = ["好评率（占评议票）", "好评率（占全部票）"]


def by_title(result: Json) -> dict[str, Json]:
    return {each["title"]: each for each in result["options"]}


def test_the_whole_shape_of_a_result(room: Room) -> None:
    session, poll = review(room, ("East", "West"), winners=1)
    graded(room, session, poll, "0-3", "1-3", group="East")
    graded(room, session, poll, "03-", "--2", group="West")
    room.close(poll)
    works, schools, health = (option["id"] for option in poll["options"])

    result = room.result(poll)

    assert (result["type"], result["ballots"], result["winners"], result["tie"]) == ("grade", 4, 1, None)
    assert (result["grades"], result["good_grades"]) == (poll["grades"], 2)
    assert result["options"][0] == {
        "option": works,
        "title": "Works",
        "votes": 3,
        "share": 0.75,
        "rank": 1,
        "elected": True,
        "score": {"num": 14, "den": 15},
        "score_decimal": 0.9333,
        "grading": {"counts": [2, 1, 0, 0], "blank": 1, "good": 3, "good_of_rated": 1.0, "good_of_ballots": 0.75},
    }
    assert [(each["option"], each["rank"], each["score"]) for each in result["options"][1:]] == [
        (health, 2, {"num": 7, "den": 15}),
        (schools, 3, {"num": 2, "den": 5}),
    ]
    east = result["groups"][0]
    assert (east["name"], east["ballots"], east["options"][0]["score"]) == ("East", 2, {"num": 9, "den": 10})
    assert east["options"][1] == {
        "option": schools,
        "votes": 0,
        "score": {"num": 0, "den": 1},
        "score_decimal": 0.0,
        "grading": {"counts": [0, 0, 0, 0], "blank": 2, "good": 0, "good_of_rated": 0.0, "good_of_ballots": 0.0},
    }


def test_small_groups_are_one_row_whose_grades_are_added_up(room: Room) -> None:
    session, poll = review(room, ("East", "West", "North"))
    for group in ("East", "West"):
        graded(room, session, poll, "0-3", group=group)
    graded(room, session, poll, "111", "222", group="North")
    room.close(poll)

    rows = {row["name"]: row for row in room.result(poll)["groups"]}

    assert set(rows) == {"North", "East + West"}
    assert rows["East + West"]["options"][0]["grading"]["counts"] == [2, 0, 0, 0]


def test_a_poll_lives_from_draft_to_reveal(room: Room) -> None:
    session, poll = review(room, opened=False)
    voter = room.join(session)
    assert grade(room, voter, poll, "012").problem == "poll-not-open"
    room.open(poll)
    grade(room, voter, poll, "012")
    grade(room, voter, poll, "210")
    path = f"/api/polls/{poll['id']}/result"
    before = room.result(poll)
    assert {each["elected"] for each in before["options"]} == {None}
    room.close(poll)
    assert room.call("GET", path, by=voter).status == 403
    room.reveal(poll)

    public = room.call("GET", path, by=voter).json

    assert [each["title"] for each in public["options"]] == ["Health", "Schools", "Works"]
    assert {each["elected"] for each in public["options"]} == {True}


def test_equal_means_at_the_cut_line_are_tied_and_drawn(room: Room) -> None:
    session, poll = review(room, winners=1)
    graded(room, session, poll, "113", "11-", "1--")  # means 4/5, 4/5 by other numbers of ballots
    room.close(poll)
    works, schools, _ = (option["id"] for option in poll["options"])
    result = room.result(poll)
    assert (result["tie"]["rank"], result["tie"]["seats"], result["tie"]["options"]) == (1, 1, [works, schools])

    answer = settle(room, poll, "lot", seed="3444.43")

    first = min((works, schools), key=lambda option: sha256(f"3444.43\0{option}".encode()).hexdigest())
    assert answer.json["tie"]["settled"]["elected"] == [first]
    assert counts(room, poll)[0] == [0, 3, 0, 0]


def test_a_runoff_is_between_options_to_choose_and_decides(room: Room) -> None:
    session, poll = review(room, winners=1)
    graded(room, session, poll, "00-", "00-")
    room.close(poll)

    runoff = settle(room, poll, "runoff").json

    assert (runoff["type"], runoff["rule"], runoff["max_choices"], "grades" in runoff) == (
        "approval",
        "approval",
        1,
        False,
    )
    room.open(runoff)
    assert room.cast(room.join(session), runoff, [1]).status == 200
    room.close(runoff)
    assert [each["title"] for each in room.result(poll)["options"] if each["elected"]] == ["Schools"]


def test_the_lists_of_tags_count_the_grades_and_link_none(room: Room) -> None:
    session, poll = review(room, ("East", "West"))
    journal = []
    for at, grades in enumerate(("0-3", "013", "0-1", "22-")):
        nonce = f"{at:032x}"
        voter = room.join(session, ("East", "West")[at % 2])
        assert grade(room, voter, poll, grades, nonce=nonce).status == 200
        journal.append((grades, nonce))
    room.close(poll)

    tags = room.host("GET", f"/api/sessions/{session['id']}/export.json").json["polls"][0]["tags"]

    expected = {f"{option['id']}:{place}": [] for option in poll["options"] for place in range(4)}
    for grades, nonce in journal:
        for option, place in zip(poll["options"], grades, strict=True):
            if place != "-":
                mark = f"{option['id']}:{place}"
                hashed = sha256(f"m{poll['id']}{mark}".encode() + bytes.fromhex(nonce)).digest()
                expected[mark].append(hashed[:16].hex())
    assert tags["marks"] == {mark: sorted(found) for mark, found in expected.items()}
    assert len(tags["ballots"]) == 4
    for option, found in zip(poll["options"], counts(room, poll), strict=True):
        assert [len(tags["marks"][f"{option['id']}:{place}"]) for place in range(4)] == found


def test_the_lists_take_the_grades_place_and_the_result_stays(room: Room) -> None:
    session, poll = review(room, ("East", "West", "North"))
    for group, grades in (("East", "0-3"), ("West", "013"), ("North", "222"), ("North", "3-0"), ("North", "33-")):
        graded(room, session, poll, grades, group=group)
    by_hand(room, poll)
    room.close(poll)
    tags, result = export(room, poll)["tags"], room.result(poll)
    held = f"SELECT count(*) FROM ballots WHERE poll = '{poll['id']}'"
    assert rows(room.folder, held) == [(5,)]  # the control

    for take in STEPS:
        step(room, take, poll)
        assert (export(room, poll)["tags"], room.result(poll)) == (tags, result), take
    assert rows(room.folder, held) == [(0,)]
    listed = rows(room.folder, f"SELECT DISTINCT option FROM counts WHERE poll = '{poll['id']}' AND option != ''")
    assert {option for (option,) in listed} == {mark for mark, found in tags["marks"].items() if found}


def test_the_files_hold_means_rates_and_the_distribution(room: Room) -> None:
    session, poll = review(room, winners=2)
    graded(room, session, poll, "0-3", "1-3", "100")
    room.close(poll)
    room.reveal(poll)
    path = f"/api/sessions/{session['id']}/export"

    lines = list(csv.DictReader(io.StringIO(room.host("GET", f"{path}.csv").text.removeprefix("\ufeff"), newline="")))
    text = room.host("GET", f"{path}.txt").text

    found = [(row["title"], row["mean"], row["mean_exact"], row["好"], row["not_graded"]) for row in lines]
    assert found == [
        ("Schools", "1.0000", "1/1", "1", "2"),
        ("Works", "0.8667", "13/15", "1", "0"),
        ("Health", "0.6000", "3/5", "1", "0"),
    ]
    assert "1. Schools，平均分 1\n2. Works，平均分 0.8667\n" in text


def test_the_workbook_has_a_column_for_each_grade(room: Room) -> None:
    session, poll = review(room, ("East", "West"), winners=1)
    graded(room, session, poll, "0-3", "1-3", group="East")
    graded(room, session, poll, "100", "1-0", group="West")
    room.close(poll)

    answer = room.host("GET", f"/api/sessions/{session['id']}/export.xlsx")
    book = sheets(answer.response.content)

    assert book["Reports"] == [
        ["名次", "项目", "部门", "平均分", "好", "较好", "一般", "差", "未评", *RATES, "结果"],
        [1, "Schools", "", 1, 1, 0, 0, 0, 3, 1, 0.25, "入围"],
        [2, "Works", "", 0.85, 1, 3, 0, 0, 0, 1, 1, ""],
        [3, "Health", "", 0.7, 2, 0, 0, 2, 0, 0.5, 0.5, ""],
    ]
    by_group = book["Reports - 分组"]
    assert by_group[2] == ["名次", "项目", "部门", "平均分", "评议票数", "平均分", "评议票数"]
    assert by_group[3:6] == [
        [1, "Schools", "", 0, 0, 1, 1],
        [2, "Works", "", 0.9, 2, 0.8, 2],
        [3, "Health", "", 0.4, 2, 1, 2],
    ]
    assert [row[:4] for row in by_group[9:]] == [
        [1, "Works", "East", 0.9],
        [1, "Schools", "West", 1],
        [1, "Health", "West", 1],
    ]
    (counted,) = (row[1] for row in book["概要"] if row[0] == "计票办法")
    assert "好 1，较好 0.8，一般 0.6，差 0.4" in counted
    assert "平均分最高的 1 项入围" in counted


def test_the_picture_shows_means_with_bars_up_to_the_best_grade(room: Room) -> None:
    session, poll = review(room, winners=1, grades=TEN)
    for grades in ("0-2", "1-2"):
        assert grade(room, room.join(session), poll, grades).status == 200
    room.close(poll)
    room.reveal(poll)

    page = Tab(room).sign_in().get(f"/host/{session['id']}/results?poll={poll['id']}&lang=zh-CN").text

    lines = re.findall(r'data-votes="([^"]*)" data-unit="([^"]*)" data-share="([\d.]+)" data-state="(\w+)"', page)
    assert lines == [
        ("7.50", "平均分", "0.7500", "taken"),
        ("2.50", "平均分", "0.2500", "rest"),
        ("0.00", "平均分", "0.0000", "rest"),
    ]


def test_screens_and_hosts_hear_grades_and_phones_do_not(room: Room) -> None:
    session, poll = review(room)
    graded(room, session, poll, "0-3")
    works, schools, health = (option["id"] for option in poll["options"])
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "tally", "poll": poll["id"]})

    for view in ("screen", "host"):
        with listening(room, session, view) as ear:
            tally = ear.until("tally", ballots=1)
        assert tally["counts"] == {works: 1, schools: 0, health: 1}
        assert tally["grades"] == {works: [1, 0, 0, 0], schools: [0, 0, 0, 0], health: [0, 0, 0, 1]}
    with listening(room, session, "phone") as ear:
        assert {"counts", "grades"} & ear.until("tally", ballots=1).keys() == set()


@pytest.mark.parametrize("grades", ["000", "123", "3--"])
def test_a_sealed_review_tells_nobody_before_close(room: Room, grades: str) -> None:
    session, poll = review(room, display="sealed")
    graded(room, session, poll, *[grades] * 3)

    for view in ("screen", "host"):
        with listening(room, session, view) as ear:
            assert {"counts", "grades"} & ear.until("tally", ballots=3).keys() == set()
    assert room.host("GET", f"/api/polls/{poll['id']}/result").status == 409
    assert room.host("GET", f"/api/sessions/{session['id']}/export.json").json["polls"][0]["result"] is None
    room.close(poll)
    assert sum(map(sum, counts(room, poll))) == 3 * sum(place != "-" for place in grades)  # the control


def test_a_count_kept_outside_agrees(room: Room) -> None:
    session, poll = review(room)
    kept: dict[str, str] = {}
    voters = [room.join(session) for _ in range(9)]
    for at in range(30):
        voter, grades = voters[at * 7 % 9], f"{at % 4}{at * 3 % 4}{'-' if at % 5 else at % 3}"
        assert grade(room, voter, poll, grades).status == 200
        kept[voter] = grades
    room.close(poll)

    for at, title in enumerate(REPORTS):
        given = Counter(grades[at] for grades in kept.values())
        rated = sum(n for place, n in given.items() if place != "-")
        found = by_title(room.result(poll))[title]
        assert found["grading"]["counts"] == [given[str(place)] for place in range(4)]
        mean = sum(Fraction(10 - 2 * int(p), 10) * n for p, n in given.items() if p != "-") / rated
        assert Fraction(found["score"]["num"], found["score"]["den"]) == mean
