"""Voters: who joined, in which group, known by the hash of a device credential."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import NoCredential
from server.store.prepared import Prepared, many_binds, many_names, many_size, padded
from server.store.tables import groups, voters
from votes.model import GroupId, SessionId, Voter, VoterId


@dataclass(frozen=True, slots=True)
class NewVoter:
    voter: Voter
    token_hash: bytes


async def add(connection: AsyncConnection, new: Sequence[NewVoter]) -> None:
    await connection.execute(insert(voters), [_columns(each) for each in new])


async def by_tokens(connection: AsyncConnection, token_hashes: Collection[bytes]) -> dict[bytes, Voter]:
    """The voters who hold these credentials."""
    rows = await connection.execute(select(voters).where(voters.c.token_hash.in_(token_hashes)))
    return {row.token_hash: _voter(row) for row in rows}


async def get(connection: AsyncConnection, voter: VoterId) -> Voter:
    """Raises NoCredential for a voter who is gone."""
    try:
        return (await named(connection, {voter}))[voter]
    except KeyError:
        raise NoCredential("This phone is no longer part of the session. Please join again.") from None


async def named(connection: AsyncConnection, wanted: Collection[VoterId]) -> dict[VoterId, Voter]:
    """Those of the named voters that exist."""
    if not wanted:
        return {}
    ids = list(wanted)
    rows = await _named_query(many_size(ids)).rows(connection, padded(ids))
    present = (
        Voter(VoterId(name), SessionId(session), GroupId(group) if group else None) for name, session, group in rows
    )
    return {voter.id: voter for voter in present}


@cache
def _named_query(size: int) -> Prepared:
    table = voters.c
    query = select(table.id, table.session, table.grp).where(table.id.in_(many_binds("id", size)))
    return Prepared(query, many_names("id", size))


async def move(connection: AsyncConnection, voter: VoterId, group: GroupId | None) -> None:
    await connection.execute(update(voters).where(voters.c.id == voter).values(grp=group or ""))


async def joined(connection: AsyncConnection, session: SessionId) -> dict[GroupId | None, int]:
    """How many joined, per group; a group nobody is in is absent."""
    query = select(voters.c.grp, func.count()).where(voters.c.session == session).group_by(voters.c.grp)
    return {GroupId(group) if group else None: number for group, number in await connection.execute(query)}


async def existing_groups(connection: AsyncConnection, wanted: Collection[GroupId]) -> dict[GroupId, SessionId]:
    """The session of each of the named groups that exists."""
    rows = await connection.execute(select(groups.c.id, groups.c.session).where(groups.c.id.in_(wanted)))
    return {GroupId(group): SessionId(session) for group, session in rows}


def _columns(new: NewVoter) -> dict[str, object]:
    voter = new.voter
    return {"id": voter.id, "session": voter.session, "grp": voter.group or "", "token_hash": new.token_hash}


def _voter(row: Row[tuple[object, ...]]) -> Voter:
    return Voter(VoterId(row.id), SessionId(row.session), GroupId(row.grp) if row.grp else None)
