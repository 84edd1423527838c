"""What several tables are understood as: which sheets are lists, what they are called, and where each fault is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.lists.reading import reading
from votes.errors import BadRows
from votes.lists.table import Line, Source, Table, Wishes, tidy
from votes.lists.understood import Understood, understand, understand_each

HEADER = ("list", "title", "department", "description")


def sheet(name: str, *rows: tuple[str, ...]) -> Table:
    lines = [Line(at, cells) for at, row in enumerate(rows, start=1) if (cells := tidy(list(row)))]
    return Table(tuple(lines), Source.WORKBOOK, name)


def lists(found: Understood) -> dict[str, list[str]]:
    return {each.title: [option.title for option in each.options] for each in found.lists()}


def faults(*sheets: Table) -> list[tuple[str, str]]:
    """Each fault's place and what its message says about the sheet."""
    found = understand(sheets, "")
    with pytest.raises(BadRows) as refused:
        found.lists()
    return [(at, message.partition(":")[0] if "Sheet" in message else "") for at, message in refused.value.rows]


def test_one_sheet_keeps_its_lines() -> None:
    rows = (HEADER, (), ("P", "Canteen"), ("P", "Lift\nand stairs", "", "one, two"), ("P", "", "x"))

    assert faults(sheet("Sheet1", *rows)) == [("5/title", "")]
    assert lists(understand([sheet("Sheet1", *rows[:-1])], "")) == {"P": ["Canteen", "Lift and stairs"]}


def test_sheets_without_the_column_list_are_lists_by_their_own_names() -> None:
    first = sheet("Projects", ("title", "department"), ("Canteen", "Services"), ("Lift",))
    second = sheet("任务", (), ("部门", "名称"), (), ("安全办", "消防检查"))

    assert lists(understand([first, second], "")) == {"Projects": ["Canteen", "Lift"], "任务": ["消防检查"]}
    assert lists(understand([first], "Retreat")) == {"Projects": ["Canteen", "Lift"]}


def test_a_sheet_of_notes_is_passed_over_and_said() -> None:
    notes = sheet("Notes", ("How to fill this in",), ("One row per project",))
    found = understand([notes, sheet("Sheet1", HEADER, ("P", "Canteen"))], "", hidden=("Old",))

    assert lists(found) == {"P": ["Canteen"]}
    assert [(each.name, each.why) for each in found.readings] == [
        ("Notes", "no-header"),
        ("Sheet1", None),
        ("Old", "hidden"),
    ]


@pytest.mark.parametrize("name", ["Sheet1", "sheet 2", "工作表1", "表1", "シート1", ""])
def test_a_name_that_a_spreadsheet_gave_is_no_list(name: str) -> None:
    rows = (("title",), ("Canteen",))

    assert faults(sheet(name, *rows)) == [("1/list", "")]
    assert lists(understand([sheet("Projects", *rows)], "")) == {"Projects": ["Canteen"]}  # the control
    assert lists(understand([sheet(name, *rows)], "Retreat")) == {"Retreat": ["Canteen"]}


def test_a_fault_of_several_sheets_names_the_sheet_and_its_own_line() -> None:
    first = sheet("Projects", ("title", "x"), ("Canteen",))
    second = sheet("Tasks", ("title", "部门"), ("Fire check",), (), ("", "x"), ("Fire check",))

    tasks = "Sheet “Tasks”"
    assert faults(first, second) == [("4/title", tasks), ("5/title", tasks)]


def test_options_alike_are_found_across_sheets_of_one_list() -> None:
    first = sheet("A", ("list", "title"), ("P", "Canteen"))
    second = sheet("B", ("list", "title"), ("P", "Lift"), ("P", "Canteen"))

    assert faults(first, second) == [("3/title", "Sheet “B”")]


def test_nothing_at_all_has_nothing_to_vote_on() -> None:
    assert faults() == [("1/title", "")]


def test_tables_put_in_one_by_one_are_all_read_each_as_it_is_wished() -> None:
    first, second = sheet("A", ("颜色", "名称"), ("红", "食堂")), sheet("B", ("Lift",), ("Park",))
    found = understand_each([(first, Wishes({1: "title", 2: None})), (second, Wishes())], "")

    assert lists(found) == {"A": ["红"], "B": ["Lift", "Park"]}


def test_the_line_of_the_header_may_be_said_otherwise() -> None:
    text = "名称\t部门\n颜色\t数\n红\t甲\n"

    assert [row.out for row in reading(text, Wishes(header=2)).rows] == ["above", "header", None]
    assert [row.out for row in reading(text, Wishes(header=0)).rows] == [None, None, None]


def test_only_what_says_all_of_itself_is_plain() -> None:
    assert reading("list,title\nP,Canteen\n").is_plain
    for text in (
        "Canteen\nLift\n",
        "no,list,title\n1,P,Canteen\n",
        "list,title\nP,Canteen\nTotal,1\n",
        "项目\n合计划\n",
    ):
        assert not reading(text).is_plain


cells = st.text(max_size=12)


@given(st.dictionaries(cells, st.lists(st.lists(cells | st.sampled_from(HEADER), max_size=6), max_size=6), max_size=3))
def test_any_workbook_is_read_or_refused_at_lines_that_it_has(book: dict[str, list[list[str]]]) -> None:
    sheets = [sheet(name, *map(tuple, rows)) for name, rows in book.items()]
    most = max([len(rows) for rows in book.values()], default=0)

    places = understand(sheets, "").faults

    assert all(1 <= int(at.partition("/")[0]) <= most + 1 for at, _ in places)
