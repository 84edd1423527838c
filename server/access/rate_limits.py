"""Guessing is slowed down, and a hall behind one address is not locked out by its slips, nor by who guesses there.

A right code never waits. While one address has a crowd of wrong ones waiting, its right ones are refused too: were they
let through at once, silence would tell a guesser which codes are wrong. What is no secret there passes all the same.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from server.errors import TooManyTries

PER_SECOND = 20
SIGN_INS_PER_SECOND, SIGN_INS_WAITING = 5, 40  # each is hashed, which takes a core for a moment
WAITING = 1_000  # of one address: a hall in which everybody slips at once, and no more
MANY, WITHIN_S = 100, 3_600.0  # failures within an hour, after which everybody who fails waits twice as long
WAITING_IN_ALL = 20_000  # then an address may have one, however many addresses one guesser has
BALLOTS_AT_ONCE, BALLOTS_PER_SECOND = 40, 2.0  # of one phone; all that people do is far below it
DRAFTS_AT_ONCE, DRAFTS_PER_SECOND = 60, 4.0  # of all tabs of one voter
ITEMS_AT_ONCE, ITEMS_PER_SECOND = 30, 0.5  # of one department's link
KNOWN = 10_000
_ROUNDING_S = 1e-6


class Buckets:
    """So many at once and so many a second, for each credential: nobody who taps meets it, a script does.

    Kept are only buckets that may not be full, in two generations: who took nothing for a whole one has a full bucket.
    """

    def __init__(self, at_once: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._each_s, self._whole_s, self._clock = 1 / per_second, at_once / per_second, clock
        self._full_at: dict[Hashable, float] = {}
        self._before: dict[Hashable, float] = {}
        self._turns_at = clock() + self._whole_s

    def take(self, whose: Hashable) -> float:
        """0 where one was taken, else the seconds until there is one."""
        now = self._clock()
        if now >= self._turns_at:
            self._forget(now)
        full_at = self._full_at.get(whose) or self._before.get(whose, now)
        fills_s = (full_at - now if full_at > now else 0.0) + self._each_s
        if fills_s > self._whole_s + _ROUNDING_S:
            return fills_s - self._whole_s
        self._full_at[whose] = now + fills_s
        return 0

    def give_back(self, whose: Hashable) -> None:
        """What was taken last was not used."""
        for kept in (self._full_at, self._before):
            if whose in kept:
                kept[whose] -= self._each_s
                return

    def _forget(self, now: float) -> None:
        """Another generation."""
        self._before = self._full_at if now < self._turns_at + self._whole_s else {}
        self._full_at, self._turns_at = {}, now + self._whole_s

    def __len__(self) -> int:
        return len(self._full_at) + len(self._before)


class KnownCodes:
    """Join codes that are no secret at an address: somebody came in with one there, or it is on a screen there.

    In memory only; those that were used last, and as many as fit.
    """

    def __init__(self, most: int = KNOWN) -> None:
        self._most = most
        self._codes: OrderedDict[tuple[str, str], None] = OrderedDict()

    def has(self, address: str, code: str) -> bool:
        return (_network(address), code) in self._codes

    def add(self, address: str, code: str) -> None:
        known = (_network(address), code)
        self._codes[known] = None
        self._codes.move_to_end(known)
        if len(self._codes) > self._most:
            self._codes.popitem(last=False)

    def drop(self, address: str, code: str) -> None:
        """It lets nobody in any more."""
        self._codes.pop((_network(address), code), None)


class Failures:
    """Lets at most PER_SECOND wrong codes and keys a second be told so, in all; half as many after MANY of an hour.

    Each address has a line of its own and the lines take turns, so that one who tries thousands keeps nobody else
    waiting. What cannot be guessed, such as the secret of a ticket's link, need not stand in any line.
    """

    def __init__(
        self, per_second: float = PER_SECOND, waiting: int = WAITING, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pause_s, self._most, self._clock = 1 / per_second, waiting, clock
        self._failed_at: deque[float] = deque(maxlen=MANY)  # the last ones
        self._lines: dict[str, deque[asyncio.Future[None]]] = {}
        self._in_all = 0
        self._clockwork: asyncio.Task[None] | None = None
        self._is_ending = False

    def check(self, address: str) -> None:
        """Before a code is looked at. Raises TooManyTries while this address has a crowd waiting to be told."""
        waiting = len(self._lines.get(_network(address), ()))
        if waiting >= self._most or (waiting and self._in_all >= WAITING_IN_ALL):
            raise TooManyTries("Too many wrong codes were tried just now. Please wait a minute and try again.")

    @property
    def pause_s(self) -> float:
        """Between two who are told; a quiet hour makes it short again."""
        is_tried = len(self._failed_at) == MANY and self._clock() - self._failed_at[0] < WITHIN_S
        return self._pause_s * 2 if is_tried else self._pause_s

    def note(self) -> None:
        """Somebody failed."""
        self._failed_at.append(self._clock())

    async def failed(self, address: str) -> None:
        """After a wrong code: it is noted, and told in its turn."""
        self.note()
        await self.turn(address)

    async def turn(self, address: str) -> None:
        """Wait in this address's line, also before what is dear to look at, such as a passphrase."""
        if self._is_ending:
            return
        turn = asyncio.get_running_loop().create_future()
        self._lines.setdefault(_network(address), deque()).append(turn)
        self._in_all += 1
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
                await asyncio.sleep(self.pause_s)
                if self._is_ending:
                    return
                turn = line.popleft()
                self._in_all -= 1
                if not line:
                    del self._lines[address]
                if not turn.done():  # else its caller is gone; the turn is used up all the same
                    turn.set_result(None)


@dataclass(frozen=True, slots=True)
class RateLimits:
    """All of a server's: for wrong codes and sign-ins by address, for ballots by voter, for items by department."""

    wrong_codes: Failures = field(default_factory=Failures)
    sign_ins: Failures = field(default_factory=lambda: Failures(SIGN_INS_PER_SECOND, SIGN_INS_WAITING))
    known_codes: KnownCodes = field(default_factory=KnownCodes)
    ballots: Buckets = field(default_factory=lambda: Buckets(BALLOTS_AT_ONCE, BALLOTS_PER_SECOND))
    items: Buckets = field(default_factory=lambda: Buckets(ITEMS_AT_ONCE, ITEMS_PER_SECOND))

    def end(self) -> None:
        """The server ends: whoever waits is answered."""
        self.wrong_codes.end()
        self.sign_ins.end()


@lru_cache(maxsize=KNOWN)
def _network(address: str) -> str:
    """An IPv6 customer has a /64 to choose from."""
    with suppress(ValueError):
        found = ip_address(address)
        if isinstance(found, IPv6Address):
            return str(found.ipv4_mapped or int(found) >> 64)
    return address
