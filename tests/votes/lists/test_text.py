"""Lists with our own columns, in CSV and pasted: what is read, and where each fault is."""

from __future__ import annotations

import csv
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.lists.reading import HEADER, faults, left_out, read, titles
from votes.errors import BadRows
from votes.lists.table import Source
from votes.lists.text import table_of
from votes.lists.understood import ImportedList, ImportedOption

SAMPLES = Path(__file__).parents[3] / "server" / "samples"
GOOD = HEADER + "Projects,Canteen,Services,Three meals a day\nTasks,Archive,,\nProjects,Park,,Benches\n"


def test_rows_become_lists_in_the_order_in_which_they_appear() -> None:
    assert read(GOOD) == (
        ImportedList(
            "Projects",
            (
                ImportedOption("Canteen", "Services", "Three meals a day"),
                ImportedOption("Park", None, "Benches"),
            ),
        ),
        ImportedList("Tasks", (ImportedOption("Archive", None, None),)),
    )


@pytest.mark.parametrize(
    ("sample", "names"), [("en", "Livelihood projects"), ("zh-CN", "民生实事项目"), ("ja", "暮らしの事業")]
)
def test_the_sample_meeting_has_twelve_projects_and_fourteen_tasks(sample: str, names: str) -> None:
    lists = read((SAMPLES / f"liangcheng.{sample}.csv").read_text("utf-8"))

    assert lists[0].title == names
    assert [len(imported.options) for imported in lists] == [12, 14]
    assert all(option.department and option.description for imported in lists for option in imported.options)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(",", "\t"),
        GOOD.replace(",", ";"),
        GOOD.replace(",", "，"),
        GOOD.replace(",", "；"),
        GOOD.replace(",", "|"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace("\n", "\n\n \n,,,\n"),
        "\ufeff" + GOOD,
        GOOD.replace(HEADER, "名单,名称,部门,说明\n"),
        GOOD.replace(HEADER, "名单,项目,部门,说明\n"),
        GOOD.replace(HEADER, "リスト,名称,部署,説明\n"),
        GOOD.replace(HEADER, "リスト,事業,部署,説明\n"),
        GOOD.replace(HEADER, " List , TITLE,Department,description,,\n"),
        GOOD.replace("Canteen", ' "Canteen"').replace("Archive,,", "Archive,,,,,"),
        GOOD.rstrip("\n"),
    ],
)
def test_other_spellings_of_the_same_lists_are_read_the_same(text: str) -> None:
    assert read(text) == read(GOOD)


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    lists = read("title,list\nCanteen,Projects\n")

    assert lists == (ImportedList("Projects", (ImportedOption("Canteen", None, None),)),)


def test_without_the_column_list_all_rows_go_to_the_list_that_is_named() -> None:
    text = "部门\t项目\n服务办\t食堂\n\t公园，花园\n"

    assert read(text, "民生") == (
        ImportedList("民生", (ImportedOption("食堂", "服务办", None), ImportedOption("公园，花园", None, None))),
    )
    assert faults(text) == ["1/list"]


def test_a_quoted_cell_may_hold_separators_quotes_and_line_breaks() -> None:
    lists = read(HEADER + '"A, B","The ""big""\n park",,"one\r\n\r\ntwo"\n')

    assert lists == (ImportedList("A, B", (ImportedOption('The "big" park', None, "one two"),)),)


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ("P,,x,\n", ["2/title"]),
        (",A,,\n", ["2/list"]),
        (",,x,\n", ["2/list", "2/title"]),
        (f"P,{'a' * 201},,\n", ["2/title"]),
        (f"P,A,{'a' * 121},\n", ["2/department"]),
        (f"P,A,,{'a' * 2001}\n", ["2/description"]),
        (f"{'P' * 201},A,,\n", ["2/list"]),
        ("P,A,,\nQ,A,,\nP,A,,\n", ["4/title"]),
        ("P,A,One,\nP,A,Two,\nP,A,One,\n", ["4/title"]),
        ("P,\u200b\u3164,,\n", ["2/title"]),
        ("P,A,,,x\n", ["2/row"]),
        ("P,A,One,meals, daily\nP,B,,\n", ["2/row"]),
        ("P,A\x07B,,\n", ["2/title"]),
        ("P,A,,x\x00y\n", ["2/description"]),
        ("P,A,,\nP,B,,\n\nP,\x1bC,,\n", ["5/title"]),
        ('P,"A\nB",,\nP,,,\n', ["4/title"]),
        ('P,A,,\nP,"B,,\nP,C,,\n', ["3/row"]),
        ('P,"A"B,,\nP,,,\n', ["2/row", "3/title"]),
        ("", ["2/title"]),
        ("\n , ,\n", ["2/title"]),
    ],
)
def test_a_fault_is_named_by_the_first_line_of_its_row_and_its_column(rows: str, at: list[str]) -> None:
    assert faults(HEADER + rows) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("list,department\nP,,\n", ["1/title"]),
        ("title\nP\n", ["1/list"]),
        ('list,"title\nP,,\n', ["1/row"]),
        ("", ["1/title"]),
        ("\ufeff\n \n", ["1/title"]),
        ("list,title,price\nP,,5\n", ["2/title"]),
    ],
)
def test_what_no_column_says_is_missed_in_the_header(text: str, at: list[str]) -> None:
    assert faults(text) == at


def test_a_column_without_a_name_is_left_out_where_each_row_has_one() -> None:
    assert titles("list,title\nP,A,x\nP,B,y\n") == ["A", "B"]
    assert faults("list,title\nP,A,x\nP,B\n") == ["2/row"]


def test_limits_are_met_exactly_and_passed_once() -> None:
    longest = f"{'P' * 200},{'a' * 200},{'b' * 120},{'c' * 2000}\n"
    assert titles(HEADER + longest) == ["a" * 200]

    options = "".join(f"P,Option {n},,\n" for n in range(1, 303))
    lists = "".join(f"List {n},A,,\n" for n in range(1, 23))

    assert len(titles(HEADER + options[: options.index("P,Option 301")])) == 300
    assert faults(HEADER + options) == ["302/title"]
    assert len(read(HEADER + lists[: lists.index("List 21")])) == 20
    assert faults(HEADER + lists) == ["22/list"]


def test_as_many_lists_and_options_as_there_may_be_are_all_read() -> None:
    rows = [f"List {n % 20},Option {n},,\n" for n in range(6_000)]

    assert len(titles(HEADER + "".join(rows))) == 6_000
    assert faults(HEADER + "".join([*rows, "List 0,One more,,\n", ",,,x\n"])) == ["6002/title"]


def test_a_hopeless_file_is_not_read_to_its_end() -> None:
    found = faults(HEADER + "P,,,\n" * 7000)

    assert (len(found), found[-1]) == (101, "102/row")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('名称\t部门\n"A\nB"\t服务办\n', ("A B", "服务办")),
        ('名称\t部门\n"Big" park\t服务办\n', ('"Big" park', "服务办")),
        ('名称\t部门\n"a ""b"""\t服务办\n', ('a "b"', "服务办")),
        ("名称\t部门\nA\x0bB\u2028C\x85D\t服务办\n", ("A B C D", "服务办")),
    ],
)
def test_pasted_cells_are_quoted_only_where_they_hold_a_break(text: str, cells: tuple[str, ...]) -> None:
    table = table_of(text)

    assert (table.source, table.lines[1].cells) == (Source.PASTED, cells)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A, big\nB\n", ["A, big", "B"]),  # not in every line
        ("A，甲\nB，乙\n", ["A", "B"]),  # in every line
        ("项目\nA，甲\nB\n", ["A，甲", "B"]),  # below a header of one column
        ("A\u2028a\nB\x0b\x0bb\n", ["A a", "B b"]),
        ('"A, ""a"""\nB\n', ['A, "a"', "B"]),
    ],
)
def test_commas_divide_a_line_under_a_header_or_where_every_line_has_as_many(text: str, expected: list[str]) -> None:
    assert titles(text) == expected


def test_the_projects_of_a_pabulib_file_are_read_at_their_lines() -> None:
    text = (
        "META\nkey;value\nunit;Somewhere\nPROJECTS\nproject_id;cost;name;votes\n7;1200;Park;3\n8;90;Canteen;4\n"
        "VOTES\nvoter_id;vote\n1;7,8\n"
    )

    assert read(text, "P") == (
        ImportedList(
            "P", (ImportedOption("Park", None, None, "7", 1200), ImportedOption("Canteen", None, None, "8", 90))
        ),
    )
    assert faults(text.replace("1200", "much"), "P") == ["6/cost"]
    assert left_out(text) == []
    assert titles("META\nPark\n") == ["META", "Park"]  # the control: a list that begins with the word


words = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(' ,;"'))
a_cell = words.map(lambda text: text.strip()[:80].strip())


@given(
    st.lists(st.tuples(a_cell, a_cell), min_size=1, max_size=8, unique_by=lambda row: row[0]),
    st.sampled_from(",;\t"),
)
def test_what_a_spreadsheet_wrote_is_read_back_whole(rows: list[tuple[str, str]], delimiter: str) -> None:
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("title", "department"), *((f"t{title}", department) for title, department in rows)])

    (imported,) = read(out.getvalue(), "Projects")

    assert [(option.title[1:], option.department or "") for option in imported.options] == rows


@given(st.text("lti\"',;\t\r\n P\x00名称单", max_size=60))
def test_any_text_is_read_or_refused_with_places(text: str) -> None:
    for whole in (text, HEADER + text):
        with suppress(BadRows):
            assert all(titles(whole))
