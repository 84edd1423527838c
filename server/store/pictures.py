"""Pictures of options and items, by the name that their bytes give them: rows ↔ bytes."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.call_tables import call_items
from server.store.tables import options, pictures
from votes.model import OptionId


async def keep(connection: AsyncConnection, name: str, webp: bytes) -> None:
    """Safe to repeat: the same bytes have the same name."""
    if await get(connection, name) is None:
        await connection.execute(insert(pictures).values(name=name, webp=webp))


async def get(connection: AsyncConnection, name: str) -> bytes | None:
    found = (await connection.execute(select(pictures.c.webp).where(pictures.c.name == name))).scalar_one_or_none()
    return None if found is None else bytes(found)


async def give(connection: AsyncConnection, option: OptionId, name: str | None) -> None:
    """The option's picture from now on; None takes it away."""
    await connection.execute(update(options).where(options.c.id == option).values(picture=name))


async def drop_unused(connection: AsyncConnection) -> None:
    """Forget the pictures that no option and no item handed in shows any more."""
    shown = (select(each.c.picture).where(each.c.picture.is_not(None)) for each in (options, call_items))
    await connection.execute(delete(pictures).where(*(pictures.c.name.not_in(names) for names in shown)))
