"""Which sessions are rehearsals of which meetings: rows ↔ ids."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import Conflict
from server.store.tables import rehearsals
from votes.model import SessionId


async def add(connection: AsyncConnection, session: SessionId, meeting: SessionId) -> None:
    """Raises Conflict where the meeting has one."""
    try:
        await connection.execute(insert(rehearsals).values(session=session, meeting=meeting))
    except IntegrityError:
        raise Conflict("This meeting is being rehearsed already.") from None


async def of_meeting(connection: AsyncConnection, meeting: SessionId) -> SessionId | None:
    found = await connection.scalar(select(rehearsals.c.session).where(rehearsals.c.meeting == meeting))
    return SessionId(found) if found else None


async def every(connection: AsyncConnection) -> tuple[SessionId, ...]:
    rows = await connection.execute(select(rehearsals.c.session))
    return tuple(SessionId(row.session) for row in rows)
