"""Which rows of a table are entries, and why the others are none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from votes.lists.columns import Column, values_down
from votes.lists.headings import headings_among, lists_below
from votes.lists.numbers import without_numbers
from votes.lists.table import Line, Source, Table, Wishes, keys_of
from votes.lists.words import Role, folded, is_number, may_be_passed_over, passed_over

_RULE = re.compile(r"[-:=_+─━—]{2,}")  # of a table that is drawn with characters, between its header and its rows
LONG = 60  # characters of a line that stands alone in a table of several columns


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is understood, at its line; ``key`` names it whatever rows come or go around it.

    ``cells`` are the columns' texts by what they hold. ``out`` says why it is no entry: ``above`` (a title line),
    ``header``, ``sum``, ``note``, ``signature``, ``heading``, ``blank``, ``merged``, ``hidden`` or ``wished``; None for
    an entry. ``is_doubtful``: it looks like an entry and like something else, so that somebody has to say.
    """

    at: int
    key: str
    line: Line
    cells: Mapping[Role, str]
    out: str | None = None
    is_doubtful: bool = False


def rows_of(table: Table, header: Line | None, columns: Sequence[Column], wishes: Wishes) -> list[Row]:
    """Every row of the table in its order, entries and others."""
    places = {each.role: each.at - 1 for each in columns if each.role}
    names = [folded(cell) for cell in header.cells] if header else []
    whys = {line.at: _why_not(line, header, names, places) for line in table.lines}
    if header is None:
        whys |= _above_numbers(table, whys, places)
    _second_header(table, header, places, whys)
    lists, width = _lists(table, places, whys), table.width
    headed = Role.LIST not in places and bool(lists)
    rows = []
    for line, key in zip(table.lines, keys_of(table.lines), strict=True):
        cells = {role: line.cell(place) for role, place in places.items()}
        if Role.LIST in cells or headed:
            cells[Role.LIST] = lists.get(line.at, cells.get(Role.LIST, ""))
        wished = wishes.rows.get(key)
        out = whys[line.at] if wished is None else None if wished else whys[line.at] or "wished"
        doubtful = not out and wished is None and _is_doubtful(line, width, table.source, cells)
        rows.append(Row(line.at, key, line, cells, out=out, is_doubtful=doubtful))
    return _without_numbers(rows) if header is None and width == 1 else rows


def _why_not(line: Line, header: Line | None, names: Sequence[str], places: Mapping[Role, int]) -> str | None:
    if line.is_hidden:
        return "hidden"
    if header and line.at <= header.at:
        return "header" if line.at == header.at else "above"
    if header and len(line.cells) == len(names) and all(folded(a) == b for a, b in zip(line.cells, names, strict=True)):
        return "header"
    if why := _passed_over(line, places):
        return why
    if all(map(_RULE.fullmatch, line.filled)):
        return "blank"
    if places.get(Role.TITLE) in line.merged and not line.cell(places.get(Role.TITLE)):
        return "merged"
    if any(line.cell(place) for place in places.values()):
        return None
    loose = [cell for cell in line.filled if not is_number(cell)]
    return "heading" if loose and line.cells[0] else "note" if loose else "blank"


def _passed_over(line: Line, places: Mapping[Role, int]) -> str | None:
    """By its first cell or its title, whichever begins as sums, notes and signatures do."""
    title = line.cell(places.get(Role.TITLE))
    first = line.filled[0] if line.filled else ""
    return passed_over(title) if title and passed_over(title) else passed_over(first)


def _second_header(table: Table, header: Line | None, places: Mapping[Role, int], whys: dict[int, str | None]) -> None:
    """A heading of two lines has its second right below: no title there, no number, and something in other columns or
    where the first line goes over two. What stands alone below the name of the first column is a heading of rows.
    """
    place = places.get(Role.TITLE)
    for line in [line for line in table.shown if header and line.at > header.at][:1]:
        if header and header.cell(0) and line.filled == (line.cell(0),):
            continue
        is_one = place in line.merged or not any(line.cell(each) for each in places.values())
        is_one = is_one or any(cell and not header.cell(at) for at, cell in enumerate(line.cells) if header)
        if is_one and not line.cell(place) and not any(map(is_number, line.filled)):
            whys[line.at] = "header"


def _above_numbers(
    table: Table, whys: Mapping[int, str | None], places: Mapping[Role, int]
) -> Mapping[int, str | None]:
    """A line without a number above lines that are numbered is their title, or one of several headings."""
    entries = [line for line in table.lines if whys[line.at] is None]
    titles = [line.cell(places.get(Role.TITLE)) for line in entries]
    if table.width == 1 and (headings := headings_among(titles)):
        return {entries[at].at: "heading" for at in headings}
    if table.width != 1 or len(titles) < 3 or without_numbers(titles) or not without_numbers(titles[1:]):
        return {}
    return {entries[0].at: "above"}


def _lists(table: Table, places: Mapping[Role, int], whys: Mapping[int, str | None]) -> Mapping[int, str]:
    """The list of each row by its line, where a column or headings between the rows say it."""
    if Role.LIST not in places:
        headings = {line.at: line.filled[0] for line in table.lines if whys[line.at] == "heading"}
        return lists_below(headings, [line.at for line in table.lines if whys[line.at] is None])
    return values_down(table, places[Role.LIST], [line for line in table.lines if whys[line.at] in (None, "merged")])


def _is_doubtful(line: Line, width: int, source: Source, cells: Mapping[Role, str]) -> bool:
    title = cells.get(Role.TITLE, "")
    if may_be_passed_over(title):
        return True
    if source is Source.LINES:
        return title.endswith((":", "："))
    return width > 2 and len(line.filled) == 1 and len(title) > LONG


def _without_numbers(rows: Sequence[Row]) -> list[Row]:
    """Of each list by itself."""
    by_list: dict[str | None, list[Row]] = {}
    for row in rows:
        if not row.out:
            by_list.setdefault(row.cells.get(Role.LIST), []).append(row)
    titles: dict[str, str] = {}
    for entries in by_list.values():
        titles |= _bare_titles(entries)
    return [
        replace(row, cells={**row.cells, Role.TITLE: titles[row.key]}) if row.key in titles else row for row in rows
    ]


def _bare_titles(entries: Sequence[Row]) -> dict[str, str]:
    """By the rows' keys; lines that may be no entries need no number."""
    bare = without_numbers([row.cells.get(Role.TITLE, "") for row in entries])
    if bare is None:
        entries = [row for row in entries if not row.is_doubtful]
        bare = without_numbers([row.cells.get(Role.TITLE, "") for row in entries])
    return dict(zip([row.key for row in entries], bare or (), strict=False))
