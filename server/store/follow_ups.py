"""Follow-ups of a session, and with whose it opens: rows ↔ nouns."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.follow_up_tables import follow_ups, openings
from server.store.timestamps import day_from_text
from votes.follow_ups import FollowState, FollowUp, FollowUpId, Source
from votes.model import SessionId


async def of_session(connection: AsyncConnection, session: SessionId) -> tuple[FollowUp, ...]:
    query = select(follow_ups).where(follow_ups.c.session == session).order_by(follow_ups.c.position)
    return tuple(map(_follow_up, await connection.execute(query)))


async def sessions_with_some(connection: AsyncConnection) -> frozenset[SessionId]:
    rows = await connection.execute(select(follow_ups.c.session).distinct())
    return frozenset(SessionId(row.session) for row in rows)


async def add(connection: AsyncConnection, items: Sequence[FollowUp]) -> None:
    """At the end of their session's."""
    for item in items:
        last = select(func.coalesce(func.max(follow_ups.c.position), -1)).where(follow_ups.c.session == item.session)
        at = (await connection.execute(last)).scalar_one() + 1
        await connection.execute(insert(follow_ups).values(**_columns(item), position=at))


async def save(connection: AsyncConnection, item: FollowUp) -> None:
    """Its place stays."""
    await connection.execute(update(follow_ups).where(follow_ups.c.id == item.id).values(**_columns(item)))


async def remove(connection: AsyncConnection, item: FollowUpId) -> None:
    await connection.execute(delete(follow_ups).where(follow_ups.c.id == item))


async def opening_of(connection: AsyncConnection, session: SessionId) -> SessionId | None:
    """The past meeting with whose follow-ups this one opens."""
    found = (
        await connection.execute(select(openings.c.past).where(openings.c.session == session))
    ).scalar_one_or_none()
    return SessionId(found) if found else None


async def set_opening(connection: AsyncConnection, session: SessionId, past: SessionId | None) -> None:
    await connection.execute(delete(openings).where(openings.c.session == session))
    if past:
        await connection.execute(insert(openings).values(session=session, past=past))


def _columns(item: FollowUp) -> dict[str, object]:
    return {
        "id": item.id,
        "session": item.session,
        "title": item.title,
        "source": item.source.value,
        "subject": item.subject,
        "owner": item.owner,
        "due": item.due.isoformat() if item.due else None,
        "state": item.state.value,
        "note": item.note,
        "origin": item.origin,
        "place": item.place,
    }


def _follow_up(row: Row[tuple[object, ...]]) -> FollowUp:
    return FollowUp(
        id=FollowUpId(row.id),
        session=SessionId(row.session),
        title=row.title,
        source=Source(row.source),
        subject=row.subject,
        owner=row.owner,
        due=day_from_text(row.due),
        state=FollowState(row.state),
        note=row.note,
        origin=row.origin,
        place=row.place,
    )
