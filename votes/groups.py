"""Counts per group, with small groups merged so that nobody's ballot shows, and each group's own list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from votes.marks import every_mark, votes_of
from votes.model import Counts, Group, GroupId, OptionId, Poll
from votes.rules import RULES
from votes.rules.mean_grade import Grading, gradings
from votes.tally import Count, Tally, tally_of
from votes.ties import Score, cut


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """One place in a group's own list. ``is_tied``: it shares its rank with more than fit above the cut line.

    ``votes`` are the ballots that mark it; where options are graded, those that rate it.
    """

    option: OptionId
    votes: int
    rank: int
    is_tied: bool
    score: Score


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One published row. Group None without ``merged`` are the voters without a group.

    ``options`` holds the votes of every option, in the list's order, zeros included; ``top`` the group's own list.
    ``gradings``, where options are graded, holds their grades in the same order.
    """

    group: GroupId | None
    name: str
    ballots: int
    merged: tuple[GroupId | None, ...]
    options: tuple[tuple[OptionId, int], ...]
    top: tuple[OwnPlace, ...] = ()
    gradings: tuple[tuple[OptionId, Grading], ...] = ()


def own_top(poll: Poll, tally: Tally) -> tuple[OwnPlace, ...]:
    """What would be above the cut line if there were only these ballots; all the tied on it are in.

    In rank order, equal votes in the list's; equal scores share a rank. It says what a group thinks, and elects nobody.
    """
    scores = RULES[poll.rule](poll, tally)
    line = cut(scores, poll.winners)
    order = sorted((*line.elected, *line.tied), key=lambda option: -scores[option])
    ranks: dict[Score, int] = {}
    for place, option in enumerate(order, start=1):
        ranks.setdefault(scores[option], place)
    votes = votes_of(poll, tally.votes)
    return tuple(
        OwnPlace(
            option=option,
            votes=votes[option],
            rank=ranks[scores[option]],
            is_tied=option in line.tied,
            score=scores[option],
        )
        for option in order
    )


def judge_groups(
    poll: Poll,
    counts: Counts,
    groups: Sequence[Group],
    joined: Mapping[GroupId | None, int],
    smallest_group: int,
    ungrouped: str = "",
) -> tuple[GroupResult, ...]:
    """Every group in the meeting's order, then the voters without one if there are any, then the merged row.

    Groups of 1 to ``smallest_group`` − 1 ballots stand together in one row. A small group alone takes in the
    smallest other one with ballots, the earlier of equals, since subtraction from the total would show it; and so
    does a row of several, until it holds ``smallest_group`` ballots.
    Groups whose votes the counts hold together stay together. ``ungrouped`` names the voters without a group.
    Raises ValueError for counts of a group not in ``groups``.
    Source: Willenborg & de Waal, "Elements of Statistical Disclosure Control", 2001: secondary suppression.
    """
    names: dict[GroupId | None, str] = {group.id: group.name for group in groups}
    counted = {group for (group, _), n in counts.items() if n}
    joint = {group for group in counted if group and _JOINT in group}
    frozen = {member for group in joint for member in members_of(group)}
    counted = counted - joint | frozen
    if joined.get(None) or None in counted:
        names[None] = ungrouped
    if stray := counted - names.keys():
        raise ValueError(f"the counts name groups that the session does not have: {stray}")
    merged = _merged({group: counts.get((group, None), 0) for group in names}, smallest_group, frozen)
    rows = [_row(poll, counts, names, (group,)) for group in names if group not in merged]
    return (*rows, *([_row(poll, counts, names, merged, joint)] if merged else []))


_JOINT = "+"  # no id has one


def joint_id(groups: Iterable[GroupId | None]) -> GroupId:
    """What groups that are counted together are called; the voters without a group are an empty name among them."""
    return GroupId(_JOINT.join(group or "" for group in groups))


def members_of(joint: GroupId) -> tuple[GroupId | None, ...]:
    return tuple(GroupId(name) if name else None for name in joint.split(_JOINT))


def merged_groups(counts: Counts, groups: Sequence[Group], smallest_group: int) -> tuple[GroupId | None, ...]:
    """The groups that are too small for a row of their own, in the meeting's order: none, or at least two."""
    return _merged({group: counts.get((group, None), 0) for group in (*(g.id for g in groups), None)}, smallest_group)


def held_together(counts: Counts) -> tuple[GroupId | None, ...]:
    """The groups whose votes the counts have as one already: none, or at least two."""
    joint = next((group for group, _ in counts if group and _JOINT in group), None)
    return members_of(joint) if joint else ()


def with_merged(counts: Counts, merged: Sequence[GroupId | None]) -> dict[Count, int]:
    """The counts with those of the merged groups added up in one."""
    joint = joint_id(merged)
    found: dict[Count, int] = {}
    for (group, mark), n in counts.items():
        key = (joint if group in merged else group, mark)
        found[key] = found.get(key, 0) + n
    return {key: n for key, n in found.items() if n}


def _merged(
    ballots: Mapping[GroupId | None, int], smallest: int, frozen: Collection[GroupId | None] = ()
) -> tuple[GroupId | None, ...]:
    """The groups that share a row, in order: none, or at least two."""
    apart = {group: n for group, n in ballots.items() if n and group not in frozen}
    together = {*frozen, *(group for group, n in apart.items() if n < smallest)}
    held = sum(ballots.get(group, 0) for group in together)
    others = sorted((group for group in apart if group not in together), key=lambda group: apart[group])
    while others and together and (len(together) == 1 or held < smallest):
        together.add(others[0])
        held += apart[others.pop(0)]
    # A small group that is the only one with ballots equals the total: there is nothing left to hide.
    return tuple(group for group in ballots if group in together) if len(together) > 1 else ()


def _row(
    poll: Poll,
    counts: Counts,
    names: Mapping[GroupId | None, str],
    members: tuple[GroupId | None, ...],
    joint: Collection[GroupId | None] = (),
) -> GroupResult:
    alone = len(members) == 1
    tally = tally_of(counts, every_mark(poll), (*members, *joint))
    name = " + ".join(names[group] for group in members if names[group])
    return GroupResult(
        group=members[0] if alone else None,
        name=name,
        ballots=tally.ballots,
        merged=() if alone else members,
        options=tuple(votes_of(poll, tally.votes).items()),
        top=own_top(poll, tally),
        gradings=tuple(gradings(poll, tally).items()),
    )
