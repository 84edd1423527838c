"""Tally + rule + cut line → the ranked result, overall and per group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from votes.groups import GroupResult, judge_groups
from votes.marks import every_mark, votes_of
from votes.model import NO_WAYS, Counts, Grade, Group, GroupId, OptionId, Poll, PollId, PollState, Ways
from votes.rounding import part_of
from votes.rules import RULES
from votes.rules.mean_grade import Grading, gradings
from votes.tally import Tally, overall
from votes.ties import Cut, Decision, Score, Settlement, cut, draw, settle

__all__ = ["GroupResult", "Ranked", "Result", "Settlement", "Tie", "cut_of", "drawn", "judge", "places"]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One option's place. ``elected`` is None before close, and while the option is in an open tie.

    ``votes`` are the ballots that mark it. ``score`` is what it is ranked by: the votes themselves, or, where options
    are graded, the mean of its ``grading``.
    """

    option: OptionId
    title: str
    department: str | None
    votes: int
    ballots: int
    rank: int
    elected: bool | None
    score: Score
    grading: Grading | None = None

    @property
    def share(self) -> Fraction:
        """Votes ÷ ballots, 0 to 1; 0 with no ballots."""
        return part_of(self.votes, self.ballots)


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie at the cut line: these options, in the list's order, share a rank and compete for seats."""

    rank: int
    seats: int
    options: tuple[OptionId, ...]
    settled: Settlement | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still unknown who is elected: nothing is decided, or a run-off is still to decide it."""
        return self.settled is None or not self.settled.elected


@dataclass(frozen=True, slots=True)
class Result:
    """``options`` in rank order, equal scores in the list's; ``ballots`` and ``joined`` count voters.

    ``grades`` are those that the poll has, best first, of which the first ``good_grades`` count as good.
    ``ballots`` are the valid ones, ``blank`` of them without a mark. ``void`` are spoiled sheets, which are no ballots;
    ``returned`` are both. ``ways`` are those of the ballots that were not sent from a phone.
    """

    poll: PollId
    state: PollState
    type: str
    ballots: int
    joined: int
    winners: int
    options: tuple[Ranked, ...]
    tie: Tie | None
    groups: tuple[GroupResult, ...]
    grades: tuple[Grade, ...] = ()
    good_grades: int = 0
    ways: Ways = NO_WAYS

    @property
    def blank(self) -> int:
        return self.ways.blank

    @property
    def void(self) -> int:
        return self.ways.spoiled

    @property
    def returned(self) -> int:
        return self.ballots + self.void

    @property
    def open_tie(self) -> Tie | None:
        return self.tie if self.tie and self.tie.is_open else None

    @property
    def filled(self) -> int:
        """How many places are filled; where that is not known yet, or none is, how many there are to fill."""
        elected = sum(ranked.elected is True for ranked in self.options)
        return elected if elected and not self.open_tie else min(self.winners, len(self.options))

    @property
    def in_seats(self) -> tuple[Ranked, ...]:
        """The options as a picture with a cut line lists them: of equals the elected first."""
        return tuple(sorted(self.options, key=lambda ranked: (ranked.rank, ranked.elected is False)))

    @property
    def line(self) -> Cut:
        """The cut line as the scores stand, also while voting runs: who would be level for the last places."""
        return cut({each.option: each.score for each in self.options}, self.winners)

    def of(self, options: Collection[OptionId]) -> tuple[Ranked, ...]:
        """These options, in rank order."""
        return tuple(ranked for ranked in self.options if ranked.option in options)


def judge(
    poll: Poll,
    counts: Counts,
    groups: Sequence[Group],
    joined: Mapping[GroupId | None, int],
    smallest_group: int,
    ungrouped: str = "",
    decision: Decision | None = None,
) -> Result:
    """Judge the counts of a settled poll: ranks always, who is elected and tied only once it is closed.

    So are the rows of the groups: of an open poll they would tell single ballots with their group, one change after
    the other. ``joined`` holds the session's voters per group; ``ungrouped`` is what to call those without one;
    ``decision`` is what was decided about a tie at the cut line, and changes nothing but who is elected.
    Units: votes and ballots; equal scores share a rank (1, 2, 2, 4).
    Raises UnknownOption and ValueError for counts of an option or a group that there is not.
    """
    tally = overall(counts, every_mark(poll))
    scores = RULES[poll.rule](poll, tally)
    is_over = is_judged(poll.state)
    line = cut(scores, poll.winners) if is_over else None
    tie = _tie(line, decision)
    by_group = judge_groups(poll, counts, groups, joined, smallest_group, ungrouped)
    return Result(
        poll=poll.id,
        state=poll.state,
        type=poll.type,
        ballots=tally.ballots,
        joined=sum(joined.values()),
        winners=poll.winners,
        options=_ranked(poll, tally, scores, line, tie),
        tie=tie,
        groups=by_group if is_over else (),
        grades=poll.grades,
        good_grades=poll.good_grades,
    )


def cut_of(poll: Poll, counts: Counts) -> Cut | None:
    """The cut line of a settled poll, None before it is closed."""
    if not is_judged(poll.state):
        return None
    return cut(RULES[poll.rule](poll, overall(counts, every_mark(poll))), poll.winners)


def drawn(result: Result) -> tuple[tuple[Ranked, str], ...]:
    """The tied in the order of the lot that settled their tie, each with its key; empty for any other result."""
    settled = result.tie.settled if result.tie else None
    if result.tie is None or settled is None or settled.seed is None:
        return ()
    ranked = {each.option: each for each in result.options}
    return tuple((ranked[each.option], each.key) for each in draw(settled.seed, result.tie.options))


def outcome(poll: Poll, counts: Counts, decision: Decision | None) -> tuple[bool | None, ...]:
    """Whether each option was elected, in the list's order: what a run-off brings to the tie that it is about."""
    line = cut_of(poll, counts)
    tie = _tie(line, decision)
    return tuple(_is_elected(option.id, line, tie) for option in poll.options)


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
    poll: Poll, tally: Tally, scores: Mapping[OptionId, Score], line: Cut | None, tie: Tie | None
) -> tuple[Ranked, ...]:
    votes, graded = votes_of(poll, tally.votes), gradings(poll, tally)
    order = sorted(poll.options, key=lambda option: -scores[option.id])
    ranks: dict[Score, int] = {}
    for place, option in enumerate(order, start=1):
        ranks.setdefault(scores[option.id], place)
    return tuple(
        Ranked(
            option=option.id,
            title=option.title,
            department=option.department,
            votes=votes[option.id],
            ballots=tally.ballots,
            rank=ranks[scores[option.id]],
            elected=_is_elected(option.id, line, tie),
            score=scores[option.id],
            grading=graded.get(option.id),
        )
        for option in order
    )


def _tie(line: Cut | None, decision: Decision | None) -> Tie | None:
    return Tie(line.rank, line.seats, line.tied, settle(line, decision)) if line and line.tied else None


def _is_elected(option: OptionId, line: Cut | None, tie: Tie | None) -> bool | None:
    if line is None:
        return None
    if tie is None or option not in tie.options:
        return option in line.elected
    return None if tie.settled is None or tie.is_open else option in tie.settled.elected
