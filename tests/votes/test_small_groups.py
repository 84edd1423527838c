"""Results per group, with small groups merged so that subtraction shows nobody's ballot."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import CLOSED, GROUPS, ballot, judged, oid, poll, some_ballots
from votes.groups import joint_id
from votes.model import Ballot, GroupId
from votes.result import GroupResult, Result, judge


def of_sizes(sizes: Mapping[str | None, int], smallest: int = 5, joined: int = 0) -> Result:
    """The result of a session with the groups P to T in which so many of each cast a ballot."""
    ballots = [ballot("a", group) for group, n in sizes.items() for _ in range(n)]
    return judged(poll("ab", CLOSED), ballots, GROUPS, {None: joined}, smallest)


def told(result: Result) -> list[tuple[str | None, int]]:
    return [("+".join(str(group) for group in row.merged) or row.group, row.ballots) for row in result.groups]


def test_every_group_appears_in_the_order_of_the_session_also_without_ballots() -> None:
    assert told(of_sizes({"T": 9, "P": 5})) == [("P", 5), ("Q", 0), ("R", 0), ("S", 0), ("T", 9)]


def test_voters_without_a_group_have_a_row_only_if_there_are_any() -> None:
    assert (None, 6) in told(of_sizes({None: 6, "P": 8}))
    assert told(of_sizes({"P": 8}, joined=1))[-1] == (None, 0)
    assert None not in dict(told(of_sizes({"P": 8})))


def test_count_rows_that_came_back_to_zero_bring_no_row() -> None:
    counts = {(None, None): 0, (None, oid("a")): 0, (GroupId("P"), None): 6}

    assert None not in dict(told(judge(poll("a"), counts, GROUPS, {None: 0}, 5)))


def test_a_row_holds_the_votes_of_every_option_in_the_order_of_the_list() -> None:
    ballots = [ballot("a", "P"), ballot("ca", "P"), ballot("b", "Q")]
    rows = judged(poll("abc", CLOSED), ballots, GROUPS, smallest_group=1).groups

    assert rows[0].options == ((oid("a"), 2), (oid("b"), 0), (oid("c"), 1))
    assert rows[0] == GroupResult(GroupId("P"), "Group P", 2, (), rows[0].options, rows[0].top)


def test_small_groups_stand_together_in_one_row_at_the_end() -> None:
    result = of_sizes({"P": 4, "Q": 5, "R": 1, "S": 9})

    assert told(result) == [("Q", 5), ("S", 9), ("T", 0), ("P+R", 5)]
    assert (result.groups[-1].group, result.groups[-1].name) == (None, "Group P + Group R")
    assert dict(result.groups[-1].options)[oid("a")] == 5


def test_one_small_group_alone_takes_in_the_smallest_other_one() -> None:
    assert told(of_sizes({"P": 9, "Q": 4, "R": 7, "S": 7})) == [("P", 9), ("S", 7), ("T", 0), ("Q+R", 11)]


def test_a_merged_row_takes_in_the_next_smallest_until_it_is_as_large_as_a_group_that_stands_alone() -> None:
    assert told(of_sizes({"P": 1, "Q": 1, "R": 10})) == [("S", 0), ("T", 0), ("P+Q+R", 12)]
    assert told(of_sizes({"P": 1, "Q": 1, "R": 10, "S": 6})) == [("R", 10), ("T", 0), ("P+Q+S", 8)]
    assert told(of_sizes({"P": 2, "Q": 3, "R": 9})) == [("R", 9), ("S", 0), ("T", 0), ("P+Q", 5)]


def test_what_was_counted_together_as_too_small_a_row_takes_in_the_next_smallest_too() -> None:
    joint = joint_id((GroupId("P"), GroupId("Q")))
    turnout = {(GroupId("P"), None): 1, (GroupId("Q"), None): 1, (GroupId("R"), None): 10, (GroupId("S"), None): 7}
    counts = {**turnout, (joint, oid("a")): 2, (GroupId("R"), oid("a")): 10, (GroupId("S"), oid("a")): 7}

    result = judge(poll("a", CLOSED), counts, GROUPS, {}, 5)

    assert told(result) == [("R", 10), ("T", 0), ("P+Q+S", 9)]
    assert dict(result.groups[-1].options)[oid("a")] == 9


def test_a_small_group_that_is_all_there_is_stands_alone() -> None:
    assert told(of_sizes({"Q": 3})) == [("P", 0), ("Q", 3), ("R", 0), ("S", 0), ("T", 0)]


def test_voters_without_a_group_are_merged_like_a_group() -> None:
    assert told(of_sizes({None: 2, "P": 3, "Q": 8}))[-1] == ("P+None", 5)
    assert told(of_sizes({None: 2, "P": 8}))[-1] == ("P+None", 10)


def test_nothing_is_merged_where_the_session_asks_for_no_smallest_group() -> None:
    assert told(of_sizes({"P": 1, "Q": 2}, smallest=1))[:2] == [("P", 1), ("Q", 2)]


@given(some_ballots, st.integers(0, 12))
def test_the_rows_add_up_to_the_total_whatever_is_merged(ballots: list[Ballot], smallest: int) -> None:
    result = judged(poll(state=CLOSED), ballots, GROUPS, smallest_group=smallest)

    assert sum(row.ballots for row in result.groups) == result.ballots == len(ballots)
    for ranked in result.options:
        assert sum(dict(row.options)[ranked.option] for row in result.groups) == ranked.votes


@given(some_ballots, st.integers(0, 12))
def test_no_small_group_can_be_read_or_had_by_subtraction(ballots: list[Ballot], smallest: int) -> None:
    result = judged(poll(state=CLOSED), ballots, GROUPS, smallest_group=smallest)
    sizes = {group: sum(cast.group == group for cast in ballots) for group in (None, *"PQRST")}
    merged = [row for row in result.groups if row.merged]
    alone = [row.group for row in result.groups if not row.merged]
    small = {group for group, n in sizes.items() if 0 < n < smallest}

    assert len(merged) <= 1
    assert all(sum(sizes[group] > 0 for group in row.merged) >= 2 for row in merged)
    assert all(row.ballots >= min(smallest, result.ballots) for row in merged)
    assert not small & set(alone) or sum(n > 0 for n in sizes.values()) == 1
