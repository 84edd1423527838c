"""When a sign-in was used last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from server.core.context import Context
from server.errors import Busy
from server.store import sign_ins
from server.store.sign_ins import SignIn

SEEN_EVERY = timedelta(minutes=1)


async def note_seen(context: Context, seen: Collection[SignIn]) -> None:
    """They are in use: written down once a minute, and not at all while the disk refuses."""
    now = context.clock()
    stale = {each.mark for each in seen if now - each.seen_at >= SEEN_EVERY}
    if stale:
        await note_in_use(context, stale)


async def note_in_use(context: Context, marks: Collection[bytes]) -> None:
    try:
        async with context.database.write() as connection:
            await sign_ins.note_seen(connection, marks, context.clock())
    except Busy:
        return  # a full disk must not keep the host from the console that says so
