"""Tally + rule + cut line → the ranked result, overall and per group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from votes.groups import GroupResult, judge_groups
from votes.model import Counts, Group, GroupId, Option, OptionId, Poll, PollId, PollState
from votes.rules import RULES
from votes.tally import Tally, overall
from votes.ties import Cut, cut

__all__ = ["GroupResult", "Ranked", "Result", "Tie", "judge", "places"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One option's place. ``elected`` is None before close, and while the option is in an open tie."""

    option: OptionId
    title: str
    department: str | None
    votes: int
    ballots: int
    rank: int
    elected: bool | None

    @property
    def share(self) -> Fraction:
        """Votes ÷ ballots, 0 to 1; 0 with no ballots."""
        return Fraction(self.votes, self.ballots) if self.ballots else Fraction(0)


@dataclass(frozen=True, slots=True)
class Tie:
    """An open tie at the cut line: these options, in the list's order, share a rank and compete for seats."""

    rank: int
    seats: int
    options: tuple[OptionId, ...]
    settled: None = None


@dataclass(frozen=True, slots=True)
class Result:
    """``options`` in rank order, equal votes in the list's; ``ballots`` and ``joined`` count voters."""

    poll: PollId
    state: PollState
    type: str
    ballots: int
    joined: int
    winners: int
    options: tuple[Ranked, ...]
    tie: Tie | None
    groups: tuple[GroupResult, ...]


def judge(
    poll: Poll,
    counts: Counts,
    groups: Sequence[Group],
    joined: Mapping[GroupId | None, int],
    smallest_group: int,
    ungrouped: str = "",
) -> Result:
    """Judge the counts of a settled poll: ranks always, who is elected and tied only once it is closed.

    ``joined`` holds the session's voters per group; ``ungrouped`` is what to call those without one.
    Units: votes and ballots; equal scores share a rank (1, 2, 2, 4).
    Raises UnknownOption and ValueError for counts of an option or a group that there is not.
    """
    options = [option.id for option in poll.options]
    tally = overall(counts, options)
    scores = RULES[poll.rule](tally)
    line = cut(scores, poll.winners) if is_judged(poll.state) else None
    return Result(
        poll=poll.id,
        state=poll.state,
        type=poll.type,
        ballots=tally.ballots,
        joined=sum(joined.values()),
        winners=poll.winners,
        options=_ranked(poll.options, tally, scores, line),
        tie=Tie(line.rank, line.seats, line.tied) if line and line.tied else None,
        groups=judge_groups(counts, options, groups, joined, smallest_group, ungrouped),
    )


def is_judged(state: PollState) -> bool:
    """Whether the poll is over, so that its result may say who is elected."""
    return state in (PollState.CLOSED, PollState.REVEALED)


def places(result: Result) -> tuple[tuple[Ranked, ...], ...]:
    """The winning places as a reveal shows them: the last first, equals together, an open tie as one place.

    Empty before close, and when nobody got a vote.
    """
    if not is_judged(result.state):
        return ()
    winning = [ranked for ranked in result.options if ranked.elected is not False]
    ranks = [tuple(equals) for _, equals in groupby(winning, key=lambda ranked: ranked.rank)]
    return tuple(reversed(ranks))


def _ranked(
    options: Sequence[Option], tally: Tally, scores: Mapping[OptionId, int], line: Cut | None
) -> tuple[Ranked, ...]:
    order = sorted(options, key=lambda option: -scores[option.id])
    ranks: dict[int, int] = {}
    for place, option in enumerate(order, start=1):
        ranks.setdefault(scores[option.id], place)
    return tuple(
        Ranked(
            option=option.id,
            title=option.title,
            department=option.department,
            votes=tally.votes[option.id],
            ballots=tally.ballots,
            rank=ranks[scores[option.id]],
            elected=None if line is None or option.id in line.tied else option.id in line.elected,
        )
        for option in order
    )
