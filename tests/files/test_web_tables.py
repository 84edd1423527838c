"""Web pages that are called .xls: their tables as people see them."""

from __future__ import annotations

from contextlib import suppress
from time import perf_counter

import pytest

from server.files.found import Found
from server.files.list_files import find
from votes.errors import BadRows


def rows(found: Found) -> list[tuple[str, ...]]:
    (table,) = found.tables
    return [line.cells for line in table.lines]


def page(table: str, before: str = "") -> bytes:
    return f"{before}<html><body><table>{table}</table></body></html>".encode()


def test_cells_are_read_as_they_are_seen() -> None:
    table = (
        "<TR><TH>名称<th>部门</tr>"
        "<tr><td>食堂 &amp;&nbsp;书房&#33;<br>两处</td><td> 服务办\n </td></tr>"
        "<tr><td><p>公园</p><p>一</p><script>x()</script><style>y</style></td><td><b>管理</b>办</td></tr><tr><td></td></tr>"
    )

    assert rows(find(page(table))) == [("名称", "部门"), ("食堂 & 书房! 两处", "服务办"), ("公园 一", "管理办")]


def test_a_table_within_a_cell_is_its_text() -> None:
    table = "<tr><td>食堂<table><tr><td>两处</td></tr></table></td><td>服务办</td></tr>"

    assert rows(find(page(table))) == [("食堂两处", "服务办")]


def test_merged_cells_take_their_room_and_are_told() -> None:
    table = (
        "<tr><td rowspan=2>民生</td><td colspan='2'>食堂</td><td>甲</td></tr><tr><td>公园</td><td></td><td>乙</td></tr>"
        "<tr><td rowspan=9>任务</td><td>x</td></tr><tr><td>y</td></tr>"
    )
    (found,) = find(page(table)).tables

    assert [(line.cells, sorted(line.merged)) for line in found.lines] == [
        (("民生", "食堂", "", "甲"), []),
        (("", "公园", "", "乙"), [0]),
        (("任务", "x"), []),
        (("", "y"), [0]),
    ]


@pytest.mark.parametrize(
    "given",
    ["hidden", "style='display:none'", 'style="mso-hide: all"', "style='visibility: COLLAPSE'", "STYLE=display:none"],
)
def test_hidden_rows_are_told(given: str) -> None:
    (found,) = find(page(f"<tr><td>a</td></tr><tr {given}><td>b</td></tr><tr><td>c</td></tr>")).tables

    assert [line.is_hidden for line in found.lines] == [False, True, False]


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "utf-8", "big5"])
def test_a_page_says_its_own_encoding(charset: str) -> None:
    meta = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>'
    data = f"{meta}<table><tr><td>名</td></tr><tr><td>水</td></tr></table>".encode(charset)

    assert rows(find(data)) == [("名",), ("水",)]


@pytest.mark.parametrize(
    "before", ["\ufeff", "<!-- a -->\n<!--b-->", "<!DOCTYPE html>\n", '<?xml version="1.0"?>', " \n"]
)
def test_a_page_is_known_whatever_stands_before_it(before: str) -> None:
    assert rows(find(page("<tr><td>食堂</td></tr>", before))) == [("食堂",)]


def test_several_tables_are_all_found_and_a_page_that_breaks_off_is_read_so_far() -> None:
    several = find(b"<table><tr><td>a</table><p>between</p><table><tr><td>b</td></tr></table>")
    broken = find(b"<table><tr><td>a</td><td>b</td></tr><tr><td>c")

    assert [[line.cells for line in table.lines] for table in several.tables] == [[("a",)], [("b",)]]
    assert rows(broken)[0] == ("a", "b")


def test_text_that_only_begins_with_a_bracket_is_text() -> None:
    for text in ("<3 Park\nCanteen\n", "<!---->" * 40 + "x", "<b>Park</b>\n"):
        assert find(text.encode()).texts[0].text == text


def test_a_page_without_a_table_is_said() -> None:
    with pytest.raises(BadRows) as bad:
        find(b"<html><body>Canteen, Park</body></html>")

    assert bad.value.rows == (("1/file", "This is a web page without a table; copy the list in it and paste it here."),)


SIZE = 2_000_000


@pytest.mark.parametrize(
    "data",
    [
        b"<table><tr><td>" + b"<!--" * (SIZE // 4),
        b"<table><tr><td>" + b"<!--" * (SIZE // 4) + b">",
        b"<table><tr><td>" + b"<!" * (SIZE // 2),
        b"<table><tr><td>" + b"<a " * (SIZE // 3),
        b"<table><tr><td>" + b"<a a='" * (SIZE // 6) + b">",
        b"<table><tr><td>" + b"<" * SIZE + b">",
        b"<table><tr><td>" + b"</" * (SIZE // 2) + b">",
        b"<table><tr><td>" + b"<?" * (SIZE // 2) + b">",
        b"<table><script>" + b"</" * (SIZE // 2) + b">",
        b"<table>" + b"<tr><td colspan=1000 rowspan=1000>x" * (SIZE // 35),
        b"<table>" + b"<tr><td>x" * (SIZE // 9),
        b"<!---->" * (SIZE // 7) + b"x",
        b"<table><tr><td>" + b"&amp" * (SIZE // 4) + b"</td>",
    ],
    ids=range(13),
)
def test_two_megabytes_of_anything_take_seconds(data: bytes) -> None:
    began = perf_counter()
    with suppress(BadRows):
        find(data)
    assert perf_counter() - began < 10
