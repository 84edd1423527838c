"""Five megabytes of anything are understood in seconds: no pattern looks at the same characters again and again."""

from __future__ import annotations

from time import perf_counter

import pytest

from votes.lists.table import MOST_COLUMNS, MOST_LINES
from votes.lists.text import table_of
from votes.lists.understood import understand

SIZE = 5_000_000
TEXTS = {
    "spaces inside a cell": "a" + " " * SIZE + "b",
    "spaces after a number": "title,x\n1" + " " * SIZE + "x,1",
    "brackets that never close": "(" * SIZE,
    "commas": "," * SIZE,
    "cells of one row": "a," * (SIZE // 2),
    "a header without end": "title," + "a," * (SIZE // 2) + "\nx,y",
    "short lines": "".join(f"{n % 999}. a\n" for n in range(SIZE // 8)),
    "one wide row, many short": "title," + "a," * (SIZE // 4) + "\n" + "x\n" * (SIZE // 4),
    "the same, pasted": "\t".join("a" * (SIZE // 4)) + "\n" + "x\n" * (SIZE // 4),
    "categories of two rows": "category,title\n" + "".join(f"c{n // 2},t{n}\n" for n in range(SIZE // 14)),
    "our own columns": "list,title,department\n" + "".join(f"P,t{n},d\n" for n in range(SIZE // 12)),
    "quotes that never close": '"a\t' * (SIZE // 3),
    "lines of quotes": '"a,b\n' * (SIZE // 5),
    "blank lines": "\n" * SIZE,
    "tabs": "\t" * SIZE,
    "one long word": "x" * SIZE,
}


@pytest.mark.parametrize("kind", TEXTS)
def test_it_takes_seconds_whatever_it_is(kind: str) -> None:
    began = perf_counter()

    understand([table_of(TEXTS[kind])], "Projects")

    assert perf_counter() - began < 10  # a few tenths to three seconds where nothing else runs


def test_lines_beyond_the_most_are_a_fault_at_the_first_of_them() -> None:
    rows = [f"P\tproject {n}" for n in range(MOST_LINES)]
    text = "list\ttitle\n" + "\n".join(rows)

    table = table_of(text)
    assert (len(table.lines), table.faults) == (
        MOST_LINES,
        ((f"{MOST_LINES + 1}/row", f"These are too many lines; use at most {MOST_LINES}."),),
    )
    assert table_of("\n".join(text.split("\n")[:-1])).faults == ()  # the control


def test_cells_beyond_the_most_columns_are_a_fault_of_their_row() -> None:
    header = "title," + ",".join(f"more {n}" for n in range(1, MOST_COLUMNS))

    fine = understand([table_of(f"{header}\nCanteen{',x' * (MOST_COLUMNS - 1)}\n")], "Projects")
    wide = understand([table_of(f"{header}\nCanteen{',x' * MOST_COLUMNS}\n")], "Projects")

    assert (fine.faults, len(fine.readings[0].columns)) == ((), MOST_COLUMNS)
    assert [at for at, _ in wide.faults] == ["2/row"]
