"""The agenda of a session: rows ↔ nouns."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.tables import agenda
from server.store.timestamps import from_ms, to_ms
from votes.agenda import AgendaItem, ItemId, ItemKind
from votes.model import PollId, SessionId


async def of_session(connection: AsyncConnection, session: SessionId) -> tuple[AgendaItem, ...]:
    query = select(agenda).where(agenda.c.session == session).order_by(agenda.c.position)
    return tuple(map(_item, await connection.execute(query)))


async def sessions_with_one(connection: AsyncConnection) -> frozenset[SessionId]:
    rows = await connection.execute(select(agenda.c.session).distinct())
    return frozenset(SessionId(row.session) for row in rows)


async def replace_all(connection: AsyncConnection, session: SessionId, items: Sequence[AgendaItem]) -> None:
    await connection.execute(delete(agenda).where(agenda.c.session == session))
    if items:
        await connection.execute(insert(agenda), [{**_columns(item), "position": at} for at, item in enumerate(items)])


async def save(connection: AsyncConnection, item: AgendaItem) -> None:
    """Its place stays."""
    await connection.execute(update(agenda).where(agenda.c.id == item.id).values(**_columns(item)))


def _columns(item: AgendaItem) -> dict[str, object]:
    return {
        "id": item.id,
        "session": item.session,
        "kind": item.kind.value,
        "title": item.title,
        "speaker": item.speaker,
        "department": item.department,
        "seconds": item.seconds,
        "polls": " ".join(item.polls),
        "text": item.text,
        "began_ms": to_ms(item.began_at),
        "ended_ms": to_ms(item.ended_at),
        "running_ms": to_ms(item.running_since),
        "spent_ms": round(1000 * item.spent),
        "added": item.added,
        "pages": " ".join(item.pages),
        "report": item.report,
        "page": item.page,
    }


def _item(row: Row[tuple[object, ...]]) -> AgendaItem:
    return AgendaItem(
        id=ItemId(row.id),
        session=SessionId(row.session),
        kind=ItemKind(row.kind),
        title=row.title,
        speaker=row.speaker,
        department=row.department,
        seconds=row.seconds,
        polls=tuple(PollId(each) for each in row.polls.split()),
        text=row.text,
        began_at=from_ms(row.began_ms),
        ended_at=from_ms(row.ended_ms),
        running_since=from_ms(row.running_ms),
        spent=row.spent_ms / 1000,
        added=row.added,
        pages=tuple(row.pages.split()),
        report=row.report,
        page=row.page,
    )
