"""What is read out of a workbook, and what never reaches the parser."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from time import perf_counter
from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook

from server.files import list_files, workbook
from server.files.found import Found
from server.files.workbook import read_workbook, shown
from server.files.workbook_parts import MOST_BYTES, MOST_CELLS
from tests.books import HEADER, altered, book, drawn, in_sheet
from votes.errors import BadRows
from votes.lists.table import MOST_LINES, Line, Source, Table

GOOD = book({None: [HEADER, ("P", "Canteen", "Services", "Lunch")]})


def refused(data: bytes) -> str:
    with pytest.raises(BadRows) as bad:
        list_files.find(data)
    ((at, message),) = bad.value.rows
    assert at == "1/file"
    return message


def rows(found: Found) -> list[tuple[int, tuple[str, ...]]]:
    (table,) = found.tables
    return [(line.at, line.cells) for line in table.lines]


def test_the_visible_sheets_that_hold_anything_are_read_from_their_first_line() -> None:
    def draw(made: Workbook) -> None:
        shown_sheet, _, hidden = (made.add_worksheet(name) for name in ("民生", None, "hidden"))
        shown_sheet.write_row(1, 0, HEADER)
        shown_sheet.write_row(3, 1, ("=1+1", "", " "))
        hidden.write(0, 0, "title")
        hidden.hide()

    table = Table((Line(2, HEADER), Line(4, ("", "=1+1"))), Source.WORKBOOK, "民生")
    assert read_workbook(drawn(draw)) == Found((table,), ("hidden",))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1.0, "1"),
        (-3, "-3"),
        (0.1 + 0.2, "0.3"),
        (12345678901.0, "12345678901"),
        (1e20, "1e+20"),
        (True, "TRUE"),
        (datetime(2026, 12, 5), "2026-12-05"),
        (datetime(2026, 12, 5, 14, 0), "2026-12-05 14:00"),
        (datetime(2026, 12, 5, 14, 0, 9), "2026-12-05 14:00:09"),
        (date(2026, 12, 5), "2026-12-05"),
        (time(14, 5), "14:05"),
        (timedelta(hours=30, minutes=5), "30:05"),
        ("01", "01"),
    ],
)
def test_a_cell_is_what_people_see(cell: workbook.Cell, text: str) -> None:
    assert shown(cell) == text


def test_numbers_and_dates_of_a_real_workbook_become_text() -> None:
    def draw(made: Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, (2027, 1.5, True))
        sheet.write(0, 3, date(2026, 12, 5), made.add_format({"num_format": "yyyy/m/d"}))
        sheet.write_formula(0, 4, "=1+1", None, 2)

    assert rows(read_workbook(drawn(draw))) == [(1, ("2027", "1.5", "TRUE", "2026-12-05", "2"))]


def test_a_cell_merged_over_rows_stands_in_the_first_and_the_others_say_so() -> None:
    def draw(made: Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.merge_range(0, 0, 2, 0, "Projects")
        sheet.write_column(0, 1, ("Canteen", "Lift", "Park"))

    (table,) = read_workbook(drawn(draw)).tables
    assert [(line.cells, sorted(line.merged)) for line in table.lines] == [
        (("Projects", "Canteen"), []),
        (("", "Lift"), [0]),
        (("", "Park"), [0]),
    ]


@pytest.mark.parametrize("how", [{"hidden": True}, {"height": 0}])
def test_hidden_rows_and_columns_are_told_from_those_that_people_see(how: dict[str, float]) -> None:
    def draw(made: Workbook) -> None:
        sheet = made.add_worksheet("民生")
        for at, title in enumerate(("名称", "食堂", "已撤回", "公园")):
            sheet.write_row(at, 0, (title, "内部"))
        if "hidden" in how:
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.set_column(1, 1, None, None, {"hidden": True})
        else:
            sheet.set_row(2, 0)
            sheet.set_column(1, 1, 0)

    (table,) = read_workbook(drawn(draw)).tables
    assert [line.at for line in table.lines if line.is_hidden] == [3]
    assert table.hidden_columns == {1}


def test_a_filter_hides_what_it_filters() -> None:
    def draw(made: Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.write_column(0, 0, ("名称", "食堂", "公园"))
        sheet.autofilter(0, 0, 2, 0)
        sheet.filter_column(0, "x == 食堂")
        sheet.set_row(2, None, None, {"hidden": True})

    (table,) = read_workbook(drawn(draw)).tables
    assert [line.is_hidden for line in table.lines] == [False, False, True]


def test_a_sheet_of_very_many_rows_is_read_so_far() -> None:
    (table,) = read_workbook(book({None: [(f"row {n}",) for n in range(MOST_LINES + 2)]})).tables

    assert (len(table.lines), [at for at, _ in table.faults]) == (MOST_LINES, [f"{MOST_LINES + 1}/row"])


def test_other_files_are_refused_with_what_to_do() -> None:
    ole = list_files.OLE + bytes(512)
    assert ".xls" in refused(ole)
    assert "password" in refused(ole + "EncryptedPackage".encode("utf-16-le"))
    assert "not an Excel workbook" in refused(altered(GOOD, lambda name, part: None if "workbook" in name else part))
    assert "damaged" in refused(GOOD[: len(GOOD) // 2])
    assert "damaged" in refused(in_sheet(GOOD, b"</sheetData>", b""))
    assert rows(list_files.find(GOOD))[1][1][1] == "Canteen"  # the control


SECRET = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"<worksheet", b"<!--" + b" " * MOST_BYTES + b"--><worksheet", id="unpacks to too much"),
        pytest.param(b'r="D2"', b'r="XFD1048576"', id="a far corner"),
        pytest.param(b"</row>", b"<c><v>1</v></c>" * (MOST_CELLS + 1) + b"</row>", id="too many cells"),
    ],
)
def test_what_would_take_too_much_room_never_reaches_the_parser(old: bytes, new: bytes) -> None:
    bomb = in_sheet(GOOD, old, new)
    began = perf_counter()

    assert "larger" in refused(bomb)

    assert len(bomb) < 200_000
    assert perf_counter() - began < 10


def test_a_long_text_shared_by_many_cells_is_too_large() -> None:
    def cells(count: int) -> bytes:
        return book({None: [("x" * 30_000,) * 200 for _ in range(count)]})

    assert "larger" in refused(cells(20))
    assert len(rows(read_workbook(cells(5)))) == 5  # the control


def test_a_size_that_lies_is_not_believed() -> None:
    """The directory says 4 bytes, the part holds the list: read as 4 bytes, which are no XML."""
    data = bytearray(GOOD)
    with ZipFile(BytesIO(GOOD)) as packed:
        size = next(each.file_size for each in packed.infolist() if each.filename.endswith("sheet1.xml"))
    for at in range(len(data) - 4):
        if data[at : at + 4] == size.to_bytes(4, "little"):
            data[at : at + 4] = (4).to_bytes(4, "little")

    assert "damaged" in refused(bytes(data))


def test_entities_are_refused_before_they_grow() -> None:
    declared = in_sheet(GOOD, b"?>\n<worksheet", b"?>\n" + SECRET + b"<worksheet")

    assert "damaged" in refused(declared)


def test_a_damaged_workbook_is_refused_and_never_a_failure() -> None:
    chance = random.Random(7)
    letters = b'0123456789<>/"=AZaz r'

    def scratch(name: str, part: bytes) -> bytes:
        at = chance.randrange(len(part))
        new = bytes(chance.choices(letters, k=chance.randint(0, 3)))
        return part[:at] + new + part[at + chance.randint(0, 3) :] if "xl/" in name else part

    for _ in range(300):
        with suppress(BadRows):
            read_workbook(altered(GOOD, scratch))
    for _ in range(300):
        data = bytearray(GOOD)
        data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(BadRows):
            read_workbook(bytes(data))
