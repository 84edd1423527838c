"""Headings between rows or lines name the lists of what stands below them."""

from __future__ import annotations

import pytest

from tests.votes.lists.reading import doubtful, left_out, read

CHAT = "民生实事项目：\n1、社区食堂\n2、口袋公园\n\n专项任务：\n1、消防整治\n2、防汛演练\n3、垃圾分类\n"
TABLE = (
    "序号\t项目名称\t责任单位\n一、民生实事项目\n1\t社区食堂\t服务办\n2\t口袋公园\t管理办\n"
    "二、专项任务\n1\t消防整治\t安全办\n2\t防汛演练\t安全办\n合计\t4\n"
)


def lists(text: str) -> dict[str, list[str]]:
    return {each.title: [option.title for option in each.options] for each in read(text, "会议")}


@pytest.mark.parametrize(
    "text", [CHAT, CHAT.replace("民生", "一、民生").replace("专项", "二、专项"), CHAT.replace("：", "")]
)
def test_a_message_with_two_numbered_lists_is_two_lists(text: str) -> None:
    assert lists(text) == {
        "民生实事项目": ["社区食堂", "口袋公园"],
        "专项任务": ["消防整治", "防汛演练", "垃圾分类"],
    }
    assert [why for _, why in left_out(text)] == ["heading", "heading"]
    assert doubtful(text) == []


def test_rows_of_a_table_under_headings_are_lists() -> None:
    assert lists(TABLE) == {"民生实事项目": ["社区食堂", "口袋公园"], "专项任务": ["消防整治", "防汛演练"]}


def test_a_heading_alone_is_the_title_of_the_list() -> None:
    assert lists("民生实事项目\n1. 社区食堂\n2. 口袋公园\n") == {"会议": ["社区食堂", "口袋公园"]}


@pytest.mark.parametrize(
    "text",
    [
        CHAT.replace("2、口袋公园\n", ""),  # a list of one
        CHAT.replace("2、口袋公园", "口袋公园"),
        CHAT.replace("2、防汛", "5、防汛"),
        "社区食堂\n" + CHAT,
        CHAT.replace("专项任务", "民生实事项目"),
    ],
)
def test_where_it_is_not_clear_nothing_is_divided(text: str) -> None:
    assert list(lists(text)) == ["会议"]


def test_headings_that_have_one_row_each_are_left_out_and_divide_nothing() -> None:
    text = "序号\t名称\t部门\n东片\n1\t食堂\t甲\n西片\n1\t公园\t乙\n"

    assert lists(text) == {"会议": ["食堂", "公园"]}
    assert [why for _, why in left_out(text)] == ["heading", "heading"]
