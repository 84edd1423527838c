"""Links that let helpers and observers in: rows ↔ nouns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import ColumnElement, Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.permissions import Who
from server.store.credential_tables import links
from server.store.timestamps import from_ms, to_ms
from votes.model import SessionId

LinkId = NewType("LinkId", str)


@dataclass(frozen=True, slots=True)
class RoleLink:
    """``role`` is desk, teller or observer; ``label`` says whom it was given to."""

    id: LinkId
    session: SessionId
    role: Who
    label: str
    made_at: datetime


async def add(connection: AsyncConnection, link: RoleLink, secret_hash: bytes) -> None:
    await connection.execute(
        insert(links).values(
            id=link.id,
            session=link.session,
            role=link.role.value,
            label=link.label,
            secret_hash=secret_hash,
            made_ms=to_ms(link.made_at),
        )
    )


async def by_secret(connection: AsyncConnection, secret_hash: bytes) -> RoleLink | None:
    return next(iter(await _found(connection, links.c.secret_hash == secret_hash)), None)


async def is_there(connection: AsyncConnection, link: LinkId, session: SessionId) -> bool:
    """Whether the session has it."""
    return bool(await _found(connection, (links.c.id == link) & (links.c.session == session)))


async def of_session(connection: AsyncConnection, session: SessionId) -> tuple[RoleLink, ...]:
    """In the order in which they were made."""
    return await _found(connection, links.c.session == session)


async def remove(connection: AsyncConnection, link: LinkId) -> None:
    """Safe to repeat. Sign-ins by it go along."""
    await connection.execute(delete(links).where(links.c.id == link))


async def _found(connection: AsyncConnection, condition: ColumnElement[bool]) -> tuple[RoleLink, ...]:
    query = select(links).where(condition).order_by(links.c.made_ms, links.c.id)
    return tuple(map(_link, await connection.execute(query)))


def _link(row: Row[tuple[object, ...]]) -> RoleLink:
    made_at = from_ms(row.made_ms)
    assert made_at
    return RoleLink(
        id=LinkId(row.id), session=SessionId(row.session), role=Who(row.role), label=row.label, made_at=made_at
    )
