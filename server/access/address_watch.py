"""Looks at the machine's addresses again and again: a hotspot is turned on, a cable pulled, a router gives another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from server.access.interfaces import Own, own_addresses
from server.access.origins import Origins

EVERY_S = 1.0
log = logging.getLogger(__name__)


class AddressWatch:
    """``look`` may wait for the system, so it runs in a thread."""

    def __init__(self, origins: Origins, look: Callable[[], tuple[Own, ...]] = own_addresses) -> None:
        self._origins, self._look = origins, look
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        while self._origins.is_followed and not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._stopping.wait()
                    return
            try:
                self._origins.follow(await asyncio.to_thread(self._look))
            except Exception:  # what is known stays, and the next look may say more
                log.exception("the machine's addresses could not be read")

    def stop(self) -> None:
        self._stopping.set()
