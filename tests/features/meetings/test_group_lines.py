"""The box of groups, and two groups of one name wherever groups come in."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from server.errors import BadFields
from server.features.meetings.group_lines import MOST_GROUPS, passed_over, read_groups
from tests.builders import Room

CASE = Path(__file__).parents[2] / "data" / "lists" / "groups-twice" / "groups.txt"


def groups(text: str) -> list[tuple[str, int | None]]:
    return [(group.name, group.seats) for group in read_groups(text)]


def refused(text: str) -> str:
    with pytest.raises(BadFields) as bad:
        read_groups(text)
    (error,) = bad.value.errors
    assert error.at == "groups"
    return error.message


@pytest.mark.parametrize(
    "line",
    [
        "第一组 24",
        "第一组\u300024",
        "第一组，24",
        "第一组，24人",
        "第一组, 24 人",
        "第一组;24",
        "第一组；24",
        "第一组、24",
        "第一组：24",
        "第一组（24）",
        "第一组(24人)",
        "第一组【２４】",
        "第一组\t24",
        "第一组\t24人",
        "第一组\x0b24",
    ],
)
def test_a_group_and_its_seats_may_be_written_in_many_ways(line: str) -> None:
    assert groups(line) == [("第一组", 24)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Group 1\nGroup 2", [("Group 1", None), ("Group 2", None)]),
        ("Group 1 24\nGroup 2 12", [("Group 1", 24), ("Group 2", 12)]),
        ("Group 1: 24", [("Group 1", 24)]),
        ("Table A 8", [("Table A", 8)]),
        ("VIP 24", [("VIP 24", None)]),
        ("VIP (24)", [("VIP", 24)]),
        ("小组 1\n小组 2", [("小组 1", None), ("小组 2", None)]),
        ("东区 1\n东区 2", [("东区 1", None), ("东区 2", None)]),
        ("Sales, East, 12", [("Sales, East", 12)]),
        ("王、李小组", [("王、李小组", None)]),
        ("1,12\n2,15", [("1", 12), ("2", 15)]),
        ("1. 东组 12\n2. 西组 13", [("东组", 12), ("西组", 13)]),
        ("1组\n2组", [("1组", None), ("2组", None)]),
        ("东组，\n\n 西组 ", [("东组", None), ("西组", None)]),
        ("东\x0b组\t12", [("东 组", 12)]),
        ("", []),
    ],
)
def test_a_number_is_seats_only_where_it_cannot_be_a_part_of_the_name(
    text: str, expected: list[tuple[str, int | None]]
) -> None:
    assert groups(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "组名\t人数\n东组\t4\n西组\t5",
        "组名，人数\n东组，4\n西组，5",
        "group,seats\n东组,4\n西组,5",
        "序号\t组名\t人数\n1\t东组\t4\n2\t西组\t5",
        "人数\t备注\t小组名称\n4\t\t东组\n5\t靠窗\t西组",
        "1\t东组\t4\n2\t西组\t5",
        "组名\n东组 4\n西组 5",
    ],
)
def test_header_lines_and_running_numbers_are_no_groups(text: str) -> None:
    assert groups(text) == [("东组", 4), ("西组", 5)]
    assert passed_over(text) == ()


def test_sums_and_notes_are_passed_over_and_said() -> None:
    text = "各组人数\n组名\t人数\n东组\t4\n西组\t5\n合计\t9\n备注：靠窗"

    assert groups(text) == [("东组", 4), ("西组", 5)]
    assert passed_over(text) == (
        "“各组人数” on line 1 is no entry and is left out.",
        "“合计” on line 5 is no entry and is left out.",
        "“备注：靠窗” on line 6 is no entry and is left out.",
    )
    assert (groups("东组 4\n合计 4"), len(passed_over("东组 4\n合计 4"))) == ([("东组", 4)], 1)


def test_what_the_box_cannot_use_is_said_in_one_sentence() -> None:
    assert refused("East, West") == "“East, West”: after the comma goes the number of seats."
    assert refused("东组\t许多") == "“东组, 许多”: after the comma goes the number of seats."
    assert refused("东组\t4\t张三\n西组\t5\t李四").startswith("These lines have more columns than this box takes")
    assert refused("\n".join(f"G{n}" for n in range(MOST_GROUPS + 1))).startswith("These are too many lines")


def test_two_groups_of_one_name_are_refused_with_their_lines() -> None:
    assert refused(CASE.read_text("utf-8")) == "Lines 1 and 2 name the same group, “1组”; give each its own name."
    assert refused("East  Wing, 4\n\nEast Wing\t5").startswith("Lines 1 and 3 name")


def test_a_million_characters_are_read_in_seconds() -> None:
    began = perf_counter()
    for line in ("组(1" + " " * 1_000_000 + "x", "a," * 500_000, "1" * 1_000_000 + "x", "a " * 500_000):
        with pytest.raises(BadFields):
            read_groups(line)
    assert perf_counter() - began < 5


def test_two_groups_of_one_name_are_refused_over_the_api(room: Room) -> None:
    twice = [{"name": "1组", "seats": 12}, {"name": " 1组", "seats": 15}]
    body = {"title": "Retreat", "polls": [], "groups": twice}
    session = room.session(groups=("East", "West"))

    made = room.host("POST", "/api/sessions", json=body)
    changed = room.host("PATCH", f"/api/sessions/{session['id']}", json={"groups": twice})

    assert (made.status, made.at) == (changed.status, changed.at) == (422, ["groups/1/name"])
    assert "“1组” is on the list of groups twice" in made.json["errors"][0]["message"]
    kept = room.host("GET", f"/api/sessions/{session['id']}").json["groups"]
    assert [group["name"] for group in kept] == ["East", "West"]
    assert room.host("POST", "/api/sessions", json={**body, "groups": [{"name": "1组"}, {"name": "2组"}]}).status == 201


def test_a_name_that_is_there_twice_in_two_spellings_is_refused() -> None:
    with pytest.raises(BadFields):
        read_groups("第一组；24\n第一组 24\n第二组 12")
