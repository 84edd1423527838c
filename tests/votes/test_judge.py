"""Ranks, who is elected, open ties, and the places a reveal shows."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import CLOSED, ballot, judged, oid, oids, poll, scored, some_ballots
from votes.model import Ballot, Counts, GroupId, PollState
from votes.result import Result, Tie, judge, places

REVEALED = PollState.REVEALED


def ranks(result: Result) -> str:
    return " ".join(f"{ranked.option[0]}{ranked.rank}" for ranked in result.options)


def elected(result: Result) -> str:
    return "".join(ranked.option[0] for ranked in result.options if ranked.elected)


def shown(result: Result) -> list[str]:
    return ["".join(ranked.option[0] for ranked in place) for place in places(result)]


def test_equal_votes_share_a_rank_and_keep_the_order_of_the_list() -> None:
    assert ranks(scored({"a": 3, "b": 5, "c": 3, "d": 0, "e": 1})) == "b1 a2 c2 e4 d5"


def test_the_result_says_what_was_counted() -> None:
    result = judged(poll("ab", CLOSED), [ballot("ab"), ballot("b"), ballot("")], joined={None: 4, GroupId("P"): 2})

    assert (result.state, result.type, result.winners) == (CLOSED, "approval", 5)
    assert (result.ballots, result.joined) == (3, 6)
    leader = result.options[0]
    assert (leader.option, leader.title, leader.department) == (oid("b"), "Project b", "Services")
    assert (leader.votes, leader.ballots, leader.share) == (2, 3, Fraction(2, 3))


def test_without_ballots_every_share_is_zero_and_nobody_is_elected() -> None:
    result = judged(poll("abc", CLOSED), [])

    assert [(int(ranked.share), ranked.rank, ranked.elected) for ranked in result.options] == [(0, 1, False)] * 3
    assert (result.tie, places(result)) == (None, ())


@pytest.mark.parametrize("state", [PollState.DRAFT, PollState.OPEN])
def test_before_close_nobody_is_elected_or_tied_however_clear_it_looks(state: PollState) -> None:
    votes = {"a": 9, "b": 5, "c": 5}
    assert (elected(scored(votes, 2)), scored(votes, 2).tie is None) == ("a", False)  # the control

    result = scored(votes, 2, state)

    assert [ranked.elected for ranked in result.options] == [None, None, None]
    assert (result.tie, places(result), ranks(result)) == (None, (), "a1 b2 c2")


@pytest.mark.parametrize("state", [CLOSED, REVEALED])
def test_a_tie_at_the_cut_line_stays_open_and_is_shown_as_one_place(state: PollState) -> None:
    result = scored({"a": 9, "b": 5, "c": 7, "d": 5, "e": 1}, 3, state)

    assert result.tie == Tie(rank=3, seats=1, options=tuple(oids("bd")))
    assert [ranked.elected for ranked in result.options] == [True, True, None, None, False]
    assert shown(result) == ["bd", "c", "a"]


def test_an_option_without_votes_is_not_elected_and_places_stay_unfilled() -> None:
    result = scored({"a": 2, "b": 0, "c": 1, "d": 0}, 3)

    assert [ranked.elected for ranked in result.options] == [True, True, False, False]
    assert (result.tie, shown(result)) == (None, ["c", "a"])


def test_the_last_winner_is_shown_first_and_equals_together() -> None:
    assert shown(scored({"a": 1, "b": 4, "c": 6, "d": 4, "e": 2, "f": 9}, 5)) == ["e", "bd", "c", "f"]


def test_more_winners_than_options_elects_whoever_got_a_vote() -> None:
    assert elected(scored({"a": 1, "b": 1, "c": 0}, 9)) == "ab"


def test_counts_of_a_group_that_is_not_in_the_session_are_never_dropped_in_silence() -> None:
    counts: Counts = {(GroupId("X"), None): 1}
    judge(poll(), {}, (), {}, 5)  # the control

    with pytest.raises(ValueError, match="group"):
        judge(poll(), counts, (), {}, 5)


@given(some_ballots.map(lambda ballots: [replace(cast, group=None) for cast in ballots]), st.integers(1, 9))
def test_a_result_is_consistent_whatever_was_cast(ballots: list[Ballot], winners: int) -> None:
    result = judged(poll(state=CLOSED, winners=winners), ballots)
    votes = [ranked.votes for ranked in result.options]
    winning = [ranked for place in reversed(places(result)) for ranked in place]

    assert votes == sorted(votes, reverse=True)
    assert [ranked.rank for ranked in result.options] == [1 + sum(v > n for v in votes) for n in votes]
    assert sum(votes) == sum(len(cast.choices) for cast in ballots)
    assert winning == [ranked for ranked in result.options if ranked.elected is not False]
    assert len(elected(result)) + (result.tie.seats if result.tie else 0) == min(winners, sum(v > 0 for v in votes))
    assert {ranked.option for ranked in result.options if ranked.elected is None} == set(
        result.tie.options if result.tie else ()
    )
    assert all(0 <= ranked.share <= 1 for ranked in result.options)
