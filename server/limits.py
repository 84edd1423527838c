"""Guessing is slowed down; whoever knows the right code never waits, even when a whole hall shares one address."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from server.errors import TooManyTries

PER_SECOND = 20
MOST_FILES = 65_536
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


def allow_many_sockets() -> None:
    """Lift this process's own limit on open files as far as the system lets it: each phone takes one.

    Debian starts processes with 1,024, which is a hall of a thousand phones refused at the door.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if wanted > soft:
        with suppress(OSError, ValueError):  # macOS has a lower one that it does not tell
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
