"""How the lists of a new meeting are voted on, as the form says: chosen from or graded, and with which grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import UNSET

from server.errors import BadFields, FieldError
from server.features.polls.schemas import GradeForm, Grades, PollForm
from server.web.json_body import checked
from votes.lists.understood import ImportedList

LIST_FIELD = "type-"  # and the list's name: how that list is voted on, where it is not as all the others
CHOOSE, GRADE = "choose", "grade"
ALL = "all"


def types_of(fields: Mapping[str, str]) -> dict[str, str]:
    """The type of each list that has one of its own, by the list's name."""
    named = {name.removeprefix(LIST_FIELD): kind for name, kind in fields.items() if name.startswith(LIST_FIELD)}
    return {name: kind for name, kind in named.items() if kind in (CHOOSE, GRADE)}


def read_grades(text: str) -> Grades | None:
    """One grade per line, the best first: its name, and after a comma or a tab what it is worth. None for no line.

    Raises BadFields at ``grades``.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    if not 2 <= len(lines) <= 10:
        raise BadFields(FieldError("grades", "Name 2 to 10 grades."))
    return tuple(_grade(line) for line in lines)


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


def _grade(line: str) -> GradeForm:
    name, _, worth = line.replace("，", ",").replace("、", ",").replace("\t", ",").rpartition(",")
    try:
        coefficient = float(worth.strip())
    except ValueError:
        coefficient = -1
    if not name.strip() or not 0 <= coefficient <= 1000:
        raise BadFields(FieldError("grades", f"“{line}”: after the comma goes what the grade is worth, such as 0.8."))
    return checked(GradeForm, "grades", name=name.strip(), coefficient=coefficient)
