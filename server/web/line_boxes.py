"""A box of a page that takes one thing per line: what it holds, or one sentence about what it cannot use."""

from __future__ import annotations

from server.errors import BadFields, FieldError
from votes.lists.lines import Entry, Heads, Lines, read_lines
from votes.lists.words import Role, is_number

MORE_COLUMNS = "These lines have more columns than this box takes; name the columns in a line above, or paste fewer."
NAMES = Heads(frozenset((Role.NAME, Role.TITLE, Role.DEPARTMENT, Role.LIST)))


def entries_of(text: str, at: str, most: int, heads: Heads = NAMES) -> tuple[Entry, ...]:
    """Raises BadFields at ``at`` for sums, notes and other lines that are no entries, and for columns too many."""
    read = lines_of_box(text, at, most, heads)
    for passed in read.passed:
        raise BadFields(FieldError(at, f"“{passed.text}” on line {passed.at} is no entry; take that line away."))
    return read.entries


def names_of(text: str, at: str, most: int, heads: Heads = NAMES) -> list[str]:
    """One name per line; a number is none. Raises BadFields at ``at``."""
    entries = entries_of(text, at, most, heads)
    for entry in entries:
        check_name(entry, at)
    return [entry.first for entry in entries]


def check_name(entry: Entry, at: str) -> None:
    """Raises BadFields at ``at`` for a number, and for nothing at all."""
    if is_number(entry.first) or not entry.first:
        what = entry.first or entry.second
        message = f"“{what}” on line {entry.at} is no name; paste the names alone, or their columns with a header."
        raise BadFields(FieldError(at, message))


def lines_of_box(text: str, at: str, most: int, heads: Heads) -> Lines:
    """Raises BadFields at ``at`` for too many lines, and for columns that nobody named."""
    read = read_lines(text, heads, most)
    if len(read.entries) > most:
        raise BadFields(FieldError(at, f"These are too many lines; use at most {most}."))
    if read.has_loose:
        raise BadFields(FieldError(at, MORE_COLUMNS))
    return read
