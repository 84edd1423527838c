"""What sockets are sent first: read once for all who come while another reading runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from server.live.hub import Audience

Frames = list[tuple[str, bytes, int]]  # each with its kind, and the number of the reading it was made from


class Arrivals:
    """After a restart a hall connects within a second or two, and everybody is told the same.

    A reading serves who asked before it began, never who came while it ran: they may have missed what it does not show.
    """

    def __init__(self, read: Callable[[Audience], Awaitable[Frames]]) -> None:
        self._read = read
        self._running: dict[Audience, asyncio.Task[Frames]] = {}
        self._next: dict[Audience, asyncio.Task[Frames]] = {}

    async def frames(self, audience: Audience) -> Frames:
        """Raises what the reading raises."""
        if audience not in self._next:
            before = self._running.get(audience)
            self._next[audience] = asyncio.create_task(self._read_after(before, audience))
        return await asyncio.shield(self._next[audience])  # who leaves must not end it for the others

    async def stop(self) -> None:
        """Let what is being read end."""
        tasks = {*self._running.values(), *self._next.values()}
        if tasks:
            await asyncio.wait(tasks)

    async def _read_after(self, before: asyncio.Task[Frames] | None, audience: Audience) -> Frames:
        if before:
            await asyncio.wait({before})
        task = self._running[audience] = self._next.pop(audience)
        try:
            return await self._read(audience)
        finally:
            if self._running[audience] is task:
                del self._running[audience]
