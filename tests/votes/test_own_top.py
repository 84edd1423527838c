"""Each group's own list: only its own ballots, its own cut line, ties shown as ties, and nobody elected by it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import CLOSED, GROUPS, ballot, judged, oid, poll, some_ballots
from votes.groups import OwnPlace
from votes.model import Ballot, GroupId
from votes.result import Result


def own(result: Result, group: str) -> tuple[OwnPlace, ...]:
    return next(row.top for row in result.groups if row.group == GroupId(group))


def told(result: Result, group: str) -> list[tuple[int, str, bool]]:
    return [(place.rank, place.option[0], place.is_tied) for place in own(result, group)]


def marks(group: str, **votes: int) -> list[Ballot]:
    return [ballot(letter, group) for letter, n in votes.items() for _ in range(n)]


def test_a_group_has_its_own_order_and_its_own_cut_line() -> None:
    ballots = [*marks("P", c=4, a=3, b=2, d=1), *marks("Q", d=9)]

    result = judged(poll("abcd", CLOSED, winners=2), ballots, GROUPS, smallest_group=1)

    assert told(result, "P") == [(1, "c", False), (2, "a", False)]
    assert told(result, "Q") == [(1, "d", False)]
    assert [each.option for each in result.options if each.elected] == [oid("d"), oid("c")]  # the room's own


def test_who_ties_above_the_cut_line_shares_a_rank_and_who_ties_on_it_is_marked() -> None:
    ballots = marks("P", a=2, b=3, c=3, d=2, e=1)

    result = judged(poll("abcde", CLOSED, winners=3), ballots, GROUPS, smallest_group=1)

    assert told(result, "P") == [(1, "b", False), (1, "c", False), (3, "a", True), (3, "d", True)]


def test_what_nobody_of_the_group_marked_is_on_no_list() -> None:
    result = judged(poll("abc", CLOSED), marks("P", b=1), GROUPS, smallest_group=1)

    assert told(result, "P") == [(1, "b", False)]
    assert own(result, "Q") == ()


@given(some_ballots, st.integers(1, 8), st.integers(1, 4))
def test_a_groups_list_counts_only_its_own_ballots(ballots: list[Ballot], smallest: int, winners: int) -> None:
    result = judged(poll("abcdefg", CLOSED, winners=winners), ballots, GROUPS, {None: 1}, smallest)

    for row in result.groups:
        members = set(row.merged) or {row.group}
        theirs = [each for each in ballots if each.group in members]
        alone = judged(poll("abcdefg", CLOSED, winners=winners), theirs, GROUPS)
        assert {place.option for place in row.top} == {
            each.option for each in alone.options if each.elected is not False
        }
        assert {(each.option, each.rank, each.votes) for each in alone.options} >= {
            (place.option, place.rank, place.votes) for place in row.top
        }
        assert {place.option for place in row.top if place.is_tied} == set(alone.tie.options if alone.tie else ())


@given(some_ballots, st.integers(2, 8))
def test_no_small_group_has_a_list_of_its_own(ballots: list[Ballot], smallest: int) -> None:
    result = judged(poll("abcdefg", CLOSED), ballots, GROUPS, {None: 1}, smallest)

    shown = [row for row in result.groups if row.top]
    is_all_there_is = [row.ballots for row in shown] == [len(ballots)]
    assert all(row.ballots >= smallest or row.merged or is_all_there_is for row in shown)
