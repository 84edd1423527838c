"""Guessing is slowed down; whoever knows the right code never waits, even when a whole hall shares one address."""

from __future__ import annotations

import asyncio

from server.errors import TooManyTries

PER_SECOND = 20
WAITING = 200


class Failures:
    """Lets at most PER_SECOND wrong codes and keys a second be told so, in all."""

    def __init__(self) -> None:
        self._free_at = 0.0
        self._waiting = 0

    def check(self) -> None:
        """Before a code is looked at. Raises TooManyTries while a crowd of wrong ones is still being answered."""
        if self._waiting >= WAITING:
            raise TooManyTries("Too many wrong codes were tried just now. Please wait a minute and try again.")

    async def failed(self) -> None:
        """After a wrong code: wait for this failure's turn."""
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now) + 1 / PER_SECOND
        self._waiting += 1
        try:
            await asyncio.sleep(self._free_at - now)
        finally:
            self._waiting -= 1
