"""The oracle itself: it notices what is lost, doubled, reverted and made up, and nothing else."""

from __future__ import annotations

import pytest

from tests.faults.oracle import NOTHING_WRONG, Verdict, Voter, Wrong, count


def _voter() -> Voter:
    return Voter("token", "A", acknowledged=(1, 2), revision=3, sent_since=[(4,), (5,)])


@pytest.mark.parametrize(
    ("marks", "revision", "wrong"),
    [
        ((1, 2), 3, None),  # acknowledged
        ((4,), 4, None),  # or sent later
        ((5,), 5, None),
        ((5,), 4, None),  # the one before it never came
        (None, 0, Wrong.LOST),
        ((1, 2), 2, Wrong.REVERTED),
        ((0,), 1, Wrong.REVERTED),
        ((7,), 4, Wrong.MADE_UP),
        ((4,), 3, Wrong.MADE_UP),
        ((4,), 6, Wrong.DOUBLED),
    ],
)
def test_what_may_be_recorded_is_told_from_what_may_not(
    marks: tuple[int, ...] | None, revision: int, wrong: Wrong | None
) -> None:
    assert _voter().wrong_with(marks, revision) == wrong


def test_an_acknowledgement_is_the_next_one_or_wrong() -> None:
    assert [_voter().hears(revision) for revision in (4, 5, 6, 3, 2)] == [
        None,
        None,
        Wrong.DOUBLED,
        Wrong.MADE_UP,
        Wrong.REVERTED,
    ]
    voter = _voter()
    voter.hears(5)
    assert (voter.acknowledged, voter.revision, voter.sent_since) == ((5,), 5, [])
    assert voter.wrong_with((4,), 4) == Wrong.REVERTED


def test_who_never_cast_has_nothing_recorded() -> None:
    assert Voter("token").wrong_with(None, 0) is None
    assert Voter("token").wrong_with((1,), 1) == Wrong.DOUBLED


def test_published_counts_are_compared_with_a_count_of_the_journals() -> None:
    voters = [Voter("a", acknowledged=(0, 1)), Voter("b", acknowledged=(1,)), Voter("c", acknowledged=()), Voter("d")]
    assert count(voters, 3) == [1, 2, 0, 3]

    verdict = Verdict()
    verdict.compare([1, 2, 0, 3], voters)
    assert (verdict.is_clean, str(verdict)) == (True, NOTHING_WRONG)
    verdict.compare([1, 1, 1, 3], voters)
    assert (verdict.is_clean, str(verdict)) == (False, "1 lost, 0 doubled, 0 reverted, 1 made up")
