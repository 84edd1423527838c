"""How the lists of a new meeting are voted on, as the form says: chosen from or graded, and with which grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import UNSET

from server.errors import BadFields, FieldError
from server.features.polls.schemas import GradeForm, Grades, PollForm
from server.web.json_body import checked
from server.web.line_boxes import entries_of
from votes.lists.lines import Entry, Heads, last_divided
from votes.lists.understood import ImportedList
from votes.lists.words import Role

LIST_FIELD = "type-"  # and the list's name: how that list is voted on, where it is not as all the others
CHOOSE, GRADE = "choose", "grade"
ALL = "all"
MOST_LINES = 100
HEADS = Heads(
    frozenset((Role.NAME, Role.TITLE)),
    frozenset((Role.WEIGHT,)),
    frozenset(["grade", "grades", "等级", "等次", "档次", "评价", "评语", "評価", "评価"]),
    frozenset(
        ["coefficient", "value", "score", "worth", "points", "系数", "分值", "分数", "得分", "点数", "配点", "係数"]
    ),
)


def types_of(fields: Mapping[str, str]) -> dict[str, str]:
    """The type of each list that has one of its own, by the list's name."""
    named = {name.removeprefix(LIST_FIELD): kind for name, kind in fields.items() if name.startswith(LIST_FIELD)}
    return {name: kind for name, kind in named.items() if kind in (CHOOSE, GRADE)}


def read_grades(text: str) -> Grades | None:
    """One grade per line, the best first: its name, and after a comma or a tab what it is worth. None for no line.

    Raises BadFields at ``grades``.
    """
    entries = entries_of(text, "grades", MOST_LINES, HEADS)
    if not entries:
        return None
    if not 2 <= len(entries) <= 10:
        raise BadFields(FieldError("grades", "Name 2 to 10 grades."))
    return tuple(map(_grade, entries))


def graded(form: PollForm, fields: Mapping[str, str], grades: Grades | None, good: int | None) -> PollForm:
    """The list as one that is graded, with the usual grades where none are named."""
    return msgspec.structs.replace(
        form,
        type="grade",
        max_choices=UNSET,
        min_choices=len(form.options) if fields["least"] == ALL else 1,
        grades=grades or UNSET,
        good_grades=good or UNSET,
    )


def is_graded(imported: ImportedList, fields: Mapping[str, str], types: Mapping[str, str]) -> bool:
    return types.get(imported.title, fields["type"]) == GRADE


def kind_of(text: str) -> Literal["choose", "grade"]:
    return "grade" if text == GRADE else "choose"


def _grade(entry: Entry) -> GradeForm:
    name, worth = last_divided(entry.first.replace("、", ",")) if entry.is_whole else (entry.first, entry.second)
    line = entry.first if entry.is_whole else f"{name}, {worth}"
    try:
        coefficient = float(worth.strip())
    except ValueError:
        coefficient = -1
    if not name.strip() or not 0 <= coefficient <= 1000:
        raise BadFields(FieldError("grades", f"“{line}”: after the comma goes what the grade is worth, such as 0.8."))
    return checked(GradeForm, "grades", name=name.strip(), coefficient=coefficient)
