"""Which sheets of a workbook are lists, and how their rows become text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.errors import BadRows
from votes.formats.options_csv import read_options
from votes.formats.sheets import Sheet, listing_of

HEADER = ("list", "title", "department", "description")


def lists(*sheets: Sheet) -> dict[str, list[str]]:
    return {each.title: [option.title for option in each.options] for each in listing_of(sheets).read()}


def faults(*sheets: Sheet) -> list[tuple[str, str]]:
    """Each fault's place and what its message says about the sheet."""
    with pytest.raises(BadRows) as refused:
        listing_of(sheets).read()
    return [(at, message.partition(":")[0] if "Sheet" in message else "") for at, message in refused.value.rows]


def test_one_sheet_keeps_its_lines() -> None:
    rows = (HEADER, (), ("P", "Canteen"), ("P", "Lift\nand stairs", "", "one, two"), ("P", ""))

    assert faults(Sheet("Sheet1", rows)) == [("5/title", "")]
    assert lists(Sheet("Sheet1", rows[:-1])) == {"P": ["Canteen", "Lift and stairs"]}


def test_sheets_without_the_column_list_are_lists_by_their_own_names() -> None:
    first = Sheet("Projects", (("title", "department"), ("Canteen", "Services"), ("Lift",)))
    second = Sheet("任务", ((), ("部门", "名称"), (), ("安全办", "消防检查")))

    assert lists(first, second) == {"Projects": ["Canteen", "Lift"], "任务": ["消防检查"]}
    assert lists(first) == {"Projects": ["Canteen", "Lift"]}


def test_a_sheet_of_notes_is_passed_over() -> None:
    notes = Sheet("Notes", (("How to fill this in",), ("One row per project",)))

    assert lists(notes, Sheet("Sheet1", (HEADER, ("P", "Canteen")))) == {"P": ["Canteen"]}


@pytest.mark.parametrize("name", ["Sheet1", "sheet 2", "工作表1", "表1"])
def test_a_name_that_a_spreadsheet_gave_is_no_list(name: str) -> None:
    sheet = Sheet(name, (("title",), ("Canteen",)))

    assert faults(sheet) == [("1/list", "")]
    assert lists(Sheet("Projects", sheet.rows)) == {"Projects": ["Canteen"]}  # the control
    assert read_options(listing_of([sheet]).text, "Retreat")[0].title == "Retreat"


def test_a_fault_of_several_sheets_names_the_sheet_and_its_own_line() -> None:
    first = Sheet("Projects", (("title",), ("Canteen",)))
    second = Sheet("Tasks", (("title",), ("Fire check",), (), ("", "x"), ("Fire check",)))

    tasks = "Sheet “Tasks”"
    assert faults(first, second) == [("4/row", tasks), ("4/title", tasks), ("5/title", tasks)]


def test_headers_that_cannot_be_used_are_all_named() -> None:
    first = Sheet("Projects", (("部门", "price"), ("Services", "5")))
    second = Sheet("Tasks", (("Tasks of 2027",), ("title",), ("Fire check",)))

    assert faults(first, second) == [
        ("1/price", "Sheet “Projects”"),
        ("1/title", "Sheet “Projects”"),
        ("1/row", "Sheet “Tasks”"),
    ]


def test_a_header_below_a_heading_is_pointed_at() -> None:
    rows = (("2027 projects",), (), HEADER, ("P", "Canteen"))

    with pytest.raises(BadRows) as refused:
        read_options(listing_of([Sheet("Sheet1", rows)]).text)

    assert refused.value.rows == (("1/row", "The columns are named on line 3; take away the lines above it."),)


def test_nothing_at_all_lacks_its_header() -> None:
    assert faults() == [("1/list", ""), ("1/title", "")]


cells = st.text(max_size=12)


@given(st.dictionaries(cells, st.lists(st.lists(cells | st.sampled_from(HEADER), max_size=6), max_size=6), max_size=3))
def test_any_workbook_is_read_or_refused_at_lines_that_it_has(book: dict[str, list[list[str]]]) -> None:
    sheets = [Sheet(name, tuple(map(tuple, rows))) for name, rows in book.items()]
    most = max([len(sheet.rows) for sheet in sheets], default=0)
    places: tuple[tuple[str, str], ...] = ()
    try:
        listing_of(sheets).read()
    except BadRows as bad:
        places = bad.rows

    assert all(1 <= int(at.partition("/")[0]) <= most + 1 for at, _ in places)
