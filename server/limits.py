"""Guessing is slowed down, and a hall behind one address is not locked out by its slips.

A right code never waits. While one address has a crowd of wrong ones waiting, its right ones are refused too: were they
let through at once, silence would tell a guesser which codes are wrong.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from ipaddress import IPv6Address, ip_address

from server.errors import TooManyTries

PER_SECOND = 20
SIGN_INS_PER_SECOND = 5
MOST_FILES = 65_536
WAITING = 1_000  # of one address: a hall in which everybody slips at once, and no more
SIGN_INS_WAITING = 50


class Failures:
    """Lets at most PER_SECOND wrong codes and keys a second be told so, in all.

    Each address has a line of its own and the lines take turns, so that one who tries thousands keeps nobody else
    waiting. What cannot be guessed, such as the secret of a ticket's link, need not stand in any line.
    """

    def __init__(self, per_second: float = PER_SECOND, waiting: int = WAITING) -> None:
        self._pause_s, self._most = 1 / per_second, waiting
        self._lines: dict[str, deque[asyncio.Future[None]]] = {}
        self._clockwork: asyncio.Task[None] | None = None
        self._is_ending = False

    def check(self, address: str) -> None:
        """Before a code is looked at. Raises TooManyTries while this address has a crowd waiting to be told."""
        if len(self._lines.get(_network(address), ())) >= self._most:
            raise TooManyTries("Too many wrong codes were tried just now. Please wait a minute and try again.")

    async def failed(self, address: str) -> None:
        """After a wrong code: wait for this failure's turn."""
        await self.turn(address)

    async def turn(self, address: str) -> None:
        """Wait in this address's line; also before what is dear to look at, such as a passphrase, right or wrong."""
        if self._is_ending:
            return
        turn = asyncio.get_running_loop().create_future()
        self._lines.setdefault(_network(address), deque()).append(turn)
        if self._clockwork is None or self._clockwork.done():
            self._clockwork = asyncio.create_task(self._take_turns())
        await turn

    def end(self) -> None:
        """The server ends: who waits is told now, since nobody can guess on."""
        self._is_ending = True
        for line in self._lines.values():
            for turn in line:
                if not turn.done():
                    turn.set_result(None)
        self._lines.clear()

    async def _take_turns(self) -> None:
        while self._lines:
            for address, line in list(self._lines.items()):
                await asyncio.sleep(self._pause_s)
                if self._is_ending:
                    return
                turn = line.popleft()
                if not line:
                    del self._lines[address]
                if not turn.done():  # else its caller is gone; the turn is used up all the same
                    turn.set_result(None)


def _network(address: str) -> str:
    """An IPv6 customer has a /64 to choose from."""
    with suppress(ValueError):
        found = ip_address(address)
        if isinstance(found, IPv6Address):
            return str(found.ipv4_mapped or int(found) >> 64)
    return address


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
