"""Shorthand for tests of what a text is understood as."""

from __future__ import annotations

import pytest

from votes.errors import BadRows
from votes.lists.table import Wishes
from votes.lists.text import table_of
from votes.lists.understood import ImportedList, Reading, understand

HEADER = "list,title,department,description\n"


def read(text: str, default_list: str = "") -> tuple[ImportedList, ...]:
    return understand([table_of(text)], default_list).lists()


def reading(text: str, wishes: Wishes | None = None) -> Reading:
    return understand([table_of(text)], "Projects", wishes).readings[0]


def titles(text: str, wishes: Wishes | None = None) -> list[str]:
    lists = understand([table_of(text)], "Projects", wishes).lists()
    return [option.title for each in lists for option in each.options]


def faults(text: str, default_list: str = "") -> list[str]:
    """Where the faults of the text are."""
    with pytest.raises(BadRows) as refused:
        read(text, default_list)
    assert all(message.endswith(".") for _, message in refused.value.rows)
    return [at for at, _ in refused.value.rows]


def columns(text: str) -> list[tuple[str, str | None, str | None]]:
    """Each column's name, what it was taken for, and why."""
    return [(each.name, each.role and str(each.role), each.why) for each in reading(text).columns]


def left_out(text: str) -> list[tuple[int, str | None]]:
    found = reading(text)
    return [(row.at, row.out) for row in found.rows if row.out and row.at != found.header]


def doubtful(text: str) -> list[int]:
    return [row.at for row in reading(text).rows if row.is_doubtful]
