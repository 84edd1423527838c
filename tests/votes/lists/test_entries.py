"""Which rows are entries; what is none is passed over and said, and a doubtful one is marked."""

from __future__ import annotations

import pytest

from tests.votes.lists.reading import doubtful, faults, left_out, reading, titles
from votes.lists.table import Line, Source, Table, Wishes, keys_of
from votes.lists.understood import understand

HEAD = "名称\t部门\n食堂\t服务办\n"


@pytest.mark.parametrize(
    "word", ["合计", "总计", "小计", "合 計", "合計", "计", "Total", "TOTAL:", "Subtotal", "總計", "共计"]
)
def test_sums_are_passed_over(word: str) -> None:
    for line in (word, f"{word}\t2", f"{word.rstrip(':')}：2 个"):
        assert (titles(HEAD + line), left_out(HEAD + line)) == (["食堂"], [(3, "sum")])


@pytest.mark.parametrize(
    "line", ["注：仅供参考", "备注:无", "备注", "说明：以上", "※以上", "Note: draft", "注1：甲", "備註：無"]
)
def test_notes_are_passed_over(line: str) -> None:
    assert (titles(HEAD + line), left_out(HEAD + line)) == (["食堂"], [(3, "note")])


@pytest.mark.parametrize(
    "line", ["填表人：甲某", "审核", "審核：", "日期：2027-01-08", "联系电话: 1", "负责人\t乙某", "Date: today"]
)
def test_signatures_are_passed_over(line: str) -> None:
    assert (titles(HEAD + line), left_out(HEAD + line)) == (["食堂"], [(3, "signature")])


@pytest.mark.parametrize(
    "line", ["合计划生育服务站", "说明牌更新", "审核流程再造", "注重民生", "日期提醒服务", "Total recall", "计生服务"]
)
def test_a_title_that_begins_with_such_a_word_stays(line: str) -> None:
    assert titles(HEAD + line) == ["食堂", line]


@pytest.mark.parametrize("line", ["合计2项", "共计 3 个", "总计：48", "total 48", "合計１２件"])
def test_a_sum_may_stand_right_behind_its_word(line: str) -> None:
    text = f"1. 食堂\n2. 公园\n{line}\n"

    assert (titles(text), left_out(text)) == (["食堂", "公园"], [(3, "sum")])


def test_the_rule_of_a_table_drawn_with_characters_is_no_entry() -> None:
    text = "| 名称 | 部门 |\n|---|:---:|\n| 食堂 | 服务办 |\n| 公园 | 管理办 |\n"

    assert (titles(text), left_out(text)) == (["食堂", "公园"], [(2, "blank")])


def test_a_doubtful_line_among_numbered_ones_keeps_no_number_on_them() -> None:
    text = "1. 食堂\n2. 公园\n合计费用公开说明\n"

    assert (titles(text), doubtful(text)) == (["食堂", "公园", "合计费用公开说明"], [3])


def test_a_title_that_goes_on_after_the_word_for_a_sum_is_marked() -> None:
    assert (doubtful(HEAD + "合计费用公开\n公园"), titles(HEAD + "合计费用公开")) == ([3], ["食堂", "合计费用公开"])
    assert doubtful("食堂：\n公园") == [1]
    assert doubtful(f"名称\t部门\t地点\n食堂\t甲\t乙\n{'长' * 61}\n") == [3]
    assert doubtful(HEAD) == []


def test_a_sum_beside_a_list_is_seen_by_its_title_or_its_first_cell() -> None:
    assert left_out("名单\t名称\t说明\nP\t食堂\t1\nP\t合计\t1\n合计\t\t1\n") == [(3, "sum"), (4, "sum")]


def test_a_header_that_is_repeated_is_passed_over() -> None:
    text = f"{HEAD}名 称\t部门*\n公园\t管理办\n"

    assert (titles(text), left_out(text)) == (["食堂", "公园"], [(3, "header")])


def test_a_header_of_two_lines_is_one() -> None:
    text = "序号\t名称\t内容\t\n\t\t现状\t目标\n1\t食堂\t甲\t乙\n"

    assert (titles(text), left_out(text)) == (["食堂"], [(2, "header")])


def test_rows_that_hold_nothing_of_use_are_passed_over() -> None:
    text = "序号\t名称\t颜色\n1\t食堂\t红\n2\t\t\n一、民生类\t\t\n\t\t绿\n"

    assert (titles(text), left_out(text)) == (["食堂"], [(3, "blank"), (4, "heading"), (5, "note")])


def test_a_row_without_its_title_is_a_fault_and_never_passed_over() -> None:
    assert faults(HEAD + "\t管理办\n", "P") == ["3/title"]


def test_hidden_rows_are_passed_over_and_said() -> None:
    lines = (Line(1, ("名称",)), Line(2, ("食堂",)), Line(3, ("已撤回",), is_hidden=True), Line(4, ("公园",)))
    found = understand([Table(lines, Source.WORKBOOK, "民生")], "").readings[0]

    assert [(row.at, row.out) for row in found.rows] == [(1, "header"), (2, None), (3, "hidden"), (4, None)]
    assert found.list == "民生"


def test_a_line_without_a_number_above_numbered_ones_is_their_title() -> None:
    assert (titles("今年要做的事\n1. 食堂\n2. 公园"), left_out("今年要做的事\n1. 食堂\n2. 公园")) == (
        ["食堂", "公园"],
        [(1, "above")],
    )


def test_a_tick_takes_a_row_in_or_leaves_it_out_whatever_comes_or_goes_around_it() -> None:
    text = HEAD + "公园\t管理办\n合计\t2\n"
    keys = keys_of(reading(text).rows and tuple(row.line for row in reading(text).rows))
    wishes = Wishes(rows={keys[2]: False, keys[3]: True})

    assert titles(text, wishes) == ["食堂", "合计"]
    assert titles(text.replace("食堂", "书房\t\n食堂"), wishes) == ["书房", "食堂", "合计"]
    assert [row.out for row in reading(text, wishes).rows] == ["header", None, "wished", None]


def test_equal_rows_have_keys_of_their_own() -> None:
    lines = (Line(1, ("a",)), Line(2, ("a",)), Line(3, ("b",)))

    assert len(set(keys_of(lines))) == 3
