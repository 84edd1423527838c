"""OpenDocument and XML spreadsheets: what is read, what nobody sees, and what would take too much room."""

from __future__ import annotations

import tracemalloc
from time import perf_counter

import pytest

from server.files.found import Found
from server.files.list_files import find
from tests.files.sheets import ods_cell, ods_row, ods_table, opendocument, xml_book, xml_row, xml_sheet, zipped
from votes.errors import BadRows

HIDDEN = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
COVERED = "<table:covered-table-cell/>"


def rows(found: Found) -> list[tuple[int, tuple[str, ...]]]:
    (table,) = found.tables
    return [(line.at, line.cells) for line in table.lines]


def refused(data: bytes) -> str:
    with pytest.raises(BadRows) as bad:
        find(data)
    ((at, message),) = bad.value.rows
    assert at == "1/file"
    return message


def test_the_sheets_of_an_opendocument_are_read_at_their_rows() -> None:
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    many = ods_row(blank, given='table:number-rows-repeated="1048000"')
    sheet = ods_table(
        ods_row("2027 projects", '<table:table-cell table:number-columns-repeated="1020"/>'),
        ods_row('<table:table-cell table:number-columns-repeated="2"/>'),
        ods_row("名称", '<table:table-cell table:number-columns-repeated="1"/>', "部门"),
        ods_row(
            "食堂 &amp; 书房", "", "<table:table-cell><text:p>服务办</text:p><text:p>一科</text:p></table:table-cell>"
        ),
        many,
        name="民生",
    )
    found = find(opendocument(sheet))

    assert rows(found) == [
        (1, ("2027 projects",)),
        (3, ("名称", "", "部门")),
        (4, ("食堂 & 书房", "", "服务办 一科")),
    ]
    assert found.tables[0].name == "民生"


def test_repeated_cells_and_rows_of_an_opendocument_stand_as_often_as_they_are_repeated() -> None:
    twice = ods_row(ods_cell("x", 'table:number-columns-repeated="3"'), given='table:number-rows-repeated="2"')

    assert rows(find(opendocument(ods_table(twice, ods_row("y"))))) == [
        (1, ("x", "x", "x")),
        (2, ("x", "x", "x")),
        (3, ("y",)),
    ]


def test_what_an_opendocument_hides_is_said() -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    seen = ods_table(
        ods_row("名称", "内部", "x"),
        ods_row("食堂", "y", given='table:visibility="collapse"'),
        ods_row("公园", "z", given='table:visibility="filter"'),
        ods_row("电梯"),
        columns=columns,
    )
    found = find(opendocument(seen + ods_table(ods_row("old"), name="旧", style="ta2"), HIDDEN))

    (table,) = found.tables
    assert [line.at for line in table.lines if line.is_hidden] == [2, 3]
    assert (table.hidden_columns, found.hidden) == ({1, 2}, ("旧",))


def test_merged_cells_of_an_opendocument_are_told() -> None:
    sheet = ods_table(
        ods_row(ods_cell("民生", 'table:number-rows-spanned="2"'), "食堂"),
        ods_row(COVERED, "公园"),
        ods_row(ods_cell("任务", 'table:number-columns-spanned="2"'), COVERED),
        ods_row("", "消防"),
    )
    (table,) = find(opendocument(sheet)).tables

    assert [(line.cells, sorted(line.merged)) for line in table.lines] == [
        (("民生", "食堂"), []),
        (("", "公园"), [0]),
        (("任务",), []),
        (("", "消防"), []),
    ]


def test_the_sheets_of_an_xml_spreadsheet_are_read() -> None:
    first = xml_sheet(
        "民生",
        '<Column/><Column ss:Hidden="1" ss:Span="1"/>'
        + xml_row("名称", "部门")
        + xml_row("食堂", '<Cell ss:Index="4"><Data ss:Type="Number">12</Data></Cell>', given='ss:Index="5"')
        + xml_row('<Cell ss:MergeDown="1"><Data ss:Type="String">甲</Data></Cell>', "一")
        + xml_row('<Cell ss:Index="2"><Data ss:Type="String">二</Data></Cell>', given='ss:Hidden="1"'),
    )
    hidden = xml_sheet(
        "旧",
        xml_row("x"),
        "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>",
    )
    found = find(xml_book(first, hidden))

    (table,) = found.tables
    assert [(line.at, line.cells, line.is_hidden) for line in table.lines] == [
        (1, ("名称", "部门"), False),
        (5, ("食堂", "", "", "12"), False),
        (6, ("甲", "一"), False),
        (7, ("", "二"), True),
    ]
    assert (table.name, table.hidden_columns, found.hidden) == ("民生", {1, 2}, ("旧",))


REPEATED = ods_row(ods_cell("x"), given='table:number-rows-repeated="1048576"')
WIDE = ods_row(ods_cell("x", 'table:number-columns-repeated="9999999"'))
BOMBS = {
    "rows repeated": opendocument(ods_table(REPEATED)),
    "columns repeated": opendocument(ods_table(WIDE)),
    "columns of many rows": opendocument(
        ods_table(*[ods_row(ods_cell("x", 'table:number-columns-repeated="16384"'))] * 99)
    ),
    "a far cell": xml_book(xml_sheet("a", xml_row('<Cell ss:Index="9999999"><Data ss:Type="String">x</Data></Cell>'))),
    "merged across": xml_book(xml_sheet("a", xml_row('<Cell ss:MergeAcross="999999"><Data>x</Data></Cell>') * 9)),
    "unpacks to too much": opendocument(ods_table(ods_row("x" * 17_000_000))),
    "many sheets": xml_book(*(xml_sheet(f"s{n}", xml_row("x")) for n in range(60))),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_what_would_take_too_much_room_is_refused_at_once(kind: str) -> None:
    began = perf_counter()

    assert "larger than lists can be" in refused(BOMBS[kind])
    assert perf_counter() - began < 5


def test_blank_cells_that_end_rows_cost_nothing() -> None:
    row = ods_row("食堂", '<table:table-cell table:number-columns-repeated="16383"/>')
    began = perf_counter()

    assert len(rows(find(opendocument(ods_table(*[row] * 6_000))))) == 6_000
    assert perf_counter() - began < 5


def test_parts_that_only_tell_the_kind_are_never_unpacked_whole() -> None:
    kind = zipped({"mimetype": bytes(100_000_000), "list.csv": b"a"})
    manifest = opendocument(ods_table(ods_row("食堂")), manifest="<manifest>" + " " * 100_000_000)
    tracemalloc.start()
    try:
        assert "not an Excel workbook" in refused(kind)
        assert rows(find(manifest)) == [(1, ("食堂",))]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 20_000_000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (opendocument("<table:table>"), "damaged"),
        (opendocument(ods_table(ods_row("x")))[:-40], "damaged"),
        (opendocument("", manifest='<m xmlns:manifest="x"><manifest:encryption-data/></m>'), "password"),
        (opendocument("", kind=b"application/vnd.oasis.opendocument.text"), "Word document"),
        (xml_book("<Worksheet>"), "damaged"),
        (xml_book().replace(b"<Workbook", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook'), "damaged"),
    ],
)
def test_what_is_damaged_or_locked_is_said(data: bytes, said: str) -> None:
    assert said in refused(data)
