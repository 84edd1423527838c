"""What a ballot that grades may say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import REVIEW, oid, oids, poll, rated, review
from votes.ballot import TYPES, Written, read_ballot
from votes.errors import BadBallot, TooFewChoices, UnknownGrade, UnknownOption, WrongBallotType
from votes.marks import told
from votes.model import OptionId
from votes.rules import RULES

NAMES = [grade.name for grade in REVIEW]


def written(**grades: str) -> dict[OptionId, str]:
    return {oid(letter): grade for letter, grade in grades.items()}


def test_a_ballot_gives_each_option_one_grade_and_may_leave_others_blank() -> None:
    assert read_ballot(review(), written(a="好", c="差")) == rated("a0 c3").choices


def test_a_blank_ballot_counts_where_the_poll_allows_it() -> None:
    assert read_ballot(review(least=0), {}) == frozenset()


@pytest.mark.parametrize(
    ("marks", "refusal", "says", "field"),
    [
        (written(a="好", z="好"), UnknownOption, "not on the list", "marks"),
        (written(a="好", b="优"), UnknownGrade, "好, 较好, 一般, 差", "marks"),
        (written(a="好", b=""), UnknownGrade, "grades of this poll are", "marks"),
        (written(a="好"), TooFewChoices, "at least 2; this ballot grades 1", "marks"),
        ({}, TooFewChoices, "at least 2; this ballot grades 0", "marks"),
        (oids("ab"), WrongBallotType, "send marks", "choices"),
        ([], WrongBallotType, "send marks", "choices"),
    ],
)
def test_a_ballot_that_breaks_a_rule_is_refused_and_told_which(
    marks: Written, refusal: type[BadBallot], says: str, field: str
) -> None:
    assert len(read_ballot(review(least=2), written(a="好", b="好"))) == 2  # the control

    with pytest.raises(refusal, match=says) as refused:
        read_ballot(review(least=2), marks)

    assert refused.value.field == field


def test_grades_where_options_are_chosen_are_refused() -> None:
    assert read_ballot(poll(), oids("a")) == frozenset(oids("a"))  # the control

    with pytest.raises(WrongBallotType, match="send choices") as refused:
        read_ballot(poll(), written(a="好"))

    assert refused.value.field == "marks"


def test_every_ballot_type_names_rules_that_there_are() -> None:
    assert {rule for each in TYPES.values() for rule in each.rules} == set(RULES)


@given(st.dictionaries(st.sampled_from("abcd"), st.sampled_from(NAMES)))
def test_what_is_read_is_told_as_it_was_written(grades: dict[str, str]) -> None:
    marks = read_ballot(review(least=0), written(**grades))

    said = told(marks, NAMES)
    assert said == written(**grades)
    assert list(said) == sorted(said)
