"""Paper ballots: numbers typed from them, and what makes one spoiled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.votes.nouns import oid, oids, poll, review
from votes.errors import BadNumbers, TooFewChoices, UnknownOption
from votes.marks import graded
from votes.sheet import read_numbers, read_sheet

LIST = poll("abc", choices=(1, 2))
REPORTS = review("abc")


@pytest.mark.parametrize("text", ["1 3", "3,1", "1、3", "１　３", " 1;3 ", "1/3"])
def test_numbers_name_options_by_their_place_whatever_stands_between(text: str) -> None:
    assert set(read_numbers(LIST, text)) == {oid("a"), oid("c")}


def test_no_numbers_are_a_blank_sheet_and_a_number_typed_twice_stays_twice() -> None:
    assert read_numbers(LIST, " - ") == []
    assert read_numbers(LIST, "2 2") == [oid("b"), oid("b")]


@pytest.mark.parametrize("text", ["0", "4", "1 99", "1 3 12345678901234567890"])
def test_a_number_that_the_list_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(BadNumbers, match="has no number"):
        read_numbers(LIST, text)


def test_grades_are_typed_one_for_each_item_in_order_and_0_is_none() -> None:
    assert read_numbers(REPORTS, "1 0 3") == {oid("a"): "好", oid("c"): "一般"}
    with pytest.raises(BadNumbers, match="each of the 3 items"):
        read_numbers(REPORTS, "1 2")
    with pytest.raises(BadNumbers, match="no grade number 5"):
        read_numbers(REPORTS, "1 2 5")


def test_a_sheet_is_read_as_a_ballot_and_more_marks_than_allowed_spoil_it() -> None:
    assert read_sheet(LIST, oids("ab"), is_spoiled=False) == set(oids("ab"))
    assert read_sheet(LIST, oids("abc"), is_spoiled=False) is None
    assert read_sheet(LIST, [oid("a")], is_spoiled=True) is None


def test_what_is_wrong_otherwise_is_refused_not_spoiled() -> None:
    with pytest.raises(TooFewChoices):
        read_sheet(LIST, [], is_spoiled=False)
    with pytest.raises(UnknownOption):
        read_sheet(LIST, [oid("x")], is_spoiled=False)
    blank_allowed = replace(LIST, min_choices=0)
    assert read_sheet(blank_allowed, [], is_spoiled=False) == frozenset()


def test_a_graded_sheet_keeps_each_grade() -> None:
    assert read_sheet(REPORTS, {oid("b"): "较好"}, is_spoiled=False) == {graded(oid("b"), 1)}
