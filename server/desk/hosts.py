"""Signing in and out as host."""

from __future__ import annotations

import hmac
from datetime import timedelta

from server import keys
from server.desk import Desk
from server.errors import NoCredential
from server.store import host_sessions

LASTS = timedelta(hours=12)


async def sign_in(desk: Desk, key: str) -> str:
    """The token of a new browser session for the right host key. Raises NoCredential."""
    if not hmac.compare_digest(key.encode(), desk.keys.host_key.encode()):
        raise NoCredential("That is not the host key. It is in the line that the server printed at its start.")
    token = keys.new_token()
    async with desk.database.write() as connection:
        await host_sessions.add(connection, keys.token_hash(token), desk.clock() + LASTS)
    return token


async def sign_out(desk: Desk, token: str) -> None:
    """Forget the browser session. Safe to repeat."""
    async with desk.database.write() as connection:
        await host_sessions.remove(connection, keys.token_hash(token), desk.clock())
