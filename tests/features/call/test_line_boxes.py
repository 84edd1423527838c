"""The boxes of the call that take lines: departments and the titles of new lists."""

from __future__ import annotations

import pytest

from tests.builders import Room
from tests.features.call import calls
from tests.features.call.calls import DEADLINE, Call
from tests.tab import Page


@pytest.fixture
def call(room: Room) -> Call:
    return calls.call(room)


def departments(call: Call) -> list[str]:
    return [each["name"] for each in call.json["departments"]]


@pytest.mark.parametrize(
    "names",
    ["服务办\n安全办", "序号\t责任单位\n1\t服务办\n2\t安全办", "部门\n服务办\n安全办", "1、服务办\n2、安全办"],
)
def test_departments_are_taken_from_what_a_sheet_pastes(call: Call, names: str) -> None:
    before = departments(call)

    assert call.act("invite", names=names).status == 200
    assert sorted(set(departments(call)) - set(before)) == sorted(["服务办", "安全办"])


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("服务办\n合计\t2", "is no entry; take that line away."),
        ("服务办\t张三\n安全办\t李四", "more columns than this box takes"),
        ("1\n2", "is no name"),
    ],
)
def test_what_is_no_department_is_said_and_nobody_is_invited(call: Call, names: str, said: str) -> None:
    before = departments(call)

    refused = call.act("invite", names=names)

    assert refused.status == 422
    assert said in Page(refused.text).text
    assert departments(call) == before


def test_titles_of_new_lists_have_no_header_and_no_soft_breaks(call: Call) -> None:
    lists = len(call.json["lists"])
    polls = " ".join(each["poll"] for each in call.json["lists"])

    assert call.act("call", deadline=DEADLINE, poll=polls, titles="名单\n民生\x0b实事\n专项任务").status == 303
    assert [each["title"] for each in call.json["lists"]][lists:] == ["民生 实事", "专项任务"]
