"""Ends sign-ins whose time is over, and keeps those in use that have a page open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress

from server.core.context import Context
from server.core.last_seen import note_in_use
from server.features.hosts.actions import end_over

EVERY_S = 30.0

log = logging.getLogger(__name__)


class SignInExpiry:
    """``in_use`` tells the marks of all sign-ins that have a socket open."""

    def __init__(self, context: Context, in_use: Callable[[], Collection[bytes]]) -> None:
        self._context, self._in_use = context, in_use
        self._is_stopped = asyncio.Event()

    def stop(self) -> None:
        """End ``run`` soon. It is not cancelled, since a database call that is cut off takes its connection along."""
        self._is_stopped.set()

    async def run(self) -> None:
        while not self._is_stopped.is_set():
            try:
                await self.look_round()
            except Exception:  # a full disk, say: who is signed in stays so, and the next round tries again
                log.exception("ending old sign-ins failed; trying again")
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._is_stopped.wait()

    async def look_round(self) -> None:
        if marks := self._in_use():
            await note_in_use(self._context, marks)
        await end_over(self._context)
