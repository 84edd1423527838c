"""Short ways to name the nouns in tests. Ids have the length that receipts need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from votes.model import Ballot, Display, Group, GroupId, Option, OptionId, Poll, PollId, PollState, SessionId
from votes.result import Result, judge
from votes.tally import count

NOON = datetime(2027, 1, 8, 12, tzinfo=UTC)
GROUPS = tuple(Group(GroupId(letter), f"Group {letter}") for letter in "PQRST")
CLOSED = PollState.CLOSED


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
