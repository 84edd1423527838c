"""What a ballot may mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import oids, poll
from votes.ballot import TYPES, read_ballot
from votes.errors import BadBallot, RepeatedChoice, TooFewChoices, TooManyChoices, UnknownOption


def test_a_ballot_may_mark_one_to_five_options_in_any_order() -> None:
    assert read_ballot(poll(), oids("a")) == frozenset(oids("a"))
    assert read_ballot(poll(), oids("gcabd")) == read_ballot(poll(), oids("abcdg"))


@pytest.mark.parametrize(
    ("marks", "refusal", "says"),
    [
        ("az", UnknownOption, "not on the list"),
        ("aba", RepeatedChoice, "once"),
        ("a", TooFewChoices, "at least 2; this ballot marks 1"),
        ("", TooFewChoices, "at least 2; this ballot marks 0"),
        ("abcd", TooManyChoices, "at most 3; this ballot marks 4"),
    ],
)
def test_a_ballot_that_breaks_a_rule_is_refused_and_told_which(marks: str, refusal: type[BadBallot], says: str) -> None:
    limited = poll(choices=(2, 3))
    assert len(read_ballot(limited, oids("ab"))) == 2  # the control

    with pytest.raises(refusal, match=says):
        read_ballot(limited, oids(marks))


def test_a_blank_ballot_counts_where_the_poll_allows_it() -> None:
    assert read_ballot(poll(choices=(0, 5)), []) == frozenset()


def test_the_limit_may_exceed_the_number_of_options() -> None:
    assert len(read_ballot(poll("abc", choices=(1, 9)), oids("abc"))) == 3


def test_every_known_ballot_type_has_a_reader() -> None:
    assert list(TYPES) == ["approval", "grade"]


@given(st.lists(st.sampled_from("abcdefgxyz")), st.integers(0, 5), st.integers(0, 5))
def test_what_is_read_is_all_that_was_marked_and_never_a_part(marks: list[str], least: int, further: int) -> None:
    limits = (least, max(1, least + further))
    try:
        read = read_ballot(poll(choices=limits), oids("".join(marks)))
    except BadBallot:
        fits = limits[0] <= len(marks) <= limits[1]
        assert not fits or len(set(marks)) < len(marks) or set(marks) & set("xyz")
    else:
        assert sorted(read) == sorted(oids("".join(marks)))
        assert limits[0] <= len(read) <= limits[1]
