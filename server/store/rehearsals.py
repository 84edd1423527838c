"""Which sessions are rehearsals of which meetings: rows ↔ ids."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import Conflict
from server.store.tables import rehearsals
from votes.model import SessionId

_TRACES = 1  # kept in the header of the file, which a copy of it has too


async def add(connection: AsyncConnection, session: SessionId, meeting: SessionId) -> None:
    """From now on the file may hold traces of one. Raises Conflict where the meeting has one."""
    await connection.exec_driver_sql(f"PRAGMA user_version = {_TRACES}")
    try:
        await connection.execute(insert(rehearsals).values(session=session, meeting=meeting))
    except IntegrityError:
        raise Conflict("This meeting is being rehearsed already.") from None


async def has_traces(connection: AsyncConnection) -> bool:
    """Whether there is a rehearsal, or was one, and the file was not written anew since."""
    return bool((await connection.exec_driver_sql("PRAGMA user_version")).scalar_one() == _TRACES)


async def say_clean(connection: AsyncConnection) -> None:
    """The file was written anew: there are no traces of any rehearsal but those that are still there."""
    if not await every(connection):
        await connection.exec_driver_sql("PRAGMA user_version = 0")


async def of_meeting(connection: AsyncConnection, meeting: SessionId) -> SessionId | None:
    found = await connection.scalar(select(rehearsals.c.session).where(rehearsals.c.meeting == meeting))
    return SessionId(found) if found else None


async def every(connection: AsyncConnection) -> tuple[SessionId, ...]:
    rows = await connection.execute(select(rehearsals.c.session))
    return tuple(SessionId(row.session) for row in rows)
