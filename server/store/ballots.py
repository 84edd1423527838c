"""Ballots as recorded, by poll and voter key; and the answers given to submissions, so a repeat gets the same one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.prepared import (
    Link,
    Packed,
    Prepared,
    Values,
    many_binds,
    many_names,
    many_size,
    padded,
    row_binds,
    row_names,
    run_rows,
)
from server.store.tables import ballots, submissions
from votes.model import Ballot, GroupId, OptionId, PollId

_OF_A_BALLOT = ("grp", "choices", "revision", "nonce")


class BallotKey(NamedTuple):
    """``voter_key`` is HMAC-SHA256(K of the poll, voter): without K it names nobody."""

    poll: PollId
    voter_key: bytes


class SubmissionKey(NamedTuple):
    """``digest`` stands for a voter key and the submission id that this voter's phone drew."""

    poll: PollId
    digest: bytes


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


def recorded(link: Link, keys: Collection[BallotKey]) -> dict[BallotKey, Recorded]:
    """The ballots on disk among ``keys``."""
    found: dict[BallotKey, Recorded] = {}
    for poll in {key.poll for key in keys}:
        wanted = [key.voter_key for key in keys if key.poll == poll]
        for row in _recorded_query(many_size(wanted)).rows(link, (poll, *padded(wanted))):
            voter_key, *columns = row
            found[BallotKey(poll, voter_key)] = _recorded(*columns)
    return found


@cache
def _recorded_query(size: int) -> Prepared:
    table = ballots.c
    wanted = (table.poll == bindparam("of_poll")) & table.voter_key.in_(many_binds("key", size))
    columns = [table.voter_key, *(table[name] for name in _OF_A_BALLOT)]
    return Packed(columns, wanted, ["of_poll", *many_names("key", size)])


async def of_poll(connection: AsyncConnection, poll: PollId) -> tuple[Recorded, ...]:
    """All of them, in the order of their voter keys, which is no order of time."""
    query = select(ballots.c.grp, ballots.c.choices, ballots.c.revision, ballots.c.nonce)
    rows = await connection.execute(query.where(ballots.c.poll == poll).order_by(ballots.c.voter_key))
    return tuple(_recorded(*row) for row in rows)


def answered(link: Link, keys: Collection[SubmissionKey]) -> dict[SubmissionKey, Receipt]:
    """The first answers given to those of ``keys`` that were seen before."""
    found: dict[SubmissionKey, Receipt] = {}
    for poll in {key.poll for key in keys}:
        wanted = [key.digest for key in keys if key.poll == poll]
        for digest, code, revision in _answered_query(many_size(wanted)).rows(link, (poll, *padded(wanted))):
            found[SubmissionKey(poll, digest)] = Receipt(code, revision)
    return found


@cache
def _answered_query(size: int) -> Prepared:
    table = submissions.c
    wanted = (table.poll == bindparam("of_poll")) & table.digest.in_(many_binds("digest", size))
    return Packed([table.digest, table.receipt, table.revision], wanted, ["of_poll", *many_names("digest", size)])


def save(link: Link, changed: Collection[tuple[BallotKey, Recorded]]) -> None:
    """Insert or replace."""
    run_rows(link, _upsert, [(*key, *_columns(each)) for key, each in changed])


@cache
def _upsert(size: int) -> Prepared:
    names = ["poll", "voter_key", *_OF_A_BALLOT]
    new = insert(ballots).values(row_binds(names, size))
    replaced = {name: new.excluded[name] for name in _OF_A_BALLOT}
    return Prepared(
        new.on_conflict_do_update(index_elements=["poll", "voter_key"], set_=replaced), row_names(names, size)
    )


def save_answers(link: Link, answers: Collection[tuple[SubmissionKey, Receipt]]) -> None:
    run_rows(link, _insert_answers, [(*key, answer.receipt, answer.revision) for key, answer in answers])


@cache
def _insert_answers(size: int) -> Prepared:
    names = ["poll", "digest", "receipt", "revision"]
    return Prepared(insert(submissions).values(row_binds(names, size)), row_names(names, size))


def _columns(recorded: Recorded) -> Values:
    ballot = recorded.ballot
    return ballot.group or "", " ".join(sorted(ballot.choices)), recorded.revision, recorded.nonce


def _recorded(group: str, choices: str, revision: int, nonce: bytes) -> Recorded:
    marks = frozenset(OptionId(option) for option in choices.split())
    return Recorded(Ballot(GroupId(group) if group else None, marks), revision, nonce)
