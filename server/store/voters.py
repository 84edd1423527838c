"""Voters: who joined, in which group, known by the hash of a device credential."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import NoCredential
from server.store.prepared import (
    Link,
    Packed,
    Prepared,
    linked,
    many_binds,
    many_names,
    many_size,
    padded,
    row_binds,
    row_names,
    run_rows,
)
from server.store.tables import groups, voters
from votes.model import GroupId, SessionId, Voter, VoterId


@dataclass(frozen=True, slots=True)
class NewVoter:
    voter: Voter
    token_hash: bytes


def add(link: Link, new: Sequence[NewVoter]) -> None:
    rows = [(each.voter.id, each.voter.session, each.voter.group or "", each.token_hash) for each in new]
    run_rows(link, _insert, rows)


@cache
def _insert(size: int) -> Prepared:
    names = ["id", "session", "grp", "token_hash"]
    return Prepared(insert(voters).values(row_binds(names, size)), row_names(names, size))


def by_tokens(link: Link, token_hashes: Collection[bytes]) -> dict[bytes, Voter]:
    """The voters who hold these credentials. Takes at least one."""
    wanted = list(token_hashes)
    rows = _by_tokens_query(many_size(wanted)).rows(link, padded(wanted))
    return {token_hash: _voter(*columns) for token_hash, *columns in rows}


@cache
def _by_tokens_query(size: int) -> Prepared:
    table = voters.c
    columns = [table.token_hash, table.id, table.session, table.grp]
    return Packed(columns, table.token_hash.in_(many_binds("hash", size)), many_names("hash", size))


async def get(connection: AsyncConnection, voter: VoterId) -> Voter:
    """Raises NoCredential for a voter who is gone."""
    try:
        return (await linked(connection, lambda link: named(link, {voter})))[voter]
    except KeyError:
        raise NoCredential("This phone is no longer part of the session. Please join again.") from None


def named(link: Link, wanted: Collection[VoterId]) -> dict[VoterId, Voter]:
    """Those of the named voters that exist. Takes at least one."""
    ids = list(wanted)
    rows = _named_query(many_size(ids)).rows(link, padded(ids))
    return {voter.id: voter for voter in (_voter(*row) for row in rows)}


@cache
def _named_query(size: int) -> Prepared:
    table = voters.c
    return Packed([table.id, table.session, table.grp], table.id.in_(many_binds("id", size)), many_names("id", size))


async def move(connection: AsyncConnection, voter: VoterId, group: GroupId | None) -> None:
    await connection.execute(update(voters).where(voters.c.id == voter).values(grp=group or ""))


async def joined(connection: AsyncConnection, session: SessionId) -> dict[GroupId | None, int]:
    """How many joined, per group; a group nobody is in is absent."""
    query = select(voters.c.grp, func.count()).where(voters.c.session == session).group_by(voters.c.grp)
    return {GroupId(group) if group else None: number for group, number in await connection.execute(query)}


def existing_groups(link: Link, wanted: Collection[GroupId]) -> dict[GroupId, SessionId]:
    """The session of each of the named groups that exists."""
    if not wanted:
        return {}
    ids = list(wanted)
    rows = _groups_query(many_size(ids)).rows(link, padded(ids))
    return {GroupId(group): SessionId(session) for group, session in rows}


@cache
def _groups_query(size: int) -> Prepared:
    return Packed([groups.c.id, groups.c.session], groups.c.id.in_(many_binds("id", size)), many_names("id", size))


def _voter(voter: str, session: str, group: str) -> Voter:
    return Voter(VoterId(voter), SessionId(session), GroupId(group) if group else None)
