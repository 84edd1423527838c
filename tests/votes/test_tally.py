"""Counting: nothing is lost, nothing is made, and no order matters."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import (
    a_ballot,
    a_group,
    a_rated_ballot,
    ballot,
    oid,
    oids,
    poll,
    rated,
    some_ballots,
    some_rated_ballots,
)
from votes.errors import UnknownOption
from votes.marks import graded
from votes.model import Ballot, Counts, GroupId
from votes.rules import RULES
from votes.tally import change, count, merge, overall, tally_of

LIST = oids("abcdefg")
some_counts = (some_ballots | some_rated_ballots).map(count)
maybe_a_ballot = st.none() | a_ballot | a_rated_ballot


def test_each_ballot_adds_one_vote_to_every_option_it_marks() -> None:
    """Brams & Fishburn 1978: voters approve of as many as they like, and each approval is one whole vote."""
    tally = overall(count([ballot("ab"), ballot("bc"), ballot("b"), ballot("")]), oids("abcd"))

    assert tally.ballots == 4
    assert RULES["approval"](poll("abcd"), tally) == {oid("a"): 1, oid("b"): 3, oid("c"): 1, oid("d"): 0}


def test_a_changed_ballot_changes_only_what_differs() -> None:
    p = GroupId("P")

    assert change(None, ballot("ab", "P")) == {(p, None): 1, (p, oid("a")): 1, (p, oid("b")): 1}
    assert change(ballot("ab", "P"), ballot("bc", "P")) == {(p, oid("a")): -1, (p, oid("c")): 1}
    assert change(ballot("ab", "P"), ballot("ab", "P")) == {}


def test_another_grade_takes_the_place_of_the_one_before() -> None:
    before, after = graded(oid("a"), 0), graded(oid("a"), 3)

    assert change(rated("a0 b1"), rated("a3 b1")) == {(None, before): -1, (None, after): 1}


def test_a_voter_who_moves_takes_the_ballot_along() -> None:
    moved = merge(count([ballot("a", "P")]), change(ballot("a", "P"), ballot("a")))

    assert moved == {(None, None): 1, (None, oid("a")): 1}


def test_counts_of_an_option_that_is_not_on_the_list_are_never_dropped_in_silence() -> None:
    overall(count([ballot("ab")]), oids("ab"))  # the control

    with pytest.raises(UnknownOption):
        overall(count([ballot("ab")]), oids("a"))


@given(some_ballots, st.randoms(use_true_random=False))
def test_the_order_of_ballots_never_matters(ballots: list[Ballot], chance: Random) -> None:
    shuffled = list(ballots)
    chance.shuffle(shuffled)

    assert count(shuffled) == count(ballots)


@given(some_counts, some_counts, some_counts)
def test_counts_merge_in_any_order_and_any_grouping(a: Counts, b: Counts, c: Counts) -> None:
    assert merge(merge(a, b), c) == merge(a, merge(b, c)) == merge(c, a, b)
    assert merge(a, {}) == a


@given(some_ballots, some_ballots)
def test_counting_two_halls_apart_equals_counting_them_together(here: list[Ballot], there: list[Ballot]) -> None:
    assert merge(count(here), count(there)) == count(here + there)


@given(maybe_a_ballot, maybe_a_ballot)
def test_replacing_is_taking_away_and_adding(before: Ballot | None, after: Ballot | None) -> None:
    assert change(before, after) == merge(change(before, None), change(None, after))
    assert 0 not in change(before, after).values()


@given(st.lists(st.tuples(st.integers(0, 9), maybe_a_ballot), max_size=60))
def test_the_sum_of_all_changes_is_the_recount(history: list[tuple[int, Ballot | None]]) -> None:
    held: dict[int, Ballot | None] = {}
    changes = []
    for voter, cast in history:
        changes.append(change(held.get(voter), cast))
        held[voter] = cast

    assert merge(*changes) == count([last for last in held.values() if last is not None])


@given(some_ballots, st.sets(a_group))
def test_votes_are_neither_lost_nor_made_between_groups_and_the_whole(
    ballots: list[Ballot], some: set[GroupId | None]
) -> None:
    counts, everyone = count(ballots), {cast.group for cast in ballots}
    whole = overall(counts, LIST)
    parts = [tally_of(counts, LIST, [group]) for group in everyone]

    assert whole == tally_of(counts, LIST, everyone | some)
    assert whole.ballots == len(ballots) == sum(part.ballots for part in parts)
    assert sum(whole.votes.values()) == sum(len(cast.choices) for cast in ballots)
    assert whole.votes == {option: sum(part.votes[option] for part in parts) for option in LIST}
    assert list(whole.votes) == LIST
