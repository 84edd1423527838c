"""The box of grades: one per line, with what it is worth."""

from __future__ import annotations

import pytest

from server.errors import BadFields
from server.features.meetings.new_lists import read_grades


@pytest.mark.parametrize(
    "text",
    [
        "优秀, 1\n良好, 0.8\n差, 0",
        "优秀，1\n良好；0.8\n差、0",
        "优秀\t1\n良好\t0.8\n差\t0",
        "等级\t系数\n优秀\t1\n良好\t0.8\n差\t0",
        "序号,等次,分值\n1,优秀,1\n2,良好,0.8\n3,差,0",
        "1\t优秀\t1\n2\t良好\t0.8\n3\t差\t0",
    ],
)
def test_grades_are_taken_from_what_a_sheet_pastes(text: str) -> None:
    grades = read_grades(text)

    assert grades is not None
    assert [(each.name, each.coefficient) for each in grades] == [("优秀", 1.0), ("良好", 0.8), ("差", 0.0)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("优秀", "Name 2 to 10 grades."),
        ("优秀, 1\n差", "“差”: after the comma goes what the grade is worth, such as 0.8."),
        ("优秀\t1\n差\t很差", "“差, 很差”: after the comma goes what the grade is worth, such as 0.8."),
        ("优秀, 1\n差, 0\n备注：五级", "“备注：五级” on line 3 is no entry; take that line away."),
    ],
)
def test_what_is_no_grade_is_said(text: str, said: str) -> None:
    with pytest.raises(BadFields) as refused:
        read_grades(text)

    assert [(error.at, error.message) for error in refused.value.errors] == [("grades", said)]


def test_no_line_is_no_grade() -> None:
    assert read_grades(" \n\x0b") is None
