"""A list as it is read so far, good rows and bad, for someone who is still correcting it."""

from __future__ import annotations

from dataclasses import dataclass

from votes.errors import BadRows
from votes.formats.options_csv import MOST_ROWS, columns_of, read_options
from votes.formats.rows import Fault, rows_of


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row below the header, at its line; ``problem`` says what to correct, None for a good row."""

    line: int
    list: str
    title: str
    department: str
    description: str
    problem: str | None


def preview_rows(text: str, default_list: str | None = None) -> tuple[PreviewRow, ...]:
    """Every row of the text in its order, with the first fault of each; a fault without a row stands on one of its own.

    Empty for a blank text. ``default_list`` as in ``read_options``, which names the faults.
    """
    if not text.strip():
        return ()
    problems = _problems(text, default_list)
    unread: list[Fault] = []
    rows = rows_of(text.removeprefix("\ufeff"), unread)
    header = next(rows, None)
    columns = columns_of(header) if header else ()
    read = []
    for row, _ in zip(rows, range(MOST_ROWS), strict=False):
        cells = dict(zip(columns, row.cells, strict=False))
        read.append(
            PreviewRow(
                line=row.line,
                list=cells.get("list", default_list or ""),
                title=cells.get("title", ""),
                department=cells.get("department", ""),
                description=cells.get("description", ""),
                problem=problems.pop(row.line, None),
            )
        )
    strays = [
        PreviewRow(line=line, list="", title="", department="", description="", problem=problem)
        for line, problem in problems.items()
    ]
    return tuple(sorted([*strays, *read], key=lambda row: row.line))


def _problems(text: str, default_list: str | None) -> dict[int, str]:
    """The first fault of each line."""
    try:
        read_options(text, default_list)
    except BadRows as bad:
        return {int(at.partition("/")[0]): message for at, message in reversed(bad.rows)}
    return {}
