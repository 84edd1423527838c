"""Ballots as recorded, by poll and voter key; and the answers given to submissions, so a repeat gets the same one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Row, select, tuple_
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.tables import ballots, submissions
from votes.model import Ballot, GroupId, OptionId, PollId


class BallotKey(NamedTuple):
    """``voter_key`` is HMAC-SHA256(K of the poll, voter): without K it names nobody."""

    poll: PollId
    voter_key: bytes


class SubmissionKey(NamedTuple):
    poll: PollId
    voter_key: bytes
    id: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A ballot on disk. ``nonce`` is the 16 bytes its tags are made from."""

    ballot: Ballot
    revision: int
    nonce: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter is told once the ballot is durable."""

    receipt: str
    revision: int


async def recorded(connection: AsyncConnection, keys: Collection[BallotKey]) -> dict[BallotKey, Recorded]:
    """The ballots on disk among ``keys``."""
    wanted = tuple_(ballots.c.poll, ballots.c.voter_key).in_([tuple(key) for key in keys])
    rows = await connection.execute(select(ballots).where(wanted))
    return {BallotKey(PollId(row.poll), row.voter_key): _recorded(row) for row in rows}


async def of_poll(connection: AsyncConnection, poll: PollId) -> tuple[Recorded, ...]:
    """All of them, in the order of their voter keys, which is no order of time."""
    rows = await connection.execute(select(ballots).where(ballots.c.poll == poll).order_by(ballots.c.voter_key))
    return tuple(_recorded(row) for row in rows)


async def answered(connection: AsyncConnection, keys: Collection[SubmissionKey]) -> dict[SubmissionKey, Receipt]:
    """The first answers given to those of ``keys`` that were seen before."""
    if not keys:
        return {}
    table = submissions.c
    wanted = tuple_(table.poll, table.voter_key, table.id).in_([tuple(key) for key in keys])
    rows = await connection.execute(select(submissions).where(wanted))
    return {SubmissionKey(PollId(row.poll), row.voter_key, row.id): Receipt(row.receipt, row.revision) for row in rows}


async def save(connection: AsyncConnection, changed: Sequence[tuple[BallotKey, Recorded]]) -> None:
    """Insert or replace."""
    new = insert(ballots)
    fields = {name: new.excluded[name] for name in ("grp", "choices", "revision", "nonce")}
    upsert = new.on_conflict_do_update(index_elements=["poll", "voter_key"], set_=fields)
    await connection.execute(upsert, [_columns(key, each) for key, each in changed])


async def save_answers(connection: AsyncConnection, answers: Sequence[tuple[SubmissionKey, Receipt]]) -> None:
    if answers:
        await connection.execute(
            insert(submissions),
            [{**key._asdict(), "revision": answer.revision, "receipt": answer.receipt} for key, answer in answers],
        )


def _columns(key: BallotKey, recorded: Recorded) -> dict[str, object]:
    return {
        "poll": key.poll,
        "voter_key": key.voter_key,
        "grp": recorded.ballot.group or "",
        "choices": " ".join(sorted(recorded.ballot.choices)),
        "revision": recorded.revision,
        "nonce": recorded.nonce,
    }


def _recorded(row: Row[tuple[object, ...]]) -> Recorded:
    choices = frozenset(OptionId(option) for option in row.choices.split())
    return Recorded(Ballot(GroupId(row.grp) if row.grp else None, choices), row.revision, row.nonce)
