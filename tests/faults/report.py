"""Writes the figures into docs/reliability.md, between its two marks, and prints them: the end of ``make faults``."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.amount import ASKED
from tests.faults.figures import Figure, read

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
HEAD = "| what was done | how much | found | goal | |\n|---|---:|---|---|---|"


def table(figures: Sequence[Figure]) -> str:
    return "\n".join([HEAD, *(_row(figure) for figure in figures)])


def with_table(document: str, written: str) -> str:
    """The document with this between its marks. Raises ValueError where it has not both, once and in order."""
    before, begun, rest = document.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended) or BEGIN in rest or END in before + after:
        raise ValueError(f"the document needs {BEGIN} and after it {END}, once each")
    return f"{before}{BEGIN}\n{written}\n{END}{after}"


def machine() -> str:
    """What it was measured on, in a sentence."""
    asked = os.environ.get(ASKED) or "the share of make test"
    return (
        f"Measured on {datetime.now(UTC).date()} (amount: {asked}) with {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    )


def _row(figure: Figure) -> str:
    cells = (figure.what, f"{figure.number:,g} {figure.unit}", figure.found, figure.goal)
    said = " | ".join(cell.replace("|", "\\|") for cell in cells)
    return f"| {said} | {'met' if figure.met else '**missed**'} |"


def main(kept: str, document: str) -> None:
    figures = read(Path(kept))
    path = Path(document)
    path.write_text(with_table(path.read_text("utf-8"), f"{machine()}\n\n{table(figures)}"), "utf-8")
    print("\n".join(figure.line for figure in figures))
    print(f"{len(figures)} figures, {sum(not figure.met for figure in figures)} missed; they stand in {document}")


if __name__ == "__main__":
    main(*sys.argv[1:])
