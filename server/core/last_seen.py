"""When a sign-in was used last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from server.core.context import Desk
from server.errors import Busy
from server.store import sign_ins
from server.store.sign_ins import SignIn

SEEN_EVERY = timedelta(minutes=1)


async def note_seen(desk: Desk, seen: Collection[SignIn]) -> None:
    """They are in use: written down once a minute, and not at all while the disk refuses."""
    now = desk.clock()
    stale = {each.mark for each in seen if now - each.seen_at >= SEEN_EVERY}
    if stale:
        await note_in_use(desk, stale)


async def note_in_use(desk: Desk, marks: Collection[bytes]) -> None:
    try:
        async with desk.database.write() as connection:
            await sign_ins.note_seen(connection, marks, desk.clock())
    except Busy:
        return  # a full disk must not keep the host from the console that says so
