"""A result → what the API answers (contract.md, Result). Field names are final."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from votes.result import Result, Tie


class RankedAnswer(Struct, frozen=True):
    option: str
    title: str
    votes: int
    share: float
    rank: int
    elected: bool | None


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


class GroupResultAnswer(Struct, frozen=True):
    group: str | None
    name: str
    ballots: int
    options: tuple[GroupVotesAnswer, ...]
    merged: tuple[str | None, ...] | UnsetType = UNSET


class ResultAnswer(Struct, frozen=True):
    poll: str
    state: str
    type: str
    ballots: int
    joined: int
    winners: int
    options: tuple[RankedAnswer, ...]
    tie: TieAnswer | None
    groups: tuple[GroupResultAnswer, ...]


def tie_answer(tie: Tie) -> TieAnswer:
    by = tie.settled
    settled = SettledAnswer(by.method, by.seed, by.reason, by.poll, by.elected) if by else None
    return TieAnswer(tie.rank, tie.seats, tie.options, settled)


def result_answer(result: Result) -> ResultAnswer:
    return ResultAnswer(
        poll=result.poll,
        state=result.state,
        type=result.type,
        ballots=result.ballots,
        joined=result.joined,
        winners=result.winners,
        options=tuple(
            RankedAnswer(each.option, each.title, each.votes, round(float(each.share), 4), each.rank, each.elected)
            for each in result.options
        ),
        tie=tie_answer(result.tie) if result.tie else None,
        groups=tuple(
            GroupResultAnswer(
                each.group,
                each.name,
                each.ballots,
                tuple(GroupVotesAnswer(option, votes) for option, votes in each.options),
                each.merged or UNSET,
            )
            for each in result.groups
        ),
    )
