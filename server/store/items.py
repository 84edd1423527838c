"""What departments handed in: rows ↔ nouns. Nothing here is ever deleted but with its session."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import BadFields, FieldError
from server.store.call_tables import call_items, departments
from server.store.timestamps import from_ms, to_ms
from votes.call import CallListId, DepartmentId, Item, ItemId, Wording
from votes.model import OptionId, SessionId


async def of_session(connection: AsyncConnection, session: SessionId) -> tuple[Item, ...]:
    """All of them, in the order in which they were handed in."""
    query = select(call_items).join(departments, departments.c.id == call_items.c.department)
    rows = await connection.execute(
        query.where(departments.c.session == session).order_by(call_items.c.handed_in_ms, call_items.c.id)
    )
    return tuple(map(_item, rows))


async def add(connection: AsyncConnection, item: Item) -> None:
    """Raises BadFields where an item of another session has this id."""
    try:
        await connection.execute(insert(call_items).values(id=item.id, **_columns(item)))
    except IntegrityError:
        raise BadFields(FieldError("id", "Reload the page and try again.")) from None


async def save(connection: AsyncConnection, changed: Iterable[Item]) -> None:
    for item in changed:
        await connection.execute(update(call_items).where(call_items.c.id == item.id).values(_columns(item)))


def _columns(item: Item) -> dict[str, object]:
    return {
        "list": item.list,
        "department": item.department,
        "position": item.position,
        "title": item.wording.title,
        "description": item.wording.description,
        "picture": item.picture,
        "document": item.document,
        "handed_in_ms": to_ms(item.handed_in_at),
        "changed_ms": to_ms(item.changed_at),
        "withdrawn_ms": to_ms(item.withdrawn_at),
        "edited_title": item.edited.title if item.edited else None,
        "edited_description": item.edited.description if item.edited else None,
        "edited_ms": to_ms(item.edited_at),
        "merged_into": item.merged_into,
        "left_out": item.left_out,
        "option": item.option,
    }


def _item(row: Row[tuple[object, ...]]) -> Item:
    handed_in_at, changed_at = from_ms(row.handed_in_ms), from_ms(row.changed_ms)
    assert handed_in_at
    assert changed_at
    return Item(
        id=ItemId(row.id),
        list=CallListId(row.list),
        department=DepartmentId(row.department),
        wording=Wording(row.title, row.description),
        handed_in_at=handed_in_at,
        changed_at=changed_at,
        position=row.position,
        picture=row.picture,
        document=row.document,
        withdrawn_at=from_ms(row.withdrawn_ms),
        edited=Wording(row.edited_title, row.edited_description) if row.edited_title else None,
        edited_at=from_ms(row.edited_ms),
        merged_into=ItemId(row.merged_into) if row.merged_into else None,
        left_out=row.left_out,
        option=OptionId(row.option) if row.option else None,
    )
