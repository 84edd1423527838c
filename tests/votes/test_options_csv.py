"""Lists from CSV and pasted cells: what is read, and where each fault is."""

from __future__ import annotations

import csv
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.errors import BadRows
from votes.formats.options_csv import ImportedList, ImportedOption, decode_list, read_options

SAMPLES = Path(__file__).parents[2] / "server" / "samples"
HEADER = "list,title,department,description\n"
GOOD = HEADER + "Projects,Canteen,Services,Three meals a day\nTasks,Archive,,\nProjects,Park,,Benches\n"


def faults(text: str, default_list: str | None = None) -> list[str]:
    """Where the faults of the text are."""
    with pytest.raises(BadRows) as refused:
        read_options(text, default_list)
    assert all(message.endswith(".") for _, message in refused.value.rows)
    return [at for at, _ in refused.value.rows]


def titles(lists: tuple[ImportedList, ...]) -> list[str]:
    return [option.title for imported in lists for option in imported.options]


def test_rows_become_lists_in_the_order_in_which_they_appear() -> None:
    assert read_options(GOOD) == (
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
    lists = read_options(decode_list((SAMPLES / f"liangcheng.{sample}.csv").read_bytes()))

    assert lists[0].title == names
    assert [len(imported.options) for imported in lists] == [12, 14]
    assert all(option.department and option.description for imported in lists for option in imported.options)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace(",", "\t"),
        GOOD.replace(",", ";"),
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
    assert read_options(text) == read_options(GOOD)


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    lists = read_options("title,list\nCanteen,Projects\n")

    assert lists == (ImportedList("Projects", (ImportedOption("Canteen", None, None),)),)


def test_without_the_column_list_all_rows_go_to_the_list_that_is_named() -> None:
    text = "部门\t项目\n服务办\t食堂\n\t公园，花园\n"

    assert read_options(text, "民生") == (
        ImportedList("民生", (ImportedOption("食堂", "服务办", None), ImportedOption("公园，花园", None, None))),
    )
    assert faults(text) == ["1/list"]


def test_a_quoted_cell_may_hold_separators_quotes_and_line_breaks() -> None:
    lists = read_options(HEADER + '"A, B","The ""big""\n park",,"one\r\n\r\ntwo"\n')

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
    ("header", "at"),
    [
        ("list,department", ["1/title"]),
        ("title", ["1/list"]),
        ("list,title,price", ["1/price"]),
        ("list，title", ["1/list，title", "1/list", "1/title"]),
        ("list,,title", ["1/row"]),
        ("list,title,项目", ["1/title"]),
        ('list,"title', ["1/row"]),
    ],
)
def test_a_fault_of_the_header_is_named_alone(header: str, at: list[str]) -> None:
    assert faults(f"{header}\nP,,,,,\n") == at


def test_an_empty_text_lacks_its_header() -> None:
    assert faults("") == faults("\ufeff\n \n") == ["1/list", "1/title"]


def test_limits_are_met_exactly_and_passed_once() -> None:
    longest = f"{'P' * 200},{'a' * 200},{'b' * 120},{'c' * 2000}\n"
    assert titles(read_options(HEADER + longest)) == ["a" * 200]

    options = "".join(f"P,Option {n},,\n" for n in range(1, 303))
    lists = "".join(f"List {n},A,,\n" for n in range(1, 23))

    assert len(titles(read_options(HEADER + options[: options.index("P,Option 301")]))) == 300
    assert faults(HEADER + options) == ["302/title"]
    assert len(read_options(HEADER + lists[: lists.index("List 21")])) == 20
    assert faults(HEADER + lists) == ["22/list"]


def test_as_many_lists_and_options_as_there_may_be_are_all_read() -> None:
    rows = [f"List {n % 20},Option {n},,\n" for n in range(6_000)]

    assert len(titles(read_options(HEADER + "".join(rows)))) == 6_000
    assert faults(HEADER + "".join([*rows, "List 0,One more,,\n", ",,,x\n"])) == ["6002/title"]


def test_a_hopeless_file_is_not_read_to_its_end() -> None:
    found = faults(HEADER + "P,,,\n" * 7000)

    assert len(found) == 101
    assert found[-1] == "101/row"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_what_a_spreadsheet_in_china_saves_can_be_read(encoding: str) -> None:
    text = "名单,名称\n民生实事项目,水电社区食堂\n"

    assert decode_list(text.encode(encoding)).removeprefix("\ufeff") == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp932"])
@pytest.mark.parametrize("header", ["リスト,名称", "list,title"])
def test_what_a_spreadsheet_in_japan_saves_can_be_read(encoding: str, header: str) -> None:
    text = f"{header}\n暮らしの事業,水電コミュニティ食堂\n特色業務,ｵﾌｨｽビル支援\n"

    assert decode_list(text.encode(encoding)).removeprefix("\ufeff") == text


@pytest.mark.parametrize("sample", ["zh-CN", "ja"])
def test_every_line_of_the_samples_is_told_from_the_other_countrys(sample: str) -> None:
    for line in (SAMPLES / f"liangcheng.{sample}.csv").read_text("utf-8").splitlines():
        assert decode_list(line.encode("gb18030" if sample == "zh-CN" else "cp932")) == line


@pytest.mark.parametrize("data", [b"PK\x03\x04\xff\xff\x80", b"\xff\xfe\x00", b"\x81"])
def test_a_file_that_is_not_text_is_refused_at_its_beginning(data: bytes) -> None:
    with pytest.raises(BadRows) as refused:
        decode_list(data)

    assert [at for at, _ in refused.value.rows] == ["1/file"]


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

    (imported,) = read_options(out.getvalue(), "Projects")

    assert [(option.title[1:], option.department or "") for option in imported.options] == rows


@given(st.text("lti\"',;\t\r\n P\x00名称单", max_size=60))
def test_any_text_is_read_or_refused_with_places(text: str) -> None:
    for whole in (text, HEADER + text):
        with suppress(BadRows):
            assert all(titles(read_options(whole, "Projects")))
