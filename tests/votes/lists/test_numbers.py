"""Numbers and bullets before the lines of a list: taken off where they number, kept where they belong to the name."""

from __future__ import annotations

import pytest

from votes.lists.numbers import without_numbers


@pytest.mark.parametrize(
    "lines",
    [
        ["1. A", "2. B", "3. C"],
        ["1.A", "2.B", "3.C"],
        ["1、A", "2、B", "3、C"],
        ["1) A", "2) B", "4) C"],
        ["１．A", "２．B", "３．C"],
        ["1：A", "2：B", "3：C"],
        ["(1) A", "(2) B", "(3) C"],
        ["（一）A", "（二）B", "（三）C"],
        ["一、A", "二、B", "十、C"],
        ["九、A", "十、B", "十一、C"],
        ["十九、A", "二十、B", "二十一、C"],
        ["第1项：A", "第2项：B", "第3项：C"],
        ["①A", "② B", "③ C"],
        ["• A", "• B", "• C"],
        ["- A", "- B", "- C"],
        ["□ A", "√ B", "■ C"],
        ["* A", "* B", "* C"],
    ],
)
def test_they_are_taken_off_where_every_line_has_one(lines: list[str]) -> None:
    assert without_numbers(lines) == ["A", "B", "C"]


@pytest.mark.parametrize(
    "lines",
    [
        ["24小时图书馆", "3号楼电梯"],
        ["3 in 1", "4 in 2"],
        ["1 A", "2 B"],
        ["1. A", "B", "3. C"],
        ["1. A", "3. B", "2. C"],
        ["1. A", "1. B"],
        ["1.5公里步道", "2.5公里步道"],
        ["2027年A", "2028年B"],
        ["• A", "B"],
        ["1. A"],
        ["一站式服务", "二次供水"],
        [],
    ],
)
def test_they_stay_where_they_may_belong_to_the_name(lines: list[str]) -> None:
    assert without_numbers(lines) is None
