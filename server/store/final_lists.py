"""What takes a closed poll's ballots' place, and how far its erasure has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import partial
from itertools import groupby

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.ballots import Receipt
from server.store.compiled import Link, ManyRows, Prepared, Values
from server.store.tables import erasures, final_answers, final_ballots, final_marks, polls
from votes import receipt
from votes.final import FinalLists, Tagged
from votes.model import GroupId, Mark, OptionId, PollId, PollState, SessionId
from votes.tally import Count


class Stage(StrEnum):
    """What of a closed poll's erasure is done and on disk: one after the other, each safe to repeat."""

    LISTED = "listed"
    EMPTIED = "emptied"
    ERASED = "erased"


async def unfinished(connection: AsyncConnection) -> Sequence[tuple[PollId, SessionId, Stage | None]]:
    """Every closed poll whose erasure has not come to its end."""
    over = polls.c.state.in_([PollState.CLOSED, PollState.REVEALED])
    query = select(polls.c.id, polls.c.session, erasures.c.stage).outerjoin(erasures, erasures.c.poll == polls.c.id)
    rows = await connection.execute(query.where(over, erasures.c.stage.is_distinct_from(Stage.ERASED)))
    return [(PollId(poll), SessionId(session), Stage(stage) if stage else None) for poll, session, stage in rows]


async def stages(connection: AsyncConnection, session: SessionId) -> dict[PollId, Stage]:
    """How far each poll of the session has come; one that has not begun is absent."""
    query = select(erasures).join(polls, polls.c.id == erasures.c.poll).where(polls.c.session == session)
    return {PollId(row.poll): Stage(row.stage) for row in await connection.execute(query)}


def reach(link: Link, poll: PollId, stage: Stage) -> None:
    _reach.run(link, [(poll, stage.value)])


def _to_stage(new: Insert) -> Insert:
    return new.on_conflict_do_update(index_elements=["poll"], set_={"stage": new.excluded.stage})


_reach = ManyRows(erasures, ["poll", "stage"], _to_stage)


def steps(
    poll: PollId, lists: FinalLists, answers: Iterable[tuple[bytes, bytes, int]], most: int
) -> list[Callable[[Link], None]]:
    """What adds the lists and what submissions were told (digest, the bytes that the receipt code shows, revision).

    Each step adds so many rows in the order of their keys, so that where one lies says nothing, and is safe to repeat.
    """
    kinds = (
        (_add_ballots, [(poll, *row) for row in _rows(lists.ballots)]),
        (_add_marks, [(poll, mark, *row) for mark, tags in lists.marks.items() for row in _rows(tags)]),
        (_add_answers, sorted((poll, *answer) for answer in answers)),
    )
    return [partial(kind.run, rows=rows[at : at + most]) for kind, rows in kinds for at in range(0, len(rows), most)]


def _once(new: Insert) -> Insert:
    """What stands there was added by the same step before a server was killed.

    Or, once in 37 million polls of a million submissions, two digests are equal; then the first answer stands.
    """
    return new.on_conflict_do_nothing()


_add_ballots = ManyRows(final_ballots, ["poll", "tag", "copy", "grp"], _once)
_add_marks = ManyRows(final_marks, ["poll", "option", "tag", "copy", "grp"], _once)
_add_answers = ManyRows(final_answers, ["poll", "digest", "shown", "revision"], _once)


def _rows(tagged: Iterable[Tagged]) -> list[Values]:
    return [
        (tag, copy, group or "")
        for tag, equals in groupby(tagged, key=lambda each: each[0])
        for copy, (_, group) in enumerate(equals)
    ]


def are_whole(link: Link, poll: PollId) -> bool:
    """Whether all of the poll's final lists are written: until then a ballot may be counted and not be in them."""
    return bool(_whole_query.rows(link, (poll,)))


_whole_query = Prepared(select(erasures.c.stage).where(erasures.c.poll == bindparam("poll")), ["poll"])


def shows_code(link: Link, poll: PollId, code: str) -> bool:
    """Whether a ballot with this receipt code is among the poll's final ones."""
    return bool(_code_query.rows(link, (poll, *receipt.tags_of(code))))


_code_query = Prepared(
    select(final_ballots.c.copy).where(
        final_ballots.c.poll == bindparam("poll"), final_ballots.c.tag.between(bindparam("first"), bindparam("last"))
    ),
    ["poll", "first", "last"],
)


def lists_of(link: Link, poll: PollId) -> FinalLists:
    """The lists as they are on disk; empty before they are whole."""
    ballots = tuple(_tagged(*row) for row in _ballots_query.rows(link, (poll, poll)))
    marks = _marks_query.rows(link, (poll, poll))
    by_mark: dict[Mark, tuple[Tagged, ...]] = {
        OptionId(mark): tuple(_tagged(tag, group) for _, tag, group in found)
        for mark, found in groupby(marks, key=lambda row: str(row[0]))
    }
    return FinalLists(ballots, by_mark)


_are_whole = exists().where(erasures.c.poll == bindparam("listed"))
_ballots_query = Prepared(
    select(final_ballots.c.tag, final_ballots.c.grp)
    .where(final_ballots.c.poll == bindparam("poll"), _are_whole)
    .order_by(final_ballots.c.tag, final_ballots.c.copy),
    ["poll", "listed"],
)
_marks_query = Prepared(
    select(final_marks.c.option, final_marks.c.tag, final_marks.c.grp)
    .where(final_marks.c.poll == bindparam("poll"), _are_whole)
    .order_by(final_marks.c.option, final_marks.c.tag, final_marks.c.copy),
    ["poll", "listed"],
)


def counted(link: Link, poll: PollId) -> dict[Count, int]:
    """What the lists on disk come to: marks per group and option, and under option None the ballots per group."""
    found: dict[Count, int] = {(_group(group), None): int(n) for group, n in _count_ballots.rows(link, (poll,))}
    for group, option, n in _count_marks.rows(link, (poll,)):
        found[_group(group), OptionId(option)] = int(n)
    return found


def ballots_listed(link: Link, poll: PollId) -> int:
    """How many ballots, each with its receipt code, are in the lists on disk."""
    return sum(int(n) for _, n in _count_ballots.rows(link, (poll,)))


_count_ballots = Prepared(
    select(final_ballots.c.grp, func.count())
    .where(final_ballots.c.poll == bindparam("poll"))
    .group_by(final_ballots.c.grp),
    ["poll"],
)
_count_marks = Prepared(
    select(final_marks.c.grp, final_marks.c.option, func.count())
    .where(final_marks.c.poll == bindparam("poll"))
    .group_by(final_marks.c.grp, final_marks.c.option),
    ["poll"],
)


def _tagged(tag: bytes, group: str) -> Tagged:
    return bytes(tag), _group(group)


def _group(group: str) -> GroupId | None:
    return GroupId(group) if group else None


def answer_to(link: Link, poll: PollId, digest: bytes) -> Receipt | None:
    """What the submission of this name was told, if it was recorded before the poll closed."""
    rows = _answer_query.rows(link, (poll, digest))
    return Receipt(receipt.code(rows[0][0]), rows[0][1]) if rows else None


_answer_query = Prepared(
    select(final_answers.c.shown, final_answers.c.revision).where(
        final_answers.c.poll == bindparam("poll"), final_answers.c.digest == bindparam("digest")
    ),
    ["poll", "digest"],
)
