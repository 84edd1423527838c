"""What was found in a file with lists: tables, or text that can be read in one way or in several."""

from __future__ import annotations

from dataclasses import dataclass

from votes.lists.table import Table


@dataclass(frozen=True, slots=True)
class Reading:
    """The text in one ``encoding``; ``is_guess`` where nothing in the file says it."""

    encoding: str
    text: str
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Either ``tables``, with the names of sheets that nobody sees, or ``texts``, the likeliest first.

    Several texts: the file alone does not say which one it is, and they differ.
    """

    tables: tuple[Table, ...] = ()
    hidden: tuple[str, ...] = ()
    texts: tuple[Reading, ...] = ()
