"""The lists that take the ballots' place: they count the same, and nothing in them says what belongs together."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import CLOSED, GROUPS, ballot, oid, poll, rated, review, some_ballots, some_rated_ballots
from votes import tally
from votes.final import FinalLists, final_lists, joined
from votes.groups import joint_id, members_of, merged_groups, with_merged
from votes.marks import graded
from votes.model import Ballot, GroupId, Poll, PollId
from votes.receipt import ballot_tag, mark_tag
from votes.result import judge
from votes.tally import Count

POLL = PollId("p" * 16)


def nonce(at: int) -> bytes:
    return bytes([at % 256, at // 256]) + b"n" * 14


def with_nonces(ballots: list[Ballot]) -> list[tuple[Ballot, bytes]]:
    return [(each, nonce(at)) for at, each in enumerate(ballots)]


def recount(lists: FinalLists) -> dict[Count, int]:
    found: Counter[Count] = Counter((group, None) for _, group in lists.ballots)
    for option, tags in lists.marks.items():
        found.update((group, option) for _, group in tags)
    return dict(found)


def test_each_list_is_sorted_by_tag_and_says_of_which_group_it_is() -> None:
    cast = with_nonces([ballot("ab", "P"), ballot("b", "Q"), ballot("", None)])
    lists = final_lists(POLL, cast, ())

    tags = {ballot_tag(POLL, nonce(at)): group for at, group in enumerate(("P", "Q", None))}
    assert lists.ballots == tuple(sorted(tags.items()))
    of_b = {mark_tag(POLL, oid("b"), nonce(at)): group for at, group in ((0, "P"), (1, "Q"))}
    assert lists.marks[oid("b")] == tuple(sorted(of_b.items()))
    assert list(lists.marks) == [oid("a"), oid("b")]


@given(some_ballots, st.randoms())
def test_the_order_of_the_ballots_leaves_no_trace(ballots: list[Ballot], chance: object) -> None:
    cast = with_nonces(ballots)
    shuffled = list(cast)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert final_lists(POLL, shuffled, ()) == final_lists(POLL, cast, ())


def test_grades_have_a_list_each_so_that_nobody_sees_which_belong_together() -> None:
    lists = final_lists(POLL, with_nonces([rated("a0 b3", "P"), rated("a0", "Q")]), ())

    best, worst = graded(oid("a"), 0), graded(oid("b"), 3)
    assert list(lists.marks) == [best, worst]
    assert [group for _, group in lists.marks[worst]] == ["P"]
    assert {tag for tag, _ in lists.marks[best]} == {mark_tag(POLL, best, nonce(at)) for at in range(2)}


@given(some_ballots, st.integers(0, 30), st.integers(0, 30))
def test_lists_that_are_made_in_parts_are_those_that_are_made_at_once(
    ballots: list[Ballot], one: int, other: int
) -> None:
    cast, (first, second) = with_nonces(ballots), sorted((one, other))
    parts = [final_lists(POLL, part, ()) for part in (cast[:first], cast[first:second], cast[second:])]

    together, at_once = joined(parts), final_lists(POLL, cast, ())
    assert together == at_once
    assert list(together.marks) == list(at_once.marks)


@given(some_ballots | some_rated_ballots, st.integers(0, 12))
def test_the_lists_count_what_the_ballots_count(ballots: list[Ballot], smallest: int) -> None:
    cast = with_nonces(ballots)
    counted = tally.count(each for each, _ in cast)
    merged = merged_groups(counted, GROUPS, smallest)

    assert recount(final_lists(POLL, cast, merged)) == with_merged(counted, merged)
    assert recount(final_lists(POLL, cast, ())) == counted


@given(
    st.tuples(st.just(poll(state=CLOSED)), some_ballots) | st.tuples(st.just(review(state=CLOSED)), some_rated_ballots),
    st.integers(0, 12),
    st.integers(0, 12),
)
def test_a_result_is_the_same_from_counts_in_which_small_groups_are_one(
    cast: tuple[Poll, list[Ballot]], smallest: int, asked: int
) -> None:
    of, ballots = cast
    counted = tally.count(ballots)
    merged = merged_groups(counted, GROUPS, smallest)
    together = with_merged(counted, merged)
    turnout = {key: n for key, n in counted.items() if key[1] is None}
    kept = {**turnout, **{key: n for key, n in together.items() if key[1] is not None}}

    assert judge(of, kept, GROUPS, {}, smallest) == judge(of, counted, GROUPS, {}, smallest)
    rows = judge(of, kept, GROUPS, {}, asked).groups
    assert sum(row.ballots for row in rows) == len(ballots)
    if any(group == joint_id(merged) for group, _ in kept):  # whatever is asked for later, they stay together
        assert set(merged) <= set(rows[-1].merged)


def test_the_name_of_groups_together_names_them_all() -> None:
    for groups in ((GroupId("P"), GroupId("Q")), (GroupId("P"), None), (None, GroupId("Q"), GroupId("R"))):
        assert members_of(joint_id(groups)) == groups
