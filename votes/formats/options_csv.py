"""Lists of options from CSV, or from cells pasted out of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from votes.errors import BadRows
from votes.formats.rows import Fault, Row, rows_of
from votes.limits import LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_TITLE, MOST_OPTIONS, alike, has_control, is_visible

CHINESE = {"名单": "list", "名称": "title", "项目": "title", "部门": "department", "说明": "description"}
JAPANESE = {"リスト": "list", "名称": "title", "事業": "title", "部署": "department", "説明": "description"}
# Chinese that is read as Shift_JIS turns into half-width katakana, which lists have few of, beside kana if at all.
HALF_WIDTH = re.compile("[\uff61-\uff9f]")
NO_LETTER = re.compile("[\x80\uf8f0-\uf8f3]")
KANA = re.compile("[\u3041-\u30fe]")
HEADERS = {**CHINESE, **JAPANESE}
LONGEST = {
    "list": LONGEST_TITLE,
    "title": LONGEST_TITLE,
    "department": LONGEST_NAME,
    "description": LONGEST_DESCRIPTION,
}
MOST_LISTS = 20
HEADER_WITHIN = 20  # rows in which a header that does not stand first is looked for
MOST_ROWS = MOST_LISTS * MOST_OPTIONS + 1  # with one more a limit is passed, however the rows are spread

Cells = dict[str, str]  # column → text, empty where the row has none


@dataclass(frozen=True, slots=True)
class ImportedOption:
    title: str
    department: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class ImportedList:
    title: str
    options: tuple[ImportedOption, ...]


def decode_list(data: bytes) -> str:
    """The text of a file that a spreadsheet saved: UTF-8, UTF-16 with its mark, or else Shift_JIS or GB18030.

    The last two are what Excel saves in Japan and in China; they come last, because most UTF-8 would pass for them.
    Raises BadRows at ``1/file``. Source: RFC 3629; GB 18030-2005; byte order marks: Unicode Standard, 23.8;
    Shift_JIS as in Windows code page 932.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp932", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or is_japanese(text):
            return text
    raise BadRows((("1/file", "This file cannot be read as text; save the list as CSV UTF-8 and try again."),))


def is_japanese(text: str) -> bool:
    """False for Chinese, or for anything else, that was read as Shift_JIS."""
    return not NO_LETTER.search(text) and len(HALF_WIDTH.findall(text)) <= len(KANA.findall(text))


def read_options(text: str, default_list: str | None = None) -> tuple[ImportedList, ...]:
    """The lists in the order in which they appear, each with its options in the order of the rows.

    The first row names the columns ``list,title,department,description`` (or the names of
    CHINESE or JAPANESE) in any order. The last two may be missing, and ``list`` where ``default_list`` gives the one
    list a title.
    Units: limits are in characters. Blank rows are skipped.
    Raises BadRows with every fault at ``line/column``: the first line is 1, the column's name English,
    ``row`` where the whole row is at fault. Source: RFC 4180, and the columns of the import in the API.
    """
    faults: list[Fault] = []
    rows = rows_of(text.removeprefix("\ufeff"), faults)
    header = next(rows, Row(1, ()))
    columns = columns_of(header)
    faults += [] if faults else header_faults(header, columns, default_list, rows)
    lists = {} if faults else _lists(rows, columns, default_list or "", faults)
    if not faults and not lists:
        faults.append((f"{header.line + 1}/title", "There is no row below the header; add one row per option."))
    if faults:
        raise BadRows(tuple(faults))
    return tuple(ImportedList(title, tuple(options)) for title, options in lists.items())


def columns_of(header: Row) -> tuple[str, ...]:
    return tuple(HEADERS.get(name, name.casefold()) for name in header.cells)


def header_faults(
    header: Row, columns: tuple[str, ...], default_list: str | None, below: Iterable[Row]
) -> tuple[Fault, ...]:
    """What is wrong with the row that should name the columns. Looks ``below`` it only where it names none."""
    if header.cells and not set(columns) & LONGEST.keys():
        later = (row.line for row in islice(below, HEADER_WITHIN) if "title" in columns_of(row))
        if line := next(later, None):
            return ((f"{header.line}/row", f"The columns are named on line {line}; take away the lines above it."),)
    return tuple(_column_faults(header, columns, default_list))


def _column_faults(header: Row, columns: tuple[str, ...], default_list: str | None) -> Iterator[Fault]:
    for column in sorted(set(columns) - LONGEST.keys()):
        known = ", ".join(LONGEST)
        yield f"{header.line}/{column[:40] or 'row'}", f"No column goes by this name; use {known}."
    for column in LONGEST:
        if columns.count(column) > 1:
            yield f"{header.line}/{column}", "This column stands here twice; keep one."
    for column in ("title",) if default_list else ("list", "title"):
        if column not in columns:
            yield f"{header.line}/{column}", f"The first row names the columns; name one of them {column}."


def _lists(
    rows: Iterable[Row], columns: tuple[str, ...], default_list: str, faults: list[Fault]
) -> dict[str, list[ImportedOption]]:
    lists: dict[str, list[ImportedOption]] = {}
    lines: dict[tuple[str, tuple[str, str]], int] = {}
    for row in islice(rows, MOST_ROWS):
        cells = dict.fromkeys(LONGEST, "") | dict(zip(columns, row.cells, strict=False))
        title = cells["list"] if "list" in columns else default_list
        options = lists.setdefault(title, [])
        faults += _row_faults(row, cells, columns)
        same = (title, alike(cells["title"], cells["department"]))
        faults += _list_faults(row, cells["title"], lists, options, lines.get(same))
        lines.setdefault(same, row.line)
        options.append(ImportedOption(cells["title"], cells["department"] or None, cells["description"] or None))
    return lists


def _row_faults(row: Row, cells: Cells, columns: tuple[str, ...]) -> Iterator[Fault]:
    if len(row.cells) > len(columns):
        yield (
            f"{row.line}/row",
            f"This row has {len(row.cells)} cells for {len(columns)} columns; take some away.",
        )
    for column in columns:
        text = cells[column]
        if not is_visible(text) and column in ("list", "title"):
            yield f"{row.line}/{column}", f"This row has no {column}; fill it in."
        if len(text) > LONGEST[column]:
            yield (
                f"{row.line}/{column}",
                f"This is {len(text)} characters long; use at most {LONGEST[column]}.",
            )
        if has_control(text):
            yield f"{row.line}/{column}", "A control character hides here; take it away."


def _list_faults(
    row: Row,
    title: str,
    lists: dict[str, list[ImportedOption]],
    options: list[ImportedOption],
    earlier: int | None,
) -> Iterator[Fault]:
    """What the row does to its list; a limit is named once, at the row that first passes it."""
    if not options and len(lists) == MOST_LISTS + 1:
        yield f"{row.line}/list", f"This row begins one list too many; use at most {MOST_LISTS}."
    if title and earlier:
        message = f"This title is in the same list on line {earlier} with the same department; change one of them."
        yield f"{row.line}/title", message
    if len(options) == MOST_OPTIONS:
        yield f"{row.line}/title", f"This list has more than {MOST_OPTIONS} options; shorten or split it."
