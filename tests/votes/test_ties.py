"""The cut line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.nouns import oid, oids
from votes.ties import Cut, cut


def line(votes: str, winners: int) -> Cut:
    """The cut through options a, b, c, … with these votes."""
    return cut({oid(letter): int(n) for letter, n in zip("abcdefghij", votes, strict=False)}, winners)


@pytest.mark.parametrize(
    ("votes", "winners", "elected", "tied", "seats", "rank"),
    [
        ("9876543", 5, "abcde", "", 0, 0),
        ("3945", 2, "bd", "", 0, 0),
        ("9666", 2, "a", "bcd", 1, 2),  # "1 elected; B, C, D tie"
        ("9666", 3, "a", "bcd", 2, 2),
        ("9666", 4, "abcd", "", 0, 0),  # equals that all fit are no tie at the cut
        ("98877", 3, "abc", "", 0, 0),
        ("55555", 2, "", "abcde", 2, 1),
        ("9500", 3, "ab", "", 0, 0),  # no votes: never elected, a place stays open
        ("0000", 2, "", "", 0, 0),
        ("1100", 1, "", "ab", 1, 1),
        ("98", 5, "ab", "", 0, 0),
        ("", 5, "", "", 0, 0),
    ],
)
def test_who_is_above_the_line_and_who_is_tied_on_it(
    votes: str, winners: int, elected: str, tied: str, seats: int, rank: int
) -> None:
    assert line(votes, winners) == Cut(tuple(oids(elected)), tuple(oids(tied)), seats, rank)


@given(st.lists(st.integers(0, 6), max_size=10), st.integers(1, 12))
def test_the_elected_and_the_open_seats_fill_what_can_be_filled(votes: list[int], winners: int) -> None:
    scores = dict(zip(oids("abcdefghij"), votes, strict=False))
    drawn = cut(scores, winners)
    supported = sum(score > 0 for score in votes)

    assert len(drawn.elected) + drawn.seats == min(winners, supported)
    assert not drawn.tied or 0 < drawn.seats < len(drawn.tied)
    assert not set(drawn.elected) & set(drawn.tied)
    assert all(scores[option] > 0 for option in drawn.elected + drawn.tied)
    assert len({scores[option] for option in drawn.tied}) <= 1


@given(st.lists(st.integers(0, 6), max_size=10), st.integers(1, 12))
def test_nobody_outside_has_as_many_votes_as_anybody_inside(votes: list[int], winners: int) -> None:
    scores = dict(zip(oids("abcdefghij"), votes, strict=False))
    drawn = cut(scores, winners)
    outside = [score for option, score in scores.items() if option not in drawn.elected + drawn.tied]
    tied = [scores[option] for option in drawn.tied]
    elected = [scores[option] for option in drawn.elected]

    assert not elected or not tied or min(elected) > max(tied)
    assert not (elected + tied) or not outside or min(elected + tied) > max(outside)
