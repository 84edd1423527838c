"""Calls for items, their lists and the departments that hand in: rows ↔ nouns."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.call_tables import call_lists, calls, departments
from server.store.timestamps import from_ms, to_ms
from votes.call import Call, CallList, CallListId, Department, DepartmentId
from votes.model import PollId, SessionId


async def get(connection: AsyncConnection, session: SessionId) -> Call | None:
    """The session's call with its lists in their order."""
    row = (await connection.execute(select(calls).where(calls.c.session == session))).first()
    if row is None:
        return None
    query = select(call_lists).where(call_lists.c.session == session).order_by(call_lists.c.position)
    lists = tuple(
        CallList(CallListId(each.id), each.title, PollId(each.poll) if each.poll else None)
        for each in await connection.execute(query)
    )
    deadline = from_ms(row.deadline_ms)
    assert deadline
    return Call(session=session, deadline=deadline, note=row.note, lists=lists, published_at=from_ms(row.published_ms))


async def save(connection: AsyncConnection, call: Call) -> None:
    """Write the call and its lists; a list that it no longer has goes, with what was handed in for it."""
    row = {
        "session": call.session,
        "deadline_ms": to_ms(call.deadline),
        "note": call.note,
        "published_ms": to_ms(call.published_at),
    }
    await connection.execute(
        upsert(calls).values(row).on_conflict_do_update(index_elements=[calls.c.session], set_=row)
    )
    kept = [each.id for each in call.lists]
    gone = (call_lists.c.session == call.session) & call_lists.c.id.not_in(kept)
    await connection.execute(delete(call_lists).where(gone))
    for position, each in enumerate(call.lists):
        columns = {"session": call.session, "position": position, "title": each.title, "poll": each.poll}
        await connection.execute(
            upsert(call_lists)
            .values(id=each.id, **columns)
            .on_conflict_do_update(index_elements=[call_lists.c.id], set_=columns)
        )


async def add_department(connection: AsyncConnection, new: Department, secret_hash: bytes) -> None:
    await connection.execute(
        insert(departments).values(
            id=new.id,
            session=new.session,
            name=new.name,
            secret_hash=secret_hash,
            made_ms=to_ms(new.made_at),
            is_out=new.is_out,
        )
    )


async def turn_link(connection: AsyncConnection, department: DepartmentId, secret_hash: bytes) -> None:
    """Another link, which lets in; the one before does not any more."""
    wanted = departments.c.id == department
    await connection.execute(update(departments).where(wanted).values(secret_hash=secret_hash, is_out=False))


async def take_out(connection: AsyncConnection, department: DepartmentId) -> None:
    """The link lets nobody in any more; what was handed in by it stays. Safe to repeat."""
    await connection.execute(update(departments).where(departments.c.id == department).values(is_out=True))


async def by_secret(connection: AsyncConnection, secret_hash: bytes) -> Department | None:
    """Whose link this is, where it lets in."""
    wanted = (departments.c.secret_hash == secret_hash) & departments.c.is_out.is_(False)
    return next(iter(await _found(connection, wanted)), None)


async def departments_of(connection: AsyncConnection, session: SessionId) -> tuple[Department, ...]:
    """In the order in which they were named."""
    return await _found(connection, departments.c.session == session)


async def _found(connection: AsyncConnection, condition: ColumnElement[bool]) -> tuple[Department, ...]:
    query = select(departments).where(condition).order_by(departments.c.made_ms, departments.c.name)
    rows: Sequence[Row[tuple[object, ...]]] = (await connection.execute(query)).all()
    return tuple(map(_department, rows))


def _department(row: Row[tuple[object, ...]]) -> Department:
    made_at = from_ms(row.made_ms)
    assert made_at
    return Department(
        id=DepartmentId(row.id), session=SessionId(row.session), name=row.name, made_at=made_at, is_out=row.is_out
    )
