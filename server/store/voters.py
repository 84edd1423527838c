"""Voters: who joined, in which group, known by the hash of a device credential."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import NoCredential
from server.store.compiled import Among, Link, ManyRows, Prepared, at_most, linked
from server.store.credential_tables import voters
from server.store.tables import groups
from votes.model import GroupId, SessionId, Voter, VoterId


@dataclass(frozen=True, slots=True)
class NewVoter:
    voter: Voter
    token_hash: bytes


def add(link: Link, new: Sequence[NewVoter]) -> None:
    rows = [(each.voter.id, each.voter.session, each.voter.group or "", each.token_hash) for each in new]
    _insert.run(link, rows)


_insert = ManyRows(voters, ["id", "session", "grp", "token_hash"])


def by_tokens(link: Link, token_hashes: Collection[bytes]) -> dict[bytes, Voter]:
    """The voters who hold these credentials."""
    return {token_hash: _voter(*columns) for token_hash, *columns in _by_tokens_query.rows(link, token_hashes)}


_OF_A_VOTER = (voters.c.id, voters.c.session, voters.c.grp, voters.c.stays, voters.c.device)
_by_tokens_query = Among([voters.c.token_hash, *_OF_A_VOTER], key=voters.c.token_hash)
_named_query = Among(_OF_A_VOTER, key=voters.c.id)


async def get(connection: AsyncConnection, voter: VoterId) -> Voter:
    """Raises NoCredential for a voter who is gone."""
    return await linked(connection, lambda link: present(link, voter))


def present(link: Link, voter: VoterId) -> Voter:
    """Raises NoCredential for a voter who is gone."""
    if found := named(link, {voter}).get(voter):
        return found
    raise NoCredential("This phone is no longer part of the session. Please join again.")


def named(link: Link, wanted: Collection[VoterId]) -> dict[VoterId, Voter]:
    """Those of the named voters that exist."""
    return {voter.id: voter for voter in (_voter(*row) for row in _named_query.rows(link, wanted))}


def with_tokens(link: Link, wanted: Collection[VoterId]) -> dict[VoterId, tuple[Voter, bytes]]:
    """Those of the named voters that exist, each with the hash of the credential that is theirs now."""
    rows = _with_tokens_query.rows(link, wanted)
    return {VoterId(row[1]): (_voter(*row[1:]), row[0]) for row in rows}


_with_tokens_query = Among([voters.c.token_hash, *_OF_A_VOTER], key=voters.c.id)


async def move(connection: AsyncConnection, voter: VoterId, group: GroupId | None) -> None:
    await connection.execute(update(voters).where(voters.c.id == voter).values(grp=group or ""))


def keep_groups(link: Link, session: SessionId, most: int) -> bool:
    """From now on so many more of who is in do not change the group: who has voted is not known any more.

    Whether some are left.
    """
    _keep_groups.run(link, (session, most))
    return bool(_unkept_query.rows(link, (session, 1)))


_unkept = at_most(select(voters.c.id).where(voters.c.session == bindparam("whose"), ~voters.c.stays))
_unkept_query = Prepared(_unkept, ["whose", "most"])
_keep_groups = Prepared(update(voters).where(voters.c.id.in_(_unkept)).values(stays=true()), ["whose", "most"])


async def joined(connection: AsyncConnection, session: SessionId) -> dict[GroupId | None, int]:
    """How many joined, per group; a group nobody is in is absent."""
    query = select(voters.c.grp, func.count()).where(voters.c.session == session).group_by(voters.c.grp)
    return {GroupId(group) if group else None: number for group, number in await connection.execute(query)}


async def members(
    connection: AsyncConnection, session: SessionId, wanted: Collection[GroupId]
) -> dict[GroupId, set[VoterId]]:
    """Who is in each of the named groups; one that nobody is in is absent."""
    query = select(voters.c.grp, voters.c.id).where(voters.c.session == session, voters.c.grp.in_(wanted))
    found: dict[GroupId, set[VoterId]] = {}
    for group, voter in await connection.execute(query):
        found.setdefault(GroupId(group), set()).add(VoterId(voter))
    return found


def existing_groups(link: Link, wanted: Collection[GroupId]) -> dict[GroupId, SessionId]:
    """The session of each of the named groups that exists."""
    return {GroupId(group): SessionId(session) for group, session in _groups_query.rows(link, wanted)}


_groups_query = Among([groups.c.id, groups.c.session], key=groups.c.id)


def _voter(voter: str, session: str, group: str, stays: int, device: int) -> Voter:
    return Voter(
        id=VoterId(voter),
        session=SessionId(session),
        group=GroupId(group) if group else None,
        stays=bool(stays),
        device=device,
    )
