"""Browsers that signed in as host: hashed tokens with an end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.tables import host_sessions
from server.store.time import to_ms


async def add(connection: AsyncConnection, token_hash: bytes, expires_at: datetime) -> None:
    await connection.execute(insert(host_sessions).values(token_hash=token_hash, expires_ms=to_ms(expires_at)))


async def is_valid(connection: AsyncConnection, token_hash: bytes, now: datetime) -> bool:
    table = host_sessions.c
    query = select(table.token_hash).where(table.token_hash == token_hash, table.expires_ms > to_ms(now))
    return (await connection.execute(query)).one_or_none() is not None


async def remove(connection: AsyncConnection, token_hash: bytes, now: datetime) -> None:
    """Forget this one, and those whose time is over."""
    table = host_sessions.c
    over = (table.token_hash == token_hash) | (table.expires_ms <= to_ms(now))
    await connection.execute(delete(host_sessions).where(over))
