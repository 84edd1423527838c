"""Where a table names its columns, and what each column holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from votes.lists.table import MOST_COLUMNS, Line, Source, Table, Wishes
from votes.lists.text import LOOKED_AT, names_columns
from votes.lists.words import Role, folded, is_grouping, is_number, passed_over, role_by_ending, role_of

USED = (Role.LIST, Role.TITLE, Role.DEPARTMENT, Role.DESCRIPTION, Role.CODE, Role.COST)
GUESSED = (Role.LIST, Role.TITLE, Role.DEPARTMENT, Role.DESCRIPTION)
ADDRESSES = frozenset(("email", "emailaddress", "邮箱", "メールアドレス"))
MOST_IN_NAME = 40  # characters of a column's name; what is longer is an entry


@dataclass(frozen=True, slots=True)
class Column:
    """``at`` from 1; ``name`` as it stands above the column, empty where nothing does.

    ``role``: what its cells are read as; None: left out. ``known``: what its name says that it is. ``why``: of what
    is left out ``unknown``, ``not-used`` (known, and nothing that is voted on), ``second`` (another column came
    first), ``single`` (it would make lists of one row each), ``hidden``, ``wished``; of what is read ``assumed``, where
    its name does not say it, and None where it does.
    """

    at: int
    name: str
    role: Role | None
    known: Role | None = None
    why: str | None = None


def header_of(table: Table) -> Line | None:
    """The row within the first LOOKED_AT that names the columns; None where none looks like it.

    It has known names, as many cells as a row has, and no number; or it stands first, and names what has numbers
    below, so whatever it says is no entry.
    """
    lines = table.shown[:LOOKED_AT]
    wide = _usual_width(table.shown)
    for line in lines:
        cells = line.filled
        if names_columns(cells) and len(cells) * 2 >= wide and max(map(len, cells)) <= MOST_IN_NAME:
            return line
    return lines[0] if lines and _heads_numbers(lines[0], table.shown[1:]) else None


def columns_of(table: Table, header: Line | None, wishes: Wishes) -> tuple[Column, ...]:
    """What each column holds, as far as it is known, wished or can be seen."""
    needed = _needed(header) if header else ()
    below = [line for line in table.shown if header is None or line.at > header.at]
    body = [line for line in below if not _is_no_entry(line, needed)]
    found = _named(table, header, body) if header else _unnamed(table, body)
    hidden = [replace(each, role=None, why="hidden") if each.at - 1 in table.hidden_columns else each for each in found]
    return tuple(_with_title(_wished(hidden, wishes.columns), body))


def _needed(header: Line) -> Sequence[int]:
    """The places of which an entry fills one: its title's, or its list's. None where the header names no title."""
    known = [(at, _known(name), is_grouping(name)) for at, name in enumerate(header.cells[:MOST_COLUMNS]) if name]
    titles = [at for at, role, _ in known if role is Role.TITLE][:1]
    return (*titles, *(at for at, role, may in known if may or role is Role.LIST)) if titles else ()


def _is_no_entry(line: Line, needed: Sequence[int]) -> bool:
    """A sum, a note, a signature, or a row without what is needed: it says nothing of what the columns hold."""
    first = next(filter(None, line.cells), "")
    return bool(passed_over(first)) or bool(needed and not any(line.cell(at) for at in needed))


def _usual_width(lines: Sequence[Line]) -> int:
    widths = sorted(len(line.filled) for line in lines)
    return widths[len(widths) // 2] if widths else 0


def _heads_numbers(first: Line, below: Sequence[Line]) -> bool:
    """Whether every cell of it has a name, and some column has numbers below, two or more and nothing else."""
    if len(first.filled) < max(2, len(first.cells)) or any(map(is_number, first.cells)) or len(below) < 2:
        return False
    return any(all(map(is_number, cells)) for at, cells in _by_place(below).items() if 0 < at < len(first.cells))


def _by_place(lines: Sequence[Line]) -> dict[int, list[str]]:
    """The cells that hold anything, by their column."""
    found: dict[int, list[str]] = {}
    for line in lines:
        for place, cell in enumerate(line.cells[:MOST_COLUMNS]):
            if cell:
                found.setdefault(place, []).append(cell)
    return found


def _named(table: Table, header: Line, body: Sequence[Line]) -> list[Column]:
    columns: list[Column] = []
    sure, filled = {_known(cell) for cell in header.cells}, _by_place(body)
    of_people = any(folded(cell) in ADDRESSES for cell in header.cells)
    for place in range(min(table.width, MOST_COLUMNS)):
        name = header.cell(place)
        known = _known(name) or (None if is_grouping(name) else _ended(name, sure))
        if of_people and role_of(name) is Role.NAME:
            known = Role.NAME  # who answered a form, beside the address
        if name or place in filled:
            columns.append(_column(Column(place + 1, name, None, known), columns, table, body))
    return columns


def _known(name: str) -> Role | None:
    role = role_of(name) if name else None
    return Role.TITLE if role is Role.NAME else role


def _ended(name: str, sure: set[Role | None]) -> Role | None:
    """What the end of its name says, where no other column says it of itself."""
    role = role_by_ending(name) if name else None
    role = Role.TITLE if role is Role.NAME else role
    return None if role in sure else role


def _column(column: Column, before: Sequence[Column], table: Table, body: Sequence[Line]) -> Column:
    taken = {each.role for each in before}
    if is_grouping(column.name):
        is_list = Role.LIST not in taken and _makes_lists(table, column.at - 1, body)
        return replace(column, role=Role.LIST) if is_list else replace(column, why="single")
    if column.known not in (USED if table.source is Source.PABULIB else GUESSED):
        return replace(column, why="not-used" if column.known else "unknown")
    return replace(column, why="second") if column.known in taken else replace(column, role=column.known)


def _makes_lists(table: Table, place: int, body: Sequence[Line]) -> bool:
    """Whether each value has two rows or more, none is missing, and there is more than one row to a value."""
    values = list(values_down(table, place, body).values())
    return bool(values) and all(values) and min(Counter(values).values()) > 1


def values_down(table: Table, place: int, body: Sequence[Line]) -> dict[int, str]:
    """Each row's value in this column, by the row's line: where cells are merged, or blank in what was pasted, the
    value above holds.
    """
    values, above = dict[int, str](), ""
    for line in body:
        goes_down = place in line.merged or table.source is Source.PASTED
        above = line.cell(place) or (above if goes_down else "")
        values[line.at] = above
    return values


def _unnamed(table: Table, body: Sequence[Line]) -> list[Column]:
    """Numbers and blanks are left out; then come title, department and description, and a list before them where the
    first column says the same again and again.
    """
    columns: list[Column] = []
    texts: list[int] = []
    for place, cells in sorted(_by_place(body).items()):
        columns.append(Column(place + 1, "", None, why="unknown"))
        texts += [] if all(map(is_number, cells)) and table.width > 1 else [place]
    order = [Role.TITLE, Role.DEPARTMENT, Role.DESCRIPTION]
    if len(texts) > 1 and _makes_lists(table, texts[0], body) and _says_more(table, texts, body):
        order.insert(0, Role.LIST)
    roles = dict(zip(texts, order, strict=False))
    return [replace(each, role=role, why="assumed") if (role := roles.get(each.at - 1)) else each for each in columns]


def _says_more(table: Table, texts: Sequence[int], body: Sequence[Line]) -> bool:
    """Whether the second column of text has a value of its own in each row, and the first has not."""
    second = [line.cell(texts[1]) for line in body]
    first = {line.cell(texts[0]) for line in body}
    return all(second) and len(set(second)) == len(second) and len(first) < len(second)


def _wished(columns: Sequence[Column], wishes: Mapping[int, str | None]) -> list[Column]:
    """As somebody said; what was only guessed makes room for it."""
    wanted = {role for role in wishes.values() if role}
    free = [replace(each, role=None, why="second") if each.role in wanted else each for each in columns]
    return [
        replace(each, role=Role(role) if (role := wishes[each.at]) else None, why=None if role else "wished")
        if each.at in wishes
        else each
        for each in free
    ]


def _with_title(columns: Sequence[Column], body: Sequence[Line]) -> Sequence[Column]:
    """Where no column is the title: the first of text that is nothing else, or else the description."""
    if any(each.role is Role.TITLE for each in columns):
        return columns
    loose = [each for each in columns if each.why == "unknown" and each.name and _is_text(each, body)]
    loose += [each for each in columns if each.role is Role.DESCRIPTION and each.why is None]
    first = loose[0] if loose else None
    return [replace(each, role=Role.TITLE, why="assumed") if each is first else each for each in columns]


def _is_text(column: Column, body: Sequence[Line]) -> bool:
    cells = [line.cell(column.at - 1) for line in body if line.cell(column.at - 1)]
    return bool(cells) and not any(map(is_number, cells))
