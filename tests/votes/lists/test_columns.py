"""Where a table names its columns, and what each is taken for."""

from __future__ import annotations

import pytest

from tests.votes.lists.reading import columns, left_out, read, reading, titles
from votes.lists.table import Line, Source, Table, Wishes
from votes.lists.understood import understand

TABLE = "2027年项目表\n\n填报：街道\n序号,项目名称,责任单位\n1,食堂,服务办\n2,公园,管理办\n"


def test_title_lines_above_the_header_are_left_out_and_named() -> None:
    assert (reading(TABLE).header, left_out(TABLE)) == (4, [(1, "above"), (3, "above")])
    assert titles(TABLE) == ["食堂", "公园"]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "名称",
            "名 称",
            "名\u3000称",
            "名称*",
            "＊名称",
            "名称：",
            "名称（必填）",
            "【名称】",
            "ｔｉｔｌｅ",
            "TITLE",
        ),
        *("项目", "項目", "项目名称", "項目名稱", "事项", "标题", "標題", "选项", "議案", "事業名", "候选人姓名"),
        *("name", "project", "item", "姓名", "工程名称", "建议项目标题"),
    ],
)
def test_a_title_has_many_names(name: str) -> None:
    assert columns(f"{name}\t部门\n食堂\t服务办\n")[0] == (name, "title", None)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "部门",
            "單位",
            "责任单位",
            "責任單位",
            "牵头单位",
            "承办单位",
            "申报单位",
            "department",
            "Sponsor",
            "担当課",
        ),
        *("区级配合单位", "协作部门", "科室"),
    ],
)
def test_a_department_has_many_names(name: str) -> None:
    assert columns(f"名称\t{name}\n食堂\t服务办\n")[1] == (name, "department", None)


@pytest.mark.parametrize("name", ["内容", "主要内容", "建设内容", "说明", "說明", "简介", "summary", "概要"])
def test_a_description_has_many_names(name: str) -> None:
    assert columns(f"名称\t{name}\n食堂\t两处\n")[1] == (name, "description", None)


@pytest.mark.parametrize(
    "name", ["序号", "編號", "No.", "地点", "总投资（万元）", "完成时限", "code", "weight", "备注"]
)
def test_what_is_known_and_not_voted_on_is_left_out_by_name(name: str) -> None:
    assert columns(f"{name}\t名称\n1\t食堂\n")[0] == (name, None, "not-used")


def test_what_nobody_knows_is_left_out_by_name() -> None:
    assert columns("名称\t颜色\n食堂\t红\n")[1] == ("颜色", None, "unknown")


@pytest.mark.parametrize("name", ["类别", "類別", "category", "分类", "Section"])
def test_categories_are_lists_only_where_each_has_two_rows(name: str) -> None:
    pairs = f"{name}\t名称\n甲\t一\n甲\t二\n乙\t三\n乙\t四\n"

    assert [(each.title, len(each.options)) for each in read(pairs, "P")] == [("甲", 2), ("乙", 2)]
    assert columns(pairs.replace("乙\t四\n", ""))[0] == (name, None, "single")
    assert columns(f"名单\t{name}\t名称\nP\t甲\t一\nP\t甲\t二\n")[1] == (name, None, "single")


def test_of_two_candidates_the_first_is_taken_and_the_second_named() -> None:
    assert columns("项目名称\t标题\t部门\t单位\n食堂\t别名\t甲\t乙\n") == [
        ("项目名称", "title", None),
        ("标题", None, "second"),
        ("部门", "department", None),
        ("单位", None, "second"),
    ]


def test_an_ending_counts_only_where_no_column_says_it_of_itself() -> None:
    assert columns("配合单位\t责任单位\t名称\n甲\t乙\t食堂\n") == [
        ("配合单位", None, "unknown"),
        ("责任单位", "department", None),
        ("名称", "title", None),
    ]


def test_without_a_header_columns_are_assumed_and_numbers_left_out() -> None:
    assert columns("1\t食堂\t服务办\t两处\n2\t公园\t管理办\t三处\n") == [
        ("", None, "unknown"),
        ("", "title", "assumed"),
        ("", "department", "assumed"),
        ("", "description", "assumed"),
    ]
    assert columns("民生\t食堂\n民生\t公园\n")[0] == ("", "list", "assumed")


def test_blanks_go_down_in_the_list_alone_and_only_where_they_were_pasted() -> None:
    text = "名单\t名称\t部门\n民生\t食堂\t服务办\n\t公园\t\n任务\t消防\t安全办\n"

    assert [(each.title, [(one.title, one.department) for one in each.options]) for each in read(text)] == [
        ("民生", [("食堂", "服务办"), ("公园", None)]),
        ("任务", [("消防", "安全办")]),
    ]
    assert understand_faults(text.replace("\t", ",")) == ["3/list"]


def understand_faults(text: str) -> list[str]:
    return [at for at, _ in reading(text).faults]


def test_merged_cells_go_down_in_the_list_alone_and_a_merged_title_is_one_entry() -> None:
    lines = (
        Line(1, ("名单", "名称", "部门")),
        Line(2, ("民生", "食堂", "服务办")),
        Line(3, ("", "公园", ""), frozenset((0, 2))),
        Line(4, ("", "", "安全办"), frozenset((0, 1))),
    )
    (listed,) = understand([Table(lines, Source.WORKBOOK, "S")], "").lists()

    assert [(one.title, one.department) for one in listed.options] == [("食堂", "服务办"), ("公园", None)]


def test_hidden_columns_are_left_out_and_said() -> None:
    lines = (Line(1, ("名称", "说明")), Line(2, ("食堂", "内部：已撤回")))
    found = understand([Table(lines, Source.WORKBOOK, "S", frozenset((1,)))], "").readings[0]

    assert [(each.role, each.why) for each in found.columns] == [("title", None), (None, "hidden")]
    assert [dict(row.cells) for row in found.entries] == [{"title": "食堂"}]


def test_a_wish_makes_room_and_holds_for_the_whole_table() -> None:
    wishes = Wishes({1: "department", 2: None, 3: "title"})
    found = reading("项目名称\t部门\t颜色\n食堂\t甲\t红\n公园\t乙\t绿\n", wishes)

    assert [(each.role, each.why) for each in found.columns] == [
        ("department", None),
        (None, "wished"),
        ("title", None),
    ]
    assert [row.cells["title"] for row in found.entries] == ["红", "绿"]  # type: ignore[index]


@pytest.mark.parametrize(
    "text",
    [
        "类别\t名称\n民生\t食堂\n民生\t公园\n专项\t消防\n专项\t防汛\n合计\t4\n",
        "类别,名称,部门\n民生,食堂,甲\n民生,公园,乙\n专项,消防,丙\n专项,防汛,丁\n,合计,\n填表人：某,,\n",
        "类别\t名称\t部门\n\t\t（盖章）\n民生\t食堂\t甲\n\t公园\t乙\n专项\t消防\t丙\n\t防汛\t丁\n",
    ],
)
def test_rows_that_are_no_entries_have_no_say_in_what_a_column_is(text: str) -> None:
    assert [each.title for each in read(text, "会议")] == ["民生", "专项"]
