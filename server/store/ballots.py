"""Ballots as recorded, by poll and voter key; and the answers given to submissions, so a repeat gets the same one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.many import many_binds, many_size, many_values
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
    found: dict[BallotKey, Recorded] = {}
    for poll in {key.poll for key in keys}:
        voter_keys = [key.voter_key for key in keys if key.poll == poll]
        values = {"of_poll": poll, **many_values("voter_key", voter_keys)}
        rows = await connection.execute(_recorded_query(many_size(voter_keys)), values)
        found |= {BallotKey(poll, row.voter_key): _recorded(row) for row in rows}
    return found


@cache
def _recorded_query(size: int) -> Select[tuple[object, ...]]:
    of_poll = ballots.c.poll == bindparam("of_poll")
    return select(ballots).where(of_poll, ballots.c.voter_key.in_(many_binds("voter_key", size)))


async def of_poll(connection: AsyncConnection, poll: PollId) -> tuple[Recorded, ...]:
    """All of them, in the order of their voter keys, which is no order of time."""
    rows = await connection.execute(select(ballots).where(ballots.c.poll == poll).order_by(ballots.c.voter_key))
    return tuple(_recorded(row) for row in rows)


async def answered(connection: AsyncConnection, keys: Collection[SubmissionKey]) -> dict[SubmissionKey, Receipt]:
    """The first answers given to those of ``keys`` that were seen before."""
    found: dict[SubmissionKey, Receipt] = {}
    for poll in {key.poll for key in keys}:
        own = [key for key in keys if key.poll == poll]
        values = {
            "of_poll": poll,
            **many_values("voter_key", [key.voter_key for key in own]),
            **many_values("id", [key.id for key in own]),
        }
        for row in await connection.execute(_answered_query(many_size(own)), values):
            found[SubmissionKey(poll, row.voter_key, row.id)] = Receipt(row.receipt, row.revision)
    return {key: found[key] for key in keys if key in found}


@cache
def _answered_query(size: int) -> Select[tuple[object, ...]]:
    """More than was asked for, where two voters drew the same id; row values in an IN would compile anew each time."""
    table = submissions.c
    is_voters = table.voter_key.in_(many_binds("voter_key", size))
    return select(submissions).where(
        table.poll == bindparam("of_poll"), is_voters, table.id.in_(many_binds("id", size))
    )


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
