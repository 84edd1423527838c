"""Short ways to name the nouns in tests. Ids have the length that receipts need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from votes.marks import graded
from votes.model import Ballot, Display, Grade, Group, GroupId, Option, OptionId, Poll, PollId, PollState, SessionId
from votes.result import Result, judge
from votes.tally import count

NOON = datetime(2027, 1, 8, 12, tzinfo=UTC)
GROUPS = tuple(Group(GroupId(letter), f"Group {letter}") for letter in "PQRST")
CLOSED = PollState.CLOSED
REVIEW = tuple(Grade(name, Fraction(tenths, 10)) for name, tenths in (("好", 10), ("较好", 8), ("一般", 6), ("差", 4)))


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def oid(letter: str) -> OptionId:
    return OptionId(letter * 16)


def oids(letters: str) -> list[OptionId]:
    return [oid(letter) for letter in letters]


def options(letters: str) -> tuple[Option, ...]:
    return tuple(Option(oid(letter), f"Project {letter}", "Services") for letter in letters)


def poll(
    letters: str = "abcdefg",
    state: PollState = PollState.DRAFT,
    winners: int = 5,
    choices: tuple[int, int] = (1, 5),
    display: Display = Display.LIVE,
) -> Poll:
    drafted = Poll(PollId("poll567890123456"), SessionId("s"), "Projects", options(letters))
    return replace(
        drafted,
        state=state,
        winners=winners,
        min_choices=choices[0],
        max_choices=choices[1],
        display=display,
        opened_at=None if state is PollState.DRAFT else NOON,
    )


def ballot(letters: str, group: str | None = None) -> Ballot:
    return Ballot(None if group is None else GroupId(group), frozenset(oids(letters)))


def review(letters: str = "abcd", state: PollState = PollState.DRAFT, winners: int = 5, least: int = 1) -> Poll:
    """A poll in which each option gets one of four grades, of which two are good."""
    drafted = poll(letters, state, winners, (least, max(1, len(letters))))
    return replace(drafted, type="grade", rule="mean-grade", grades=REVIEW, good_grades=2)


def rated(grades: str, group: str | None = None) -> Ballot:
    """``a0 b3`` gives option a the best grade and b the fourth."""
    marks = frozenset(graded(oid(each[0]), int(each[1])) for each in grades.split())
    return Ballot(None if group is None else GroupId(group), marks)


def judged(
    drafted: Poll,
    ballots: Iterable[Ballot],
    groups: Sequence[Group] = (),
    joined: Mapping[GroupId | None, int] | None = None,
    smallest_group: int = 5,
) -> Result:
    return judge(drafted, count(ballots), groups, joined or {}, smallest_group)


def scored(votes: Mapping[str, int], winners: int = 5, state: PollState = CLOSED) -> Result:
    """The result of as many single marks as each letter has votes."""
    marks = [ballot(letter) for letter, n in votes.items() for _ in range(n)]
    return judged(poll("".join(votes), state, winners), marks)


a_group = st.sampled_from([None, *"PQRST"])
a_ballot = st.builds(ballot, st.text("abcdefg", max_size=5), a_group)
some_ballots = st.lists(a_ballot, max_size=40)
some_grades = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3)).map(
    lambda grades: " ".join(f"{letter}{place}" for letter, place in grades.items())
)
a_rated_ballot = st.builds(rated, some_grades, a_group)
some_rated_ballots = st.lists(a_rated_ballot, max_size=40)
