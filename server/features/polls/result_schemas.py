"""A result → what the API answers. Field names are final: programs outside rely on them."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from server.features.polls.schemas import GradeAnswer, grades_answer
from votes.model import Ways
from votes.result import GroupResult, Ranked, Result, Tie
from votes.rounding import rounded
from votes.rules.mean_grade import Grading


class FractionAnswer(Struct, frozen=True):
    num: int
    den: int


class GradingAnswer(Struct, frozen=True):
    """``counts`` says how often each grade was given, best first; ``blank`` are the ballots that give none."""

    counts: tuple[int, ...]
    blank: int
    good: int
    good_of_rated: float
    good_of_ballots: float


class RankedAnswer(Struct, frozen=True):
    """``votes`` are the ballots that mark the option; where options are graded, those that rate it.

    What it is ranked by is ``score``, left out where that is the votes, and the same to four decimals.
    """

    option: str
    title: str
    votes: int
    share: float
    rank: int
    elected: bool | None
    score: FractionAnswer | UnsetType = UNSET
    score_decimal: float | UnsetType = UNSET
    grading: GradingAnswer | UnsetType = UNSET


class SettledAnswer(Struct, frozen=True):
    """``elected`` is empty while the run-off ``poll`` is still to decide."""

    method: str
    seed: str | None
    reason: str | None
    poll: str | None
    elected: tuple[str, ...]


class TieAnswer(Struct, frozen=True):
    rank: int
    seats: int
    options: tuple[str, ...]
    settled: SettledAnswer | None


class GroupVotesAnswer(Struct, frozen=True):
    option: str
    votes: int
    score: FractionAnswer | UnsetType = UNSET
    score_decimal: float | UnsetType = UNSET
    grading: GradingAnswer | UnsetType = UNSET


class GroupResultAnswer(Struct, frozen=True):
    group: str | None
    name: str
    ballots: int
    options: tuple[GroupVotesAnswer, ...]
    merged: tuple[str | None, ...] | UnsetType = UNSET


class WaysAnswer(Struct, frozen=True):
    """Of the ballots, those that a teller entered and those on paper; and the spoiled sheets, which are no ballots.

    ``replaced``: sheets that took the place of what a phone had sent; left out where there is none.
    """

    assisted: int
    paper: int
    spoiled: int
    replaced: int | UnsetType = UNSET


class ResultAnswer(Struct, frozen=True):
    """``ballots`` are the valid ones, ``blank`` among them; ``void`` are spoiled sheets, ``returned`` both.

    ``ways`` is left out where every ballot came from a phone.
    """

    poll: str
    state: str
    type: str
    ballots: int
    blank: int
    void: int
    returned: int
    joined: int
    winners: int
    options: tuple[RankedAnswer, ...]
    tie: TieAnswer | None
    groups: tuple[GroupResultAnswer, ...]
    grades: tuple[GradeAnswer, ...] | UnsetType = UNSET
    good_grades: int | UnsetType = UNSET
    ways: WaysAnswer | UnsetType = UNSET


def tie_answer(tie: Tie) -> TieAnswer:
    by = tie.settled
    settled = (
        SettledAnswer(method=by.method, seed=by.seed, reason=by.reason, poll=by.poll, elected=by.elected)
        if by
        else None
    )
    return TieAnswer(tie.rank, tie.seats, tie.options, settled)


def result_answer(result: Result) -> ResultAnswer:
    return ResultAnswer(
        poll=result.poll,
        state=result.state,
        type=result.type,
        ballots=result.ballots,
        blank=result.blank,
        void=result.void,
        returned=result.returned,
        joined=result.joined,
        winners=result.winners,
        options=tuple(_ranked(each) for each in result.options),
        tie=tie_answer(result.tie) if result.tie else None,
        groups=tuple(_group(each) for each in result.groups),
        grades=grades_answer(result.grades) or UNSET,
        good_grades=result.good_grades or UNSET,
        ways=_ways(result.ways) if result.ways else UNSET,
    )


def _ways(ways: Ways) -> WaysAnswer:
    return WaysAnswer(ways.assisted, ways.paper, ways.spoiled, ways.replaced or UNSET)


def _ranked(each: Ranked) -> RankedAnswer:
    score, score_decimal, grading = _graded(each.grading)
    return RankedAnswer(
        option=each.option,
        title=each.title,
        votes=each.votes,
        share=rounded(each.share),
        rank=each.rank,
        elected=each.elected,
        score=score,
        score_decimal=score_decimal,
        grading=grading,
    )


def _group(each: GroupResult) -> GroupResultAnswer:
    found = dict(each.gradings)
    options = tuple(GroupVotesAnswer(option, votes, *_graded(found.get(option))) for option, votes in each.options)
    return GroupResultAnswer(
        group=each.group, name=each.name, ballots=each.ballots, options=options, merged=each.merged or UNSET
    )


def _graded(
    found: Grading | None,
) -> tuple[FractionAnswer | UnsetType, float | UnsetType, GradingAnswer | UnsetType]:
    """Score, its decimal, and the grades that it comes from."""
    if found is None:
        return UNSET, UNSET, UNSET
    grading = GradingAnswer(
        counts=found.counts,
        blank=found.blank,
        good=found.good,
        good_of_rated=rounded(found.good_of_rated),
        good_of_ballots=rounded(found.good_of_ballots),
    )
    return FractionAnswer(found.mean.numerator, found.mean.denominator), rounded(found.mean), grading
